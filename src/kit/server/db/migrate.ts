import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { isProblem } from '../../common/problem.ts';
import { PlainError } from '../plain-error.ts';
import { type Database, type Db, inTransaction } from './db.ts';
import { buildIndexes, indexesOf, isLate, missingIndexes } from './postgres/indexes.ts';
import { translate } from './translate.ts';

/**
 * One step forward. `up` is portable SQL, one statement each; see `translate`. Never changed once released. No deferred
 * constraints: on SQLite they would fail in the COMMIT that an act shares with its neighbours.
 */
export interface Migration {
  /** `<feature>-0001-what-it-adds` */
  readonly name: string;
  readonly up: readonly (string | PerDatabase)[];
}

/** What the two say in words of their own: triggers. */
export interface PerDatabase {
  readonly sqlite: string;
  readonly postgres: string;
}

const textFor = (statement: string | PerDatabase, kind: Database['kind']): string =>
  typeof statement === 'string' ? translate(statement, kind) : statement[kind];
const statementsOf = ({ up }: Migration, kind: Database['kind']): string[] =>
  up.map((statement) => textFor(statement, kind));
const wordsOf = (statement: string | PerDatabase): string =>
  typeof statement === 'string' ? statement : `${statement.sqlite}\n${statement.postgres}`;

declare module './db.ts' {
  interface Tables {
    portico_migration: { name: string; checksum: string; applied_at: string };
  }
}

/** Any number, the same in every process: PostgreSQL lets one of them migrate at a time. */
const ADVISORY_LOCK = 7_067_842;
const UPGRADE_LOCK = 7_067_844;

/**
 * Applies what the database does not have yet, in the order given, and returns those names. Each migration commits
 * together with its row, so that it can be killed at any moment and started again, and several processes may
 * start at once.
 *
 * On PostgreSQL, where others go on working meanwhile, indexes of tables with rows are built behind that, without
 * holding up who writes.
 *
 * @throws Error when the database was made by a newer program, or when an applied migration was edited
 */
export async function migrate(
  database: Database,
  migrations: readonly Migration[],
): Promise<readonly string[]> {
  const { kind, db: reading } = database;
  const before = await appliedBefore(database);
  refuseForeign(before, migrations);
  const missing = migrations.filter(({ name }) => !before.has(name));
  const inUse = kind === 'postgres' && before.size > 0;
  const indexes = inUse
    ? indexesOf(migrations.flatMap((migration) => statementsOf(migration, kind)))
    : new Map();
  if (missing.length === 0 && (!inUse || (await missingIndexes(reading, indexes)).length === 0)) return [];
  return database.withoutLimits((patient) =>
    exclusively(kind, patient, ADVISORY_LOCK, async (db) => {
      await step(kind, db, async (tx) => {
        const statement =
          'create table if not exists portico_migration (name text primary key, checksum text not null, applied_at text not null)';
        await sql.raw(translate(statement, kind)).execute(tx);
        refuseForeign(await applied(tx), migrations);
      });
      const fresh: string[] = [];
      for (const migration of missing) {
        await step(kind, db, async (tx) => {
          if ((await applied(tx)).has(migration.name)) return; // another process was faster
          const statements = statementsOf(migration, kind);
          for (const statement of statements)
            if (!inUse || !isLate(statement, statements)) await sql.raw(statement).execute(tx);
          const row = {
            name: migration.name,
            checksum: checksum(migration),
            applied_at: new Date().toISOString(),
          };
          await tx.insertInto('portico_migration').values(row).execute();
          fresh.push(migration.name);
        });
      }
      await buildIndexes(db, await missingIndexes(db, indexes));
      return fresh;
    }),
  );
}

/** What `migrate` would do, without doing it. */
export async function pendingMigrations(
  database: Database,
  migrations: readonly Migration[],
): Promise<{
  readonly applied: number;
  readonly pending: readonly string[];
  readonly newer: readonly string[];
}> {
  const names = [...(await appliedBefore(database)).keys()];
  const known = migrations.map(({ name }) => name);
  return {
    applied: names.length,
    pending: known.filter((name) => !names.includes(name)),
    newer: names.filter((name) => !known.includes(name)),
  };
}

/**
 * Lets one process at a time bring data to a newer version, the others wait: whatever `act` does before it migrates
 * happens once. On SQLite there is one server anyway.
 */
export async function whileMigrating<T>(database: Database, act: () => Promise<T>): Promise<T> {
  if (database.kind === 'sqlite') return act();
  return database.withoutLimits((db) => exclusively(database.kind, db, UPGRADE_LOCK, act));
}

/** What no two processes do at the same time. On SQLite every transaction is that. */
async function exclusively<T>(
  kind: Database['kind'],
  db: Db,
  lock: number,
  act: (db: Db) => Promise<T>,
): Promise<T> {
  if (kind === 'sqlite') return act(db);
  return db.connection().execute(async (connection) => {
    // Asked for again and again: a question that waits for its answer holds on to the moment it was asked in, and for
    // that moment to pass the building of an index in another process would wait in turn.
    const held = sql<{
      held: number;
    }>`select case when pg_try_advisory_lock(${lock}) then 1 else 0 end as held`;
    while ((await held.execute(connection)).rows[0]?.held !== 1) await pause(50);
    try {
      return await act(connection);
    } finally {
      await sql`select pg_advisory_unlock(${lock})`.execute(connection);
    }
  });
}

/** Attempts of a step that could not get its lock, and how long those who work have a rest between two of them. */
const ATTEMPTS = 30;
const REST_MS = 500;

/** One transaction that holds up those who work for a second at most: behind it, while it waits, they would all wait. */
async function step<T>(kind: Database['kind'], db: Db, act: (tx: Db) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await inTransaction(db, async (tx) => {
        if (kind === 'postgres') await sql`set local lock_timeout = '1s'`.execute(tx);
        return act(tx);
      });
    } catch (error) {
      const busy = isProblem(error) && error.code === 'database.busy';
      if (kind === 'sqlite' || !busy || attempt === ATTEMPTS) throw error;
      await pause(REST_MS);
    }
  }
}

/** What this database has, and nothing where it is new: by reading alone. */
async function appliedBefore({ db, kind }: Database): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ there: number }>`${
    kind === 'postgres'
      ? sql`select count(*) as there from pg_class where oid = to_regclass('portico_migration')`
      : sql`select count(*) as there from sqlite_schema where name = 'portico_migration'`
  }`.execute(db);
  return rows[0]?.there ? applied(db) : new Map();
}

async function applied(tx: Db): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.selectFrom('portico_migration').select(['name', 'checksum']).execute();
  return new Map(rows.map((row) => [row.name, row.checksum]));
}

function refuseForeign(rows: ReadonlyMap<string, string>, migrations: readonly Migration[]): void {
  const known = new Map(migrations.map((migration) => [migration.name, checksum(migration)]));
  for (const [name, sum] of rows) {
    const expected = known.get(name);
    if (expected === undefined)
      throw new PlainError(
        `the database was made by a newer Portico: it has "${name}", which this version does not know. ` +
          'Start the version that used it last, or restore a backup made by this one.',
      );
    if (expected !== sum)
      throw new PlainError(`the migration "${name}" was changed after it had been applied: undo that change`);
  }
}

/** Of the words alone, so that new indentation is not a new migration. */
const checksum = (migration: Migration): string =>
  createHash('sha256').update(migration.up.map(wordsOf).join('\n').replace(/\s+/g, ' ').trim()).digest('hex');
