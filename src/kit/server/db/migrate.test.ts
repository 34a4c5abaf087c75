import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { databaseKinds, testDatabase, testDatabaseUrl } from '../../../../tests/helpers/databases.ts';
import { openDatabase } from './db.ts';
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
