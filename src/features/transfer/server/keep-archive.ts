import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import type { WorkRun } from '../../../kit/server/work.ts';

/** Bytes of the archive that are kept in one row. */
const partBytes = 1024 * 1024;

/** Where the pieces of one archive lie. */
export interface ArchiveStore {
  drop(tx: Db): Promise<void>;
  keep(tx: Db, number: number, content: Uint8Array): Promise<void>;
  finish(tx: Db, made: { readonly size: number; readonly sha256: string }, at: Date): Promise<void>;
}

/**
 * Writes an archive from one snapshot of the database, so that what was written meanwhile is in it whole or not at all.
 * A kill loses the snapshot: the work starts again from the beginning.
 */
export async function keepArchive(
  work: WorkRun,
  store: ArchiveStore,
  archiveOf: (
    db: Db,
    progress: (done: number) => void,
  ) => Promise<{ readonly zip: Readable; readonly total: number } | undefined>,
): Promise<void> {
  const { database, clock, signal } = work;
  const hash = createHash('sha256');
  let [size, number, done, saved] = [0, 0, 0, 0];
  let [pending, waiting]: [Uint8Array[], number] = [[], 0];

  async function keep(total: number): Promise<void> {
    const content = Buffer.concat(pending);
    [pending, waiting] = [[], 0];
    number++;
    await inTransaction(database.db, async (tx) => {
      await store.keep(tx, number, content);
      await work.save(tx, { done, total });
    });
    saved = done;
  }

  await inTransaction(database.db, (tx) => store.drop(tx));
  const isThere = await database.snapshot(async (db) => {
    const archive = await archiveOf(db, (count) => {
      done = count;
    });
    if (!archive) return false;
    for await (const chunk of archive.zip as AsyncIterable<Buffer>) {
      signal.throwIfAborted();
      hash.update(chunk);
      size += chunk.byteLength;
      pending.push(chunk);
      waiting += chunk.byteLength;
      if (waiting >= partBytes || done - saved >= 20_000) await keep(archive.total);
    }
    await keep(archive.total);
    return true;
  });
  if (!isThere) return;
  await inTransaction(database.db, (tx) =>
    store.finish(tx, { size, sha256: hash.digest('hex') }, clock.now()),
  );
}
