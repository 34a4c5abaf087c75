import type { Db } from '../db/db.ts';
import { readServiceValue, writeServiceValue } from '../service-values.ts';
import type { Backup } from './write.ts';

const lastName = 'last-backup';
const scheduleName = 'backup-schedule';

export interface LastBackup {
  readonly takenAt: string;
  readonly path: string;
  readonly bytes: number;
}

export interface BackupState {
  /** 0: none is taken by itself. */
  readonly everyMs: number;
  readonly last: LastBackup | null;
  /** The last one is older than it should be, by more than two hours: 26 for a daily one. */
  readonly stale: boolean;
}

/** Noted in the data itself, since another process, or another machine's, may have taken it. */
export const noteBackup = (db: Db, { path, bytes, manifest }: Backup, at: Date): Promise<void> =>
  writeServiceValue(db, lastName, JSON.stringify({ takenAt: manifest.takenAt, path, bytes }), at);

interface Schedule {
  readonly everyMs: number;
  readonly since: string;
}

/** What was set at the last start: who asks for the state may be another program. */
export async function noteSchedule(db: Db, everyMs: number, at: Date): Promise<void> {
  if ((await readSchedule(db))?.everyMs === everyMs) return;
  await writeServiceValue(db, scheduleName, JSON.stringify({ everyMs, since: at.toISOString() }), at);
}

async function readSchedule(db: Db): Promise<Schedule | undefined> {
  const text = await readServiceValue(db, scheduleName);
  return text === undefined ? undefined : (JSON.parse(text) as Schedule);
}

const slackMs = 2 * 3_600_000;

export async function backupState(db: Db, now: Date): Promise<BackupState> {
  const text = await readServiceValue(db, lastName);
  const last = text === undefined ? null : (JSON.parse(text) as LastBackup);
  const schedule = await readSchedule(db);
  if (!schedule || schedule.everyMs === 0) return { everyMs: 0, last, stale: false };
  const from = Math.max(last ? Date.parse(last.takenAt) : 0, Date.parse(schedule.since));
  return { everyMs: schedule.everyMs, last, stale: now.getTime() - from > schedule.everyMs + slackMs };
}
