import type { CompiledQuery } from 'kysely';
import { type BatchResult, batchRunner } from './batches.ts';
import { type Db, inTransaction, refuseNested } from './db.ts';
import { checkValues, type DatabaseValue } from './values.ts';

/**
 * Several writes that need nothing of each other's answers, as one transaction: all of them are on disk when this
 * resolves, none when it throws. Where `inTransaction` asks the writer once for each statement, these go as one
 * message. Inside a transaction they join it.
 */
export async function writeTogether(
  db: Db,
  writes: readonly CompiledQuery[],
): Promise<readonly BatchResult[]> {
  if (!db.isTransaction) {
    refuseNested(db);
    const run = batchRunner(db);
    if (run) {
      return run(
        writes.map(({ sql, parameters }) => {
          checkValues(sql, parameters);
          return { sql, values: parameters };
        }),
      );
    }
  }
  return inTransaction(db, async (tx) => {
    const results: BatchResult[] = [];
    for (const write of writes) {
      const { rows, numAffectedRows } = await tx.executeQuery<Record<string, DatabaseValue>>(write);
      results.push({ rows, changes: Number(numAffectedRows ?? 0n) });
    }
    return results;
  });
}
