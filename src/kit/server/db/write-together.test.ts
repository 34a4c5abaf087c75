import { CompiledQuery, sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { databaseKinds, testDatabase, testDatabaseUrl } from '../../../../tests/helpers/databases.ts';
import { briefly } from './briefly.ts';
import { type Database, type Db, inTransaction, openDatabase } from './db.ts';
import { isUniqueViolation } from './errors.ts';
import { writeTogether } from './write-together.ts';

const migrations = [
  {
    name: 'test-0001-notes',
    up: [
      'create table note (vendor_id text primary key, text text not null)',
      'create table other (vendor_id text primary key)',
    ],
  },
];
const insert = (kind: Database['kind'], id: string, table = 'note') =>
  table === 'note'
    ? CompiledQuery.raw(
        `insert into note (vendor_id, text) values (${kind === 'sqlite' ? '?, ?' : '$1, $2'})`,
        [id, id],
      )
    : CompiledQuery.raw(`insert into other (vendor_id) values (${kind === 'sqlite' ? '?' : '$1'})`, [id]);
const notes = async (db: Db) =>
  (await sql<{ vendor_id: string }>`select vendor_id from note order by vendor_id`.execute(db)).rows.map(
    ({ vendor_id }) => vendor_id,
  );

describe.each(databaseKinds)('writes that go together on %s', (kind) => {
  const fresh = () => testDatabase(kind, migrations);

  test('are all kept, with what each of them did', async () => {
    const { db } = await fresh();
    const results = await writeTogether(db, [
      insert(kind, 'a'),
      CompiledQuery.raw('update note set text = text'),
      CompiledQuery.raw('select text from note'),
    ]);
    expect(results).toMatchObject([{ changes: 1 }, { changes: 1 }, { rows: [{ text: 'a' }] }]);
    expect(await notes(db)).toEqual(['a']);
  });

  test('are none kept when one fails, and neighbours of the same moment stay', async () => {
    const { db } = await fresh();
    await writeTogether(db, [insert(kind, 'taken', 'other')]);
    const outcomes = await Promise.allSettled([
      writeTogether(db, [insert(kind, 'a')]),
      writeTogether(db, [insert(kind, 'b'), insert(kind, 'taken', 'other')]),
      inTransaction(db, (tx) => tx.executeQuery(insert(kind, 'c'))),
      writeTogether(db, [insert(kind, 'd')]),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    const { reason } = outcomes[1] as PromiseRejectedResult;
    expect(isUniqueViolation(reason)).toBe(true);
    expect(isUniqueViolation(reason, 'other')).toBe(true);
    expect(isUniqueViolation(reason, 'note')).toBe(false);
    expect(await notes(db)).toEqual(['a', 'c', 'd']);
  });

  test('of two hundred with one key at once, one is kept', async () => {
    const { db } = await fresh();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 200 }, () => writeTogether(db, [insert(kind, 'once')])),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await notes(db)).toEqual(['once']);
  });

  test('join the transaction they are called in', async () => {
    const { db } = await fresh();
    const act = inTransaction(db, async (tx) => {
      await writeTogether(tx, [insert(kind, 'a')]);
      throw new Error('undone');
    });
    await expect(act).rejects.toThrow('undone');
    expect(await notes(db)).toEqual([]);
    await expect(inTransaction(db, () => writeTogether(db, [insert(kind, 'a')]))).rejects.toThrow(
      'hand its tx on',
    );
  });

  test('refuse what a database would bend, before anything is written', async () => {
    const { db } = await fresh();
    const bad = CompiledQuery.raw('insert into note (vendor_id, text) values (?, ?)', ['a', new Date()]);
    await expect(writeTogether(db, [insert(kind, 'b'), bad])).rejects.toThrow('a Date');
    expect(await notes(db)).toEqual([]);
  });
});

describe.each(databaseKinds)('a look-up that is remembered briefly on %s', (kind) => {
  const find = async (db: Db, id: string) =>
    (await sql<{ text: string }>`select text from note where vendor_id = ${id}`.execute(db)).rows[0]?.text;

  test('sees a change by this process at once, and one by another within two seconds', async () => {
    const url = await testDatabaseUrl(kind, migrations);
    const [here, there] = (await Promise.all([1, 2].map(() => openDatabase(url, { role: 'command' })))) as [
      Database,
      Database,
    ];
    let looked = 0;
    const remembered = briefly((db: Db, id: string) => {
      looked++;
      return find(db, id);
    });
    expect(await remembered(here.db, 'a')).toBeUndefined();
    await inTransaction(here.db, (tx) => tx.executeQuery(insert(kind, 'a')));
    expect([await remembered(here.db, 'a'), await remembered(here.db, 'a')]).toEqual(['a', 'a']);
    expect(looked).toBe(2);

    const change = (db: Db, text: string) =>
      inTransaction(db, (tx) => sql`update note set text = ${text}`.execute(tx));
    await change(here.db, 'b');
    expect(await remembered(here.db, 'a')).toBe('b');

    await change(there.db, 'c');
    const started = performance.now();
    while ((await remembered(here.db, 'a')) !== 'c') await new Promise((done) => setTimeout(done, 50));
    expect(performance.now() - started).toBeLessThan(2_500);
    await Promise.all([here.close(), there.close()]);
  });
});
