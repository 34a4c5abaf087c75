/**
 * A process to kill while it works. One piece of work of 60 steps, each of which adds 1 to a counter in the step's own
 * transaction and tells its parent; a job holds its lease for ever.
 */
import { sql } from 'kysely';
import { systemClock } from '../../src/kit/server/clock.ts';
import { inTransaction, openDatabase } from '../../src/kit/server/db/db.ts';
import { startJobs } from '../../src/kit/server/jobs.ts';
import { startWorkers, type WorkKind } from '../../src/kit/server/work.ts';

const steps = 60;

export const counting: WorkKind = {
  kind: 'counting',
  async run({ database, cursor, save }) {
    for (let step = ((cursor as number | undefined) ?? 0) + 1; step <= steps; step++) {
      await inTransaction(database.db, async (tx) => {
        await sql`update total set n = n + 1 where vendor_id = 'v'`.execute(tx);
        await save(tx, { done: step, total: steps, cursor: step });
      });
      process.send?.(step);
    }
    return { counted: steps };
  },
};

if (import.meta.main) {
  const database = await openDatabase(process.argv[2] as string, { role: 'command' });
  const never = { name: 'never-ending', everyMs: 1_000, run: () => new Promise<void>(() => undefined) };
  const options = { database, clock: systemClock, context: {} };
  startJobs({ ...options, jobs: [never] });
  startWorkers({ ...options, kinds: [counting] });
}
