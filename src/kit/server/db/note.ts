import { setTimeout as pause } from 'node:timers/promises';
import { isProblem } from '../../common/problem.ts';
import { type Db, inTransaction } from './db.ts';

/** A read waits so long for the note of its use. */
const patienceMs = 100;

/**
 * Writes down what no answer depends on: when a key or a session was last used. While somebody writes for seconds (an
 * import, on SQLite) others go on reading: a read waits a moment for its note, and is not refused when it fails.
 */
export async function note(db: Db, act: (tx: Db) => Promise<unknown>): Promise<void> {
  const noted = inTransaction(db, act).catch((error: unknown) => {
    if (!isProblem(error) || !error.code.startsWith('database.')) throw error;
  });
  await Promise.race([noted, pause(patienceMs, undefined, { ref: false })]);
}
