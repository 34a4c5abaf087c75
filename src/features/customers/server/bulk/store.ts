import { newId } from '../../../../kit/common/id.ts';
import type { Paging } from '../../../../kit/server/collection.ts';
import { type Db, inTransaction } from '../../../../kit/server/db/db.ts';
import { lockRow } from '../../../../kit/server/rows.ts';
import { cancelWork, enqueue, findWork } from '../../../../kit/server/work.ts';
import type { Actor } from '../../../activity/server/record.ts';
import type { BulkChange, BulkFields, BulkRow, BulkSelection, BulkValues } from '../../bulk-schema.ts';
import { customerProblem } from '../../problems.ts';
import type {} from './table.ts';

export const bulkWork = 'bulk-change';
/** What the queue hands to the handler. */
export interface BulkWork {
  readonly id: string;
  readonly dryRun: boolean;
}

/** Changes of a vendor that are checked, wait or run at most. */
const maxBusy = 50;
const busy = ['checking', 'planned', 'waiting', 'running'] as const;
const isOver = (state: BulkChange['state']) =>
  state === 'done' || state === 'cancelled' || state === 'failed';

const select = (db: Db, vendorId: string) =>
  db
    .selectFrom('bulk_change')
    .selectAll()
    .select((eb) =>
      eb
        .selectFrom('bulk_change as other')
        .select('other.id')
        .whereRef('other.vendor_id', '=', 'bulk_change.vendor_id')
        .whereRef('other.undoes', '=', 'bulk_change.id')
        .where('other.state', '!=', 'cancelled')
        .orderBy('other.id', 'desc')
        .limit(1)
        .as('undone_by'),
    )
    .where('vendor_id', '=', vendorId);
type Row = Awaited<ReturnType<ReturnType<typeof select>['executeTakeFirstOrThrow']>>;

const toBulkChange = (row: Row): BulkChange => ({
  id: row.id,
  selection: JSON.parse(row.selection) as BulkSelection,
  change: JSON.parse(row.change) as BulkFields,
  undoes: row.undoes,
  undoneBy: row.undone_by,
  state: row.state,
  done: row.done,
  total: row.total ?? null,
  changed: row.changed,
  unchanged: row.unchanged,
  refused: row.refused,
  problem: row.problem,
  startAt: row.start_at,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
});

/** Newest first. */
export async function listBulkChanges(db: Db, vendorId: string, paging: Paging): Promise<BulkChange[]> {
  let query = select(db, vendorId);
  if (paging.after) query = query.where('id', '<', paging.after.at(-1) ?? '');
  const rows = await query
    .orderBy('id', 'desc')
    .limit(paging.limit + 1)
    .execute();
  paging.lastKey = [rows[paging.limit - 1]?.id ?? ''];
  return rows.map(toBulkChange);
}

/** @throws `bulk-change.not-found` */
export async function requireBulkChange(db: Db, vendorId: string, id: string): Promise<BulkChange> {
  const row = await select(db, vendorId).where('id', '=', id).executeTakeFirst();
  if (!row) throw customerProblem('bulk-change.not-found');
  const found = toBulkChange(row);
  if (isOver(found.state) || found.state === 'checked' || !row.work_id) return found;
  // Work that was given up says so by itself; nobody was left to write it down here.
  const work = await findWork(db, vendorId, row.work_id);
  return work?.state === 'failed' ? { ...found, state: 'failed', problem: work.error } : found;
}

interface Making {
  readonly vendorId: string;
  readonly actor: Actor;
  readonly at: Date;
}

interface Wanted {
  readonly selection: BulkSelection;
  readonly change: BulkFields;
  readonly undoes?: string;
}

/** Notes what is wanted and has it checked. @throws `bulk-change.too-many` */
export async function createBulkChange(tx: Db, making: Making, wanted: Wanted): Promise<BulkChange> {
  const { vendorId, actor, at } = making;
  await oneAtATime(tx, vendorId);
  const id = newId('blk', at.getTime());
  const work_id = await queue(tx, making, { id, dryRun: true });
  const now = at.toISOString();
  await tx
    .insertInto('bulk_change')
    .values({
      ...{ vendor_id: vendorId, id, undoes: wanted.undoes ?? null, state: 'checking', work_id },
      ...{ selection: JSON.stringify(wanted.selection), change: JSON.stringify(wanted.change) },
      ...{ done: 0, changed: 0, unchanged: 0, refused: 0, problem: null, start_at: null },
      ...{ actor_kind: actor.kind, actor_id: actor.id, created_at: now, updated_at: now },
      ...{ started_at: null, finished_at: null },
    })
    .execute();
  return requireBulkChange(tx, vendorId, id);
}

/** What is queued at once is counted one after the other. */
async function oneAtATime(tx: Db, vendorId: string): Promise<void> {
  await tx
    .updateTable('vendor')
    .set((eb) => ({ updated_at: eb.ref('updated_at') }))
    .where('vendor_id', '=', vendorId)
    .execute();
  const { n } = await tx
    .selectFrom('bulk_change')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('vendor_id', '=', vendorId)
    .where('state', 'in', busy)
    .executeTakeFirstOrThrow();
  if (Number(n) >= maxBusy)
    throw customerProblem('bulk-change.too-many', { headers: { 'retry-after': '60' } });
}

const queue = (tx: Db, { vendorId, at }: Making, payload: BulkWork, dueAt?: Date): Promise<string> =>
  enqueue(tx, { vendorId, kind: bulkWork, payload, at, dueAt });

/** @throws `bulk-change.not-found`, `bulk-change.not-ready` unless it was checked */
export async function startBulkChange(
  tx: Db,
  making: Making,
  id: string,
  startAt: Date | undefined,
): Promise<BulkChange> {
  const { vendorId, at } = making;
  await lockRow(tx, 'bulk_change', vendorId, id);
  const found = await requireBulkChange(tx, vendorId, id);
  if (found.state !== 'checked') throw customerProblem('bulk-change.not-ready');
  const work_id = await queue(tx, making, { id, dryRun: false }, startAt);
  const state = startAt ? 'planned' : 'waiting';
  await setBulkChange(tx, vendorId, id, { state, work_id, start_at: startAt?.toISOString() ?? null }, at);
  return requireBulkChange(tx, vendorId, id);
}

/** What was changed until then stays. @throws `bulk-change.not-found`, `bulk-change.not-ready` where it is over */
export async function cancelBulkChange(tx: Db, making: Making, id: string): Promise<BulkChange> {
  const { vendorId, at } = making;
  await lockRow(tx, 'bulk_change', vendorId, id);
  const found = await requireBulkChange(tx, vendorId, id);
  if (isOver(found.state)) throw customerProblem('bulk-change.not-ready');
  const row = await select(tx, vendorId).where('id', '=', id).executeTakeFirstOrThrow();
  if (row.work_id) await cancelWork(tx, vendorId, row.work_id, at);
  await setBulkChange(tx, vendorId, id, { state: 'cancelled', finished_at: at.toISOString() }, at);
  return requireBulkChange(tx, vendorId, id);
}

type Change = Partial<
  Pick<
    Row,
    | 'state'
    | 'done'
    | 'total'
    | 'changed'
    | 'unchanged'
    | 'refused'
    | 'problem'
    | 'work_id'
    | 'start_at'
    | 'started_at'
    | 'finished_at'
  >
>;

export async function setBulkChange(
  tx: Db,
  vendorId: string,
  id: string,
  change: Change,
  at: Date,
): Promise<void> {
  await tx
    .updateTable('bulk_change')
    .set({ ...change, updated_at: at.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .execute();
}

/** Who started it: what it does is done in that name. */
export async function actorOfBulkChange(db: Db, vendorId: string, id: string): Promise<Actor> {
  const row = await select(db, vendorId).where('id', '=', id).executeTakeFirstOrThrow();
  return { kind: row.actor_kind as Actor['kind'], id: row.actor_id };
}

export interface NewBulkRow {
  readonly customerId: string;
  readonly outcome: BulkRow['outcome'];
  readonly before: BulkValues;
  readonly after: BulkValues;
  readonly code: string | null;
}

export async function keepBulkRows(
  tx: Db,
  vendorId: string,
  id: string,
  rows: readonly NewBulkRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insertInto('bulk_change_row')
    .values(
      rows.map(({ customerId, outcome, before, after, code }) => ({
        ...{ vendor_id: vendorId, bulk_change_id: id, customer_id: customerId, outcome, code },
        ...{ earlier: JSON.stringify(before), later: JSON.stringify(after) },
      })),
    )
    .onConflict((of) => of.doNothing())
    .execute();
}

export async function dropBulkRows(tx: Db, vendorId: string, id: string): Promise<void> {
  await tx
    .deleteFrom('bulk_change_row')
    .where('vendor_id', '=', vendorId)
    .where('bulk_change_id', '=', id)
    .execute();
}

interface RowsWanted {
  readonly outcome?: BulkRow['outcome'] | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** In the order of the customers' ids. */
export async function listBulkRows(
  db: Db,
  vendorId: string,
  { id, updatedAt }: Pick<BulkChange, 'id' | 'updatedAt'>,
  { outcome, after, limit }: RowsWanted,
): Promise<BulkRow[]> {
  let query = db
    .selectFrom('bulk_change_row as r')
    .innerJoin('customer as c', (join) =>
      join.onRef('c.vendor_id', '=', 'r.vendor_id').onRef('c.id', '=', 'r.customer_id'),
    )
    .select(['c.id', 'c.name', 'c.number', 'r.outcome', 'r.earlier', 'r.later', 'r.code'])
    .where('r.vendor_id', '=', vendorId)
    .where('r.bulk_change_id', '=', id);
  if (outcome) query = query.where('r.outcome', '=', outcome);
  if (after !== undefined) query = query.where('r.customer_id', '>', after);
  const rows = await query.orderBy('r.customer_id').limit(limit).execute();
  return rows.map(({ earlier, later, ...row }) => ({
    ...row,
    before: JSON.parse(earlier) as BulkValues,
    after: JSON.parse(later) as BulkValues,
    updatedAt,
  }));
}

const day = 86_400_000;

/** Those nobody started within a day, and those that were over three months ago: until then they can be taken back. */
export async function sweepBulkChanges(db: Db, now: Date): Promise<void> {
  const before = (days: number) => new Date(now.getTime() - days * day).toISOString();
  const old = await db
    .selectFrom('bulk_change')
    .select(['vendor_id', 'id'])
    .where((eb) =>
      eb.or([
        eb.and([eb('state', '=', 'checked'), eb('updated_at', '<', before(1))]),
        eb.and([eb('state', 'in', ['done', 'cancelled', 'failed']), eb('updated_at', '<', before(90))]),
      ]),
    )
    .limit(100)
    .execute();
  for (const { vendor_id, id } of old) {
    await inTransaction(db, async (tx) => {
      await dropBulkRows(tx, vendor_id, id);
      const gone = tx.deleteFrom('bulk_change').where('vendor_id', '=', vendor_id).where('id', '=', id);
      await gone.where('state', 'not in', busy).execute();
    });
  }
}
