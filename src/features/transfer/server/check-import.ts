import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ProblemField } from '../../../kit/common/problem.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { BrokenFile } from '../../../kit/server/transfer/broken-file.ts';
import { KeySet } from '../../../kit/server/transfer/key-set.ts';
import { setImport } from './imports-store.ts';
import { inFile, type RowRead, readRows } from './read-rows.ts';
import { contextOf, type Running, whose } from './running-import.ts';
import { forget, keepBatches, keepErrors, type StagedRow, type Wrong } from './staged.ts';
import { partsOf } from './uploads-store.ts';

/** Rows of a file at most. */
const maxRows = 1_000_000;
/** Batches of rows that are kept with one COMMIT. */
const batchesAtOnce = 8;

/** Reads and judges every row. @returns false where one of them can't be accepted */
export async function checkFile(running: Running): Promise<boolean> {
  const { work, kind, run, at } = running;
  const { database, vendorId, clock, signal } = work;
  const counts = { created: 0, changed: 0, unchanged: 0, failed: 0 };
  const keys = new KeySet();
  let [done, batches, errors] = [0, 0, 0];
  let [staged, wrong]: [string[], Wrong[]] = [[], []];
  let kept: Promise<void> = Promise.resolve();

  /** Keeps what was staged, while the next rows are being read. */
  async function keep(ended: { total?: number } = {}): Promise<void> {
    const [rows, refused, first] = [staged, wrong, batches - staged.length];
    [staged, wrong] = [[], []];
    const change = { ...counts, done, ...ended };
    await kept;
    const from = errors;
    kept = inTransaction(database.db, async (tx) => {
      await keepBatches(tx, whose(running), rows, first);
      errors = await keepErrors(tx, whose(running), refused, from);
      await setImport(tx, vendorId, run.id, change, clock.now());
      // Only what was never reached before is progress: a file that kills its reader must not be read for ever.
      if (done > work.done) await work.save(tx, { done });
    });
    kept.catch(() => undefined); // heard when it is awaited
  }

  function refuse(row: number, fields: readonly ProblemField[]): void {
    counts.failed++;
    wrong.push({ row, fields });
  }

  async function judge(read: readonly RowRead[]): Promise<void> {
    const right: Extract<RowRead, { wanted: unknown }>[] = [];
    for (const one of read) {
      if ('fields' in one) {
        refuse(one.row, one.fields);
        continue;
      }
      const before = keys.add(kind.key(one.wanted), one.row);
      if (before === undefined) right.push(one);
      else refuse(one.row, [{ path: '', code: 'duplicate', message: `Row ${before} has the same id.` }]);
    }
    const wanted = right.map((one) => one.wanted);
    const context = { ...contextOf(running, database.db, batches), judging: true } as const;
    const planned = await kind.plan(database.db, context, wanted);
    for (const [index, plan] of planned.entries()) {
      const one = right[index] as (typeof right)[number];
      if (plan.outcome === 'failed') refuse(one.row, inFile(plan.fields, one.headerOf));
      else counts[plan.outcome]++;
    }
    if (counts.failed === 0) {
      batches++;
      // As text at once: objects that wait for their turn would be carried from one collection of garbage to the next.
      staged.push(JSON.stringify(right.map(({ row, wanted: what }): StagedRow => [row, what])));
    }
  }

  await inTransaction(database.db, async (tx) => {
    await forget(tx, whose(running), ['import_batch', 'import_error']);
    const started = { state: 'checking', started_at: at.toISOString(), done: 0, problem: null } as const;
    await setImport(
      tx,
      vendorId,
      run.id,
      { ...started, created: 0, changed: 0, unchanged: 0, failed: 0 },
      at,
    );
  });
  try {
    const options = { separator: run.separator ?? undefined, encoding: run.encoding ?? undefined };
    const reading = { ...options, format: run.format, mapping: run.mapping };
    for await (const read of readRows(partsOf(database.db, vendorId, run.id), kind, reading)) {
      signal.throwIfAborted();
      done += read.length;
      if (done > maxRows)
        throw new BrokenFile(maxRows + 1, 'too_many_rows', `A file may have ${maxRows} rows at most.`);
      await judge(read);
      if (staged.length >= batchesAtOnce || wrong.length > 0) await keep();
      await nextTurn(); // others are served between two batches
    }
  } catch (error) {
    if (!(error instanceof BrokenFile)) throw error;
    refuse(error.row, error.fields);
  }
  await keep({ total: done });
  await kept;
  const fine = counts.failed === 0;
  const rows = counts.failed === 1 ? 'One row' : `${counts.failed} rows`;
  const problem = fine ? null : `${rows} can not be accepted; nothing was written.`;
  const state = fine ? (run.dryRun ? 'checked' : 'applying') : 'failed';
  const over = state === 'applying' ? {} : { finished_at: clock.now().toISOString() };
  await inTransaction(database.db, (tx) =>
    setImport(tx, vendorId, run.id, { state, problem, ...over }, clock.now()),
  );
  return fine;
}
