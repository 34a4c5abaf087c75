import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

describe.each(databaseKinds)('the customer’s domains in the portal on %s', (kind) => {
  let app: TestApp;
  let vendor: TestVendor;
  let hosts = 0;
  beforeAll(async () => {
    app = await testApp(kind);
    vendor = await app.vendor('acme');
  });
  afterAll(() => app.close());

  const domain = async (customerId: string, host = `d${++hosts}.example`, more: object = {}) => {
    const made = await vendor.api.post('/api/v1/domains', { customerId, host, ...more });
    expect(made.status).toBe(201);
    return made.body.id as string;
  };
  const calls = (customerId: string, domainId: string | null, quantity: number, month = '2026-11') =>
    vendor.api.post('/api/v1/call-counts', { customerId, domainId, month, quantity });
  const contact = async (customerId: string, more: object = {}) => {
    const made = await vendor.api.post('/api/v1/contacts', { customerId, name: 'Anna', ...more });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body.id as string;
  };
  const view = { panels: expect.arrayContaining([{ panel: 'domains', view: true, change: true }]) };

  test('CCM-1 a customer sees its own domains with this month’s calls, used and allowed; another’s never', async () => {
    const customer = await vendor.customer({ limits: { calls: 1000, domains: -1 } });
    const neighbour = await vendor.customer({ limits: { calls: -1, domains: 5 } });
    const shop = await domain(customer.id, 'https://Müller-Shop.example/');
    const blog = await domain(customer.id, 'blog.example', { origin: 'automatic' });
    await domain(neighbour.id, 'theirs.example');
    await calls(customer.id, shop, 600);
    await calls(customer.id, blog, 250);
    await calls(customer.id, shop, 9999, '2026-10');
    const portal = await vendor.signIn(customer.id);
    expect((await portal.get('/portal/v1/bootstrap')).body.bootstrap).toMatchObject(view);
    const { status, body } = await portal.get('/portal/v1/domains');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      items: [
        { id: blog, name: 'blog.example', host: 'blog.example', origin: 'automatic', calls: 250 },
        {
          ...{ id: shop, name: 'müller-shop.example', host: 'xn--mller-shop-9db.example' },
          ...{ origin: 'manual', calls: 600 },
        },
      ],
      ...{ month: '2026-11', nextCursor: null },
      calls: { used: 850, allowed: 1000 },
      domains: { used: 2, allowed: -1 },
    });
    expect((await portal.get('/portal/v1/domains?search=blog')).body.items).toHaveLength(1);
    const first = (await portal.get('/portal/v1/domains?limit=1')).body;
    expect(first.items.map(({ id }: { id: string }) => id)).toEqual([blog]);
    const second = await portal.get(`/portal/v1/domains?limit=1&cursor=${first.nextCursor}`);
    expect(second.body.items.map(({ id }: { id: string }) => id)).toEqual([shop]);
    // A page of somebody else's list opens nothing.
    const other = await vendor.signIn(neighbour.id);
    expect((await other.get(`/portal/v1/domains?cursor=${first.nextCursor}`)).status).toBe(400);
    expect((await other.get('/portal/v1/domains')).body.items).toHaveLength(1);
  });

  test('X-5 there is no panel for who has no domain and may have none; where it is hidden its route is refused', async () => {
    const none = await vendor.customer();
    const portal = await vendor.signIn(none.id);
    expect((await portal.get('/portal/v1/domains')).body.code).toBe('panel.hidden');
    await vendor.api.patch(`/api/v1/customers/${none.id}`, { limits: { domains: 3 } });
    expect((await portal.get('/portal/v1/domains')).body).toMatchObject({
      items: [],
      domains: { used: 0, allowed: 3 },
    });
    await vendor.api.patch(`/api/v1/customers/${none.id}`, { overrides: { domains: 'hide' } });
    expect((await portal.get('/portal/v1/domains')).body.code).toBe('panel.hidden');
    const seen = (await vendor.api.get(`/api/v1/customers/${none.id}/visibility`)).body.panels;
    expect(seen.find(({ panel }: { panel: string }) => panel === 'domains')).toMatchObject({
      ...{ view: false, viewRule: 'override-hide' },
    });
  });

  test('CCM-42 a person limited to one domain sees that one, its calls and no limit of the customer’s; with read-only rights it changes nothing', async () => {
    const customer = await vendor.customer({ limits: { calls: 1000, domains: 5 } });
    const [one, two] = [await domain(customer.id), await domain(customer.id)];
    await calls(customer.id, one, 30);
    await calls(customer.id, two, 70);
    await calls(customer.id, null, 900);
    const id = await contact(customer.id, {
      ...{ role: 'custom', rights: { domains: 'view' }, domainIds: [one] },
    });
    const portal = await vendor.signIn(customer.id, { contact: id });
    const list = async () => (await portal.get('/portal/v1/domains')).body;
    expect(await list()).toMatchObject({
      items: [{ id: one, calls: 30 }],
      calls: { used: 30, allowed: null },
      domains: { used: 1, allowed: null },
    });
    expect((await portal.get('/portal/v1/domains?search=example')).body.items).toHaveLength(1);
    expect((await portal.get('/portal/v1/contracts')).body.code).toBe('panel.hidden');
    expect((await portal.patch('/portal/v1/profile', { name: 'Else' })).status).toBe(403);

    // Changed at the next request: to the other one, to none, to all.
    const limit = (domainIds: string[] | null) => vendor.api.patch(`/api/v1/contacts/${id}`, { domainIds });
    expect((await limit([two])).body.domainIds).toEqual([two]);
    expect((await list()).items).toMatchObject([{ id: two }]);
    await limit([]);
    expect(await list()).toMatchObject({ items: [], calls: { used: 0 }, domains: { used: 0 } });
    // One that is gone widens nothing.
    await limit([two]);
    await vendor.api.delete(`/api/v1/domains/${two}`);
    expect((await list()).items).toEqual([]);
    await limit(null);
    expect(await list()).toMatchObject({ items: [{ id: one }], calls: { used: 1000, allowed: 1000 } });

    const neighbour = await vendor.customer({ limits: { domains: 1 } });
    const theirs = await domain(neighbour.id);
    for (const strange of [theirs, 'dom_01k9z3m4q7x2v5b8n1c6d0f3gh']) {
      expect(await limit([one, strange])).toMatchObject({
        status: 422,
        body: { fields: [{ path: 'domainIds.1' }] },
      });
    }
    const made = await vendor.api.post('/api/v1/contacts', {
      ...{ customerId: customer.id, name: 'Ben', domainIds: [theirs] },
    });
    expect(made.status).toBe(422);
  });
});
