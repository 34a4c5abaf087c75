import { createHash, randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import { type Database, type DatabaseOptions, openDatabase } from '../../src/kit/server/db/db.ts';
import { type Migration, migrate } from '../../src/kit/server/db/migrate.ts';
import { leftOpen } from './left-open.ts';

export type DatabaseKind = Database['kind'];

/** What every store is tested on. `PORTICO_TEST_DATABASES=sqlite` runs one kind alone while you work. */
export const databaseKinds: readonly DatabaseKind[] = (['sqlite', 'postgres'] as const).filter((kind) =>
  (process.env.PORTICO_TEST_DATABASES ?? 'sqlite,postgres').includes(kind),
);

/**
 * Floods and kills take seconds and hardly ever tell the databases apart: `npm test` has them on the first kind,
 * `npm run test:long` on both.
 */
export const takesFloods = (kind: DatabaseKind): boolean =>
  Boolean(process.env.PORTICO_LONG) || kind === databaseKinds[0];

/** A fresh, migrated database that nobody else uses; closed and removed by `close()`, or after the file's tests. */
export async function testDatabase(
  kind: DatabaseKind,
  migrations: readonly Migration[],
  options: DatabaseOptions = {},
): Promise<Database> {
  const url = await testDatabaseUrl(kind, migrations);
  const database = await openDatabase(url, options);
  const close = async () => {
    if (!leftOpen.delete(close)) return;
    await database.close();
    await removeDatabase(url);
  };
  leftOpen.add(close);
  return { ...database, close };
}

/** The same without opening it, for tests that open it in another process or more than once. */
export async function testDatabaseUrl(kind: DatabaseKind, migrations: readonly Migration[]): Promise<string> {
  const template = `template_${createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 16)}`;
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  if (kind === 'sqlite') {
    const path = join(inject('databaseFolder'), `${name}.db`);
    copyFileSync(await sqliteTemplate(template, migrations), path);
    return path;
  }
  await postgresTemplate(template, migrations);
  await asAdmin((admin) => admin.query(`create database ${name} template ${template}`));
  return addressOf(name);
}

async function removeDatabase(url: string): Promise<void> {
  if (!url.startsWith('postgres')) {
    for (const suffix of ['', '-wal', '-shm', '.lock']) rmSync(url + suffix, { force: true });
    return;
  }
  const name = new URL(url).pathname.slice(1);
  await asAdmin((admin) => admin.query(`drop database if exists ${name} with (force)`));
}

/** Made once per run and set of migrations: copying it is much faster than migrating again. */
async function sqliteTemplate(name: string, migrations: readonly Migration[]): Promise<string> {
  const path = join(inject('databaseFolder'), `${name}.db`);
  if (existsSync(path)) return path;
  const building = `${path}.${randomUUID()}`;
  await build(building, migrations);
  renameSync(building, path); // whoever comes second replaces it by an equal one
  return path;
}

async function postgresTemplate(name: string, migrations: readonly Migration[]): Promise<void> {
  await asAdmin(async (admin) => {
    await admin.query('select pg_advisory_lock(hashtext($1))', [name]);
    const found = await admin.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount) return;
    const building = `building_${randomUUID().replaceAll('-', '')}`;
    await admin.query(`create database ${building}`);
    await build(addressOf(building), migrations);
    await admin.query(`alter database ${building} rename to ${name}`);
  });
}

async function build(url: string, migrations: readonly Migration[]): Promise<void> {
  const database = await openDatabase(url, { role: 'command' });
  await migrate(database, migrations);
  await database.close();
}

function serverUrl(): string {
  const url = inject('postgresUrl');
  if (!url) throw new Error('no PostgreSQL in this run: tests/helpers/postgres.ts starts it as global setup');
  return url;
}

const addressOf = (name: string): string =>
  Object.assign(new URL(serverUrl()), { pathname: `/${name}` }).href;

async function asAdmin<T>(use: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: serverUrl() });
  await admin.connect();
  try {
    return await use(admin);
  } finally {
    await admin.end();
  }
}
