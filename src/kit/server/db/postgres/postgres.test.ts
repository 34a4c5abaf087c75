import { createServer } from 'node:net';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { databaseKinds, testDatabase, testDatabaseUrl } from '../../../../../tests/helpers/databases.ts';
import { type Db, inTransaction, openDatabase } from '../db.ts';
import type { Migration } from '../migrate.ts';

const migrations: readonly Migration[] = [
  {
    name: 'test-0001-pair',
    up: [
      'create table pair (vendor_id text primary key, n integer not null, body blob)',
      `insert into pair (vendor_id, n) values ('a', 0), ('b', 0)`,
    ],
  },
];

const add = (db: Db, id: string) => sql`update pair set n = n + 1 where vendor_id = ${id}`.execute(db);

describe.runIf(databaseKinds.includes('postgres'))('PostgreSQL', () => {
  test('runs an act again that lost a deadlock', async () => {
    const { db } = await testDatabase('postgres', migrations);
    let runs = 0;
    const meet = Promise.withResolvers<void>();
    let waiting = 0;
    const cross = (from: string, to: string) =>
      inTransaction(db, async (tx) => {
        runs++;
        await add(tx, from);
        if (++waiting === 2) meet.resolve();
        await meet.promise;
        await add(tx, to);
      });
    await Promise.all([cross('a', 'b'), cross('b', 'a')]);
    expect(runs).toBe(3);
    const { rows } = await sql<{ n: number }>`select n from pair`.execute(db);
    expect(rows).toEqual([{ n: 2 }, { n: 2 }]);
  });

  test('R6 answers 503 within about a second when every connection is in use, and recovers', async () => {
    const { db } = await testDatabase('postgres', migrations, { poolSize: 2 });
    const hold = Promise.withResolvers<void>();
    const holders = [1, 2].map(() =>
      inTransaction(db, (tx) => sql`select 1`.execute(tx).then(() => hold.promise)),
    );
    const started = performance.now();
    await expect(sql`select 1`.execute(db)).rejects.toMatchObject({ code: 'database.busy', status: 503 });
    expect(performance.now() - started).toBeLessThan(2_000);
    hold.resolve();
    await Promise.all(holders);
    expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
  });

  test('R6 answers 503 when its session is ended, and goes on with a new one', async () => {
    const { db, ping } = await testDatabase('postgres', migrations);
    const act = inTransaction(db, async (tx) => {
      await add(tx, 'a');
      await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx);
    });
    await expect(act).rejects.toMatchObject({ code: 'database.unavailable', status: 503 });
    await ping();
    expect((await sql`select n from pair where vendor_id = 'a'`.execute(db)).rows).toEqual([{ n: 0 }]);
  });

  test('gives bytes back as they were', async () => {
    const { db } = await testDatabase('postgres', migrations);
    const bytes = new Uint8Array([0, 1, 255]);
    await inTransaction(db, (tx) => sql`update pair set body = ${bytes} where vendor_id = 'a'`.execute(tx));
    const { rows } = await sql<{ body: Uint8Array }>`select body from pair where vendor_id = 'a'`.execute(db);
    expect([...(rows[0]?.body ?? [])]).toEqual([0, 1, 255]);
  });

  test('R2 is refused when it may lose what it acknowledged', async () => {
    const url = await testDatabaseUrl('postgres', migrations);
    const database = await openDatabase(url);
    const name = new URL(url).pathname.slice(1);
    await database.withoutLimits((db) =>
      sql`alter database ${sql.id(name)} set synchronous_commit = off`.execute(db),
    );
    await database.close();
    await expect(openDatabase(url)).rejects.toThrow('synchronous_commit = off');
  });
});

test('R6 a PostgreSQL that nobody answers for is a 503 within two seconds', async () => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await new Promise((resolve) => silent.once('listening', resolve));
  const address = silent.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const started = performance.now();
  await expect(openDatabase(`postgres://x@127.0.0.1:${port}/x`)).rejects.toMatchObject({
    code: 'database.unavailable',
  });
  expect(performance.now() - started).toBeLessThan(3_000);
  silent.close();
  await expect(openDatabase('postgres://x@127.0.0.1:1/x')).rejects.toMatchObject({
    code: 'database.unavailable',
  });
});
