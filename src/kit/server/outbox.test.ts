import { describe, expect, test, vi } from 'vitest';
import { databaseKinds, testDatabase, testDatabaseUrl } from '../../../tests/helpers/databases.ts';
import { type Database, inTransaction, openDatabase } from './db/db.ts';
import { kitMigrations } from './migrations.ts';
import { type OutboxEvent, type OutboxOptions, publish, startOutbox } from './outbox.ts';

const start = Date.parse('2026-11-22T10:00:00Z');

/** A clock to move by hand, and a runner that never looks by itself unless told so. */
function setUp(database: Database, options: Partial<OutboxOptions> = {}) {
  let now = start;
  const clock = { now: () => new Date(now) };
  const sent: OutboxEvent[] = [];
  const handle = async (event: OutboxEvent) => void sent.push(event);
  const outbox = startOutbox({ database, clock, handle, pollMs: 3_600_000, ...options });
  return { clock, sent, outbox, move: (ms: number) => (now += ms) };
}

const publishSome = (database: Database, count: number) =>
  inTransaction(database.db, async (tx) => {
    for (let n = 0; n < count; n++)
      await publish(tx, { vendorId: 'ven_a', type: 'thing.made', data: { n }, at: new Date(start) });
  });

describe.each(databaseKinds)('the outbox on %s', (kind) => {
  const fresh = () => testDatabase(kind, kitMigrations);

  test('sends what was published once the act is kept, without waiting for the next look', async () => {
    const database = await fresh();
    const { sent, outbox } = setUp(database);
    await publishSome(database, 1);
    await vi.waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({ vendorId: 'ven_a', type: 'thing.made', data: { n: 0 }, attempt: 1 });
    await outbox.stop();
  });

  test('sends nothing of an act that was undone', async () => {
    const database = await fresh();
    const { sent, outbox } = setUp(database);
    const act = inTransaction(database.db, async (tx) => {
      await publish(tx, { vendorId: 'ven_a', type: 'thing.made', data: {}, at: new Date(start) });
      throw new Error('undone');
    });
    await expect(act).rejects.toThrow('undone');
    await outbox.runDue();
    expect(sent).toEqual([]);
    await outbox.stop();
  });

  test('tries again later and later after a failure, and rests after the last attempt', async () => {
    const database = await fresh();
    const attempts: number[] = [];
    const { outbox, move } = setUp(database, {
      maxAttempts: 3,
      handle: async (event) => {
        attempts.push(event.attempt);
        throw new Error('receiver is down');
      },
    });
    await publishSome(database, 1);
    await outbox.runDue();
    await outbox.runDue();
    expect(attempts).toEqual([1]);
    move(7_000);
    await outbox.runDue();
    expect(attempts).toEqual([1, 2]);
    move(7_000);
    await outbox.runDue();
    expect(attempts).toEqual([1, 2]);
    move(20_000);
    await outbox.runDue();
    move(86_400_000);
    await outbox.runDue();
    expect(attempts).toEqual([1, 2, 3]);
    const row = await database.db.selectFrom('outbox').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ due_at: null, done_at: null, last_error: 'Error: receiver is down' });
    await outbox.stop();
  });

  test('takes over what a dead runner held, when its lease is over', async () => {
    const database = await fresh();
    const dead = setUp(database, { handle: () => new Promise(() => undefined) });
    await publishSome(database, 1);
    await vi.waitFor(async () =>
      expect(await database.db.selectFrom('outbox').select('attempts').executeTakeFirst()).toEqual({
        attempts: 1,
      }),
    );
    const heir = setUp(database);
    await heir.outbox.runDue();
    expect(heir.sent).toEqual([]);
    heir.move(60_001);
    await heir.outbox.runDue();
    expect(heir.sent).toMatchObject([{ attempt: 2 }]);
    await heir.outbox.stop();
    await dead.outbox.stop(0);
    const row = await database.db.selectFrom('outbox').select(['done_at', 'attempts']).executeTakeFirst();
    expect(row).toEqual({ done_at: expect.any(String), attempts: 2 });
  });

  test('gives back at its end what it could not finish', async () => {
    const database = await fresh();
    const { outbox } = setUp(database, { handle: () => new Promise(() => undefined) });
    await publishSome(database, 1);
    await vi.waitFor(async () =>
      expect(await database.db.selectFrom('outbox').select('attempts').executeTakeFirst()).toEqual({
        attempts: 1,
      }),
    );
    await outbox.stop(0);
    const heir = setUp(database);
    await heir.outbox.runDue();
    expect(heir.sent).toMatchObject([{ attempt: 1 }]);
    await heir.outbox.stop();
  });

  test('never gives one event to two runners', async () => {
    const url = await testDatabaseUrl(kind, kitMigrations);
    const databases = await Promise.all([openDatabase(url), openDatabase(url, { role: 'command' })]);
    await publishSome(databases[0] as Database, 200);
    const runners = databases.map((database) => setUp(database));
    await Promise.all(runners.map(({ outbox }) => outbox.runDue()));
    const ids = runners.flatMap(({ sent }) => sent.map((event) => event.id));
    expect(ids).toHaveLength(200);
    expect(new Set(ids).size).toBe(200);
    for (const { outbox } of runners) await outbox.stop();
    for (const database of databases) await database.close();
  });
});
