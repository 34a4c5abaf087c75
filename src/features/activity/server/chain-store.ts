import { sql } from 'kysely';
import { newId } from '../../../kit/common/id.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import type { Logger } from '../../../kit/server/log.ts';
import { hashOfBatch, hashOfRow, noBatch, type SealedRows } from './chain.ts';
import type { ActivityRow } from './record.ts';

interface BatchTable {
  vendor_id: string;
  no: number;
  previous: string;
  hash: string;
  held_rows: string;
  newest_at: string;
  taken_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    activity_batch: BatchTable;
  }
}

/** Rows of one batch: others wait for milliseconds only. */
const most = 500;

export interface SealOptions {
  readonly now: Date;
  readonly signal?: AbortSignal;
  /** Hears the newest hash of a vendor once a day: kept elsewhere, it proves everything before it. */
  readonly log?: Pick<Logger, 'info'>;
}

/**
 * Takes the rows that no batch holds yet into the chain of their vendor. By a job, not with each row: writers would all
 * wait for the one row that is the chain's end. What commits late is taken by the next batch, whatever its time.
 * @returns how many rows it took
 */
export async function sealActivity(db: Db, { now, signal, log }: SealOptions): Promise<number> {
  const vendors = await db
    .selectFrom('activity')
    .select('vendor_id')
    .distinct()
    .where('batch', 'is', null)
    .execute();
  let sealed = 0;
  for (const { vendor_id } of vendors) {
    while (!signal?.aborted) {
      const batch = await inTransaction(db, (tx) => sealSome(tx, vendor_id, now));
      sealed += batch.rows;
      if (batch.rows > 0 && batch.firstOfDay)
        log?.info({ vendor: vendor_id, batch: batch.no, hash: batch.hash }, 'activity chain');
      if (batch.rows < most) break;
    }
  }
  return sealed;
}

const headOf = (db: Db, vendorId: string) =>
  db
    .selectFrom('activity_batch')
    .select(['no', 'hash', 'taken_at'])
    .where('vendor_id', '=', vendorId)
    .orderBy('no', 'desc')
    .limit(1)
    .executeTakeFirst();

async function sealSome(tx: Db, vendorId: string, now: Date) {
  const rows = await tx
    .selectFrom('activity')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('batch', 'is', null)
    .orderBy('id')
    .limit(most)
    .execute();
  const head = await headOf(tx, vendorId);
  const no = (head?.no ?? 0) + 1;
  if (rows.length === 0) return { rows: 0, no, hash: '', firstOfDay: false };
  const sealedRows = JSON.stringify(rows.map((row): SealedRows[number] => [row.id, hashOfRow(row)]));
  const previous = head?.hash ?? noBatch;
  const hash = hashOfBatch({ vendorId, no, previous, sealedRows });
  const taken_at = now.toISOString();
  const times = rows.map(({ created_at }) => created_at);
  const newest_at = times.sort().at(-1) ?? '';
  await tx
    .insertInto('activity_batch')
    .values({ vendor_id: vendorId, no, previous, hash, held_rows: sealedRows, newest_at, taken_at })
    .execute();
  await tx
    .updateTable('activity')
    .set({ batch: no })
    .where('vendor_id', '=', vendorId)
    .where(
      'id',
      'in',
      rows.map(({ id }) => id),
    )
    .execute();
  return { rows: rows.length, no, hash, firstOfDay: head?.taken_at.slice(0, 10) !== taken_at.slice(0, 10) };
}

/** Where the log is not as it was written. */
export interface ChainFault {
  readonly vendorId: string;
  readonly batch: number;
  /** The row; `null`: the batch itself. */
  readonly activityId: string | null;
  readonly what: 'changed' | 'missing';
}

export interface ChainState {
  readonly rows: number;
  readonly batches: number;
  /** Rows that no batch holds yet: at most those of the last minutes. */
  readonly unsealed: number;
  readonly faults: readonly ChainFault[];
}

const faultsMost = 100;

/** Reads every row again and compares it with the chain. */
export async function verifyActivity(db: Db, signal?: AbortSignal): Promise<ChainState> {
  const vendors = await db.selectFrom('vendor').select(['vendor_id', 'activity_kept_from']).execute();
  const faults: ChainFault[] = [];
  let [rows, batches] = [0, 0];
  for (const { vendor_id, activity_kept_from } of vendors) {
    let before: { no: number; hash: string } | undefined;
    for (;;) {
      const batch = await db
        .selectFrom('activity_batch')
        .selectAll()
        .where('vendor_id', '=', vendor_id)
        .where('no', '>', before?.no ?? 0)
        .orderBy('no')
        .limit(1)
        .executeTakeFirst();
      if (!batch || signal?.aborted || faults.length >= faultsMost) break;
      batches += 1;
      const found = await faultsOf(db, batch, before, activity_kept_from);
      faults.push(...found.faults);
      rows += found.rows;
      before = batch;
    }
    const last = await db
      .selectFrom('activity')
      .select((eb) => eb.fn.max('batch').as('no'))
      .where('vendor_id', '=', vendor_id)
      .executeTakeFirst();
    if (!signal?.aborted && (last?.no ?? 0) > (before?.no ?? 0))
      faults.push({ vendorId: vendor_id, batch: last?.no ?? 0, activityId: null, what: 'missing' });
  }
  const { count } = await db
    .selectFrom('activity')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('batch', 'is', null)
    .executeTakeFirstOrThrow();
  return { rows, batches, unsealed: Number(count), faults: faults.slice(0, faultsMost) };
}

async function faultsOf(
  db: Db,
  batch: BatchTable,
  before: { readonly no: number; readonly hash: string } | undefined,
  keptFrom: string,
): Promise<{ rows: number; faults: ChainFault[] }> {
  const { vendor_id: vendorId, no, previous, held_rows: sealedRows } = batch;
  const about = { vendorId, batch: no };
  const faults: ChainFault[] = [];
  // The batches before the first one have gone with their rows, after the days that the vendor keeps them.
  if (before && no !== before.no + 1)
    faults.push({ ...about, batch: before.no + 1, activityId: null, what: 'missing' });
  const follows = before === undefined || no !== before.no + 1 || previous === before.hash;
  if (!follows || hashOfBatch({ vendorId, no, previous, sealedRows }) !== batch.hash)
    faults.push({ ...about, activityId: null, what: 'changed' });
  const sealed = JSON.parse(sealedRows) as SealedRows;
  const found = new Map<string, ActivityRow>();
  const rows = await db
    .selectFrom('activity')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('id', 'in', ['', ...sealed.map(([id]) => id)])
    .execute();
  for (const row of rows) found.set(row.id, row);
  for (const [activityId, hash] of sealed) {
    const row = found.get(activityId);
    if (row ? hashOfRow(row) === hash : mayBeGone(activityId, keptFrom)) continue;
    faults.push({ ...about, activityId, what: row ? 'changed' : 'missing' });
  }
  return { rows: rows.length, faults };
}

/** Ids begin with their time: what retention may have taken lies before that of the instant. */
const mayBeGone = (id: string, keptFrom: string): boolean =>
  keptFrom !== '' && id < newId('act', Date.parse(keptFrom)).slice(0, 'act_'.length + 10);

/**
 * Removes the beginning of the chain whose rows have all gone, as `letGoBefore` has said. Never from its middle, and
 * never its last batch: the next one holds on to it.
 */
export const removeOldBatches = (tx: Db, vendorId: string, before: Date) =>
  tx
    .deleteFrom('activity_batch')
    .where('vendor_id', '=', vendorId)
    .where(
      'no',
      '<',
      sql<number>`(select coalesce(min(case when newest_at >= ${before.toISOString()} then no end), max(no))
        from activity_batch where vendor_id = ${vendorId})`,
    )
    .execute();
