import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { PlainError } from '../plain-error.ts';
import { writeDump } from '../portable/dump.ts';
import type { Source } from '../portable/types.ts';
import { checkBackup } from './check.ts';
import { dataFile, type Manifest, manifestFile, manifestText, secretFile, sumOfFile } from './manifest.ts';
import { countRows } from './sqlite-check.ts';

export interface BackupOptions {
  /** Path of a SQLite file, or `postgres://…`. */
  readonly database: string;
  /** Folder that holds backups; made when missing. */
  readonly folder: string;
  /** What opens the data's sealed values. */
  readonly secret: string;
  /** Version of this program. */
  readonly product: string;
  readonly now: Date;
  /** Beginning of the folder's name; default `portico`. */
  readonly label?: string;
}

export interface Backup {
  readonly path: string;
  readonly manifest: Manifest;
  readonly bytes: number;
}

/**
 * Takes a backup beside a running server and proves it: the data as it was at one moment, the secret, and a manifest.
 * It is built under another name and renamed when it is complete, so that half a backup never looks like one. All of
 * it is readable by its owner only, since secret and data lie together.
 * @throws PlainError
 */
export async function writeBackup(options: BackupOptions): Promise<Backup> {
  const { folder, secret, product, now, label = 'portico' } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const second = now
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
  const name = join(resolve(folder), `${label}-${second}`);
  // Of this process alone: another one may take its backup in the same second.
  const building = `${name}.${randomBytes(4).toString('hex')}.partial`;
  mkdirSync(building, { mode: 0o700 });
  try {
    const data = await writeData(options.database, building);
    writeFileSync(join(building, secretFile), `${secret}\n`, { mode: 0o600 });
    const files: Manifest['files'] = {};
    for (const name of [dataFile[data.database], secretFile])
      files[name] = await sumOfFile(join(building, name));
    const text = manifestText({ product, takenAt: now.toISOString(), ...data, files });
    writeFileSync(join(building, manifestFile), text, { mode: 0o600 });
    for (const name of [...Object.keys(files), manifestFile, '.']) sync(join(building, name));
    await checkBackup(building, { now });
    const path = moveToFree(building, name);
    sync(folder);
    const { manifest } = await checkBackup(path, { now, quick: true });
    const bytes = Object.values(files).reduce((total, file) => total + file.bytes, 0);
    return { path, manifest, bytes };
  } catch (error) {
    rmSync(building, { recursive: true, force: true });
    throw error;
  }
}

/** The first of `name`, `name-2`, `name-3` … that is free: a service may start, and be backed up, twice in a second. */
function moveToFree(building: string, name: string): string {
  for (let count = 1; ; count++) {
    const path = count === 1 ? name : `${name}-${count}`;
    if (existsSync(path)) continue;
    try {
      renameSync(building, path);
      return path;
    } catch (error) {
      // Somebody was quicker: a folder that holds something is never replaced.
      if (!['EEXIST', 'ENOTEMPTY'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
}

type Written = Pick<Manifest, 'database' | 'migrations' | 'tables'>;

async function writeData(database: string, building: string): Promise<Written> {
  if (/^postgres(ql)?:\/\//.test(database)) {
    const { postgresSource } = await import('../portable/postgres.ts');
    return writeRows(await postgresSource(database), building);
  }
  if (!existsSync(database)) throw new PlainError(`There is no data at ${database}.`);
  const to = join(building, dataFile.sqlite);
  await copyFile(resolve(database), to);
  chmodSync(to, 0o600);
  return { database: 'sqlite', ...countRows(to) };
}

async function writeRows(source: Source, building: string): Promise<Written> {
  try {
    const sums = await writeDump(source, join(building, dataFile.postgres));
    const tables = Object.fromEntries(Object.entries(sums).map(([name, { rows }]) => [name, rows]));
    return { database: 'postgres', migrations: [...source.migrations].sort(), tables };
  } finally {
    await source.close();
  }
}

function copyFile(from: string, to: string): Promise<void> {
  const worker = new Worker(new URL('./vacuum-thread.ts', import.meta.url), {
    workerData: { from, to },
    execArgv: [],
    name: 'portico-backup',
  });
  return new Promise((done, fail) => {
    worker.once('message', () => done());
    worker.once('error', fail);
    worker.once('exit', () => fail(new Error('the copy was not finished')));
  });
}

function sync(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
