import { listBackups, pruneBackups } from '../../kit/server/backup/folder.ts';
import { type Backup, writeBackup } from '../../kit/server/backup/write.ts';
import type { Clock } from '../../kit/server/clock.ts';
import type { Db } from '../../kit/server/db/db.ts';
import { readServiceValue, writeServiceValue } from '../../kit/server/service-values.ts';
import { version } from '../../kit/server/version.ts';
import type { BackupConfig, Config } from './config.ts';

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

const noted = 'last-backup';

export interface LastBackup {
  readonly takenAt: string;
  readonly path: string;
  readonly bytes: number;
}

/** Noted in the data itself, since another machine's process may have taken it. */
export const noteBackup = (db: Db, { path, bytes, manifest }: Backup, at: Date): Promise<void> =>
  writeServiceValue(db, noted, JSON.stringify({ takenAt: manifest.takenAt, path, bytes }), at);

export interface BackupState {
  readonly everyMs: number;
  readonly last: LastBackup | null;
  readonly ageMs: number | null;
  /** Scheduled, and the last one is older than it should be by two hours: 26 for a daily one. */
  readonly stale: boolean;
}

const slackMs = 2 * 3_600_000;

export async function backupState(
  db: Db,
  config: BackupConfig,
  startedAt: Date,
  now: Date,
): Promise<BackupState> {
  const text = await readServiceValue(db, noted);
  const last = text === undefined ? null : (JSON.parse(text) as LastBackup);
  const since = last ? Date.parse(last.takenAt) : startedAt.getTime();
  const stale = config.everyMs > 0 && now.getTime() - since > config.everyMs + slackMs;
  return { everyMs: config.everyMs, last, ageMs: last && now.getTime() - Date.parse(last.takenAt), stale };
}

export { listBackups };
