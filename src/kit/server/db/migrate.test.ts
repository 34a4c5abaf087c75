import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { databaseKinds, testDatabase, testDatabaseUrl } from '../../../../tests/helpers/databases.ts';
import { type Database, type Db, inTransaction, openDatabase } from './db.ts';
import { type Migration, migrate } from './migrate.ts';
import { translate } from './translate.ts';

const first: Migration = {
  name: 'test-0001-thing',
  up: [
    `create table thing (vendor_id text not null, id text not null, size integer not null default 0 check (size >= 0),
      state text not null default 'text' check (state in ('text', 'integer')), body blob, primary key (vendor_id, id))`,
    'create index thing_by_state on thing (vendor_id, state)',
    `insert into thing (vendor_id, id) values ('v', 'from the migration')`,
  ],
};
const second: Migration = { name: 'test-0002-text', up: ['alter table thing add column text text'] };
const broken: Migration = {
  name: 'test-0003-broken',
  up: ['create table half (vendor_id text primary key)', 'create table thing (vendor_id text primary key)'],
};

describe.each(databaseKinds)('migrate on %s', (kind) => {
  const fresh = () => testDatabase(kind, []);

  test('applies what is missing, in order, once', async () => {
    const database = await fresh();
    expect(await migrate(database, [first])).toEqual([first.name]);
    expect(await migrate(database, [first, second])).toEqual([second.name]);
    expect(await migrate(database, [first, second])).toEqual([]);
    const { rows } = await sql`select id, size, state, text from thing`.execute(database.db);
    expect(rows).toEqual([{ id: 'from the migration', size: 0, state: 'text', text: null }]);
  });

  test('leaves nothing of a migration that fails, and goes on when it was mended', async () => {
    const database = await fresh();
    await expect(migrate(database, [first, broken])).rejects.toThrow('thing');
    await expect(sql`select * from half`.execute(database.db)).rejects.toThrow('half');
    expect(await migrate(database, [first, { ...broken, up: broken.up.slice(0, 1) }])).toEqual([broken.name]);
  });

  test('R12 refuses a database made by a newer program', async () => {
    const database = await fresh();
    await migrate(database, [first, second]);
    await expect(migrate(database, [first])).rejects.toThrow(
      'made by a newer Portico: it has "test-0002-text"',
    );
  });

  test('refuses a migration that was edited, but not one that was only indented', async () => {
    const database = await fresh();
    await migrate(database, [first]);
    await expect(migrate(database, [{ ...first, up: first.up.slice(0, 2) }])).rejects.toThrow('was changed');
    const indented = {
      ...first,
      up: first.up.map((statement) => String(statement).replaceAll('\n', '\n    ')),
    };
    expect(await migrate(database, [indented])).toEqual([]);
  });

  test('started by several processes at once happens once', async () => {
    const url = await testDatabaseUrl(kind, []);
    const databases = await Promise.all([1, 2, 3].map(() => openDatabase(url, { role: 'command' })));
    const applied = await Promise.all(databases.map((database) => migrate(database, [first, second])));
    expect(applied.flat().sort()).toEqual([first.name, second.name]);
    for (const database of databases) await database.close();
  });

  test('sorts text by its bytes', async () => {
    const database = await fresh();
    await migrate(database, [
      { name: 'test-0001-word', up: ['create table word (vendor_id text primary key)'] },
    ]);
    const { rows } = await sql<{ vendor_id: string }>`
      select vendor_id from (select 'b' as vendor_id union all select 'B' union all select 'a' union all select 'ä') x
      order by vendor_id ${sql.raw(kind === 'postgres' ? 'collate "C"' : '')}`.execute(database.db);
    expect(rows.map((row) => row.vendor_id)).toEqual(['B', 'a', 'b', 'ä']);
  });

  test('R12 can be killed at any moment and started again', { timeout: 60_000 }, async () => {
    const url = await testDatabaseUrl(kind, []);
    const program = join(import.meta.dirname, '../../../../tests/helpers/migrate-database.ts');
    const start = (): ChildProcess => fork(program, [url], { execArgv: [] });
    for (const ms of [0, 5, 20, 60, 150]) {
      const child = start();
      await Promise.race([once(child, 'message'), once(child, 'exit')]);
      await pause(ms);
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
    const last = start();
    expect(await once(last, 'exit')).toEqual([0, null]);
    const database = await openDatabase(url);
    const { rows } = await sql<{ count: number }>`select count(*) as count from step`.execute(database.db);
    const { rows: names } = await sql`select name from portico_migration`.execute(database.db);
    expect({ rows: rows[0]?.count, names: names.length }).toEqual({ rows: 60, names: 61 });
    await database.close();
  });
});

describe.skipIf(!databaseKinds.includes('postgres'))('an index of a table in use, on PostgreSQL', () => {
  const bySize: Migration = {
    name: 'test-0002-by-size',
    up: ['create index thing_by_size on thing (vendor_id, size, id)'],
  };
  const wholeIndexes = async (database: Database) => {
    const { rows } = await sql<{ name: string }>`select c.relname as name from pg_index i
      join pg_class c on c.oid = i.indexrelid where i.indisvalid and c.relname like 'thing_by%' order by 1`.execute(
      database.db,
    );
    return rows.map(({ name }) => name);
  };

  test('R12 is built while others write, and the migration ends when it is there', async () => {
    const url = await testDatabaseUrl('postgres', []);
    const database = await openDatabase(url);
    await migrate(database, [first]);
    const insert = (tx: Db, id: string) =>
      sql`insert into thing (vendor_id, id) values ('v', ${id})`.execute(tx);
    let migrating: Promise<unknown> | undefined;
    await inTransaction(database.db, async (tx) => {
      await insert(tx, 'still open');
      migrating = migrate(database, [first, bySize]);
      const building = sql<{ n: number }>`select count(*) as n from pg_stat_activity
        where datname = current_database() and query like 'create index concurrently%' and state = 'active'`;
      while ((await building.execute(database.db)).rows[0]?.n !== 1) await pause(5);
      const other = await openDatabase(url);
      await inTransaction(other.db, (second) => insert(second, 'meanwhile'));
      await other.close();
    });
    expect(await migrating).toEqual([bySize.name]);
    expect(await wholeIndexes(database)).toEqual(['thing_by_size', 'thing_by_state']);
    await database.close();
  });

  test('R12 is built anew where the building was cut off', async () => {
    const database = await testDatabase('postgres', []);
    await migrate(database, [first]);
    await migrate(database, [first, bySize]);
    await inTransaction(database.db, async (tx) => {
      await sql`update pg_index set indisvalid = false where indexrelid = 'thing_by_size'::regclass`.execute(
        tx,
      );
      await sql`drop index thing_by_state`.execute(tx);
    });
    expect(await wholeIndexes(database)).toEqual([]);
    expect(await migrate(database, [first, bySize])).toEqual([]);
    expect(await wholeIndexes(database)).toEqual(['thing_by_size', 'thing_by_state']);
  });
});

test('only types of columns are translated', () => {
  const statement = `create table t (id text primary key, text text, "blob" blob, n integer check (cast(n as text) <> 'a text'))`;
  expect(translate(statement, 'sqlite')).toBe(`${statement} strict`);
  expect(translate(statement, 'postgres')).toBe(
    `create table t (id text collate "C" primary key, text text collate "C", "blob" bytea, n bigint check (cast(n as text) <> 'a text'))`,
  );
  expect(translate('alter table t add column text text;', 'postgres')).toBe(
    'alter table t add column text text collate "C"',
  );
  expect(translate('create index i on t (text)', 'postgres')).toBe('create index i on t (text)');
});
