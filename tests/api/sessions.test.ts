import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Client, type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

const minute = 60_000;

describe.each(databaseKinds)('portal sessions on %s', (kind) => {
  let app: TestApp;
  let vendor: TestVendor;
  beforeAll(async () => {
    app = await testApp(kind);
    vendor = await app.vendor();
  });
  afterAll(() => app.close());

  test('TK26 a session ends after 30 minutes without use, and after 8 hours in any case', async () => {
    const anna = await vendor.customer();
    const idle = await vendor.signIn(anna.id);
    app.clock.move(31 * minute);
    expect(await idle.get('/portal/v1/bootstrap')).toMatchObject({
      status: 401,
      body: { code: 'session.idle' },
    });

    const busy = await vendor.signIn(anna.id);
    // Steps of less than half the limit: on a busy disk the note of one use may come after the next one.
    for (let passed = 0; passed < 8 * 60 - 20; passed += 14) {
      app.clock.move(14 * minute);
      expect((await busy.get('/portal/v1/bootstrap')).status).toBe(200);
    }
    app.clock.move(21 * minute);
    expect(await busy.get('/portal/v1/bootstrap')).toMatchObject({
      status: 401,
      body: { code: 'session.expired' },
    });
  });

  test('TK21 a sign-out on one process, and the vendor’s word, end sessions on every other at once', async () => {
    const anna = await vendor.customer();
    const one = await vendor.signIn(anna.id);
    expect((await one.delete('/portal/v1/sessions')).status).toBe(204);
    expect(await one.get('/portal/v1/bootstrap')).toMatchObject({
      status: 401,
      body: { code: 'session.ended' },
    });

    const many = await Promise.all([vendor.signIn(anna.id), vendor.signIn(anna.id)]);
    expect((await vendor.api.delete(`/api/v1/customers/${anna.id}/sessions`)).status).toBe(204);
    for (const client of many) expect((await client.get('/portal/v1/bootstrap')).status).toBe(401);
  });

  test('TK23 a customer that is switched off or deleted is refused at the next request', async () => {
    const anna = await vendor.customer({ externalId: 'off' });
    const off = await vendor.signIn(anna.id);
    await vendor.api.patch(`/api/v1/customers/${anna.id}`, { status: 'inactive' });
    expect([401, 403]).toContain((await off.get('/portal/v1/bootstrap')).status);
    const token = await vendor.token(anna.id);
    const again = await app.anonymous.post('/portal/v1/sessions', { token });
    expect(again).toMatchObject({ status: 403, body: { code: 'customer.inactive' } });

    const ben = await vendor.customer();
    const gone = await vendor.signIn(ben.id);
    expect((await vendor.api.delete(`/api/v1/customers/${ben.id}`)).status).toBe(204);
    expect((await gone.get('/portal/v1/bootstrap')).status).toBe(401);
  });

  test('TK07, TK18 a portal token or a session opens no vendor route, and an API key no portal route', async () => {
    const anna = await vendor.customer();
    const token = await vendor.token(anna.id);
    for (const credential of [token, 'ps_x', undefined]) {
      const stranger = new Client(app.app, credential);
      expect((await stranger.post('/api/v1/api-keys', { name: 'mine' })).status).toBe(401);
      expect((await stranger.get('/api/v1/customers')).status).toBe(401);
    }
    expect((await new Client(app.app, vendor.apiKey).get('/portal/v1/bootstrap')).status).toBe(401);
    expect((await new Client(app.app, token).get('/portal/v1/bootstrap')).status).toBe(401);
  });

  test('TK17, TK25 who one is comes from the session alone', async () => {
    const [anna, ben] = [await vendor.customer(), await vendor.customer({ name: 'Ben' })];
    const client = await vendor.signIn(anna.id);
    const headers = { 'x-tenant': 'other', 'x-customer-id': ben.id };
    const answer = await client.get('/portal/v1/bootstrap', headers);
    expect(answer.body.bootstrap.customer.id).toBe(anna.id);
    const smuggled = await client.patch('/portal/v1/profile', { customerId: ben.id, name: 'x' });
    expect(smuggled).toMatchObject({
      status: 422,
      body: { fields: [{ path: 'customerId', code: 'unknown_field' }] },
    });
  });

  test('BIL-40 a token for one contract shows that contract alone', async () => {
    const anna = await vendor.customer();
    const contract = (title: string) =>
      vendor.api.post('/api/v1/contracts', {
        customerId: anna.id,
        title,
        startsOn: '2026-01-01',
        billingPeriod: { count: 1, unit: 'month' },
        items: [{ kind: 'plan', title, quantity: 1, unitPrice: { amount: 990, currency: 'EUR' } }],
      });
    const [one, two] = [await contract('One'), await contract('Two')];
    const client = await vendor.signIn(anna.id, { subject: { type: 'contract', id: one.body.id } });
    const list = await client.get('/portal/v1/contracts');
    expect(list.body.items.map((item: { title: string }) => item.title)).toEqual(['One']);
    expect((await client.get(`/portal/v1/contracts/${two.body.id}`)).status).toBe(404);
    const boot = await client.get('/portal/v1/bootstrap');
    expect(boot.body.bootstrap.contracts).toHaveLength(1);
  });

  test('X-5 a hidden panel is refused by its routes, a read-only session by its writes', async () => {
    const anna = await vendor.customer({ overrides: { contracts: 'hide' } });
    const client = await vendor.signIn(anna.id, { readOnly: true });
    expect(await client.get('/portal/v1/contracts')).toMatchObject({
      status: 403,
      body: { code: 'panel.hidden' },
    });
    expect((await client.get('/portal/v1/bootstrap')).body.bootstrap.contracts).toBeUndefined();
    const write = await client.patch('/portal/v1/profile', { language: 'de' });
    expect(write).toMatchObject({ status: 403, body: { code: 'panel.read-only' } });
    const why = await vendor.api.get(`/api/v1/customers/${anna.id}/visibility`);
    expect(why.body.panels).toContainEqual({
      panel: 'contracts',
      view: false,
      change: false,
      viewRule: 'override-hide',
      changeRule: 'override-hide',
    });
  });

  test('DAY-1 the top-level page stays signed in by its first-party cookie; a frame gets none', async () => {
    const anna = await vendor.customer();
    const framed = await app.anonymous.post('/portal/v1/sessions', { token: await vendor.token(anna.id) });
    expect(framed.headers.get('set-cookie')).toBeNull();

    const top = { 'x-portico-top': 'acme', 'sec-fetch-site': 'same-origin' };
    const signedIn = await app.anonymous.post(
      '/portal/v1/sessions',
      { token: await vendor.token(anna.id) },
      top,
    );
    const set = signedIn.headers.get('set-cookie') ?? '';
    expect(set).toMatch(/^__Host-portico_acme=ps_/);
    expect(set).toMatch(/HttpOnly/);
    expect(set).toMatch(/Secure/);
    const cookie = set.split(';')[0] as string;
    expect((await app.anonymous.get('/portal/v1/bootstrap', { ...top, cookie })).status).toBe(200);
    expect((await app.anonymous.get('/portal/v1/bootstrap', { cookie })).status, 'HD06 no header').toBe(401);
    const foreign = { ...top, 'sec-fetch-site': 'cross-site', cookie };
    expect((await app.anonymous.get('/portal/v1/bootstrap', foreign)).status, 'HD06 cross-site').toBe(401);
  });

  test('DAY-25 a session speaks what was asked for, else what somebody chose, else what the browser prefers', async () => {
    const { portal } = vendor;
    await vendor.api.patch(`/api/v1/portals/${portal.id}`, { languages: ['nl', 'de', 'fr'] });
    const spoken = async (customer: Record<string, unknown>, asked: object, browser?: string) => {
      const { id } = await vendor.customer(customer);
      const sent = { token: await vendor.token(id), ...asked };
      const answer = await app.anonymous.post(
        '/portal/v1/sessions',
        sent,
        browser === undefined ? {} : { 'accept-language': browser },
      );
      return answer.body.bootstrap.language;
    };
    const swiss = 'pt-BR, de-CH;q=0.9, fr;q=0.8';
    expect(await spoken({}, {}, swiss), 'the browser').toBe('de');
    expect(await spoken({}, {}, 'ja'), 'nothing that is offered').toBe('nl');
    expect(await spoken({}, {}), 'no word of the browser').toBe('nl');
    expect(await spoken({ language: 'fr' }, {}, swiss), 'the customer').toBe('fr');
    expect(await spoken({ language: 'fr' }, { language: 'nl' }, swiss), 'the page').toBe('nl');
    await vendor.api.patch(`/api/v1/portals/${portal.id}`, { languages: ['en', 'de', 'nl', 'fr'] });
  });

  test('T18 a revoked key and a key without the scope are refused at once', async () => {
    const reader = await vendor.api.post('/api/v1/api-keys', { name: 'reader', scopes: ['customers:read'] });
    const client = new Client(app.app, reader.body.key);
    expect((await client.get('/api/v1/customers')).status).toBe(200);
    expect(await client.post('/api/v1/customers', { name: 'x' })).toMatchObject({
      status: 403,
      body: { code: 'request.forbidden' },
    });
    const more = await client.post('/api/v1/api-keys', { name: 'more' });
    expect(more.status).toBe(403);
    expect((await vendor.api.delete(`/api/v1/api-keys/${reader.body.id}`)).status).toBe(204);
    expect((await client.get('/api/v1/customers')).status).toBe(401);
    const listed = await vendor.api.get('/api/v1/api-keys');
    expect(JSON.stringify(listed.body)).not.toContain(reader.body.key);
  });

  test('DAY-16 the test side of a vendor is a tenant of its own', async () => {
    const { createApiKey } = await import('../../src/features/vendors/server/api-keys-store.ts');
    const key = await app.database.db
      .transaction()
      .execute((tx) =>
        createApiKey(tx, { id: vendor.testSideId, side: 'test' }, { name: 't' }, app.clock.now()),
      );
    const testSide = new Client(app.app, key.key);
    expect(key.key).toMatch(/^pk_test_/);
    const live = await vendor.customer({ externalId: 'live-only' });
    expect((await testSide.get('/api/v1/customers')).body.items).toEqual([]);
    expect((await testSide.get(`/api/v1/customers/${live.id}`)).status).toBe(404);
  });
});
