import { pruneBackups } from '../../kit/server/backup/folder.ts';
import { backupState, noteBackup } from '../../kit/server/backup/notes.ts';
import { type Backup, writeBackup } from '../../kit/server/backup/write.ts';
import type { Clock } from '../../kit/server/clock.ts';
import type { Job } from '../../kit/server/jobs.ts';
import { version } from '../../kit/server/version.ts';
import { type Config, requireSecret } from './config.ts';
import type { JobContext } from './jobs.ts';

const scheduledLabel = 'portico';

export interface TakeOptions {
  readonly config: Pick<Config, 'database' | 'backup'>;
  /** As it is set, both parts of it while it is being changed. */
  readonly secret: string;
  readonly clock: Clock;
  /** Another folder than the one that is set. */
  readonly folder?: string;
  readonly label?: string;
}

/** Takes a backup and proves it; in its own folder, older ones beyond the number to keep go. */
export async function takeBackup({ config, secret, clock, folder, label }: TakeOptions): Promise<Backup> {
  const now = clock.now();
  const backup = await writeBackup({
    database: config.database,
    folder: folder ?? config.backup.folder,
    secret,
    product: version,
    now,
    ...(label !== undefined && { label }),
  });
  if (folder === undefined && label === undefined)
    pruneBackups(config.backup.folder, { keep: config.backup.keep, label: scheduledLabel, now });
  return backup;
}

const minuteMs = 60_000;

/** The scheduled backup, and the alarm when there is none. Not in the first minutes: a start has enough to do. */
export function backupJobs(config: Config): Job<JobContext>[] {
  const { everyMs } = config.backup;
  const watch: Job<JobContext> = {
    name: 'watch-backups',
    everyMs: 60 * minuteMs,
    async run({ database, clock, log }) {
      const { stale, last } = await backupState(database.db, clock.now());
      if (stale)
        log.error({ last: last?.takenAt ?? null }, 'there is no recent backup: look at the job “backup”');
    },
  };
  if (everyMs === 0) return [watch];
  const take: Job<JobContext> = {
    name: 'backup',
    everyMs,
    firstAfterMs: 10 * minuteMs,
    retryMs: 15 * minuteMs,
    async run({ database, clock, log }) {
      const backup = await takeBackup({ config, secret: requireSecret(config), clock });
      await noteBackup(database.db, backup, clock.now());
      log.info({ path: backup.path, bytes: backup.bytes }, 'backup taken');
    },
  };
  return [take, watch];
}
