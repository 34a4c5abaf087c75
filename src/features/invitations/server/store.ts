import { sql } from 'kysely';
import { newId } from '../../../kit/common/id.ts';
import { changesOf, merged, type Paging, paged, type Written } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { wakeJob } from '../../../kit/server/jobs.ts';
import { lockRow } from '../../../kit/server/rows.ts';
import { invitationProblem } from '../problems.ts';
import type {
  Invitation,
  InvitationChange,
  InvitationItem,
  InvitationState,
  Invited,
  InvitedState,
  NewInvitation,
} from '../schema.ts';
import { amongOf, listPeople } from './choice.ts';
import { type InvitationTable, type InvitedTable, toItem } from './table.ts';

export const invitationsJob = 'send-invitations';

const sorts = { createdAt: 'created_at' };

export async function listInvitations(
  db: Db,
  vendorId: string,
  { state }: { readonly state?: InvitationState | undefined },
  paging: Paging,
): Promise<InvitationItem[]> {
  let query = db.selectFrom('invitation').selectAll().where('vendor_id', '=', vendorId);
  if (state) query = query.where('state', '=', state);
  return (await paged(query, 'invitation', paging, { sorts }).execute()).map(toItem);
}

/** @throws `invitation.not-found` */
export async function requireRow(db: Db, vendorId: string, id: string): Promise<InvitationTable> {
  const row = await db
    .selectFrom('invitation')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw invitationProblem('invitation.not-found');
  return row;
}

/** The mail of a person's invitation: there is one at most. */
const mailOf = sql`left join mail as m
  on m.vendor_id = i.vendor_id and m.subject_id = i.contact_id and m.template = 'invitation'`;

/** With what became of its mails by now. @throws `invitation.not-found` */
export async function findInvitation(db: Db, vendorId: string, id: string): Promise<Invitation> {
  const item = toItem(await requireRow(db, vendorId, id));
  const { rows } = await sql<Record<'waiting' | 'opened', number>>`
    select count(case when i.state = 'waiting' then 1 end) as waiting,
      count(case when k.last_sign_in_at >= i.sent_at then 1 end) as opened
    from invited as i join contact as k on k.vendor_id = i.vendor_id and k.id = i.contact_id
    where i.vendor_id = ${vendorId} and i.invitation_id = ${id}`.execute(db);
  const [row] = rows;
  return {
    ...item,
    waiting: Number(row?.waiting ?? 0),
    ...(await fatesOf(db, vendorId, id)),
    opened: Number(row?.opened ?? 0),
  };
}

/** Found from the few mails that wait or failed, however many people were invited. */
export async function fatesOf(
  db: Db,
  vendorId: string,
  id: string,
): Promise<{ readonly queued: number; readonly failed: number }> {
  const { rows } = await sql<Record<'queued' | 'failed', number>>`
    select count(case when m.state = 'queued' then 1 end) as queued,
      count(case when m.state <> 'queued' then 1 end) as failed
    from mail as m join invited as i on i.vendor_id = m.vendor_id and i.contact_id = m.subject_id
    where m.vendor_id = ${vendorId} and m.state in ('queued', 'refused', 'bounced') and m.template = 'invitation'
      and i.invitation_id = ${id}`.execute(db);
  return { queued: Number(rows[0]?.queued ?? 0), failed: Number(rows[0]?.failed ?? 0) };
}

/** @throws `invitation.nobody`, `request.invalid` for a customer the vendor does not have */
export async function createInvitation(
  tx: Db,
  vendorId: string,
  wanted: NewInvitation,
  { at, now }: { readonly at: Date; readonly now: Date },
): Promise<InvitationItem> {
  const among = await amongOf(tx, vendorId, wanted);
  const id = newId('ivn', at.getTime());
  const row: InvitationTable = {
    vendor_id: vendorId,
    id,
    portal_id: wanted.portalId,
    state: 'running',
    wave_size: wanted.waveSize,
    minutes_between: wanted.minutesBetween,
    stop_at_percent: wanted.stopAtPercent,
    waves: 0,
    left_in_wave: 0,
    next_at: now.toISOString(),
    total: 0,
    sent: 0,
    withheld: 0,
    skipped: 0,
    forgiven_sent: 0,
    forgiven_failed: 0,
    search_text: '',
    created_at: at.toISOString(),
    updated_at: at.toISOString(),
    finished_at: null,
  };
  await tx.insertInto('invitation').values(row).execute();
  const total = await listPeople(tx, { among, id, now: row.created_at });
  if (total === 0) throw invitationProblem('invitation.nobody');
  await writeRow(tx, row, { total });
  wakeJob(tx, invitationsJob);
  return toItem({ ...row, total });
}

export async function writeRow(
  tx: Db,
  { vendor_id, id }: Pick<InvitationTable, 'vendor_id' | 'id'>,
  change: Partial<InvitationTable>,
): Promise<void> {
  await tx
    .updateTable('invitation')
    .set(change)
    .where('vendor_id', '=', vendor_id)
    .where('id', '=', id)
    .execute();
}

/** Nobody else changes it from here on, the job neither. @throws `invitation.not-found`, `invitation.over` */
async function lockOpen(tx: Db, vendorId: string, id: string): Promise<InvitationTable> {
  await lockRow(tx, 'invitation', vendorId, id);
  const row = await requireRow(tx, vendorId, id);
  if (row.state === 'done' || row.state === 'cancelled') throw invitationProblem('invitation.over');
  return row;
}

/** @throws `invitation.not-found`, `invitation.over` */
export async function changeInvitation(
  tx: Db,
  vendorId: string,
  id: string,
  change: InvitationChange,
  at: Date,
): Promise<Written<InvitationItem>> {
  const row = await lockOpen(tx, vendorId, id);
  const before = toItem(row);
  const after = merged(before, change);
  const fields = changesOf(before, after);
  if (fields.length === 0) return { thing: before, created: false, fields };
  await writeRow(tx, row, {
    wave_size: after.waveSize,
    minutes_between: after.minutesBetween,
    stop_at_percent: after.stopAtPercent,
    updated_at: at.toISOString(),
  });
  return { thing: { ...after, updatedAt: at.toISOString() }, created: false, fields };
}

interface Moment {
  /** The vendor's time, and the world's. */
  readonly at: Date;
  readonly now: Date;
}

/** @returns whether anything changed; @throws `invitation.not-found`, `invitation.over` */
export async function pauseInvitation(
  tx: Db,
  vendorId: string,
  id: string,
  { at }: Moment,
): Promise<boolean> {
  const row = await lockOpen(tx, vendorId, id);
  if (row.state !== 'running') return false;
  await writeRow(tx, row, { state: 'paused', next_at: null, updated_at: at.toISOString() });
  return true;
}

/** Goes on at once. What failed until now stops it no more. @throws `invitation.not-found`, `invitation.over` */
export async function resumeInvitation(
  tx: Db,
  vendorId: string,
  id: string,
  { at, now }: Moment,
): Promise<boolean> {
  const row = await lockOpen(tx, vendorId, id);
  if (row.state === 'running') return false;
  const forgiven =
    row.state === 'stopped'
      ? { forgiven_sent: row.sent, forgiven_failed: (await fatesOf(tx, vendorId, id)).failed }
      : {};
  await writeRow(tx, row, {
    ...forgiven,
    ...{ state: 'running', next_at: now.toISOString(), updated_at: at.toISOString() },
  });
  wakeJob(tx, invitationsJob);
  return true;
}

/** Whoever was not written to yet may be invited another time. @throws `invitation.not-found`, `invitation.over` */
export async function cancelInvitation(
  tx: Db,
  vendorId: string,
  id: string,
  { at }: Moment,
): Promise<boolean> {
  const row = await lockOpen(tx, vendorId, id);
  const now = at.toISOString();
  await tx
    .deleteFrom('invited')
    .where('vendor_id', '=', vendorId)
    .where('invitation_id', '=', id)
    .where('state', '=', 'waiting')
    .execute();
  await writeRow(tx, row, { state: 'cancelled', next_at: null, updated_at: now, finished_at: now });
  return true;
}

interface InvitedRow extends Pick<InvitedTable, 'state' | 'sent_at' | 'updated_at'> {
  id: string;
  name: string;
  email: string | null;
  customer_id: string;
  customer_name: string;
  last_sign_in_at: string | null;
  mail_id: string | null;
  mail_state: string | null;
  error: string | null;
}

/** What each state means of the rows `i` (invited), `k` (contact) and `m` (mail); the first that fits. */
const isOpened = sql<boolean>`(i.sent_at is not null and k.last_sign_in_at is not null and k.last_sign_in_at >= i.sent_at)`;
const conditions: Readonly<Record<InvitedState, ReturnType<typeof sql<boolean>>>> = {
  waiting: sql<boolean>`i.state = 'waiting'`,
  withheld: sql<boolean>`i.state = 'withheld' and not ${isOpened}`,
  skipped: sql<boolean>`i.state = 'skipped'`,
  opened: isOpened,
  failed: sql<boolean>`i.state = 'sent' and not ${isOpened} and m.state in ('refused', 'bounced')`,
  queued: sql<boolean>`i.state = 'sent' and not ${isOpened} and m.state = 'queued'`,
  sent: sql<boolean>`i.state = 'sent' and not ${isOpened}
    and (m.state is null or m.state not in ('refused', 'bounced', 'queued'))`,
};

/** The people of an invitation and what became of each. @throws `invitation.not-found` */
export async function listInvited(
  db: Db,
  vendorId: string,
  id: string,
  { state }: { readonly state?: InvitedState | undefined },
  paging: Paging,
): Promise<Invited[]> {
  await requireRow(db, vendorId, id);
  const people = sql<InvitedRow>`(
    select i.contact_id as id, i.state, i.sent_at, i.updated_at, k.name, k.email, k.customer_id,
      c.name as customer_name, k.last_sign_in_at, m.id as mail_id, m.state as mail_state, m.error
    from invited as i
    join contact as k on k.vendor_id = i.vendor_id and k.id = i.contact_id
    join customer as c on c.vendor_id = k.vendor_id and c.id = k.customer_id
    ${mailOf}
    where i.vendor_id = ${vendorId} and i.invitation_id = ${id}${state ? sql` and ${conditions[state]}` : sql``})`;
  const query = db.selectFrom(people.as('person')).selectAll();
  return (await paged(query, 'person', paging).execute()).map(toInvited);
}

function stateOf(row: InvitedRow): InvitedState {
  if (row.sent_at !== null && row.last_sign_in_at !== null && row.last_sign_in_at >= row.sent_at)
    return 'opened';
  if (row.state !== 'sent') return row.state;
  if (row.mail_state === 'refused' || row.mail_state === 'bounced') return 'failed';
  return row.mail_state === 'queued' ? 'queued' : 'sent';
}

function toInvited(row: InvitedRow): Invited {
  const state = stateOf(row);
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    customerId: row.customer_id,
    customerName: row.customer_name,
    state,
    reason: state === 'failed' ? row.error : null,
    mailId: row.mail_id,
    invitedAt: row.sent_at,
    openedAt: state === 'opened' ? row.last_sign_in_at : null,
    updatedAt: row.updated_at,
  };
}
