import { sweepAccess } from '../../features/access/server/sessions-store.ts';
import { sweepOperatorSessions } from '../../features/operators/server/sessions-store.ts';
import { sweepAttempts } from '../../kit/server/attempts.ts';
import { inTransaction } from '../../kit/server/db/db.ts';
import type { Job } from '../../kit/server/jobs.ts';
import type { Logger } from '../../kit/server/log.ts';
import type { Secrets } from '../../kit/server/secrets.ts';
import type { WorkKind } from '../../kit/server/work.ts';

/** What jobs and long work get, beside the database, the clock and the signal of their own run. */
export interface JobContext {
  readonly secrets: Secrets;
  readonly log: Logger;
  readonly publicUrl: string;
}

const hourMs = 3_600_000;

/** What the service does by itself again and again, each by one process at a time. */
export const jobs: readonly Job<JobContext>[] = [
  {
    name: 'sweep-sessions',
    everyMs: hourMs,
    run: ({ database, clock }) =>
      inTransaction(database.db, async (tx) => {
        await sweepAccess(tx, clock.now());
        await sweepOperatorSessions(tx, clock.now());
        await sweepAttempts(tx, clock.now());
      }),
  },
];

/** Long work that requests put into the queue, at most two pieces of a vendor at once. */
export const workKinds: readonly WorkKind<JobContext>[] = [];
