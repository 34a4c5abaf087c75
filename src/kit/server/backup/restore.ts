import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Migration } from '../db/migrate.ts';
import type { Progress } from '../portable/copy.ts';
import { dumpSource } from '../portable/dump.ts';
import { sqliteSource } from '../portable/sqlite.ts';
import { copyData, isPostgresUrl, requireEmpty } from '../portable/transfer.ts';
import { checkBackup } from './check.ts';
import { dataFile, type Manifest, secretFile } from './manifest.ts';

export interface RestoreOptions {
  readonly from: string;
  /** An empty place: a path where no file is, or a database without rows. */
  readonly to: string;
  readonly migrations: readonly Migration[];
  readonly now: Date;
  readonly maxAgeMs?: number;
  readonly onProgress?: (progress: Progress) => void;
}

/** Proves a backup and puts its data into an empty place, as it was when it was taken. @throws PlainError */
export async function restoreData(options: RestoreOptions): Promise<Manifest> {
  const { from, to, migrations, now, maxAgeMs, onProgress } = options;
  const known = migrations.map(({ name }) => name);
  const { manifest } = await checkBackup(from, { now, known, ...(maxAgeMs !== undefined && { maxAgeMs }) });
  await requireEmpty(to);
  if (!isPostgresUrl(to)) mkdirSync(dirname(resolve(to)), { recursive: true });
  const data = join(from, dataFile[manifest.database]);
  if (manifest.database === 'sqlite' && !isPostgresUrl(to)) {
    const building = `${resolve(to)}.incoming`;
    copyFileSync(data, building);
    chmodSync(building, 0o600);
    renameSync(building, resolve(to));
    return manifest;
  }
  const source =
    manifest.database === 'sqlite' ? sqliteSource(data, { still: true }) : await dumpSource(data);
  try {
    await copyData(source, to, migrations, onProgress);
  } finally {
    await source.close();
  }
  return manifest;
}

/** The secret in a backup; it opens what is sealed in the data beside it. */
export const secretOf = (backup: string): string => readFileSync(join(backup, secretFile), 'utf8').trim();

/** Puts the secret where the service looks for it, unless it is there. */
export function placeSecret(path: string, secret: string): void {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${secret}\n`, { mode: 0o600, flag: 'wx' });
}
