import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase, testDatabaseUrl } from '../../../../../tests/helpers/databases.ts';
import { type Database, inTransaction, openDatabase } from '../db.ts';
import type { Migration } from '../migrate.ts';
import { refuseNetworkFileSystem } from './lock.ts';
import { refuseOldSqlite } from './settings.ts';

const migrations: readonly Migration[] = [
  { name: 'test-0001-note', up: ['create table note (vendor_id text primary key, body blob, text text)'] },
];

const write = ({ db }: Database, id: string) =>
  inTransaction(db, (tx) => sql`insert into note (vendor_id, text) values (${id}, 'x')`.execute(tx));

const ids = async ({ db }: Database) =>
  (await sql<{ vendor_id: string }>`select vendor_id from note order by 1`.execute(db)).rows.map(
    (row) => row.vendor_id,
  );

test('a write outside a transaction is refused with a sentence', async () => {
  const { db } = await testDatabase('sqlite', migrations);
  await expect(sql`delete from note`.execute(db)).rejects.toThrow(
    'write outside inTransaction: delete from note',
  );
});

test('R2 the settings that keep data safe are in force', async () => {
  const { db } = await testDatabase('sqlite', migrations);
  const settings = await inTransaction(db, async (tx) => {
    const read = async (name: string) =>
      Object.values((await sql.raw(`pragma ${name}`).execute(tx)).rows[0] as object)[0];
    return [
      await read('journal_mode'),
      await read('synchronous'),
      await read('foreign_keys'),
      await read('trusted_schema'),
    ];
  });
  expect(settings).toEqual(['wal', 2, 1, 0]);
});

test.each([
  ['3.51.2', true],
  ['3.40.1', true],
  ['2.99.99', true],
  ['3.51.3', false],
  ['3.53.4', false],
  ['4.0', false],
])('R19 SQLite %s is refused: %s', (version, refused) => {
  const check = () => refuseOldSqlite(version);
  if (refused) expect(check).toThrow(`SQLite ${version} can corrupt`);
  else expect(check).not.toThrow();
});

test('whole numbers are stored as integers and bytes come back as bytes', async () => {
  const { db } = await testDatabase('sqlite', migrations);
  const { rows } = await sql`select typeof(${5}) as a, typeof(${5.5}) as b, ${1} || '' as c`.execute(db);
  expect(rows).toEqual([{ a: 'integer', b: 'real', c: '1' }]);
  const bytes = new Uint8Array([1, 2, 255]);
  await inTransaction(db, (tx) => sql`insert into note (vendor_id, body) values ('a', ${bytes})`.execute(tx));
  expect((await sql<{ body: Uint8Array }>`select body from note`.execute(db)).rows[0]?.body).toEqual(bytes);
});

test('an answer comes only after the commit is in the file', async () => {
  const path = await testDatabaseUrl('sqlite', migrations);
  const database = await openDatabase(path);
  const witness = new DatabaseSync(path, { readOnly: true });
  const count = witness.prepare('select count(*) as n from note where vendor_id = ?');
  await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      await write(database, `n${index}`);
      expect(count.get(`n${index}`)).toEqual({ n: 1 });
    }),
  );
  witness.close();
  await database.close();
});

test('acts that arrive together share commits', async () => {
  const path = await testDatabaseUrl('sqlite', migrations);
  const database = await openDatabase(path);
  const witness = new DatabaseSync(path, { readOnly: true });
  const version = () =>
    (witness.prepare('pragma data_version').get() as { data_version: number }).data_version;
  let commits = 0;
  let last = version();
  const settled = Promise.all(
    Array.from({ length: 200 }, async (_, index) => {
      await write(database, `n${index}`);
      if (version() !== last) commits++;
      last = version();
    }),
  );
  await settled;
  expect(commits).toBeGreaterThan(0);
  expect(commits).toBeLessThan(100);
  witness.close();
  await database.close();
});

test('a refusal is told only when what it saw is kept', async () => {
  const database = await testDatabase('sqlite', migrations);
  const order: string[] = [];
  const first = write(database, 'a').then(() => order.push('kept'));
  const second = write(database, 'a').catch(() => order.push('refused'));
  await Promise.all([first, second]);
  expect(order).toEqual(['kept', 'refused']);
});

test('when SQLite drops the whole transaction, whoever was in it hears of it, and later acts work', async () => {
  const database = await testDatabase('sqlite', migrations);
  const acts = Array.from({ length: 60 }, (_, index) =>
    index % 10 < 9
      ? write(database, `n${index}`)
      : inTransaction(database.db, async (tx) => {
          await sql`insert into note (vendor_id) values ('twice')`.execute(tx);
          // what SQLite does by itself when the disk is full
          await sql`insert or rollback into note (vendor_id) values ('twice')`.execute(tx);
        }),
  );
  const outcomes = await Promise.allSettled(acts);
  const kept = outcomes.flatMap(({ status }, index) => (status === 'fulfilled' ? [`n${index}`] : []));
  expect(kept.length).toBeLessThan(54); // some shared a transaction with one that was dropped
  expect(await ids(database)).toEqual(kept.sort());
  await write(database, 'z');
  expect(await ids(database)).toEqual([...kept, 'z']);
});

test('R4 a full disk is a 507, neighbours and later acts are unharmed, reads go on', async () => {
  const database = await testDatabase('sqlite', migrations);
  await write(database, 'a');
  const limit = (pages: number) =>
    inTransaction(database.db, (tx) => sql.raw(`pragma max_page_count = ${pages}`).execute(tx));
  await limit(20);
  const big = new Uint8Array(1_000_000);
  const tooMuch = inTransaction(database.db, (tx) =>
    sql`insert into note (vendor_id, body) values ('big', ${big})`.execute(tx),
  );
  await expect(tooMuch).rejects.toMatchObject({ name: 'Problem', code: 'database.full', status: 507 });
  expect(await ids(database)).toEqual(['a']);
  await limit(1_000_000);
  await write(database, 'b');
  expect(await ids(database)).toEqual(['a', 'b']);
});

test('R5 a lock held elsewhere for a moment delays a write, and never the event loop', async () => {
  const path = await testDatabaseUrl('sqlite', migrations);
  const database = await openDatabase(path);
  const other = new DatabaseSync(path);
  other.exec('begin exclusive');
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const written = write(database, 'late');
  await pause(600);
  expect(await ids(database)).toEqual([]);
  other.exec('rollback');
  await written;
  delay.disable();
  expect(await ids(database)).toEqual(['late']);
  expect(delay.max / 1e6).toBeLessThan(250);
  other.close();
  await database.close();
});

test('R5 a lock held elsewhere for long is a 503 within seconds', { timeout: 15_000 }, async () => {
  const path = await testDatabaseUrl('sqlite', migrations);
  const database = await openDatabase(path);
  const other = new DatabaseSync(path);
  other.exec('begin immediate');
  const started = performance.now();
  await expect(write(database, 'never')).rejects.toMatchObject({ code: 'database.busy', status: 503 });
  expect(performance.now() - started).toBeLessThan(6_500);
  other.exec('rollback');
  await write(database, 'now');
  expect(await ids(database)).toEqual(['now']);
  other.close();
  await database.close();
});

test('an act that never ends is undone, so that it stops nobody', { timeout: 15_000 }, async () => {
  const database = await testDatabase('sqlite', migrations);
  const dead = inTransaction(database.db, async (tx) => {
    await sql`insert into note (vendor_id) values ('dead')`.execute(tx);
    await pause(6_500);
    await sql`insert into note (vendor_id) values ('too late')`.execute(tx);
  });
  const outcome = expect(dead).rejects.toMatchObject({ code: 'database.busy' });
  await pause(500);
  await write(database, 'alive').catch(() => write(database, 'alive'));
  await outcome;
  expect(await ids(database)).toEqual(['alive']);
});

test('reads see a change of the schema', async () => {
  const { db } = await testDatabase('sqlite', migrations);
  const all = () => sql`select * from note`.execute(db);
  await inTransaction(db, (tx) => sql`insert into note (vendor_id) values ('a')`.execute(tx));
  expect((await all()).rows).toEqual([{ vendor_id: 'a', body: null, text: null }]);
  await inTransaction(db, (tx) => sql`alter table note add column more integer`.execute(tx));
  expect((await all()).rows).toEqual([{ vendor_id: 'a', body: null, text: null, more: null }]);
});

test('R20 a second server on the file is refused, a command is not', async () => {
  const path = await testDatabaseUrl('sqlite', migrations);
  const server = await openDatabase(path);
  await expect(openDatabase(path)).rejects.toThrow('another Portico server is using');
  const command = await openDatabase(path, { role: 'command' });
  await Promise.all([write(command, 'command'), write(server, 'server')]);
  expect(await ids(server)).toEqual(['command', 'server']);
  await command.close();
  await server.close();
  await (await openDatabase(path)).close();
});

test.each([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42 | 0, 'SMB'], // the kernel's number as a signed one
  [0x01021997, '9P'],
])('R20 a file on a network file system is refused: %i is %s', (type, name) => {
  expect(() => refuseNetworkFileSystem('/data/portico.db', type)).toThrow(`network file system (${name})`);
  for (const local of [0xef53, 0x9123683e, 0x58465342])
    expect(() => refuseNetworkFileSystem('/data/portico.db', local)).not.toThrow();
});

test('R20 kill -9 frees the file for the next server', async () => {
  const path = await testDatabaseUrl('sqlite', migrations);
  const child = fork(join(import.meta.dirname, '../../../../../tests/helpers/hold-database.ts'), [path], {
    execArgv: [],
  });
  await once(child, 'message');
  await expect(openDatabase(path)).rejects.toThrow('another Portico server is using');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const next = await openDatabase(path);
  expect(await ids(next)).toEqual(['held']);
  await next.close();
});

test('closing ends what was begun and leaves one file', async () => {
  const path = await testDatabaseUrl('sqlite', migrations);
  const database = await openDatabase(path);
  const last = write(database, 'last');
  await database.close();
  await last;
  const reopened = await openDatabase(path);
  expect(await ids(reopened)).toEqual(['last']);
  await reopened.close();
  expect(existsSync(`${path}-wal`)).toBe(false);
});
