import { createHash } from 'node:crypto';
import { PlainError } from '../plain-error.ts';
import type { Row, Source, Sums, TableSum, Target } from './types.ts';

export interface Progress {
  readonly table: string;
  readonly rows: number;
  readonly rowsOfAll: number;
}

/** One row as a line of text that is the same whatever database it came from. */
export const lineOf = (row: Row): string => JSON.stringify(row.map(toJson));

const toJson = (value: Row[number]): unknown => {
  if (value instanceof Uint8Array)
    return { b: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
  return typeof value === 'bigint' ? Number(value) : value;
};

/** Reads everything, gives it to `target` if there is one, and sums it up. */
export async function copyRows(
  source: Source,
  target: Pick<Target, 'write'> | undefined,
  onProgress: (progress: Progress) => void = () => undefined,
): Promise<Sums> {
  const sums: Record<string, TableSum> = {};
  let rowsOfAll = 0;
  for (const table of source.tables) {
    const hash = createHash('sha256').update(JSON.stringify(table.columns));
    let rows = 0;
    for await (const batch of source.rows(table)) {
      for (const row of batch) hash.update('\n').update(lineOf(row));
      await target?.write(table, batch);
      rows += batch.length;
      rowsOfAll += batch.length;
      onProgress({ table: table.name, rows, rowsOfAll });
    }
    sums[table.name] = { rows, sha256: hash.digest('hex') };
  }
  return sums;
}

/** @throws PlainError naming the first table whose rows differ */
export function requireEqual(expected: Sums, found: Sums, where: string): void {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort();
  for (const name of names) {
    const [here, there] = [expected[name], found[name]];
    if (here?.sha256 === there?.sha256) continue;
    throw new PlainError(
      `${where}: table “${name}” differs (${there?.rows ?? 'no'} rows in place of ${here?.rows ?? 'none'}).`,
    );
  }
}

export const totalRows = (sums: Sums): number =>
  Object.values(sums).reduce((total, { rows }) => total + rows, 0);
