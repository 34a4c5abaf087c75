import { Hono } from 'hono';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { databaseKinds, testDatabase } from '../../../tests/helpers/databases.ts';
import { Problem } from '../common/problem.ts';
import type { Clock } from './clock.ts';
import { type Database, type Db, inTransaction } from './db/db.ts';
import { accept } from './http/accept.ts';
import { problemHandler } from './http/problems.ts';
import { type AskAgain, idempotent } from './idempotency.ts';
import { kitMigrations } from './migrations.ts';
import { publish } from './outbox.ts';
import { makeSecrets, type Secrets } from './secrets.ts';

type TestEnv = {
  Variables: { db: Db; clock: Clock; secrets: Secrets; caller: string; again: AskAgain };
};

const secrets = makeSecrets('a secret of at least thirty-two symbols');
const Thing = v.strictObject({
  name: v.string(),
  fail: v.optional(v.string()),
  /** So often it meets another one in the database. */
  collide: v.optional(v.number()),
});

/** An app that makes things: each is a row of the outbox, since that table is at hand. */
function thingApp(database: Database) {
  let now = Date.parse('2026-11-22T10:00:00Z');
  let runs = 0;
  const app = new Hono<TestEnv>();
  app
    .use(async (c, next) => {
      c.set('db', database.db);
      c.set('again', (request, env) => app.fetch(request, env));
      c.set('clock', { now: () => new Date(now) });
      c.set('secrets', secrets);
      c.set('caller', c.req.header('caller') ?? 'anna');
      await next();
    })
    .use(
      '/orders',
      idempotent<TestEnv>(({ caller }) => ({ vendorId: 'ven_a', scope: caller }), { required: true }),
    )
    .use(
      '/things',
      idempotent<TestEnv>(({ caller }) => ({ vendorId: 'ven_a', scope: caller })),
    );
  for (const path of ['/orders', '/things']) {
    app.post(path, accept('json', Thing), async (c) => {
      runs++;
      const { name, fail, collide = 0 } = c.req.valid('json');
      const id = await inTransaction(c.var.db, (tx) =>
        publish(tx, { vendorId: 'ven_a', type: name, data: {}, at: c.var.clock.now() }),
      );
      if (runs <= collide) throw Object.assign(new Error('collided'), { code: '40001' });
      if (fail) throw new Problem('thing.refused', { status: 409, title: fail });
      return c.json({ id, secret: 'shown once' }, 201);
    });
  }
  app.onError(problemHandler(() => undefined));
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } };
    const response = await app.request(path, { ...init, body: JSON.stringify(body) });
    const replayed = response.headers.get('idempotency-replayed');
    // biome-ignore lint/suspicious/noExplicitAny: whatever was answered
    return { status: response.status, replayed, body: (await response.json()) as any };
  };
  const things = () => database.db.selectFrom('outbox').select(['id', 'type']).execute();
  return { post, things, runs: () => runs, move: (ms: number) => (now += ms) };
}

describe.each(databaseKinds)('a POST with an Idempotency-Key on %s', (kind) => {
  const fresh = async () => thingApp(await testDatabase(kind, kitMigrations));
  const key = { 'idempotency-key': 'k-1' };

  test('OM07 happens once; a repetition gets the first answer', async () => {
    const { post, things, runs } = await fresh();
    const first = await post('/things', { name: 'a' }, key);
    const second = await post('/things', { name: 'a' }, key);
    expect(first).toMatchObject({ status: 201, replayed: null });
    expect(second).toEqual({ ...first, replayed: 'true' });
    expect(await things()).toHaveLength(1);
    expect(runs()).toBe(1);
  });

  test('OM07 sent twenty times at once happens once; the others wait or are told to', async () => {
    const { post, things } = await fresh();
    const answers = await Promise.all(Array.from({ length: 20 }, () => post('/orders', { name: 'a' }, key)));
    const made = answers.filter((answer) => answer.status === 201 && !answer.replayed);
    expect(made).toHaveLength(1);
    for (const answer of answers.filter((each) => each.status !== 201))
      expect(answer).toMatchObject({ status: 409, body: { code: 'idempotency.running' } });
    expect(await things()).toHaveLength(1);
    expect(await post('/orders', { name: 'a' }, key)).toMatchObject({ status: 201, body: made[0]?.body });
  });

  test('is refused for another payload', async () => {
    const { post, things } = await fresh();
    await post('/things', { name: 'a' }, key);
    expect(await post('/things', { name: 'b' }, key)).toMatchObject({
      status: 422,
      body: { code: 'idempotency.mismatch' },
    });
    expect(await things()).toHaveLength(1);
  });

  test('OM09 belongs to one credential', async () => {
    const { post, things } = await fresh();
    await post('/things', { name: 'a' }, key);
    expect(await post('/things', { name: 'b' }, { ...key, caller: 'ben' })).toMatchObject({
      status: 201,
      replayed: null,
    });
    expect(await things()).toHaveLength(2);
  });

  test('leaves nothing when it was refused, and may be tried again', async () => {
    const { post, things } = await fresh();
    expect(await post('/things', { wrong: 1 }, key)).toMatchObject({
      status: 422,
      body: { code: 'request.invalid' },
    });
    expect(await post('/things', { name: 'a', fail: 'no' }, key)).toMatchObject({
      status: 409,
      body: { code: 'thing.refused' },
    });
    expect(await things()).toEqual([]);
    expect(await post('/things', { name: 'a' }, key)).toMatchObject({ status: 201, replayed: null });
  });

  test('RC17 is begun anew where it collided, three times at most, and leaves nothing of what fell through', async () => {
    const some = await fresh();
    const placed = await some.post('/orders', { name: 'a', collide: 3 }, key);
    expect(placed).toMatchObject({ status: 201, replayed: null });
    expect([some.runs(), (await some.things()).length]).toEqual([4, 1]);
    expect(await some.post('/orders', { name: 'a', collide: 3 }, key)).toEqual({
      ...placed,
      replayed: 'true',
    });
    const endless = await fresh();
    const busy = { status: 503, body: { code: 'database.busy' } };
    expect(await endless.post('/orders', { name: 'a', collide: 4 }, key)).toMatchObject(busy);
    expect([endless.runs(), (await endless.things()).length]).toEqual([4, 0]);
    expect(await endless.post('/orders', { name: 'a', collide: 4 }, key)).toMatchObject({ status: 201 });
  });

  test('OM10 is forgotten after 24 hours', async () => {
    const { post, things, move } = await fresh();
    await post('/things', { name: 'a' }, key);
    move(24 * 3_600_000 - 1);
    expect(await post('/things', { name: 'a' }, key)).toMatchObject({ replayed: 'true' });
    move(1);
    expect(await post('/things', { name: 'b' }, key)).toMatchObject({ status: 201, replayed: null });
    expect(await things()).toHaveLength(2);
  });

  test('keeps no readable secret of the answer', async () => {
    const database = await testDatabase(kind, kitMigrations);
    await thingApp(database).post('/things', { name: 'a' }, key);
    const row = await database.db.selectFrom('idempotency').selectAll().executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toContain('shown once');
  });

  test.each([
    ['OM07 is needed where the route says so', {}, 'idempotency.missing'],
    ['OM10 has at most 255 symbols', { 'idempotency-key': 'k'.repeat(256) }, 'idempotency.invalid'],
    ['OM10 has no spaces', { 'idempotency-key': 'a b' }, 'idempotency.invalid'],
    ['is not empty', { 'idempotency-key': '' }, 'idempotency.invalid'],
  ])('%s', async (_, headers: Record<string, string>, code) => {
    const { post } = await fresh();
    expect(await post('/orders', { name: 'a' }, headers)).toMatchObject({ status: 400, body: { code } });
  });
});
