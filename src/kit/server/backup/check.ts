import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PlainError } from '../plain-error.ts';
import { checkDump } from '../portable/dump.ts';
import { dataFile, type Manifest, readManifest, sumOfFile } from './manifest.ts';
import { countRows, requireSound } from './sqlite-check.ts';

export interface CheckOptions {
  readonly now: Date;
  /** Names of the migrations this program knows; absent: the backup is its own. */
  readonly known?: readonly string[];
  /** Refuse one that is older. */
  readonly maxAgeMs?: number;
  /** Files and sums only, without reading the rows. */
  readonly quick?: boolean;
}

/** Older than this, something is wrong with daily backups. */
export const staleMs = 26 * 3_600_000;

/**
 * Proves a backup: its files are those that were written, the data can be opened, is whole, and holds as many rows as
 * when it was taken.
 * @throws PlainError with one sentence
 */
export async function checkBackup(folder: string, options: CheckOptions): Promise<{ manifest: Manifest }> {
  const manifest = readManifest(folder);
  const ageMs = options.now.getTime() - Date.parse(manifest.takenAt);
  if (options.maxAgeMs !== undefined && ageMs > options.maxAgeMs)
    throw new PlainError(
      `${folder} is ${describeAge(ageMs)} old (taken ${manifest.takenAt}): look for a newer one, or say --old to use it all the same.`,
    );
  const newer = options.known && manifest.migrations.find((name) => !options.known?.includes(name));
  if (newer !== undefined)
    throw new PlainError(
      `${folder} was made by a newer Portico (${manifest.product}): it has “${newer}”, which this version does not know.`,
    );
  for (const [name, stated] of Object.entries(manifest.files)) {
    const path = join(folder, name);
    if (!existsSync(path)) throw new PlainError(`${path} is missing: the backup is not complete.`);
    const found = await sumOfFile(path);
    if (found.bytes === 0) throw new PlainError(`${path} is empty: the backup is damaged. Use another one.`);
    if (found.bytes !== stated.bytes)
      throw new PlainError(
        `${path} has ${found.bytes} bytes in place of ${stated.bytes}: the backup is damaged. Use another one.`,
      );
    if (found.sha256 !== stated.sha256)
      throw new PlainError(`${path} is not what was written: the backup is damaged. Use another one.`);
  }
  if (!options.quick) requireCounts(folder, manifest, await countsOf(folder, manifest));
  return { manifest };
}

async function countsOf(folder: string, { database }: Manifest): Promise<Record<string, number>> {
  const path = join(folder, dataFile[database]);
  if (database === 'postgres') {
    const { sums } = await checkDump(path);
    return Object.fromEntries(Object.entries(sums).map(([name, { rows }]) => [name, rows]));
  }
  requireSound(path);
  return countRows(path).tables;
}

function requireCounts(folder: string, { tables }: Manifest, found: Record<string, number>): void {
  for (const name of new Set([...Object.keys(tables), ...Object.keys(found)]))
    if (tables[name] !== found[name])
      throw new PlainError(
        `${folder} is not whole: table “${name}” has ${found[name] ?? 'no'} rows in place of ${tables[name] ?? 'none'}.`,
      );
}

/** `26 hours`, `3 days`. */
export function describeAge(ms: number): string {
  const hours = Math.floor(ms / 3_600_000);
  if (hours >= 48) return `${Math.floor(hours / 24)} days`;
  if (hours >= 1) return hours === 1 ? '1 hour' : `${hours} hours`;
  return `${Math.max(Math.floor(ms / 60_000), 0)} minutes`;
}
