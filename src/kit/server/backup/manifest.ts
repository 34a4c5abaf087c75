import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as v from 'valibot';
import { PlainError } from '../plain-error.ts';

export const manifestFile = 'manifest.json';
/** The data: a SQLite file, or a dump as described in `portable/dump.ts`. */
export const dataFile = { sqlite: 'portico.db', postgres: 'portico.dump.gz' } as const;
export const secretFile = 'portico.secret';

const FORMAT = 'portico-backup-1';

const Manifest = v.object({
  format: v.literal(FORMAT),
  /** Version of the program that made it. */
  product: v.string(),
  takenAt: v.pipe(v.string(), v.isoTimestamp()),
  database: v.picklist(['sqlite', 'postgres']),
  /** Names of the migrations that the data has. */
  migrations: v.array(v.string()),
  /** Rows of each table. */
  tables: v.record(v.string(), v.number()),
  files: v.record(v.string(), v.object({ bytes: v.number(), sha256: v.string() })),
});
export type Manifest = v.InferOutput<typeof Manifest>;

export async function sumOfFile(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return { bytes: statSync(path).size, sha256: hash.digest('hex') };
}

/** The manifest as text, with a sum of itself at its end: a changed digit in it is found as well. */
export function manifestText(manifest: Omit<Manifest, 'format'>): string {
  const body = { format: FORMAT, ...manifest };
  return `${JSON.stringify({ ...body, sha256: sumOf(body) }, null, 2)}\n`;
}

const sumOf = (body: object): string => createHash('sha256').update(JSON.stringify(body)).digest('hex');

/** @throws PlainError for a folder that is no backup, or whose manifest was changed */
export function readManifest(folder: string): Manifest {
  const path = join(folder, manifestFile);
  if (!existsSync(path)) throw noBackup(folder);
  let body: Record<string, unknown>;
  try {
    body = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  } catch {
    throw new PlainError(`${path} can not be read: the backup is damaged. Use another one.`);
  }
  const { sha256, ...rest } = body;
  const manifest = v.safeParse(Manifest, rest);
  if (!manifest.success && rest.format !== FORMAT)
    throw new PlainError(
      `${folder} is a backup of another format (“${String(rest.format)}”) than this version reads.`,
    );
  if (!manifest.success || sha256 !== sumOf(rest))
    throw new PlainError(`${path} was changed or is damaged. Use another backup.`);
  return manifest.output;
}

function noBackup(folder: string): PlainError {
  if (existsSync(folder) && statSync(folder).isFile())
    return new PlainError(
      `${folder} is a file, not a backup. A copied database file lacks what stood in the “-wal” file beside it: the newest changes. A backup is a folder made by: portico backup`,
    );
  return new PlainError(`${folder} is no backup: there is no ${manifestFile} in it.`);
}
