import { sql } from 'kysely';
import { newId } from '../../../kit/common/id.ts';
import { type Db, inTransaction, type Tables } from '../../../kit/server/db/db.ts';
import { removeOldBatches } from '../../activity/server/chain-store.ts';
import { letGoBefore } from '../../activity/server/store.ts';

/** How long rows of a table stay, as data: what no rule names stays until somebody deletes it. */
export interface RetentionRule {
  readonly table: keyof Tables;
  /** Columns of the primary key behind `vendor_id`. */
  readonly key: readonly string[];
  /** The instant that counts. */
  readonly since: string;
  readonly keepDays: number;
  /** Only rows of this kind. */
  readonly where?: string;
}

export const retentionRules: readonly RetentionRule[] = [
  // A week, for whoever asks what happened.
  { table: 'portal_session', key: ['token_hash'], since: 'ends_at', keepDays: 7 },
  // The instant is the token's end and a minute: it is refused by its age then.
  { table: 'used_token', key: ['jti'], since: 'expires_at', keepDays: 0 },
  { table: 'mailed_code', key: ['id'], since: 'expires_at', keepDays: 0 },
  { table: 'sign_in_proof', key: ['proof_hash'], since: 'expires_at', keepDays: 0 },
  { table: 'support_grant', key: ['id'], since: 'ends_at', keepDays: 1095 },
  { table: 'support_use', key: ['id'], since: 'created_at', keepDays: 1095 },
  { table: 'login_as_ticket', key: ['token_hash'], since: 'expires_at', keepDays: 0 },
  // Half a year in which whoever finds an old mail can have a new link.
  { table: 'mailed_link', key: ['jti'], since: 'expires_at', keepDays: 180 },
  { table: 'idempotency', key: ['scope', 'key'], since: 'expires_at', keepDays: 0 },
  { table: 'outbox', key: ['id'], since: 'done_at', keepDays: 7, where: 'done_at is not null' },
  // All attempts were used up; somebody had three months to look.
  {
    table: 'outbox',
    key: ['id'],
    since: 'created_at',
    keepDays: 90,
    where: 'done_at is null and due_at is null',
  },
  { table: 'work', key: ['id'], since: 'finished_at', keepDays: 90, where: 'finished_at is not null' },
  { table: 'refused_request', key: ['id'], since: 'created_at', keepDays: 30 },
  // Also what waits for an endpoint that is paused; its tries go with it.
  { table: 'webhook_delivery', key: ['id'], since: 'created_at', keepDays: 30 },
  { table: 'text_message', key: ['id'], since: 'created_at', keepDays: 90 },
  { table: 'contact_proof', key: ['contact_id', 'kind'], since: 'expires_at', keepDays: 0 },
  { table: 'mail', key: ['id'], since: 'created_at', keepDays: 365, where: "state <> 'queued'" },
];

const dayMs = 86_400_000;
/** At the end of an id; what stands before is prefix and time. */
const randomSymbols = 16;
/** Rows of one transaction: others wait for milliseconds only. */
const most = 500;

export interface RetentionOptions {
  readonly now: Date;
  /** Stops between two transactions. */
  readonly signal?: AbortSignal;
}

/** Removes what is older than its rule. @returns removed rows by table */
export async function applyRetention(
  db: Db,
  { now, signal }: RetentionOptions,
): Promise<Readonly<Record<string, number>>> {
  const removed: Record<string, number> = {};
  const count = (table: string, rows: number) => {
    if (rows > 0) removed[table] = (removed[table] ?? 0) + rows;
  };
  for (const rule of retentionRules) {
    const before = new Date(now.getTime() - rule.keepDays * dayMs).toISOString();
    const old = sql`${sql.ref(rule.since)} < ${before}${rule.where ? sql` and (${sql.raw(rule.where)})` : sql``}`;
    count(rule.table, await removeSome(db, rule.table, rule.key, old, signal));
  }
  const vendors = await db
    .selectFrom('vendor')
    .select(['vendor_id', 'activity_days', 'document_years'])
    .execute();
  for (const { vendor_id, activity_days, document_years } of vendors) {
    // Ids begin with their time: the primary key finds the old ones, and no index more has to be kept.
    const keptFrom = new Date(now.getTime() - activity_days * dayMs);
    const before = newId('act', keptFrom.getTime()).slice(0, -randomSymbols);
    await inTransaction(db, (tx) => letGoBefore(tx, vendor_id, keptFrom));
    const old = sql`vendor_id = ${vendor_id} and id < ${before}`;
    count('activity', await removeSome(db, 'activity', ['id'], old, signal));
    await inTransaction(db, (tx) => removeOldBatches(tx, vendor_id, keptFrom));
    const firstKept = `${now.getUTCFullYear() - document_years}-01-01`;
    const gone = await inTransaction(db, (tx) => removeErased(tx, vendor_id, firstKept, now));
    for (const [table, rows] of Object.entries(gone)) count(table, rows);
  }
  return removed;
}

/** Documents of erased customers that nobody has to keep any more, with their files; and who has none left. */
async function removeErased(
  tx: Db,
  vendorId: string,
  firstKept: string,
  at: Date,
): Promise<{ document: number; customer: number }> {
  const old = sql`vendor_id = ${vendorId} and issued_on < ${firstKept} and customer_id in (
    select id from customer where vendor_id = ${vendorId} and erased_at is not null)`;
  await sql`update file set dropped_at = ${at.toISOString()} where vendor_id = ${vendorId} and id in (
    select pdf_file_id from document where ${old})`.execute(tx);
  const documents = await sql`delete from document where ${old}`.execute(tx);
  const customers = await sql`delete from customer where vendor_id = ${vendorId} and erased_at is not null
    and not exists (select 1 from document as d where d.vendor_id = customer.vendor_id and d.customer_id = customer.id)`.execute(
    tx,
  );
  return {
    document: Number(documents.numAffectedRows ?? 0n),
    customer: Number(customers.numAffectedRows ?? 0n),
  };
}

async function removeSome(
  db: Db,
  table: keyof Tables,
  key: readonly string[],
  old: ReturnType<typeof sql>,
  signal: AbortSignal | undefined,
): Promise<number> {
  const columns = sql.join(['vendor_id', ...key].map((name) => sql.ref(name)));
  let removed = 0;
  while (!signal?.aborted) {
    const { numAffectedRows = 0n } = await inTransaction(db, (tx) =>
      sql`delete from ${sql.table(table)} where (${columns}) in
        (select ${columns} from ${sql.table(table)} where ${old} limit ${most})`.execute(tx),
    );
    removed += Number(numAffectedRows);
    if (numAffectedRows < BigInt(most)) break;
  }
  return removed;
}
