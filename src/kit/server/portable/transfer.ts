import { existsSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { openDatabase } from '../db/db.ts';
import { type Migration, migrate } from '../db/migrate.ts';
import { PlainError } from '../plain-error.ts';
import { copyRows, type Progress, requireEqual } from './copy.ts';
import { sqliteSource, sqliteTarget } from './sqlite.ts';
import type { Source, Sums, Target } from './types.ts';

export const isPostgresUrl = (database: string): boolean => /^postgres(ql)?:\/\//.test(database);

/** `postgres://user@host/name` without its password: for messages. */
export function describeDatabase(database: string): string {
  if (!isPostgresUrl(database)) return database;
  const url = new URL(database);
  url.password = '';
  url.search = '';
  return url.href;
}

/** Opens data to read, whichever kind it is. */
export async function openSource(database: string): Promise<Source> {
  if (!isPostgresUrl(database)) {
    if (!existsSync(database)) throw new PlainError(`There is no data at ${database}.`);
    return sqliteSource(database);
  }
  return (await import('./postgres.ts')).postgresSource(database);
}

/** @throws PlainError where something is stored already */
export async function requireEmpty(database: string): Promise<void> {
  if (!isPostgresUrl(database)) {
    if (existsSync(database))
      throw new PlainError(`${database} is there already: name a place that is empty.`);
    return;
  }
  const source = await openSource(database);
  try {
    for (const table of source.tables)
      if ((await source.count(table)) > 0)
        throw new PlainError(
          `${describeDatabase(database)} is not empty (table “${table.name}” has rows): name an empty database.`,
        );
  } finally {
    await source.close();
  }
}

/**
 * Puts everything of `source` into the empty place `to`, with ids, keys and hashes as they are, and proves it by reading
 * it again there. Before that nothing counts as moved. Memory holds a few hundred rows.
 * @throws PlainError
 */
export async function copyData(
  source: Source,
  to: string,
  migrations: readonly Migration[],
  onProgress?: (progress: Progress) => void,
): Promise<Sums> {
  await requireEmpty(to);
  const known = migrations.filter(({ name }) => source.migrations.includes(name));
  const newer = source.migrations.find((name) => !migrations.some((migration) => migration.name === name));
  if (newer !== undefined)
    throw new PlainError(
      `the data was made by a newer Portico: it has “${newer}”, which this version does not know.`,
    );
  const building = isPostgresUrl(to) ? to : `${resolve(to)}.incoming`;
  const target = await openTarget(building, to, known);
  try {
    const sums = await copyRows(source, target, onProgress);
    await target.complete();
    const copy = await openSource(building);
    try {
      requireEqual(sums, await copyRows(copy, undefined), `the copy in ${describeDatabase(to)} is not equal`);
    } finally {
      await copy.close();
    }
    await target.keep();
    return sums;
  } catch (error) {
    await target.abandon();
    throw error;
  }
}

async function openTarget(building: string, to: string, known: readonly Migration[]): Promise<Target> {
  if (!isPostgresUrl(to)) rmSync(building, { force: true });
  const database = await openDatabase(building, { role: 'command' });
  try {
    await migrate(database, known);
  } finally {
    await database.close();
  }
  return isPostgresUrl(to)
    ? (await import('./postgres.ts')).postgresTarget(to)
    : sqliteTarget(building, resolve(to));
}
