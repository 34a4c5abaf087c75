import { CollisionError } from '../../../kit/server/db/bulk.ts';
import { type Db, hasManyWriters, inTransaction } from '../../../kit/server/db/db.ts';
import { databaseProblem } from '../../../kit/server/db/problems.ts';
import { lockRow } from '../../../kit/server/rows.ts';
import type { Planned, TransferContext } from '../../../kit/server/transfer/kind.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import { maxErrors, requireImport, setImport } from './imports-store.ts';
import { contextOf, type Running, whose } from './running-import.ts';
import { batchFrom, keepErrors, type Wrong } from './staged.ts';

class Refused extends Error {
  readonly wrong: readonly Wrong[];
  constructor(wrong: readonly Wrong[]) {
    super('rows can not be accepted any more');
    this.wrong = wrong;
  }
}

/** Writes everything that was staged, in one transaction. */
export async function applyRows(running: Running): Promise<void> {
  const { work, run, at } = running;
  const { database, vendorId, clock } = work;
  const set = (tx: Db, change: Parameters<typeof setImport>[3]) =>
    setImport(tx, vendorId, run.id, change, clock.now());
  await inTransaction(database.db, (tx) => set(tx, { state: 'applying' }));
  try {
    await inTransaction(database.db, async (tx) => {
      await lockRow(tx, 'import_run', vendorId, run.id);
      const now = await requireImport(tx, vendorId, run.id);
      if (now.state !== 'applying') return; // another process was faster
      const counts = await applyBatches(tx, running);
      await set(tx, { ...counts, state: 'done', problem: null, finished_at: clock.now().toISOString() });
      // One row and one event for the file: a hundred thousand would bury what else happened, and readers of events
      // ask the API for what changed since, as they do after any pause.
      await announce(tx, {
        ...{ vendorId, actor: await actorOf(tx, vendorId, run.id), at },
        action: 'import.applied',
        subjectId: run.id,
        data: { importId: run.id, kind: run.kind },
      });
      await work.save(tx, { done: run.total ?? 0 });
    });
  } catch (error) {
    if (error instanceof CollisionError) throw databaseProblem('database.busy', error);
    if (!(error instanceof Refused)) throw error;
    const { wrong } = error;
    await inTransaction(database.db, async (tx) => {
      await keepErrors(tx, whose(running), wrong, 0);
      const problem = `${wrong.length} rows can not be accepted any more; nothing was written.`;
      const over = { state: 'failed', problem, finished_at: clock.now().toISOString() } as const;
      await set(tx, { ...over, failed: wrong.length });
    });
  }
}

async function applyBatches(tx: Db, running: Running) {
  const { kind } = running;
  const counts = { created: 0, changed: 0, unchanged: 0 };
  const wrong: Wrong[] = [];
  // On SQLite another thread writes one batch while the next is made ready here. A transaction of PostgreSQL takes one
  // question at a time, and rows that bear on each other must be looked at one batch after the other.
  const ahead = kind.independent === true && !hasManyWriters(tx);

  async function planOf(
    number: number,
  ): Promise<{ planned: readonly Planned[]; context: TransferContext } | undefined> {
    // Read outside of the transaction: batches were on disk before it began.
    const batch = await batchFrom(running.work.database.db, whose(running), number);
    if (!batch) return undefined;
    const { rows } = batch;
    const context = contextOf(running, tx, number);
    const wanted = rows.map(([, what]) => what);
    const planned: readonly Planned[] = await kind.plan(tx, context, wanted);
    for (const [index, plan] of planned.entries()) {
      if (plan.outcome !== 'failed') counts[plan.outcome]++;
      else if (wrong.length < maxErrors) wrong.push({ row: rows[index]?.[0] ?? 0, fields: plan.fields });
    }
    return { planned, context };
  }

  let current = await planOf(0);
  for (let number = 1; current; number++) {
    const { planned, context } = current;
    const next = ahead ? planOf(number) : undefined;
    next?.catch(() => undefined); // heard when it is awaited
    if (wrong.length === 0) {
      const taken = await kind.write(tx, context, planned);
      await takeFiles(tx, running, taken);
    }
    current = await (next ?? planOf(number));
  }
  if (wrong.length > 0) throw new Refused(wrong);
  return counts;
}

/** Files that belong to something now are no longer the import's. */
async function takeFiles(tx: Db, { work, run }: Running, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .deleteFrom('import_file')
    .where('vendor_id', '=', work.vendorId)
    .where('import_id', '=', run.id)
    .where('file_id', 'in', [...ids])
    .execute();
}

async function actorOf(tx: Db, vendorId: string, id: string): Promise<Actor> {
  const row = await tx
    .selectFrom('import_run')
    .select(['actor_kind', 'actor_id'])
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return { kind: row.actor_kind as Actor['kind'], id: row.actor_id };
}
