import { setTimeout as pause } from 'node:timers/promises';
import { inTransaction } from '../../../kit/server/db/db.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import type { AnyKind } from '../../../kit/server/transfer/kind.ts';
import type { WorkKind } from '../../../kit/server/work.ts';
import { findVendor } from '../../vendors/server/store.ts';
import { applyRows } from './apply-import.ts';
import { checkFile } from './check-import.ts';
import { dropImportFiles, type ImportWork, mustWait, requireImport } from './imports-store.ts';
import { contextOf, type Running, whose } from './running-import.ts';
import { batchFrom, dropBatch, forget } from './staged.ts';

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
    const fine = run.total === null ? await checkFile(running) : true;
    if (fine && run.dryRun) return;
    if (fine && run.state !== 'done') await applyRows(running);
    await follow(running);
    await tidy(running);
  },
});

/** What comes after the rows are there, batch by batch; after a kill it goes on with those that are left. */
async function follow(running: Running): Promise<void> {
  const { work, kind, run } = running;
  const { database, vendorId, signal } = work;
  const { afterwards } = kind;
  const done = await requireImport(database.db, vendorId, run.id);
  if (!afterwards || done.state !== 'done' || done.created === 0) return;
  const since = { ...running, at: new Date(done.startedAt ?? running.at) };
  for (;;) {
    signal.throwIfAborted();
    const batch = await batchFrom(database.db, whose(running), 0);
    if (!batch) return;
    const wanted = batch.rows.map(([, what]) => what);
    await inTransaction(database.db, async (tx) => {
      await afterwards.call(kind, tx, contextOf(since, tx, batch.number), wanted);
      await dropBatch(tx, whose(running), batch.number);
      await work.save(tx, {});
    });
  }
}

/** The file itself is not needed any more, nor are files that no row took. */
async function tidy(running: Running): Promise<void> {
  const { work, run, at } = running;
  await inTransaction(work.database.db, async (tx) => {
    await forget(tx, whose(running), ['import_batch', 'import_part']);
    await dropImportFiles(tx, work.vendorId, run.id, at);
  });
}
