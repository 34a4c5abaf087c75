import { setTimeout as pause } from 'node:timers/promises';
import { CollisionError } from '../../../kit/server/db/bulk.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { databaseProblem } from '../../../kit/server/db/problems.ts';
import { lockRow } from '../../../kit/server/rows.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import type { AnyKind } from '../../../kit/server/transfer/kind.ts';
import type { WorkKind } from '../../../kit/server/work.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import { findVendor } from '../../vendors/server/store.ts';
import { keepErrors } from './import-errors.ts';
import {
  dropImportFiles,
  forgetRowsRead,
  type ImportWork,
  mustWait,
  requireImport,
  setImport,
} from './imports-store.ts';
import { contextOf, type Running } from './running-import.ts';
import { type Taken, takeRows } from './take-rows.ts';
import { dropParts } from './uploads-store.ts';

/** Undoes the transaction of a file that has a row which can't be accepted. */
class Refused extends Error {
  readonly taken: Taken;
  constructor(taken: Taken) {
    super('rows can not be accepted');
    this.taken = taken;
  }
}

/**
 * Imports one file: every row is read, judged and written in one transaction, so that nobody ever sees half a file and
 * a kill leaves nothing; then it starts again. A dry run does the same without writing. Files of one vendor are taken
 * in the order they were started in.
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
    try {
      if (run.dryRun) {
        if (await tryRows(running)) return; // its file may be written next
      } else if (run.state !== 'done') await writeRows(running);
    } finally {
      forgetRowsRead(importId);
    }
    await follow(running);
    await tidy(running);
  },
});

/** Judges the file and notes what its rows would do. @returns whether all of them can be accepted */
async function tryRows(running: Running): Promise<boolean> {
  await begin(running, 'checking');
  const taken = await takeRows(running);
  await inTransaction(running.work.database.db, (tx) => finish(tx, running, taken, 'checked'));
  return taken.failed === 0;
}

async function writeRows(running: Running): Promise<void> {
  const { work, run, at } = running;
  const { database, vendorId } = work;
  await begin(running, 'applying');
  try {
    await inTransaction(database.db, async (tx) => {
      const taken = await takeRows(running, tx);
      if (taken.failed > 0) throw new Refused(taken);
      await lockRow(tx, 'import_run', vendorId, run.id);
      await finish(tx, running, taken, 'done');
      // One row and one event for the file: a hundred thousand would bury what else happened, and readers of events
      // ask the API for what changed since, as they do after any pause.
      await announce(tx, {
        ...{ vendorId, actor: await actorOf(tx, vendorId, run.id), at },
        action: 'import.applied',
        subjectId: run.id,
        data: { importId: run.id, kind: run.kind },
      });
      await work.save(tx, { done: taken.total });
    });
  } catch (error) {
    if (error instanceof CollisionError) throw databaseProblem('database.busy', error);
    if (!(error instanceof Refused)) throw error;
    await inTransaction(database.db, (tx) => finish(tx, running, error.taken, 'failed'));
  }
}

async function begin({ work, run, at }: Running, state: 'checking' | 'applying'): Promise<void> {
  const nothing = { done: 0, created: 0, changed: 0, unchanged: 0, failed: 0, problem: null };
  await inTransaction(work.database.db, (tx) =>
    setImport(tx, work.vendorId, run.id, { ...nothing, state, started_at: at.toISOString() }, at),
  );
}

async function finish(
  tx: Db,
  { work, run }: Running,
  { wrong, total, ...counts }: Taken,
  otherwise: 'checked' | 'done' | 'failed',
): Promise<void> {
  const now = work.clock.now();
  const rows = counts.failed === 1 ? 'One row' : `${counts.failed} rows`;
  const problem = counts.failed === 0 ? null : `${rows} can not be accepted; nothing was written.`;
  await keepErrors(tx, work.vendorId, run.id, wrong);
  await setImport(
    tx,
    work.vendorId,
    run.id,
    {
      ...{ ...counts, total, done: total, problem },
      ...{ state: problem === null ? otherwise : 'failed', finished_at: now.toISOString() },
    },
    now,
  );
}

/** What comes after the rows are there, some hundreds at a time; after a kill it goes on with those that are left. */
async function follow(running: Running): Promise<void> {
  const { work, kind, run } = running;
  const { database, vendorId, signal } = work;
  const { afterwards } = kind;
  const done = await requireImport(database.db, vendorId, run.id);
  if (!afterwards || done.state !== 'done' || done.created === 0) return;
  const since = { ...running, at: new Date(done.startedAt ?? running.at) };
  let after = (work.cursor as { after?: string } | undefined)?.after;
  do {
    signal.throwIfAborted();
    after = await inTransaction(database.db, async (tx) => {
      const next = await afterwards.call(kind, tx, contextOf(since, tx, 0), after);
      await work.save(tx, { cursor: { after: next } });
      return next;
    });
  } while (after !== undefined);
}

/** The file itself is not needed any more, nor are files that no row took. */
async function tidy({ work, run, at }: Running): Promise<void> {
  await inTransaction(work.database.db, async (tx) => {
    await dropParts(tx, work.vendorId, run.id);
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
