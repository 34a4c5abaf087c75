import type { Generated } from 'kysely';
import { type Db, inTransaction } from './db/db.ts';

interface JobTable {
  /** Always '': jobs are the service's own. */
  vendor_id: string;
  name: string;
  due_at: string;
  leased_by: string | null | undefined;
  leased_until: string | null | undefined;
  started_at: string | null | undefined;
  finished_at: string | null | undefined;
  /** Of the last run; null when it went well. */
  last_error: string | null | undefined;
  failures: Generated<number>;
}

declare module './db/db.ts' {
  interface Tables {
    job: JobTable;
  }
}

export interface JobState {
  readonly name: string;
  readonly dueAt: string;
  readonly running: boolean;
  readonly startedAt: string | null;
  /** End of the last run that went well. */
  readonly finishedAt: string | null;
  readonly error: string | null;
  /** Runs in a row that failed. */
  readonly failures: number;
}

/** What every job of the service was doing at this moment. */
export async function listJobs(db: Db, now: Date): Promise<JobState[]> {
  const rows = await db.selectFrom('job').selectAll().where('vendor_id', '=', '').orderBy('name').execute();
  return rows.map((row) => ({
    name: row.name,
    dueAt: row.due_at,
    running: row.leased_until != null && row.leased_until > now.toISOString(),
    startedAt: row.started_at ?? null,
    finishedAt: row.finished_at ?? null,
    error: row.last_error ?? null,
    failures: row.failures,
  }));
}

interface Named {
  readonly name: string;
  readonly firstAfterMs?: number;
}

/** Names of the jobs that are due and that nobody holds; of those seen for the first time, when they say. */
export async function dueJobs(db: Db, jobs: readonly Named[], now: Date): Promise<string[]> {
  let known = await listJobs(db, now);
  const fresh = jobs.filter(({ name }) => !known.some((job) => job.name === name));
  if (fresh.length > 0) {
    const rows = fresh.map(({ name, firstAfterMs = 0 }) => ({
      vendor_id: '',
      name,
      due_at: new Date(now.getTime() + firstAfterMs).toISOString(),
    }));
    await inTransaction(db, (tx) =>
      tx
        .insertInto('job')
        .values(rows)
        .onConflict((conflict) => conflict.doNothing())
        .execute(),
    );
    known = await listJobs(db, now);
  }
  return known
    .filter(
      (job) => jobs.some(({ name }) => name === job.name) && !job.running && job.dueAt <= now.toISOString(),
    )
    .map((job) => job.name);
}

export interface Lease {
  readonly runner: string;
  readonly now: Date;
  readonly until: Date;
}

/**
 * Takes a job for one runner; false where another one has it. `early`: also before it is due, for a runner that was
 * woken by what there is to do.
 */
export async function takeJob(db: Db, name: string, lease: Lease, early: boolean): Promise<boolean> {
  const now = lease.now.toISOString();
  const { numUpdatedRows } = await inTransaction(db, (tx) => {
    const free = tx
      .updateTable('job')
      .set({ leased_by: lease.runner, leased_until: lease.until.toISOString(), started_at: now })
      .where('vendor_id', '=', '')
      .where('name', '=', name)
      .where((is) => is.or([is('leased_until', 'is', null), is('leased_until', '<=', now)]));
    return (early ? free : free.where('due_at', '<=', now)).executeTakeFirstOrThrow();
  });
  return numUpdatedRows === 1n;
}

/** Holds a job for longer; false when it was taken over. */
export async function renewJob(db: Db, name: string, lease: Lease): Promise<boolean> {
  const { numUpdatedRows } = await inTransaction(db, (tx) =>
    tx
      .updateTable('job')
      .set({ leased_until: lease.until.toISOString() })
      .where('vendor_id', '=', '')
      .where('name', '=', name)
      .where('leased_by', '=', lease.runner)
      .executeTakeFirstOrThrow(),
  );
  return numUpdatedRows === 1n;
}

export interface JobEnd {
  readonly runner: string;
  readonly dueAt: Date | undefined;
  readonly finishedAt?: Date;
  readonly error?: string;
}

/** Gives a job back; changes nothing when it was taken over. */
export const endJob = (
  db: Db,
  name: string,
  { runner, dueAt, finishedAt, error }: JobEnd,
): Promise<unknown> =>
  inTransaction(db, (tx) =>
    tx
      .updateTable('job')
      .set((is) => ({
        leased_by: null,
        leased_until: null,
        ...(dueAt && { due_at: dueAt.toISOString() }),
        ...(finishedAt && { finished_at: finishedAt.toISOString(), last_error: null, failures: 0 }),
        ...(error !== undefined && { last_error: error, failures: is('failures', '+', 1) }),
      }))
      .where('vendor_id', '=', '')
      .where('name', '=', name)
      .where('leased_by', '=', runner)
      .execute(),
  );
