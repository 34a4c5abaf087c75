import { sql } from 'kysely';
import { backupState } from '../../../kit/server/backup/notes.ts';
import { type Db, hasManyWriters } from '../../../kit/server/db/db.ts';
import { listJobs } from '../../../kit/server/jobs-store.ts';
import { readSizes } from '../../../kit/server/sizes.ts';
import { version } from '../../../kit/server/version.ts';
import type { SystemState } from '../schema.ts';

export async function systemState(db: Db, now: Date): Promise<SystemState> {
  const [backup, sizes, jobs, queues] = await Promise.all([
    backupState(db, now),
    readSizes(db),
    listJobs(db, now),
    queuesOf(db),
  ]);
  const kind = hasManyWriters(db) ? 'postgres' : 'sqlite';
  const { rows } = await sql<{ version: string }>`${
    kind === 'postgres'
      ? sql`select current_setting('server_version') as version`
      : sql`select sqlite_version() as version`
  }`.execute(db);
  return {
    version,
    database: {
      kind,
      version: rows[0]?.version ?? '',
      bytes: sizes?.bytes ?? null,
      measuredAt: sizes?.measuredAt ?? null,
      tables: sizes ? [...sizes.tables] : [],
    },
    backups: {
      everyHours: backup.everyMs === 0 ? null : backup.everyMs / 3_600_000,
      // Where it lies is nobody's business who only has an API key.
      last: backup.last && { takenAt: backup.last.takenAt, bytes: backup.last.bytes },
      stale: backup.stale,
    },
    jobs: jobs.map(({ name, running, dueAt, finishedAt, failures }) => ({
      ...{ name, running, dueAt, finishedAt, failures },
    })),
    queues,
  };
}

async function queuesOf(db: Db): Promise<SystemState['queues']> {
  const one = async <T>(query: ReturnType<typeof sql<T>>): Promise<T> =>
    (await query.execute(db)).rows[0] as T;
  const events = await one(sql<{ waiting: number; oldest: string | null }>`
    select count(*) as waiting, min(created_at) as oldest from outbox where done_at is null and due_at is not null`);
  const { resting } = await one(sql<{ resting: number }>`
    select count(*) as resting from outbox where done_at is null and due_at is null`);
  const work = await one(sql<{ queued: number | null; running: number | null; oldest: string | null }>`
    select sum(case when state = 'queued' then 1 else 0 end) as queued,
      sum(case when state = 'running' then 1 else 0 end) as running, min(created_at) as oldest
    from work where state in ('queued', 'running')`);
  const mails = await one(sql<{ waiting: number; oldest: string | null }>`
    select count(*) as waiting, min(due_at) as oldest from mail where state = 'queued'`);
  return {
    events: { waiting: events.waiting, resting, oldestAt: events.oldest },
    mails: { waiting: mails.waiting, oldestAt: mails.oldest },
    work: { queued: work.queued ?? 0, running: work.running ?? 0, oldestAt: work.oldest },
  };
}
