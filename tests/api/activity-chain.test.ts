import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sealActivity, verifyActivity } from '../../src/features/activity/server/chain-store.ts';
import { record } from '../../src/features/activity/server/record.ts';
import { applyRetention } from '../../src/features/system/server/retention.ts';
import { type Db, inTransaction } from '../../src/kit/server/db/db.ts';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

const day = 86_400_000;

describe.each(databaseKinds)('the chain of the activity log on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let db: Db;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor();
    await portico.vendor('globex');
    db = portico.database.db;
  });
  afterAll(() => portico.close());

  const seal = () => sealActivity(db, { now: portico.clock.now() });
  const write = (subjectId: string, at = portico.clock.now(), vendorId = acme.id) =>
    inTransaction(db, (tx) =>
      record(tx, { vendorId, actor: { kind: 'system', id: null }, action: 'test.done', subjectId, at }),
    );
  const idOf = async (subjectId: string) =>
    (
      await db
        .selectFrom('activity')
        .select('id')
        .where('subject_id', '=', subjectId)
        .executeTakeFirstOrThrow()
    ).id;

  /** What only somebody with the database itself in hand can do. */
  async function tamper(...statements: string[]): Promise<void> {
    const triggers = [
      'activity_never_changes',
      'activity_is_kept',
      'activity_batch_never_changes',
      'activity_batch_is_kept',
    ];
    await portico.database.withoutLimits((own) =>
      inTransaction(own, async (tx) => {
        if (kind === 'postgres') await sql.raw(`set local session_replication_role = replica`).execute(tx);
        const made: string[] = [];
        if (kind === 'sqlite')
          for (const name of triggers) {
            const { rows } = await sql<{
              sql: string;
            }>`select sql from sqlite_schema where name = ${name}`.execute(tx);
            made.push(rows[0]?.sql ?? '');
            await sql.raw(`drop trigger ${name}`).execute(tx);
          }
        for (const statement of statements) await sql.raw(statement).execute(tx);
        for (const text of made) await sql.raw(text).execute(tx);
      }),
    );
  }

  test('IE13 every row is taken into its vendor’s chain, also one that was written late or side by side', async () => {
    await write('first');
    expect(await seal()).toBeGreaterThan(2);
    await write('late', new Date(portico.clock.now().getTime() - day));
    const many = Array.from({ length: 40 }, (_, i) => write(`side ${i}`));
    await Promise.all(
      [...many, seal(), seal()].map((one) => Promise.resolve(one).catch((error: Error) => error)),
    );
    await seal();
    const state = await verifyActivity(db);
    expect(state).toMatchObject({ unsealed: 0, faults: [] });
    const rows = await db.selectFrom('activity').select(['batch']).execute();
    expect(state.rows).toBe(rows.length);
    expect(rows.every(({ batch }) => batch !== null)).toBe(true);
    expect(await seal()).toBe(0);
  });

  test('IE13 neither rows nor the chain can be changed or taken away by the service’s own role', async () => {
    for (const statement of [
      'update activity set batch = batch + 1',
      "update activity set batch = null, action = 'nothing'",
      "update activity_batch set hash = 'x'",
      'delete from activity_batch',
    ]) {
      await expect(
        inTransaction(db, (tx) => sql.raw(statement).execute(tx)),
        statement,
      ).rejects.toThrow();
    }
    await write('unsealed');
    const both = "update activity set batch = 99, action = 'nothing' where batch is null";
    await expect(inTransaction(db, (tx) => sql.raw(both).execute(tx))).rejects.toThrow();
    await seal();
    expect((await verifyActivity(db)).faults).toEqual([]);
  });

  test('IE13 whoever changes the database itself is found out, and the row is named', async () => {
    await Promise.all(['a', 'b', 'c', 'd'].map((name) => write(name)));
    await seal();
    const [a, b, c] = [await idOf('a'), await idOf('b'), await idOf('c')];
    const faults = async () => (await verifyActivity(db)).faults;
    await tamper(`update activity set actor_kind = 'operator' where id = '${a}'`);
    expect(await faults()).toEqual([expect.objectContaining({ activityId: a, what: 'changed' })]);
    await tamper(`update activity set actor_kind = 'system' where id = '${a}'`);
    expect(await faults()).toEqual([]);

    await tamper(`delete from activity where id = '${b}'`);
    expect(await faults()).toEqual([expect.objectContaining({ activityId: b, what: 'missing' })]);

    // Whoever makes the batch fit again breaks the one behind it, or the batch’s own hash.
    const { no } = await db
      .selectFrom('activity_batch')
      .select('no')
      .where('vendor_id', '=', acme.id)
      .orderBy('no', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();
    await tamper(`update activity_batch set held_rows = '[]' where vendor_id = '${acme.id}' and no = ${no}`);
    expect(await faults()).toEqual([
      expect.objectContaining({ vendorId: acme.id, batch: no, activityId: null, what: 'changed' }),
    ]);
    await tamper(`delete from activity_batch where vendor_id = '${acme.id}' and no = ${no}`);
    expect(await faults()).toEqual([
      expect.objectContaining({ vendorId: acme.id, batch: no, activityId: null, what: 'missing' }),
    ]);
    expect(c).toMatch(/^act_/);
  });

  test('IE13 rows that go after the vendor’s days take their batches with them, and the rest still holds', async () => {
    const old = await portico.vendor('old');
    await old.api.patch('/api/v1/settings', { activityDays: 30 });
    const ago = (days: number) => new Date(portico.clock.now().getTime() - days * day);
    for (const days of [90, 80, 29]) {
      await write(`${days} days`, ago(days), old.id);
      await seal();
    }
    await write('another 90 days', ago(90), old.id);
    await write('today', undefined, old.id);
    await seal();
    await applyRetention(db, { now: portico.clock.now() });
    const left = await db
      .selectFrom('activity')
      .select('subject_id')
      .where('vendor_id', '=', old.id)
      .where('action', '=', 'test.done')
      .execute();
    expect(left.map(({ subject_id }) => subject_id).sort()).toEqual(['29 days', 'today']);
    const { faults } = await verifyActivity(db);
    expect(faults.filter(({ vendorId }) => vendorId === old.id)).toEqual([]);
  });
});
