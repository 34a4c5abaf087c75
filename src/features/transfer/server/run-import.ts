import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import type { ProblemField } from '../../../kit/common/problem.ts';
import { CollisionError } from '../../../kit/server/db/bulk.ts';
import { type Db, hasManyWriters, inTransaction } from '../../../kit/server/db/db.ts';
import { databaseProblem } from '../../../kit/server/db/problems.ts';
import { lockRow } from '../../../kit/server/rows.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { BrokenFile } from '../../../kit/server/transfer/broken-file.ts';
import { KeySet } from '../../../kit/server/transfer/key-set.ts';
import type { AnyKind, Planned, TransferContext } from '../../../kit/server/transfer/kind.ts';
import type { WorkKind, WorkRun } from '../../../kit/server/work.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import { findVendor } from '../../vendors/server/store.ts';
import type { Import } from '../schema.ts';
import {
  dropImportFiles,
  type ImportWork,
  maxErrors,
  mustWait,
  requireImport,
  setImport,
} from './imports-store.ts';
import { inFile, type RowRead, readRows } from './read-rows.ts';
import { filesOf, partsOf } from './uploads-store.ts';

/** Rows of a file at most. */
const maxRows = 1_000_000;
/** Batches of rows that are kept with one COMMIT while a file is checked. */
const batchesAtOnce = 4;

type Staged = readonly [row: number, wanted: unknown][];
interface Wrong {
  readonly row: number;
  readonly fields: readonly ProblemField[];
}

/** Who does this import, for whom, and how far it is. */
interface Running {
  readonly work: WorkRun & { readonly secrets: Secrets };
  readonly kind: AnyKind;
  readonly run: Import;
  readonly at: Date;
  readonly testSide: boolean;
}

/**
 * Imports one file in two steps. **Checking** reads every row, compares it with what is there and keeps what it wants;
 * after a kill it starts again. **Applying** writes all of it in one transaction, so that nobody ever sees half a file
 * and a kill leaves nothing; then it starts again too. Files of one vendor are taken in the order they were started in.
 */
export const importWork = (kinds: readonly AnyKind[]): WorkKind<{ readonly secrets: Secrets }> => ({
  kind: 'import',
  async run(work) {
    const { database, clock, vendorId, signal } = work;
    const { importId } = work.payload as ImportWork;
    while (await mustWait(database.db, vendorId, importId)) await pause(250, undefined, { signal });
    const run = await requireImport(database.db, vendorId, importId);
    const kind = kinds.find(({ name }) => name === run.kind);
    if (!kind || run.state === 'failed') return;
    const vendor = await findVendor(database.db, vendorId);
    const running = { work, kind, run, at: clock.now(), testSide: vendor?.side === 'test' };
    const fine = run.total === null ? await check(running) : true;
    if (fine && run.dryRun) return;
    if (fine && run.state !== 'done') await apply(running);
    await follow(running);
    await tidy(running);
  },
});

function contextOf({ work, run, at, testSide }: Running, db: Db, batch: number): TransferContext {
  const files = (names: readonly string[]) => filesOf(db, work.vendorId, run.id, names);
  const { vendorId, secrets } = work;
  return { vendorId, at, testSide, secrets, idTime: at.getTime() + batch, files };
}

/** Reads and judges every row. @returns false where one of them can't be accepted */
async function check(running: Running): Promise<boolean> {
  const { work, kind, run, at } = running;
  const { database, vendorId, clock, signal } = work;
  const counts = { created: 0, changed: 0, unchanged: 0, failed: 0 };
  const keys = new KeySet();
  let [done, batches, errors] = [0, 0, 0];
  let [staged, wrong]: [Staged[], Wrong[]] = [[], []];
  let kept: Promise<void> = Promise.resolve();

  /** Keeps what was staged, while the next rows are being read. */
  async function keep(ended: { total?: number } = {}): Promise<void> {
    const [rows, refused, first, from] = [staged, wrong, batches - staged.length, errors];
    [staged, wrong] = [[], []];
    const listed = refused.flatMap(({ row, fields }) => fields.map((field) => ({ row, field })));
    errors += listed.length;
    const change = { ...counts, done, ...ended };
    await kept;
    kept = inTransaction(database.db, async (tx) => {
      await keepBatches(tx, running, rows, first);
      await keepErrors(tx, running, listed, from);
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
      staged.push(right.map(({ row, wanted: what }) => [row, what]));
    }
  }

  await inTransaction(database.db, async (tx) => {
    await forget(tx, running, ['import_batch', 'import_error']);
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

class Refused extends Error {
  readonly wrong: readonly Wrong[];
  constructor(wrong: readonly Wrong[]) {
    super('rows can not be accepted any more');
    this.wrong = wrong;
  }
}

/** Writes everything that was staged, in one transaction. */
async function apply(running: Running): Promise<void> {
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
      const listed = wrong.flatMap(({ row, fields }) => fields.map((field) => ({ row, field })));
      await keepErrors(tx, running, listed, 0);
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
    const rows = await batchOf(running, number);
    if (!rows) return undefined;
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

/** Read outside of the transaction: batches were on disk before it began. */
async function batchOf({ work, run }: Running, number: number): Promise<Staged | undefined> {
  const batch = await work.database.db
    .selectFrom('import_batch')
    .select('rows')
    .where('vendor_id', '=', work.vendorId)
    .where('import_id', '=', run.id)
    .where('number', '=', number)
    .executeTakeFirst();
  return batch && (JSON.parse(batch.rows) as Staged);
}

/** What comes after the rows are there, batch by batch; after a kill it goes on with those that are left. */
async function follow({ work, kind, run, at, testSide }: Running): Promise<void> {
  const { database, vendorId, signal } = work;
  const { afterwards } = kind;
  const done = await requireImport(database.db, vendorId, run.id);
  if (!afterwards || done.state !== 'done' || done.created === 0) return;
  const since = new Date(done.startedAt ?? at);
  for (;;) {
    signal.throwIfAborted();
    const batch = await database.db
      .selectFrom('import_batch')
      .select(['number', 'rows'])
      .where('vendor_id', '=', vendorId)
      .where('import_id', '=', run.id)
      .orderBy('number')
      .limit(1)
      .executeTakeFirst();
    if (!batch) return;
    const wanted = (JSON.parse(batch.rows) as Staged).map(([, what]) => what);
    await inTransaction(database.db, async (tx) => {
      await afterwards.call(
        kind,
        tx,
        contextOf({ work, kind, run, at: since, testSide }, tx, batch.number),
        wanted,
      );
      await tx
        .deleteFrom('import_batch')
        .where('vendor_id', '=', vendorId)
        .where('import_id', '=', run.id)
        .where('number', '=', batch.number)
        .execute();
      await work.save(tx, {});
    });
  }
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

async function keepBatches(
  tx: Db,
  { work, run }: Running,
  batches: readonly Staged[],
  first: number,
): Promise<void> {
  for (const [index, batch] of batches.entries()) {
    const key = { vendor_id: work.vendorId, import_id: run.id, number: first + index };
    await tx
      .insertInto('import_batch')
      .values({ ...key, rows: JSON.stringify(batch) })
      .execute();
  }
}

async function keepErrors(
  tx: Db,
  { work, run }: Running,
  errors: readonly { readonly row: number; readonly field: ProblemField }[],
  from: number,
): Promise<void> {
  for (const [index, { row, field }] of errors.entries()) {
    if (from + index >= maxErrors) return;
    const key = { vendor_id: work.vendorId, import_id: run.id, number: from + index };
    const what = { row_number: row, column_name: field.path, code: field.code, message: field.message };
    await tx
      .insertInto('import_error')
      .values({ ...key, ...what })
      .execute();
  }
}

async function forget(
  tx: Db,
  { work, run }: Running,
  tables: readonly ('import_batch' | 'import_error' | 'import_part')[],
): Promise<void> {
  for (const table of tables) {
    await tx
      .deleteFrom(table)
      .where('vendor_id', '=', work.vendorId)
      .where('import_id', '=', run.id)
      .execute();
  }
}

/** The file itself is not needed any more, nor are files that no row took. */
async function tidy(running: Running): Promise<void> {
  const { work, run, at } = running;
  await inTransaction(work.database.db, async (tx) => {
    await forget(tx, running, ['import_batch', 'import_part']);
    await dropImportFiles(tx, work.vendorId, run.id, at);
  });
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
