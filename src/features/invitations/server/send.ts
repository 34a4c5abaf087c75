import { type Clock, movedClock } from '../../../kit/server/clock.ts';
import { type Database, type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { lockRow } from '../../../kit/server/rows.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import type { MadeToken } from '../../access/server/make-token.ts';
import { announce } from '../../activity/server/announce.ts';
import { findPeople, type Person } from '../../customers/server/store.ts';
import { type Mailing, mailingOf } from '../../mails/server/access-mail.ts';
import type { Portal } from '../../portals/schema.ts';
import { findPortal } from '../../portals/server/store.ts';
import { findVendor } from '../../vendors/server/store.ts';
import { nextStep, pieceSize, type Step } from '../rules.ts';
import { inviteByMail, linkToPortal } from './invite.ts';
import { fatesOf, writeRow } from './store.ts';
import type { InvitationTable } from './table.ts';

export interface InvitingContext {
  readonly database: Database;
  /** The world's. */
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly publicUrl: string;
  readonly signal: AbortSignal;
}

const minute = 60_000;

/** Writes what is due of all invitations, a piece of each in turn, so that a large one holds up no other. */
export async function sendInvitations(context: InvitingContext): Promise<void> {
  const { database, clock, signal } = context;
  for (;;) {
    const due = await database.db
      .selectFrom('invitation')
      .selectAll()
      .where('state', '=', 'running')
      .where('next_at', '<=', clock.now().toISOString())
      .orderBy('next_at')
      .limit(20)
      .execute();
    if (due.length === 0) return;
    for (const row of due) {
      if (signal.aborted) return;
      await takeTurn(context, row);
    }
  }
}

/** What one piece of mails needs, made before the transaction that writes them. */
interface Prepared {
  /** Whose turn it is, the first first. */
  readonly ids: readonly string[];
  readonly portal: Portal;
  readonly mailing: Mailing;
  readonly people: ReadonlyMap<string, Person>;
  readonly links: ReadonlyMap<string, MadeToken>;
  /** The vendor's time, and the world's. */
  readonly at: Date;
  readonly now: Date;
}

async function takeTurn(
  context: InvitingContext,
  { vendor_id: vendorId, id }: InvitationTable,
): Promise<void> {
  const { database, clock } = context;
  const { db } = database;
  const vendor = await findVendor(db, vendorId);
  if (!vendor) return;
  const now = clock.now();
  const at = movedClock(clock, vendor.clockOffsetMs).now();
  const ids = await nextWaiting(db, vendorId, id);
  const prepared = await prepare(context, { vendorId, id, testSide: vendor.side === 'test', at, now, ids });
  if (!prepared) return;
  await inTransaction(db, async (tx) => {
    await lockRow(tx, 'invitation', vendorId, id);
    const row = await tx
      .selectFrom('invitation')
      .selectAll()
      .where('vendor_id', '=', vendorId)
      .where('id', '=', id)
      .executeTakeFirst();
    // Somebody paused it, or another process was quicker.
    if (row?.state !== 'running' || row.next_at === null || row.next_at > now.toISOString()) return;
    const step = nextStep({ ...standingOf(row), ...(await fatesOf(tx, vendorId, id)) });
    if (step.kind === 'stop') return stop(tx, row, at);
    if (step.kind === 'wait')
      return writeRow(tx, row, { next_at: new Date(now.getTime() + minute).toISOString() });
    if (step.kind === 'send') await sendPiece(tx, row, step, prepared);
  });
}

const standingOf = (row: InvitationTable) => ({
  waveSize: row.wave_size,
  stopAtPercent: row.stop_at_percent,
  leftInWave: row.left_in_wave,
  sent: row.sent,
  forgivenSent: row.forgiven_sent,
  forgivenFailed: row.forgiven_failed,
});

/** Contacts whose turn is next. */
async function nextWaiting(
  db: Db,
  vendorId: string,
  id: string,
  among?: readonly string[],
): Promise<string[]> {
  let query = db
    .selectFrom('invited')
    .select('contact_id')
    .where('vendor_id', '=', vendorId)
    .where('invitation_id', '=', id)
    .where('state', '=', 'waiting');
  if (among) query = query.where('contact_id', 'in', among);
  const rows = await query.orderBy('contact_id').limit(pieceSize).execute();
  return rows.map(({ contact_id }) => contact_id);
}

/** Links are signed before the transaction, in which nothing but the database is waited for. */
async function prepare(
  { database: { db }, secrets, publicUrl, clock }: InvitingContext,
  piece: {
    readonly vendorId: string;
    readonly id: string;
    readonly testSide: boolean;
    readonly at: Date;
    readonly now: Date;
    readonly ids: readonly string[];
  },
): Promise<Prepared | undefined> {
  const { vendorId, testSide, ids, at, now } = piece;
  const row = await db
    .selectFrom('invitation')
    .select('portal_id')
    .where('vendor_id', '=', vendorId)
    .where('id', '=', piece.id)
    .executeTakeFirst();
  const portal = row && (await findPortal(db, vendorId, row.portal_id));
  if (!portal) return undefined;
  const found = await findPeople(db, { vendorId, portalId: portal.id }, ids);
  const people = new Map(found.filter(isToBeInvited).map((person) => [person.contact.id, person]));
  const links = new Map<string, MadeToken>();
  for (const { contact, customer } of people.values()) {
    const link = await linkToPortal({ db, secrets, publicUrl, now: clock.now() }, portal, vendorId, {
      contact,
      customer,
    });
    if (link) links.set(contact.id, link);
  }
  const mailing = await mailingOf({ secrets, publicUrl, testSide });
  return { ids, portal, mailing, people, links, at, now };
}

/** Whoever was switched off, lost the address or came by themselves since the list was made is passed over. */
const isToBeInvited = ({ contact, customer }: Person): boolean =>
  customer.status === 'active' &&
  contact.email !== null &&
  !contact.emailBouncing &&
  !contact.emailClaimed &&
  contact.lastSignInAt === null;

async function stop(tx: Db, row: InvitationTable, at: Date): Promise<void> {
  await writeRow(tx, row, { state: 'stopped', next_at: null, updated_at: at.toISOString() });
  await announceRun(tx, row, 'invitation.stopped', at);
}

const announceRun = (
  tx: Db,
  { vendor_id: vendorId, id }: InvitationTable,
  action: 'invitation.stopped' | 'invitation.finished',
  at: Date,
) =>
  announce(tx, {
    ...{ vendorId, at, action, subjectId: id, actor: { kind: 'system', id: null } },
    data: { invitationId: id },
  });

async function sendPiece(
  tx: Db,
  row: InvitationTable,
  { people: most, newWave }: Extract<Step, { kind: 'send' }>,
  prepared: Prepared,
): Promise<void> {
  const { vendor_id: vendorId, id } = row;
  const { at, now } = prepared;
  // Of those who were looked at: another process may have written to some of them meanwhile.
  const ids = prepared.ids.length > 0 ? await nextWaiting(tx, vendorId, id, prepared.ids.slice(0, most)) : [];
  const counts = { sent: 0, withheld: 0, skipped: 0 };
  for (const contactId of ids) {
    const person = prepared.people.get(contactId);
    const fate = person
      ? await inviteByMail(tx, vendorId, person, { ...prepared, link: prepared.links.get(contactId) })
      : 'skipped';
    counts[fate]++;
    await tx
      .updateTable('invited')
      .set({
        state: fate,
        sent_at: fate === 'skipped' ? null : at.toISOString(),
        updated_at: at.toISOString(),
      })
      .where('vendor_id', '=', vendorId)
      .where('contact_id', '=', contactId)
      .execute();
  }
  const done = (await nextWaiting(tx, vendorId, id)).length === 0;
  // Nobody who was passed over takes a place in the wave.
  const left = (newWave ? row.wave_size : row.left_in_wave) - ids.length + counts.skipped;
  await writeRow(tx, row, {
    sent: row.sent + counts.sent,
    withheld: row.withheld + counts.withheld,
    skipped: row.skipped + counts.skipped,
    waves: row.waves + (newWave ? 1 : 0),
    left_in_wave: done ? 0 : left,
    next_at: done
      ? null
      : left > 0
        ? now.toISOString()
        : new Date(now.getTime() + row.minutes_between * minute).toISOString(),
    ...(done && { state: 'done' as const, finished_at: at.toISOString() }),
    updated_at: at.toISOString(),
  });
  if (done) await announceRun(tx, row, 'invitation.finished', at);
}
