import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Found } from '../../src/features/find/schema.ts';
import type { Attention, Overview } from '../../src/features/overview/schema.ts';
import { newId } from '../../src/kit/common/id.ts';
import { Client, type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { signedIn } from '../helpers/console.ts';
import { databaseKinds } from '../helpers/databases.ts';

describe.each(databaseKinds)('the first page and the one box, on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
  });
  afterAll(() => portico.close());

  const overview = async (vendor = acme): Promise<Overview> => {
    const { status, body } = await vendor.api.get('/api/v1/overview');
    expect(status, JSON.stringify(body)).toBe(200);
    return body;
  };
  const waits = async (key: Attention['key']) => (await overview()).attention.find((one) => one.key === key);
  const find = async (text: string, api = acme.api): Promise<Found[]> => {
    const { status, body } = await api.get(`/api/v1/search?text=${encodeURIComponent(text)}`);
    expect(status, JSON.stringify(body)).toBe(200);
    return body.items;
  };
  const kinds = async (text: string) => (await find(text)).map((hit) => `${hit.kind} ${hit.label}`);

  test('steps are ticked by what is there: a page that shows the portal, a key, a customer, what is sold', async () => {
    const bare = await portico.vendor('bare');
    const before = await overview(bare);
    expect(before.portal).toMatchObject({ slug: bare.portal.slug, business: null });
    expect(before.setup).toMatchObject({ customers: 0, seen: null, visit: null, variants: 0, testOrders: 0 });
    expect(before.figures.customers).toEqual({ count: 0, more: false });
    await bare.api.patch(`/api/v1/portals/${bare.portal.id}`, {
      business: 'licences',
      allowedHosts: ['https://shop.example'],
      support: { phone: '0431 555 01 40' },
    });
    await portico.anonymous.get(`/p/${bare.portal.slug}`, {
      'sec-fetch-dest': 'iframe',
      'sec-fetch-site': 'cross-site',
      referer: 'https://shop.example/account',
    });
    await expect.poll(async () => (await overview(bare)).setup.seen?.host).toBe('https://shop.example');
    await bare.customer({ name: 'Anna' });
    await bare.api.post('/api/v1/products', { name: 'Studio' });
    const after = await overview(bare);
    expect(after.portal?.business).toBe('licences');
    expect(after.setup).toMatchObject({
      hosts: 1,
      helped: 1,
      branded: 0,
      legal: 0,
      customers: 1,
      products: 1,
    });
    const seen = await bare.api.get(`/api/v1/portals/${bare.portal.id}/seen-hosts`);
    expect(seen.body.items).toEqual([{ host: 'https://shop.example', lastSeenAt: after.setup.seen?.at }]);
    const other = await bare.api.get(`/api/v1/portals/${acme.portal.id}/seen-hosts`);
    expect(other.status).toBe(404);
  });

  test('what waits for somebody is told with its count and its newest, and goes when it is done', async () => {
    expect(await waits('pending')).toBeUndefined();
    await acme.customer({ name: 'Wartende GmbH', status: 'pending' });
    portico.clock.move(1_000);
    const newest = await acme.customer({ name: 'Neuere GmbH', status: 'pending' });
    expect(await waits('pending')).toMatchObject({
      ...{ count: 2, more: false },
      first: { id: newest.id, name: 'Neuere GmbH' },
    });
    await acme.api.patch(`/api/v1/customers/${newest.id}`, { status: 'active' });
    expect(await waits('pending')).toMatchObject({ count: 1 });
    await acme.api.post('/api/v1/api-keys', {
      name: 'shop',
      expiresAt: new Date(portico.clock.now().getTime() + 3 * 86_400_000).toISOString(),
    });
    expect(await waits('keys-expiring')).toMatchObject({ count: 1, first: { name: 'shop' } });
    expect(await waits('no-help')).toMatchObject({ count: 1, first: { id: acme.portal.id } });
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, {
      support: { phone: '', email: 'a@b.example' },
    });
    expect(await waits('no-help')).toBeUndefined();
    await portico.anonymous.get(`/p/${acme.portal.slug}`, {
      'sec-fetch-dest': 'iframe',
      'sec-fetch-site': 'cross-site',
      referer: 'https://stranger.example/',
    });
    await expect
      .poll(() => waits('refused-hosts'))
      .toMatchObject({
        first: { id: acme.portal.id, name: 'https://stranger.example' },
      });
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { allowedHosts: ['https://stranger.example'] });
    expect(await waits('refused-hosts')).toBeUndefined();
  });

  test('CCM-45 customers, domains and the month’s calls are the sums of the list', async () => {
    const customer = await acme.customer({ name: 'Summen', limits: { domains: -1, calls: -1 } });
    await acme.api.post('/api/v1/domains', { customerId: customer.id, host: 'summen.example' });
    const month = portico.clock.now().toISOString().slice(0, 7);
    await acme.api.post('/api/v1/call-counts', { customerId: customer.id, month, quantity: 41 });
    const { items } = (await acme.api.get('/api/v1/customers?limit=200')).body;
    const sum = (of: (one: { usage: { calls: number; domains: number } }) => number) =>
      items.reduce((all: number, one: never) => all + of(one), 0);
    const { figures } = await overview();
    expect(figures).toEqual({
      customers: { count: items.length, more: false },
      domains: { count: sum(({ usage }) => usage.domains), more: false },
      calls: { month, quantity: sum(({ usage }) => usage.calls) },
    });
    expect(figures.calls.quantity).toBe(41);
  });

  test('CRY-18 one box finds customers, contacts, contracts, invoices, licences, domains and locations, and whole ids', async () => {
    const customer = await acme.customer({
      name: 'Quitte & Co',
      number: 'K-7781',
      limits: { domains: -1 },
    });
    const post = async (path: string, body: object) => (await acme.api.post(`/api/v1/${path}`, body)).body;
    const contact = await post('contacts', {
      customerId: customer.id,
      name: 'Ida Quittenbaum',
      email: 'ida@quitte.example',
    });
    const contract = await post('contracts', {
      ...{ customerId: customer.id, title: 'Quittenwartung', startsOn: '2026-01-01' },
      billingPeriod: { count: 1, unit: 'month' },
      items: [{ kind: 'plan', title: 'Wartung', quantity: 1, unitPrice: { amount: 100, currency: 'EUR' } }],
    });
    await post('domains', { customerId: customer.id, host: 'quitte.example' });
    const location = await post('locations', { customerId: customer.id, name: 'Quittenhof' });
    const installation = await post('installations', {
      ...{ locationId: location.id, name: 'Quittenpresse', serialNumber: 'QP-1' },
    });
    expect(await kinds('quitt')).toEqual(
      expect.arrayContaining([
        'customer Quitte & Co',
        'contact Ida Quittenbaum',
        'contract Quittenwartung',
        'domain quitte.example',
        'location Quittenhof',
        'installation Quittenpresse',
      ]),
    );
    expect(await find('k-7781')).toEqual([
      {
        ...{ kind: 'customer', id: customer.id, label: 'Quitte & Co', note: 'K-7781' },
        ...{ customer: null, parentId: null },
      },
    ]);
    expect(await find(contact.id)).toMatchObject([
      { kind: 'contact', id: contact.id, customer: { id: customer.id, name: 'Quitte & Co' } },
    ]);
    expect(await find(contract.id)).toMatchObject([{ kind: 'contract', id: contract.id }]);
    expect(await find(installation.id)).toMatchObject([{ parentId: location.id }]);
    expect(await kinds('quittenpresse')).toEqual(['installation Quittenpresse']);
    expect(await find('nothing-of-this')).toEqual([]);
    expect(await find(newId('cus'))).toEqual([]);
    const { body } = await acme.api.get('/api/v1/search?text=');
    expect(body.fields).toMatchObject([{ path: 'text' }]);
  });

  test('ID01 neither finds what is another vendor’s, nor what a role may not read', async () => {
    const globex = await portico.vendor('globex');
    const theirs = await globex.customer({ name: 'Vertraulich AG' });
    expect(await find('vertraulich')).toEqual([]);
    expect(await find(theirs.id)).toEqual([]);
    expect(await find('vertraulich', globex.api)).toHaveLength(1);
    const key = await globex.api.post('/api/v1/api-keys', { name: 'narrow', scopes: ['portals:read'] });
    const narrow = new Client(portico.app, key.body.key);
    expect((await narrow.get('/api/v1/search?text=vertraulich')).status).toBe(403);
    const seen = (await narrow.get('/api/v1/overview')).body as Overview;
    expect(seen.setup.customers).toBe(0);
    expect(seen.figures.customers).toEqual({ count: 0, more: false });
    await globex.api.post('/api/v1/coupons', {
      ...{ code: 'VERTRAULICH', name: 'Secret', kind: 'percent', percent: 10 },
    });
    const technician = await signedIn(portico, globex.id, 'technician');
    const found = (await technician.get('/api/v1/search?text=vertraulich')).body.items as Found[];
    expect(found.map((hit) => hit.kind)).toContain('customer');
    expect((await technician.get('/api/v1/overview')).body.attention).not.toContainEqual(
      expect.objectContaining({ key: 'keys-expiring' }),
    );
  });
});
