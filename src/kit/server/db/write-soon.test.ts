import { type Compilable, CompiledQuery, sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { databaseKinds, testDatabase } from '../../../../tests/helpers/databases.ts';
import { type Db, inTransaction } from './db.ts';
import { isUniqueViolation } from './errors.ts';
import { writeSoon } from './write-soon.ts';

const migrations = [
  { name: 'test-0001-notes', up: ['create table note (vendor_id text primary key, text text)'] },
];
const insert = (tx: Db, id: string): Compilable => tx.insertInto('note').values({ vendor_id: id } as never);
const notes = async (db: Db) =>
  (await sql<{ vendor_id: string }>`select vendor_id from note order by vendor_id`.execute(db)).rows.map(
    ({ vendor_id }) => vendor_id,
  );

describe.each(databaseKinds)('a write of which nothing is asked, on %s', (kind) => {
  const fresh = () => testDatabase(kind, migrations);

  test('is seen by what follows and kept with the act, also where nothing follows', async () => {
    const { db } = await fresh();
    const seen = await inTransaction(db, async (tx) => {
      await writeSoon(tx, insert(tx, 'a'));
      await writeSoon(tx, insert(tx, 'b'));
      const found = await notes(tx);
      await writeSoon(tx, insert(tx, 'c'));
      return found;
    });
    await inTransaction(db, (tx) => writeSoon(tx, insert(tx, 'd')));
    expect(seen).toEqual(['a', 'b']);
    expect(await notes(db)).toEqual(['a', 'b', 'c', 'd']);
    await expect(writeSoon(db, insert(db, 'e'))).rejects.toThrow('inside inTransaction');
  });

  test('that fails undoes its act alone, at the next statement or at the end', async () => {
    const { db } = await fresh();
    const outcomes = await Promise.allSettled([
      inTransaction(db, (tx) => writeSoon(tx, insert(tx, 'a'))),
      inTransaction(db, async (tx) => {
        await tx.executeQuery(insert(tx, 'b').compile());
        await writeSoon(tx, insert(tx, 'b'));
      }),
      inTransaction(db, async (tx) => {
        await writeSoon(tx, insert(tx, 'c'));
        await writeSoon(tx, insert(tx, 'c'));
        return notes(tx);
      }),
      inTransaction(db, (tx) => writeSoon(tx, insert(tx, 'd'))),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    for (const outcome of outcomes.slice(1, 3))
      expect(isUniqueViolation((outcome as PromiseRejectedResult).reason, 'note')).toBe(true);
    expect(await notes(db)).toEqual(['a', 'd']);
  });

  test('that fails is not forgotten where whoever came next puts up with its own failing', async () => {
    const { db } = await fresh();
    const act = inTransaction(db, async (tx) => {
      await writeSoon(tx, insert(tx, 'a'));
      await writeSoon(tx, insert(tx, 'a')).catch(() => undefined);
      await notes(tx).catch(() => undefined);
      await writeSoon(tx, insert(tx, 'b')).catch(() => undefined);
    });
    // PostgreSQL keeps nothing of such a transaction either: its COMMIT is a ROLLBACK.
    if (kind === 'sqlite') await expect(act).rejects.toSatisfy((error) => isUniqueViolation(error));
    else await act.catch(() => undefined);
    expect(await notes(db)).toEqual([]);
  });

  test('that fails behind a savepoint goes with it, and what was before stays', async () => {
    const { db } = await fresh();
    const point = (text: string) => CompiledQuery.raw(text);
    await inTransaction(db, async (tx) => {
      await writeSoon(tx, insert(tx, 'a'));
      await writeSoon(tx, point('savepoint step'));
      try {
        await writeSoon(tx, insert(tx, 'b'));
        await writeSoon(tx, insert(tx, 'a'));
        await tx.executeQuery(point('release savepoint step'));
      } catch {
        await tx.executeQuery(point('rollback to savepoint step'));
        await writeSoon(tx, point('release savepoint step'));
      }
      await writeSoon(tx, insert(tx, 'c'));
    });
    expect(await notes(db)).toEqual(['a', 'c']);
  });

  test('is refused where a database would bend it', async () => {
    const { db } = await fresh();
    const bad = CompiledQuery.raw('insert into note (vendor_id) values (?)', [new Date()]);
    await expect(inTransaction(db, (tx) => writeSoon(tx, bad))).rejects.toThrow('a Date');
    expect(await notes(db)).toEqual([]);
  });
});
