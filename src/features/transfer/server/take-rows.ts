import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ProblemField } from '../../../kit/common/problem.ts';
import { type Db, hasManyWriters } from '../../../kit/server/db/db.ts';
import { BrokenFile } from '../../../kit/server/transfer/broken-file.ts';
import { KeySet } from '../../../kit/server/transfer/key-set.ts';
import type { Planned } from '../../../kit/server/transfer/kind.ts';
import { maxErrors, type Wrong } from './import-errors.ts';
import { noteRowsRead } from './imports-store.ts';
import { inFile, type RowRead, readRows } from './read-rows.ts';
import { contextOf, type Running } from './running-import.ts';
import { filesTaken, partsOf } from './uploads-store.ts';

/** Rows of a file at most. */
const maxRows = 1_000_000;
/** Batches between two notes of how far it is. */
const batchesToNote = 64;

/** Batches on their way to the disk at once: one being written, and one that waits so that the writer never does. */
const mostWriting = 2;

/** What the rows of a file come to. */
export interface Taken {
  readonly total: number;
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly failed: number;
  /** The first thousand. */
  readonly wrong: readonly Wrong[];
}

/**
 * Reads and judges every row of a file. Given a transaction it writes them as well, batch by batch, and no more after
 * the first that can't be accepted: then its caller undoes all of it, and the rest is read to name what else is wrong.
 */
export async function takeRows(running: Running, tx?: Db): Promise<Taken> {
  const { work, kind, run } = running;
  const { database, vendorId, signal } = work;
  const counts = { created: 0, changed: 0, unchanged: 0, failed: 0 };
  const wrong: Wrong[] = [];
  const keys = new KeySet();
  let [total, batches] = [0, 0];
  /** Batches on their way to the disk, oldest first. */
  const writing: Promise<void>[] = [];
  // On SQLite another thread writes one batch while the next is made ready here. A transaction of PostgreSQL takes one
  // question at a time, and rows that bear on each other must be looked at one batch after the other.
  const ahead = tx !== undefined && kind.independent === true && !hasManyWriters(tx);

  function refuse(row: number, fields: readonly ProblemField[]): void {
    counts.failed++;
    if (wrong.length < maxErrors) wrong.push({ row, fields });
  }

  /**
   * Beside the transaction where rows stand alone: it holds the one lock for writing, so what is on disk stays as it is.
   * Only a neighbour that shares its COMMIT is not seen: the id that one took is refused when the rows are inserted, and
   * what is about to be changed is looked at again.
   */
  async function plan(number: number, wanted: readonly unknown[]): Promise<readonly Planned[]> {
    const whole = contextOf(running, tx ?? database.db, number);
    const context = tx ? whole : ({ ...whole, judging: true } as const);
    if (!ahead) return kind.plan(tx ?? database.db, context, wanted);
    const planned = await kind.plan(database.db, context, wanted);
    const isChange = planned.some(({ outcome }) => outcome === 'changed');
    return isChange ? kind.plan(tx, context, wanted) : planned;
  }

  async function take(read: readonly RowRead[]): Promise<void> {
    const number = batches++;
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
    if (!ahead) await Promise.all(writing.splice(0));
    const planned = await plan(
      number,
      right.map(({ wanted }) => wanted),
    );
    for (const [index, one] of planned.entries()) {
      const { row, headerOf } = right[index] as (typeof right)[number];
      if (one.outcome === 'failed') refuse(row, inFile(one.fields, headerOf));
      else counts[one.outcome]++;
    }
    if (writing.length === mostWriting) await writing.shift();
    if (!tx || counts.failed > 0) return;
    const written = kind
      .write(tx, contextOf(running, tx, number), planned)
      .then((files) => filesTaken(tx, vendorId, run.id, files));
    written.catch(() => undefined); // heard when it is awaited
    writing.push(written);
  }

  try {
    const options = { separator: run.separator ?? undefined, encoding: run.encoding ?? undefined };
    const reading = { ...options, format: run.format, mapping: run.mapping };
    for await (const read of readRows(partsOf(database.db, vendorId, run.id), kind, reading)) {
      signal.throwIfAborted();
      total += read.length;
      if (total > maxRows)
        throw new BrokenFile(maxRows + 1, 'too_many_rows', `A file may have ${maxRows} rows at most.`);
      await take(read);
      if (batches % batchesToNote === 0) await noteRowsRead(database.db, vendorId, run.id, total);
      await nextTurn(); // others are served between two batches
    }
  } catch (error) {
    if (!(error instanceof BrokenFile)) throw error;
    refuse(error.row, error.fields);
  } finally {
    await Promise.allSettled(writing);
  }
  await Promise.all(writing);
  return { ...counts, total, wrong };
}
