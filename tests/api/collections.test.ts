import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
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

describe.each(databaseKinds)('collections on %s', (kind) => {
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

  test('X-4 a customer is made, read, changed and deleted by API, with defaults where nothing is said', async () => {
    const made = await acme.api.post('/api/v1/customers', { name: ' Berg KG ', billing: { city: 'Kiel' } });
    expect(made).toMatchObject({
      status: 201,
      body: {
        name: 'Berg KG',
        status: 'active',
        portalId: acme.portal.id,
        number: null,
        language: null,
        overrides: {},
      },
    });
    expect(made.headers.get('location')).toBe(`/api/v1/customers/${made.body.id}`);
    expect(made.body.billing).toMatchObject({ city: 'Kiel', street: '' });
    const path = `/api/v1/customers/${made.body.id}`;
    const changed = await acme.api.patch(path, { billing: { street: 'Weg 1' }, language: 'de' });
    expect(changed.body).toMatchObject({ language: 'de', billing: { city: 'Kiel', street: 'Weg 1' } });
    expect((await acme.api.delete(path)).status).toBe(204);
    expect(await acme.api.get(path)).toMatchObject({ status: 404, body: { code: 'customer.not-found' } });
    expect(await outbox(made.body.id)).toEqual(['customer.created', 'customer.updated', 'customer.deleted']);
  });

  test('X-4 a customer goes with its contacts, contracts and sessions, all at once', async () => {
    const customer = await acme.customer();
    const contact = (
      await acme.api.post('/api/v1/contacts', { name: 'P', customerId: customer.id, email: 'p@x.example' })
    ).body;
    const agreed = (await acme.api.post('/api/v1/contracts', contract(customer.id))).body;
    const portal = await acme.signIn(customer.id, { contact: 'P@X.example' });
    expect((await portal.get('/portal/v1/bootstrap')).status).toBe(200);
    expect((await acme.api.delete(`/api/v1/customers/${customer.id}`)).status).toBe(204);
    expect((await portal.get('/portal/v1/bootstrap')).status).toBe(401);
    expect((await acme.api.get(`/api/v1/contacts/${contact.id}`)).body.code).toBe('contact.not-found');
    expect((await acme.api.get(`/api/v1/contracts/${agreed.id}`)).body.code).toBe('contract.not-found');
  });

  test('X-4 what is added while its customer or portal goes away is refused, or goes too', async () => {
    for (let round = 0; round < 4; round++) {
      const slug = `going-${round}`;
      const portal = (await acme.api.post('/api/v1/portals', { slug, brandName: 'Going' })).body;
      const customer = await acme.customer({ name: 'Going' });
      const answers = await Promise.all([
        ...Array.from({ length: 4 }, () =>
          acme.api.post('/api/v1/contacts', { name: 'P', customerId: customer.id }),
        ),
        acme.api.delete(`/api/v1/customers/${customer.id}`),
        ...Array.from({ length: 4 }, () => acme.api.post('/api/v1/contracts', contract(customer.id))),
        ...Array.from({ length: 2 }, () =>
          acme.api.post('/api/v1/customers', { name: 'N', portalId: portal.id }),
        ),
        acme.api.delete(`/api/v1/portals/${portal.id}`),
        ...Array.from({ length: 2 }, () =>
          acme.api.post('/api/v1/customers', { name: 'N', portalId: portal.id }),
        ),
      ]);
      for (const { status, body } of answers)
        expect([201, 204, 409, 422], JSON.stringify(body)).toContain(status);
      const { db } = portico.database;
      for (const table of ['contact', 'contract'] as const) {
        expect(
          await db.selectFrom(table).select('id').where('customer_id', '=', customer.id).execute(),
        ).toEqual([]);
      }
    }
  });

  test('X-4 who is switched off, moved to another portal, or removed as a contact is signed out for good', async () => {
    const other = (await acme.api.post('/api/v1/portals', { slug: 'other-one', brandName: 'Other' })).body;
    const acts: ((customer: string, contact: string) => Promise<unknown>)[] = [
      async (id) => {
        await acme.api.patch(`/api/v1/customers/${id}`, { status: 'blocked' });
        await acme.api.patch(`/api/v1/customers/${id}`, { status: 'active' });
      },
      (id) => acme.api.patch(`/api/v1/customers/${id}`, { portalId: other.id }),
      async (_, id) => {
        await acme.api.patch(`/api/v1/contacts/${id}`, { active: false });
        await acme.api.patch(`/api/v1/contacts/${id}`, { active: true });
      },
      (_, id) => acme.api.delete(`/api/v1/contacts/${id}`),
    ];
    for (const act of acts) {
      const customer = await acme.customer();
      const contact = (await acme.api.post('/api/v1/contacts', { name: 'P', customerId: customer.id })).body;
      const portal = await acme.signIn(customer.id, { contact: contact.id });
      expect((await portal.get('/portal/v1/profile')).status).toBe(200);
      await act(customer.id, contact.id);
      expect((await portal.get('/portal/v1/profile')).status).toBe(401);
    }
  });

  test('X-4 the first portal is the default one, exactly one is, and it goes last', async () => {
    const vendor = await portico.vendor('defaults');
    const second = (await vendor.api.post('/api/v1/portals', { slug: 'second', brandName: 'Second' })).body;
    expect(second).toMatchObject({
      isDefault: false,
      languages: ['en'],
      keepsSession: true,
      allowedHosts: [],
    });
    const undo = await vendor.api.patch(`/api/v1/portals/${vendor.portal.id}`, { isDefault: false });
    expect(undo).toMatchObject({ status: 422, body: { fields: [{ path: 'isDefault' }] } });
    await Promise.all(
      [vendor.portal, second].map(({ id }) => vendor.api.patch(`/api/v1/portals/${id}`, { isDefault: true })),
    );
    await vendor.api.patch(`/api/v1/portals/${second.id}`, { isDefault: true });
    const { items } = (await vendor.api.get('/api/v1/portals')).body;
    expect(items.filter(({ isDefault }: { isDefault: boolean }) => isDefault)).toMatchObject([
      { id: second.id },
    ]);
    const customer = await vendor.customer();
    expect(customer).toMatchObject({ portalId: second.id });
    expect((await vendor.api.delete(`/api/v1/portals/${second.id}`)).body.code).toBe('portal.in-use');
    await vendor.api.delete(`/api/v1/customers/${customer.id}`);
    expect((await vendor.api.delete(`/api/v1/portals/${second.id}`)).body.code).toBe('portal.is-default');
    expect((await vendor.api.delete(`/api/v1/portals/${vendor.portal.id}`)).status).toBe(204);
    expect((await vendor.api.delete(`/api/v1/portals/${second.id}`)).status).toBe(204);
    const nowhere = await vendor.api.post('/api/v1/customers', { name: 'Nobody' });
    expect(nowhere).toMatchObject({ status: 422, body: { fields: [{ path: 'portalId' }] } });
  });

  test('X-4 a slug belongs to one portal of one vendor, and is free again when it is given up', async () => {
    const [mine, theirs] = [await portico.vendor('slug-mine'), await portico.vendor('slug-theirs')];
    const take = (vendor: TestVendor, slug: string) =>
      vendor.api.post('/api/v1/portals', { slug, brandName: 'B' });
    const race = await Promise.all([take(mine, 'wanted'), take(theirs, 'wanted'), take(mine, 'wanted')]);
    expect(race.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const before = await contentsOf(portico.database);
    const rename = await mine.api.patch(`/api/v1/portals/${mine.portal.id}`, { slug: 'slug-theirs' });
    expect(rename).toMatchObject({ status: 409, body: { code: 'portal.slug-taken' } });
    expect(await contentsOf(portico.database)).toEqual(before);
    expect((await mine.api.patch(`/api/v1/portals/${mine.portal.id}`, { slug: 'slug-new' })).status).toBe(
      200,
    );
    expect((await take(theirs, 'slug-mine')).status).toBe(201);
  });

  test('PM14 hosts that can’t frame safely are refused by name, the others kept as a browser writes them', async () => {
    const path = `/api/v1/portals/${acme.portal.id}`;
    const answer = await acme.api.patch(path, {
      allowedHosts: ['https://ok.example', 'https://*.com', 'http://localhost:4401'],
    });
    expect(answer.body.fields.map(({ path }: { path: string }) => path)).toEqual([
      'allowedHosts.1',
      'allowedHosts.2',
    ]);
    const kept = await acme.api.patch(path, {
      allowedHosts: ['https://Shop.example:443', 'https://shop.example'],
    });
    expect(kept.body.allowedHosts).toEqual(['https://shop.example']);
  });

  test('BIL-3 what was booked is what the customer sees: plan, components, quantities, price and term', async () => {
    const customer = await acme.customer();
    const made = await acme.api.post('/api/v1/contracts', contract(customer.id, { number: 'V-1' }));
    expect(made).toMatchObject({ status: 201, body: { status: 'active', cancelledAt: null, endsOn: null } });
    const over = contract(customer.id, { title: 'Alt', startsOn: '2024-01-01', endsOn: '2024-12-31' });
    await acme.api.post('/api/v1/contracts', over);
    await acme.api.post('/api/v1/contracts', contract((await acme.customer()).id, { title: 'Not hers' }));
    const anna = await acme.signIn(customer.id);
    const { items, nextCursor } = (await anna.get('/portal/v1/contracts')).body;
    expect(nextCursor).toBeNull();
    expect(items.map(({ title, status }: { title: string; status: string }) => [title, status])).toEqual([
      ['Ökostrom', 'active'],
      ['Alt', 'expired'],
    ]);
    expect(items[0]).toMatchObject({
      number: 'V-1',
      price: { amount: 4400, currency: 'EUR' },
      term: {
        endsOn: '2026-12-31',
        noticeUntil: '2026-11-30',
        endsIfCancelledToday: '2026-12-31',
        afterwards: 'renews',
      },
    });
    expect(items[0].items.map(({ total: _, ...booked }: { total: unknown }) => booked)).toEqual(
      made.body.items,
    );
    expect(
      items[0].items.map(({ total }: { total: { amount: number } | null }) => total?.amount ?? null),
    ).toEqual([2900, 1500, null]);
    expect((await anna.get(`/portal/v1/contracts/${made.body.id}`)).body).toEqual(items[0]);
    expect((await anna.get('/portal/v1/bootstrap')).body.bootstrap.contracts).toEqual(items);
    expect(Object.keys(items[0])).not.toContain('externalId');
  });

  test('BIL-3 today is a day in the portal’s zone', async () => {
    const customer = await acme.customer();
    const made = (await acme.api.post('/api/v1/contracts', contract(customer.id, { startsOn: '2026-12-01' })))
      .body;
    portico.clock.set('2026-11-30T22:59:00Z'); // one minute to midnight in Berlin
    expect((await acme.api.get(`/api/v1/contracts/${made.id}`)).body.status).toBe('scheduled');
    portico.clock.set('2026-11-30T23:00:00Z');
    expect((await acme.api.get(`/api/v1/contracts/${made.id}`)).body.status).toBe('active');
    const [first] = (await (await acme.signIn(customer.id)).get('/portal/v1/contracts')).body.items;
    expect(first.status).toBe('active');
  });

  test('OM01 quantities and amounts are whole numbers that can be counted, written as numbers', async () => {
    const customer = await acme.customer();
    const before = await contentsOf(portico.database);
    const given = [
      '-1',
      '0.5',
      '"1"',
      '1e21',
      '9007199254740993',
      '1e400',
      '"1 000"',
      '"١"',
      'null',
      'true',
      '[1]',
      '-1e400',
    ];
    for (const field of ['quantity', 'amount']) {
      for (const value of given.filter((value) => field === 'quantity' || value !== '-1')) {
        const body = JSON.stringify(contract(customer.id, { items: [item(100)] }));
        const sent = body.replace(new RegExp(`"${field}":\\d+`), `"${field}":${value}`);
        const answer = await acme.api.post('/api/v1/contracts', sent);
        expect(answer, `${field} ${value}`).toMatchObject({ status: 422, body: { code: 'request.invalid' } });
        expect(answer.body.fields[0].path, value).toContain(field);
      }
    }
    expect(await contentsOf(portico.database)).toEqual(before);
  });

  test('OM02 a contract that does not hold together is refused whole, when made and when changed', async () => {
    const customer = await acme.customer();
    const made = (await acme.api.post('/api/v1/contracts', contract(customer.id))).body;
    const before = await contentsOf(portico.database);
    const wrong: [object, string][] = [
      [{ endsOn: '2025-01-01' }, 'endsOn'],
      [{ cancelledAt: '2026-03-01T00:00:00Z' }, 'endsOn'],
      [{ cancelledAt: '2026-03-01T00:00:00+99:00', endsOn: '2026-12-31' }, 'cancelledAt'],
      [{ startsOn: '2026-02-30' }, 'startsOn'],
      [{ items: [item(1), item(1, { unitPrice: { amount: 1, currency: 'USD' } })] }, 'items'],
      [{ items: [item(Number.MAX_SAFE_INTEGER, { quantity: 2 })] }, 'items'],
      [{ items: [item(0.5)] }, 'items.0.unitPrice.amount'],
      [{ items: [item(1e16)] }, 'items.0.unitPrice.amount'],
      [{ items: [] }, 'items'],
    ];
    for (const [change, path] of wrong) {
      for (const answer of [
        await acme.api.patch(`/api/v1/contracts/${made.id}`, change),
        await acme.api.post('/api/v1/contracts', contract(customer.id, change)),
      ]) {
        expect(answer, JSON.stringify(change)).toMatchObject({ status: 422, body: { fields: [{ path }] } });
      }
    }
    expect(await contentsOf(portico.database)).toEqual(before);
    const ended = { cancelledAt: '2026-03-01T01:00:00+01:00', endsOn: '2026-12-31' };
    const changed = await acme.api.patch(`/api/v1/contracts/${made.id}`, ended);
    expect(changed.body).toMatchObject({ status: 'cancelled', cancelledAt: '2026-03-01T00:00:00.000Z' });
  });

  test('DAY-3 a first visit makes customer and contact from the claims', async () => {
    const vendor = await portico.vendor('visits');
    await vendor.api.patch(`/api/v1/portals/${vendor.portal.id}`, { createsCustomers: true });
    const portal = await vendor.signIn('ext:new one', { language: 'de' });
    expect((await portal.get('/portal/v1/bootstrap')).body.bootstrap.customer).toMatchObject({
      name: 'new one',
    });
    const { body } = await vendor.api.get('/api/v1/customers/ext:new%20one');
    expect(body).toMatchObject({
      externalId: 'new one',
      status: 'active',
      portalId: vendor.portal.id,
      language: 'de',
    });
    expect(await activity(body.id)).toContain('customer.created by system');
  });
});
