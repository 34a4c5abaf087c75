import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Client, type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { contentsOf } from '../helpers/contents.ts';
import { databaseKinds } from '../helpers/databases.ts';

const item = (amount: number, more: object = {}) => ({
  ...{ kind: 'plan', title: 'Ökostrom 24', quantity: 1, unitPrice: { amount, currency: 'EUR' } },
  ...more,
});
const contract = (customerId: string, more: object = {}) => ({
  ...{ customerId, title: 'Ökostrom', startsOn: '2026-01-01', billingPeriod: { count: 1, unit: 'month' } },
  terms: {
    minimumTerm: { count: 12, unit: 'month' },
    renewal: { count: 12, unit: 'month' },
    notice: { count: 1, unit: 'month' },
  },
  items: [
    item(2900),
    item(500, { kind: 'component', title: 'Extra', quantity: 3, unit: 'users' }),
    item(31, { kind: 'usage', title: 'Arbeitspreis', quantity: 0, unit: 'kWh' }),
  ],
  ...more,
});
const names = (answer: { body: { items: { name: string }[] } }) => answer.body.items.map(({ name }) => name);

describe.each(databaseKinds)('upserts on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
  });
  afterAll(() => portico.close());
  const outbox = async (id: string) =>
    (await portico.database.db.selectFrom('outbox').selectAll().execute())
      .filter(({ data }) => data.includes(id))
      .map(({ type }) => type);
  const activity = async (id: string) =>
    (await portico.database.db.selectFrom('activity').selectAll().where('subject_id', '=', id).execute()).map(
      ({ action, actor_kind }) => `${action} by ${actor_kind}`,
    );

  const bodies: [string, () => Promise<Record<string, unknown>>, object][] = [
    ['portals', async () => ({ slug: 'upserted', brandName: 'Upserted' }), { brandName: 'Again' }],
    ['customers', async () => ({ name: 'Upserted' }), { name: 'Again' }],
    [
      'contacts',
      async () => ({ name: 'Upserted', customerId: (await acme.customer()).id }),
      { name: 'Again' },
    ],
    ['contracts', async () => contract((await acme.customer()).id), { title: 'Again' }],
  ];

  test.each(bodies)(
    'DAY-3 fifty calls at once make one of %s; further ones change it',
    async (collection, body, change) => {
      const wanted = await body();
      const sibling = new Client(portico.sibling(), acme.apiKey);
      const path = `/api/v1/${collection}/ext:${encodeURIComponent('Kd/4711 ß')}`;
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) => (index % 2 ? sibling : acme.api).put(path, wanted)),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([...Array(49).fill(200), 201]);
      expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
      const made = answers.find(({ status }) => status === 201);
      expect(made?.headers.get('location')).toBe(`/api/v1/${collection}/${made?.body.id}`);
      const thing = collection.slice(0, -1);
      expect(await outbox(made?.body.id)).toEqual([`${thing}.created`]);
      expect(await activity(made?.body.id)).toEqual([`${thing}.created by api-key`]);

      portico.clock.move(1000);
      const changed = await acme.api.put(path, { ...wanted, ...change });
      expect(changed).toMatchObject({
        status: 200,
        body: { ...change, id: made?.body.id, externalId: 'Kd/4711 ß' },
      });
      expect(changed.body.updatedAt > changed.body.createdAt).toBe(true);
      expect((await acme.api.get(path)).body).toEqual(changed.body);
      expect(await outbox(made?.body.id)).toEqual([`${thing}.created`, `${thing}.updated`]);

      const before = await contentsOf(portico.database);
      expect((await acme.api.put(path, { ...wanted, ...change })).body).toEqual(changed.body);
      expect(await contentsOf(portico.database)).toEqual(before);
    },
  );

  test('DAY-3 an outside id that another one has is refused when made, not taken over', async () => {
    await acme.api.put('/api/v1/customers/ext:taken', { name: 'First' });
    const second = await acme.api.post('/api/v1/customers', { name: 'Second', externalId: 'taken' });
    expect(second).toMatchObject({ status: 409, body: { code: 'customer.external-id-taken' } });
    const mine = (await acme.api.get('/api/v1/customers/ext:taken')).body;
    const one = { name: 'P', customerId: mine.id, externalId: 'p' };
    expect((await acme.api.post('/api/v1/contacts', one)).status).toBe(201);
    expect((await acme.api.post('/api/v1/contacts', one)).body.code).toBe('contact.external-id-taken');
    expect(
      (await acme.api.post('/api/v1/contracts', contract('ext:taken', { externalId: 'c' }))).status,
    ).toBe(201);
    const again = await acme.api.post('/api/v1/contracts', contract('ext:taken', { externalId: 'c' }));
    expect(again.body.code).toBe('contract.external-id-taken');
  });

  test('DAY-3 an upsert without ext:, or with an id that is none, is refused', async () => {
    for (const id of [
      'cus_000000000000',
      'ext:',
      'ext:%20x',
      'ext:a%00b',
      `ext:${'x'.repeat(129)}`,
      'ext:%F0%9F%98%80%0A',
    ]) {
      const answer = await acme.api.put(`/api/v1/customers/${id}`, { name: 'Never' });
      expect(answer, id).toMatchObject({ status: 422, body: { fields: [{ path: 'id' }] } });
    }
    expect((await acme.api.put('/api/v1/customers/ext:x', {})).body.fields).toMatchObject([
      { path: 'name', code: 'missing' },
    ]);
  });

  test('DAY-3 a contact and a contract stay with their customer', async () => {
    const [first, second] = [await acme.customer(), await acme.customer()];
    await acme.api.put('/api/v1/contacts/ext:stays', { name: 'P', customerId: first.id });
    await acme.api.put('/api/v1/contracts/ext:stays', contract(first.id));
    const moved = [
      await acme.api.put('/api/v1/contacts/ext:stays', { name: 'P', customerId: second.id }),
      await acme.api.put('/api/v1/contracts/ext:stays', contract(second.id)),
    ];
    for (const answer of moved) {
      expect(answer).toMatchObject({
        status: 422,
        body: { fields: [{ path: 'customerId', code: 'fixed' }] },
      });
    }
  });

  test('DAY-3 lists take updatedSince: what changed since, in the order of change, each page once', async () => {
    const vendor = await portico.vendor('since');
    const made: string[] = [];
    for (let index = 0; index < 7; index++) {
      portico.clock.move(1000);
      made.push((await vendor.customer({ name: `Customer ${index}` })).id);
    }
    portico.clock.move(60_000);
    const since = portico.clock.now().toISOString();
    for (const index of [5, 1, 3]) {
      await vendor.api.patch(`/api/v1/customers/${made[index]}`, { number: 'changed' });
      portico.clock.move(1000);
    }
    const list = (more = '') =>
      vendor.api.get(`/api/v1/customers?updatedSince=${encodeURIComponent(since)}${more}`);
    expect(names(await list())).toEqual(['Customer 5', 'Customer 1', 'Customer 3']);
    const first = await list('&limit=2');
    const second = await list(`&limit=2&cursor=${first.body.nextCursor}`);
    expect([...names(first), ...names(second)]).toEqual(['Customer 5', 'Customer 1', 'Customer 3']);
    expect(second.body.nextCursor).toBeNull();
    const zoned = await vendor.api.get(
      `/api/v1/customers?updatedSince=${encodeURIComponent(since.replace('Z', '+00:00'))}`,
    );
    expect(names(zoned)).toHaveLength(3);
    for (const wrong of ['yesterday', '2026-02-30', '2026-01-01T00:00:00+99:99', '1e9']) {
      const answer = await vendor.api.get(`/api/v1/customers?updatedSince=${encodeURIComponent(wrong)}`);
      expect(answer, wrong).toMatchObject({ status: 422, body: { fields: [{ path: 'updatedSince' }] } });
    }
  });
});
