import { type Generated, sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { databaseKinds, testDatabase } from '../../../../tests/helpers/databases.ts';
import { beside, inTransaction } from './db.ts';
import { isUniqueViolation } from './errors.ts';
import type { Migration } from './migrate.ts';

declare module './db.ts' {
  interface Tables {
    counter: { vendor_id: string; n: number; note: Generated<string | null> };
  }
}

const migrations: readonly Migration[] = [
  {
    name: 'test-0001-counter',
    up: ['create table counter (vendor_id text primary key, n integer not null check (n < 1000), note text)'],
  },
];

describe.each(databaseKinds)('a transaction on %s', (kind) => {
  const fresh = () => testDatabase(kind, migrations);

  test('keeps all of an act', async () => {
    const { db } = await fresh();
    await inTransaction(db, async (tx) => {
      await tx.insertInto('counter').values({ vendor_id: 'a', n: 1 }).execute();
      await tx.insertInto('counter').values({ vendor_id: 'b', n: 2 }).execute();
    });
    expect(await db.selectFrom('counter').selectAll().orderBy('vendor_id').execute()).toEqual([
      { vendor_id: 'a', n: 1, note: null },
      { vendor_id: 'b', n: 2, note: null },
    ]);
  });

  test('keeps nothing of an act that throws, and passes its error on', async () => {
    const { db } = await fresh();
    const act = inTransaction(db, async (tx) => {
      await tx.insertInto('counter').values({ vendor_id: 'a', n: 1 }).execute();
      throw new Error('no');
    });
    await expect(act).rejects.toThrow('no');
    expect(await db.selectFrom('counter').selectAll().execute()).toEqual([]);
  });

  test('reads beside it what was told before it began, and its own writes unless it said that it makes none', async () => {
    const { db } = await fresh();
    const insert = (vendor_id: string) => ({ vendor_id, n: 1 });
    await inTransaction(db, (tx) => tx.insertInto('counter').values(insert('told')).execute());
    const seen = (options: object) =>
      inTransaction(
        db,
        async (tx) => {
          await tx.insertInto('counter').values(insert('own')).execute();
          const rows = await beside(tx).selectFrom('counter').select('vendor_id').execute();
          await tx.deleteFrom('counter').where('vendor_id', '=', 'own').execute();
          return rows.map(({ vendor_id }) => vendor_id).sort();
        },
        options,
      );
    expect(await seen({})).toEqual(['own', 'told']);
    expect(await seen({ beside: true })).toEqual(kind === 'sqlite' ? ['told'] : ['own', 'told']);
  });

  test('inside a transaction is part of it', async () => {
    const { db } = await fresh();
    const act = inTransaction(db, async (tx) => {
      await inTransaction(tx, (inner) =>
        inner.insertInto('counter').values({ vendor_id: 'a', n: 1 }).execute(),
      );
      throw new Error('outer');
    });
    await expect(act).rejects.toThrow('outer');
    expect(await db.selectFrom('counter').selectAll().execute()).toEqual([]);
  });

  test('refuses a second one inside it that does not join, instead of waiting for itself', async () => {
    const { db } = await fresh();
    const act = inTransaction(db, () => inTransaction(db, (tx) => sql`select 1`.execute(tx)));
    await expect(act).rejects.toThrow('hand its tx on');
    const other = await fresh();
    await inTransaction(db, () =>
      inTransaction(other.db, (tx) => tx.insertInto('counter').values({ vendor_id: 'a', n: 1 }).execute()),
    );
    expect(await other.db.selectFrom('counter').select('n').execute()).toEqual([{ n: 1 }]);
  });

  test('of 50 writers on one counter loses no count', async () => {
    const { db } = await fresh();
    await inTransaction(db, (tx) => tx.insertInto('counter').values({ vendor_id: 'a', n: 0 }).execute());
    const increment = () =>
      inTransaction(db, (tx) =>
        tx.updateTable('counter').set({ n: sql`n + 1` }).where('vendor_id', '=', 'a').executeTakeFirst(),
      );
    const results = await Promise.all(Array.from({ length: 50 }, increment));
    expect(results.every((result) => result.numUpdatedRows === 1n)).toBe(true);
    expect(await db.selectFrom('counter').select('n').executeTakeFirst()).toEqual({ n: 50 });
  });

  test('that fails does not hurt the ones beside it', async () => {
    const { db } = await fresh();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, (_, index) =>
        inTransaction(db, async (tx) => {
          await tx
            .insertInto('counter')
            .values({ vendor_id: `v${index}`, n: index })
            .execute();
          if (index % 4 === 1) throw new Error('changed my mind');
          if (index % 4 === 2) await tx.insertInto('counter').values({ vendor_id: 'x', n: 1000 }).execute();
        }),
      ),
    );
    const kept = outcomes.flatMap((outcome, index) => (outcome.status === 'fulfilled' ? [`v${index}`] : []));
    expect(kept).toHaveLength(20);
    const rows = await db.selectFrom('counter').select('vendor_id').execute();
    expect(rows.map((row) => row.vendor_id).sort()).toEqual(kept.sort());
  });

  test('refuses a query after its end', async () => {
    const { db } = await fresh();
    const kept = await inTransaction(db, async (tx) => tx);
    await expect(kept.selectFrom('counter').selectAll().execute()).rejects.toThrow();
  });

  test('tells a row that exists already from other failures', async () => {
    const { db } = await fresh();
    const insert = (n: number) =>
      inTransaction(db, (tx) => tx.insertInto('counter').values({ vendor_id: 'a', n }).execute());
    await insert(1);
    expect(isUniqueViolation(await insert(2).catch((error) => error))).toBe(true);
    expect(isUniqueViolation(await insert(5000).catch((error) => error))).toBe(false);
    expect(isUniqueViolation(undefined)).toBe(false);
  });

  test('gives numbers for counts, sums and 64-bit columns, and refuses what a number cannot hold', async () => {
    const { db } = await fresh();
    await inTransaction(db, (tx) => tx.insertInto('counter').values({ vendor_id: 'a', n: 7 }).execute());
    const row = await db
      .selectFrom('counter')
      .select(({ fn }) => [fn.countAll().as('count'), fn.sum('n').as('sum'), fn.max('n').as('max')])
      .executeTakeFirst();
    expect(row).toEqual({ count: 1, sum: 7, max: 7 });
    await expect(sql`select 9007199254740993 as n`.execute(db)).rejects.toThrow(/too large/);
  });

  test.each([
    ['a Date', new Date()],
    ['true', true],
    ['NaN', Number.NaN],
    ['an object', {}],
  ])('refuses to store %s', async (_, value) => {
    const { db } = await fresh();
    await expect(sql`select ${value} as x`.execute(db)).rejects.toThrow('only null, numbers');
  });
});
