import { type Generated, sql } from 'kysely';
import { newId } from '../common/id.ts';
import { type Db, hasManyWriters, inTransaction } from './db/db.ts';

export type WorkState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

interface WorkTable {
  vendor_id: string;
  id: string;
  kind: string;
  payload: string;
  state: WorkState;
  done: Generated<number>;
  total: number | null | undefined;
  cursor: string | null | undefined;
  result: string | null | undefined;
  error: string | null | undefined;
  /** Starts since progress was last saved: a piece of work that kills its process is not tried for ever. */
  attempts: Generated<number>;
  due_at: string;
  leased_by: string | null | undefined;
  leased_until: string | null | undefined;
  created_at: string;
  started_at: string | null | undefined;
  finished_at: string | null | undefined;
  updated_at: string;
}

declare module './db/db.ts' {
  interface Tables {
    work: WorkTable;
  }
}

/** A piece of long work as a vendor may see it. */
export interface Work {
  readonly id: string;
  readonly kind: string;
  readonly state: WorkState;
  readonly done: number;
  /** `null` until it is known. */
  readonly total: number | null;
  readonly payload: unknown;
  readonly result: unknown;
  /** Why it failed: a sentence. */
  readonly error: string | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly updatedAt: string;
}

export async function insertWork(
  tx: Db,
  work: { vendorId: string; kind: string; payload: unknown; at: Date; dueAt?: Date | undefined },
): Promise<string> {
  const { vendorId, kind, payload, at, dueAt } = work;
  const id = newId('wrk', at.getTime());
  const now = at.toISOString();
  await tx
    .insertInto('work')
    .values({
      vendor_id: vendorId,
      id,
      kind,
      payload: JSON.stringify(payload ?? null),
      state: 'queued',
      // A test side's clock may stand in the future; whoever works goes by the world's.
      due_at: (dueAt ?? new Date(Math.min(Date.parse(now), Date.now()))).toISOString(),
      created_at: now,
      updated_at: now,
    })
    .execute();
  return id;
}

export async function findWork(db: Db, vendorId: string, id: string): Promise<Work | undefined> {
  const row = await db
    .selectFrom('work')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && toWork(row);
}

/** The newest pieces of a vendor's work, of one kind or all. */
export async function listWork(
  db: Db,
  vendorId: string,
  { kind, limit = 50 }: { kind?: string; limit?: number } = {},
): Promise<Work[]> {
  let query = db.selectFrom('work').selectAll().where('vendor_id', '=', vendorId);
  if (kind !== undefined) query = query.where('kind', '=', kind);
  return (await query.orderBy('id', 'desc').limit(limit).execute()).map(toWork);
}

/** False where it is over already. What runs notices at its next `save`, and nothing it writes after this stays. */
export async function cancelWork(tx: Db, vendorId: string, id: string, at: Date): Promise<boolean> {
  const now = at.toISOString();
  const { numUpdatedRows } = await tx
    .updateTable('work')
    .set({ state: 'cancelled', finished_at: now, updated_at: now, leased_by: null, leased_until: null })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .where('state', 'in', ['queued', 'running'])
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

export interface ClaimedWork {
  readonly vendorId: string;
  readonly id: string;
  readonly kind: string;
  readonly payload: unknown;
  readonly cursor: unknown;
  readonly done: number;
  readonly total: number | null;
  readonly attempts: number;
}

export interface WorkClaim {
  readonly runner: string;
  readonly kinds: readonly string[];
  readonly perVendor: number;
  readonly now: Date;
  readonly until: Date;
}

/** Any number, the same in every process: on PostgreSQL one of them claims at a time, so that its count is right. */
const CLAIM_LOCK = 7_067_843;

/** Takes the oldest piece whose vendor has room: queued and due, or held by a runner that is gone. */
export async function claimWork(db: Db, claim: WorkClaim): Promise<ClaimedWork | undefined> {
  const now = claim.now.toISOString();
  const kinds = sql.join(claim.kinds.map((kind) => sql`${kind}`));
  const next = sql<{ vendor_id: string; id: string }>`
    select w.vendor_id, w.id from work w
    where w.kind in (${kinds})
      and ((w.state = 'queued' and w.due_at <= ${now}) or (w.state = 'running' and w.leased_until <= ${now}))
      and (select count(*) from work r
        where r.vendor_id = w.vendor_id and r.state = 'running' and r.leased_until > ${now}) < ${claim.perVendor}
    order by w.due_at, w.id limit 1`;
  const { rows: any } = await next.execute(db); // a read: looking in vain must not cost a turn at the writer
  if (any.length === 0) return undefined;
  return inTransaction(db, async (tx) => {
    if (hasManyWriters(tx)) await sql`select pg_advisory_xact_lock(${CLAIM_LOCK})`.execute(tx);
    const [found] = (await next.execute(tx)).rows;
    if (!found) return undefined;
    const row = await tx
      .updateTable('work')
      .set((is) => ({
        state: 'running' as const,
        leased_by: claim.runner,
        leased_until: claim.until.toISOString(),
        attempts: is('attempts', '+', 1),
        started_at: is.fn.coalesce('started_at', is.val(now)),
        updated_at: now,
      }))
      .where('vendor_id', '=', found.vendor_id)
      .where('id', '=', found.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    return {
      vendorId: row.vendor_id,
      id: row.id,
      kind: row.kind,
      payload: JSON.parse(row.payload),
      cursor: row.cursor == null ? undefined : JSON.parse(row.cursor),
      done: row.done,
      total: row.total ?? null,
      attempts: row.attempts,
    };
  });
}

type Change = Partial<Pick<WorkTable, 'state' | 'total' | 'cursor' | 'result' | 'error' | 'due_at'>> & {
  done?: number;
  attempts?: number;
  finished_at?: string;
  leased_by?: null;
  leased_until?: string | null;
};

/** Changes a piece of work that this runner still holds; false when it was cancelled or taken over. */
export async function changeHeld(
  tx: Db,
  { vendorId, id }: Pick<ClaimedWork, 'vendorId' | 'id'>,
  runner: string,
  change: Change,
  at: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('work')
    .set({ ...change, updated_at: at.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .where('state', '=', 'running')
    .where('leased_by', '=', runner)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

const toWork = (row: Omit<WorkTable, 'done' | 'attempts'> & { done: number }): Work => ({
  id: row.id,
  kind: row.kind,
  state: row.state,
  done: row.done,
  total: row.total ?? null,
  payload: JSON.parse(row.payload),
  result: row.result == null ? null : JSON.parse(row.result),
  error: row.error ?? null,
  createdAt: row.created_at,
  startedAt: row.started_at ?? null,
  finishedAt: row.finished_at ?? null,
  updatedAt: row.updated_at,
});
