import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey } from '../../src/features/vendors/server/api-keys-store.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { Client, type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

const day = 86_400;

describe.each(databaseKinds)('the clock of a test side, on %s', (kind) => {
  let app: TestApp;
  let vendor: TestVendor;
  let trial: Client;
  beforeAll(async () => {
    app = await testApp(kind);
    vendor = await app.vendor('acme');
    const side = { id: vendor.testSideId, side: 'test' } as const;
    const key = await inTransaction(app.database.db, (tx) =>
      createApiKey(tx, side, { name: 'tests' }, app.clock.now()),
    );
    trial = new Client(app.app, key.key);
    await trial.post('/api/v1/portals', {
      ...{ slug: 'acme-test', brandName: 'Acme', timeZone: 'Europe/Berlin' },
      signIn: { password: true },
    });
  });
  afterAll(() => app.close());

  const clock = (body: object) => trial.put('/api/v1/test-clock', body);

  async function person(username: string) {
    const portal = (await trial.get('/api/v1/portals')).body.items[0].id;
    await trial.patch(`/api/v1/portals/${portal}`, { signIn: { password: false } });
    const customer = await trial.post('/api/v1/customers', { name: 'Trial' });
    await trial.patch(`/api/v1/portals/${portal}`, { signIn: { password: true } });
    await trial.post('/api/v1/contacts', {
      ...{ customerId: customer.body.id, name: 'Tess', username, email: `${username}@trial.example` },
      password: 'correct horse',
    });
    return customer.body.id as string;
  }
  const signIn = (username: string) =>
    app.anonymous.post('/portal/v1/sessions', { portal: 'acme-test', username, password: 'correct horse' });

  test('DAY-16 the clock of a test side can be read, moved to an instant, by seconds, and put back', async () => {
    expect((await trial.get('/api/v1/test-clock')).body).toEqual({
      now: '2026-11-22T10:00:00.000Z',
      offsetSeconds: 0,
    });
    expect((await clock({ now: '2027-02-01T00:00:00Z' })).body.now).toBe('2027-02-01T00:00:00.000Z');
    app.clock.move(1000);
    expect((await trial.get('/api/v1/test-clock')).body.now).toBe('2027-02-01T00:00:01.000Z');
    expect((await clock({ offsetSeconds: day })).body.now).toBe('2026-11-23T10:00:01.000Z');
    expect((await clock({ offsetSeconds: 0 })).body.offsetSeconds).toBe(0);
  });

  test('DAY-16 the portal and the API of the test side follow it; the live side, sessions and tokens do not', async () => {
    await clock({ offsetSeconds: 0 });
    const customerId = await person('tess-1');
    const session = await signIn('tess-1');
    expect(session.body.bootstrap.today).toBe('2026-11-22');
    const tess = new Client(app.app, session.body.sessionToken);
    await clock({ now: '2027-06-01T12:00:00Z' });

    const later = await tess.get('/portal/v1/bootstrap');
    expect(later.status).toBe(200);
    expect(later.body.bootstrap.today).toBe('2027-06-01');
    expect((await signIn('tess-1')).body.bootstrap.today).toBe('2027-06-01');
    const made = await trial.post('/api/v1/customers', {
      ...{ name: 'Later', username: 'later', email: 'later@trial.example', password: 'correct horse' },
    });
    const contacts = await trial.get(`/api/v1/contacts?customerId=${customerId}`);
    expect(contacts.body.items[0].lastSignInAt).toBe('2027-06-01T12:00:00.000Z');
    if (made.status === 201) expect(made.body.createdAt).toBe('2027-06-01T12:00:00.000Z');

    const token = await trial.post('/api/v1/portal-tokens', { customerId, portal: 'acme-test' });
    const byToken = await app.anonymous.post('/portal/v1/sessions', { token: token.body.token });
    expect(byToken.status).toBe(201);
    expect(byToken.body.bootstrap.today).toBe('2027-06-01');

    expect((await vendor.customer()) as object).toMatchObject({
      createdAt: app.clock.now().toISOString(),
    });
    const events = await app.database.db
      .selectFrom('outbox')
      .select('due_at')
      .where('vendor_id', '=', vendor.testSideId)
      .execute();
    const world = Math.max(Date.now(), app.clock.now().getTime());
    for (const { due_at } of events) expect(Date.parse(due_at as string)).toBeLessThanOrEqual(world);
    await clock({ offsetSeconds: 0 });
  });

  test('DAY-16 a live side’s clock is the world’s, whoever asks', async () => {
    const live = await vendor.api.put('/api/v1/test-clock', { offsetSeconds: day });
    expect(live).toMatchObject({ status: 409, body: { code: 'test-clock.live-side' } });
    expect((await vendor.api.get('/api/v1/test-clock')).status).toBe(409);
  });

  test.each([
    { body: { now: '1066-10-14T00:00:00Z' }, path: 'now' },
    { body: { now: 'tomorrow' }, path: 'now' },
    { body: { offsetSeconds: 1e12 }, path: 'offsetSeconds' },
    { body: { offsetSeconds: 0.5 }, path: 'offsetSeconds' },
    { body: {}, path: 'now' },
    { body: { now: '2027-01-01T00:00:00Z', offsetSeconds: 1 }, path: 'now' },
  ])('DAY-16 a clock is moved to a time that can be: $body', async ({ body, path }) => {
    const answer = await clock(body);
    expect(answer.status).toBe(422);
    expect(answer.body.fields[0].path).toBe(path);
  });
});
