import { sql } from 'kysely';
import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { drawDigits } from '../../../kit/server/typed-codes.ts';
import { covers } from '../rules.ts';
import type { Grant, LoginAsMode, LoginAsPolicy, NewGrant, NewLoginAs } from '../schema.ts';
import type { SupportGrantRow } from './tables.ts';

/** Whose portal a grant opens. */
interface Owner {
  readonly vendorId: string;
  readonly customerId: string;
}

/** A code may be told for so long. */
const codeMs = 10 * 60_000;
/** So many wrong ones, and the code that waits is void: of a hundred million there are five guesses. */
const wrongMost = 5;
const shown = 20;

export async function policyOf(db: Db, vendorId: string): Promise<LoginAsPolicy> {
  const row = await db
    .selectFrom('vendor')
    .select('login_as')
    .where('vendor_id', '=', vendorId)
    .executeTakeFirstOrThrow();
  return row.login_as;
}

const grantsOf = (db: Db, { vendorId, customerId }: Owner) =>
  db
    .selectFrom('support_grant as g')
    .selectAll('g')
    .select([
      sql<string | null>`(select name from contact where vendor_id = g.vendor_id and id = g.contact_id)`.as(
        'contact_name',
      ),
      // Operators are kept at the live side and work on its twin too.
      sql<string | null>`(select name from operator where id = g.operator_id and vendor_id in
        (g.vendor_id, (select twin_id from vendor where vendor_id = g.vendor_id)))`.as('operator_name'),
    ])
    .where('g.vendor_id', '=', vendorId)
    .where('g.customer_id', '=', customerId);

/** Newest first. */
export async function listGrants(db: Db, owner: Owner, now: Date): Promise<Grant[]> {
  const rows = await grantsOf(db, owner).orderBy('g.id', 'desc').limit(shown).execute();
  return rows.map((row) => toGrant(row, now));
}

/** Another customer's is `undefined`, like one that never was. */
export async function findGrant(db: Db, owner: Owner, id: string, now: Date): Promise<Grant | undefined> {
  const row = await grantsOf(db, owner).where('g.id', '=', id).executeTakeFirst();
  return row && toGrant(row, now);
}

const requireMade = async (tx: Db, owner: Owner, id: string, now: Date): Promise<Grant> =>
  (await findGrant(tx, owner, id, now)) as Grant;

/** What the customer gives in the portal: one at a time, so that what is allowed now is one sentence. */
export async function giveGrant(
  tx: Db,
  owner: Owner,
  { mode, minutes }: NewGrant,
  contactId: string | null,
  now: Date,
): Promise<Grant> {
  await endOthers(tx, owner, 'customer', now);
  const id = await insertGrant(tx, owner, {
    ...{ mode, minutes, source: 'customer', contact_id: contactId },
    starts_at: now.toISOString(),
    ends_at: later(now, minutes * 60_000),
    now,
  });
  return requireMade(tx, owner, id, now);
}

/** A code to be told: only its keyed hash is kept. A second one takes the place of the first. */
export async function makeCode(
  tx: Db,
  secrets: Secrets,
  owner: Owner,
  { mode, minutes }: NewGrant,
  contactId: string | null,
  now: Date,
): Promise<{ code: string; grant: Grant }> {
  await endOthers(tx, owner, 'code', now);
  const figures = drawDigits(8);
  const id = await insertGrant(tx, owner, {
    ...{ mode, minutes, source: 'code', contact_id: contactId },
    code_lookup: secrets.lookup(plainOf(owner, figures)),
    ends_at: later(now, codeMs),
    now,
  });
  return { code: `${figures.slice(0, 4)} ${figures.slice(4)}`, grant: await requireMade(tx, owner, id, now) };
}

/** The same figures of another customer are another code. */
const plainOf = ({ vendorId, customerId }: Owner, figures: string): string =>
  `login-as:${vendorId}:${customerId}:${figures}`;

/**
 * The grant of a code that was told, from now on this operator's alone; `undefined`: no such code waits here, which
 * counts against those that do. Of any number at once, one has it.
 */
export async function redeemCode(
  tx: Db,
  secrets: Secrets,
  owner: Owner,
  typed: string,
  operatorId: string,
  now: Date,
): Promise<Grant | undefined> {
  const figures = typed.replace(/[\s.-]/g, '');
  const at = now.toISOString();
  const waiting = () =>
    tx
      .updateTable('support_grant')
      .where('vendor_id', '=', owner.vendorId)
      .where('customer_id', '=', owner.customerId)
      .where('starts_at', 'is', null)
      .where('ended_at', 'is', null)
      .where('ends_at', '>', at);
  const lookups = secrets.lookups(plainOf(owner, figures));
  const found = await tx
    .selectFrom('support_grant')
    .select(['id', 'minutes'])
    .where('vendor_id', '=', owner.vendorId)
    .where('customer_id', '=', owner.customerId)
    .where('code_lookup', 'in', lookups)
    .executeTakeFirst();
  if (found) {
    const done = await waiting()
      .set({
        operator_id: operatorId,
        code_lookup: null,
        starts_at: at,
        ends_at: later(now, found.minutes * 60_000),
      })
      .where('id', '=', found.id)
      .executeTakeFirst();
    if (done.numUpdatedRows === 1n) return requireMade(tx, owner, found.id, now);
  }
  await waiting()
    .set({
      code_wrong: sql`code_wrong + 1`,
      ended_at: sql`case when code_wrong + 1 >= ${wrongMost} then ${at} else null end`,
    })
    .execute();
  return undefined;
}

/** What an operator writes down: who said yes, how they were asked, and why. */
export async function writeGrantDown(
  tx: Db,
  owner: Owner,
  { mode, reason, authorisation }: NewLoginAs & { readonly authorisation: object },
  operatorId: string,
  now: Date,
): Promise<Grant> {
  const { by, how, minutes } = authorisation;
  const id = await insertGrant(tx, owner, {
    ...{ mode, minutes, source: 'operator', operator_id: operatorId },
    ...{ authorised_by: by, authorised_how: how, reason: reason ?? null },
    starts_at: now.toISOString(),
    ends_at: later(now, minutes * 60_000),
    now,
  });
  return requireMade(tx, owner, id, now);
}

/** Those that live now and let this operator in, the longest first. */
export async function liveGrants(db: Db, owner: Owner, operatorId: string, now: Date): Promise<Grant[]> {
  const rows = await grantsOf(db, owner)
    .where('g.starts_at', 'is not', null)
    .where('g.ended_at', 'is', null)
    .where('g.ends_at', '>', now.toISOString())
    .where((or) => or.or([or('g.operator_id', 'is', null), or('g.operator_id', '=', operatorId)]))
    .orderBy('g.ends_at', 'desc')
    .execute();
  return rows.map((row) => toGrant(row, now));
}

/** The one that opens a portal in this mode. One that gives no more than is needed goes first. */
export const pickGrant = (grants: readonly Grant[], mode: LoginAsMode): Grant | undefined =>
  grants.find((grant) => grant.mode === mode) ?? grants.find((grant) => covers(grant.mode, mode));

/** False where it was over already. What it opened ends with it, at the next request of each. */
export async function endGrant(tx: Db, owner: Owner, id: string, now: Date): Promise<boolean> {
  const done = await tx
    .updateTable('support_grant')
    .set({ ended_at: now.toISOString(), code_lookup: null })
    .where('vendor_id', '=', owner.vendorId)
    .where('customer_id', '=', owner.customerId)
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .where('ends_at', '>', now.toISOString())
    .executeTakeFirst();
  return done.numUpdatedRows === 1n;
}

/** What the customer gave before, or codes that wait; a code that was told stays with whom it was told. */
async function endOthers(tx: Db, owner: Owner, source: 'customer' | 'code', now: Date): Promise<void> {
  let query = tx
    .updateTable('support_grant')
    .set({ ended_at: now.toISOString(), code_lookup: null })
    .where('vendor_id', '=', owner.vendorId)
    .where('customer_id', '=', owner.customerId)
    .where('source', '=', source)
    .where('ended_at', 'is', null)
    .where('ends_at', '>', now.toISOString());
  if (source === 'code') query = query.where('starts_at', 'is', null);
  await query.execute();
}

const later = (now: Date, ms: number): string => new Date(now.getTime() + ms).toISOString();

type GivenGrant = Pick<SupportGrantRow, 'mode' | 'minutes' | 'source' | 'ends_at'> &
  Partial<SupportGrantRow> & { readonly now: Date };

async function insertGrant(
  tx: Db,
  { vendorId, customerId }: Owner,
  { now, ...given }: GivenGrant,
): Promise<string> {
  const id = newId('gra', now.getTime());
  const empty = {
    ...{ contact_id: null, operator_id: null, authorised_by: null, authorised_how: null, reason: null },
    ...{ code_lookup: null, code_wrong: 0, starts_at: null, ended_at: null, used_at: null },
  };
  await tx
    .insertInto('support_grant')
    .values({
      ...empty,
      ...given,
      id,
      vendor_id: vendorId,
      customer_id: customerId,
      created_at: now.toISOString(),
    })
    .execute();
  return id;
}

function toGrant(
  row: SupportGrantRow & { readonly contact_name: string | null; readonly operator_name: string | null },
  now: Date,
): Grant {
  const over = row.ended_at !== null || row.ends_at <= now.toISOString();
  return {
    id: row.id,
    mode: row.mode,
    source: row.source,
    state: over ? 'ended' : row.starts_at === null ? 'waiting' : 'live',
    givenBy: row.contact_name,
    operator: row.operator_name,
    authorisedBy: row.authorised_by,
    authorisedHow: row.authorised_how,
    reason: row.reason,
    createdAt: row.created_at,
    endsAt: row.ends_at,
    endedAt: row.ended_at,
    usedAt: row.used_at,
  };
}
