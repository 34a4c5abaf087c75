import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCustomer } from '../../src/features/customers/server/store.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

const collections = ['portals', 'customers', 'contacts', 'contracts'] as const;
type Collection = (typeof collections)[number];

const agreed = (customerId: string) => ({
  customerId,
  title: 'Plan',
  startsOn: '2026-01-01',
  billingPeriod: { count: 1, unit: 'month' },
  items: [{ kind: 'plan', title: 'Plan', quantity: 1, unitPrice: { amount: 100, currency: 'EUR' } }],
});

describe.each(databaseKinds)('lists on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let ids: Record<Collection, string>;
  let bodies: Record<Collection, object>;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
    const customer = await acme.customer({ name: 'Müller & Söhne', number: '100%_K\\1' });
    bodies = {
      portals: { slug: 'another', brandName: 'Another' },
      customers: { name: 'Another' },
      contacts: { name: 'Another', customerId: customer.id },
      contracts: agreed(customer.id),
    };
    const make = async (collection: Collection) =>
      (await acme.api.post(`/api/v1/${collection}`, { ...bodies[collection], slug: undefined })).body
        .id as string;
    ids = {
      portals: acme.portal.id,
      customers: customer.id,
      contacts: await make('contacts'),
      contracts: await make('contracts'),
    };
  });
  afterAll(() => portico.close());

  test('ID05 a list takes the filters that are written down, and no other name or operator', async () => {
    const tries = [
      ...[
        'vendorId=x',
        'filter[vendor_id]=x',
        "filter[name') OR 1=1--]=x",
        'sort=(select 1)',
        'orderBy=name',
        'fields=hash',
      ],
      ...[
        'include=vendor',
        'offset=1',
        'page=2',
        'status=active OR 1=1',
        'status[]=active',
        'status[$ne]=active',
        'limit=1;drop table customer',
      ],
    ];
    for (const query of tries) {
      for (const collection of collections) {
        const answer = await acme.api.get(`/api/v1/${collection}?${encodeURI(query).replaceAll('%5B', '[')}`);
        expect(answer.status, `${collection}?${query}`).toBe(422);
      }
    }
    const active = await acme.api.get('/api/v1/customers?status=active');
    const blocked = await acme.api.get('/api/v1/customers?status=blocked');
    expect([active.body.items.length, blocked.body.items.length]).toEqual([1, 0]);
  });

  test('ID06 a cursor works in the list it came from, and in no other', async () => {
    const other = await portico.vendor('cursors');
    for (const vendor of [acme, other])
      for (let index = 0; index < 3; index++) await vendor.customer({ number: 'cursor' });
    const list = (vendor: TestVendor, query: string) => vendor.api.get(`/api/v1/${query}`);
    const first = await list(acme, 'customers?limit=1&search=cursor');
    const cursor = encodeURIComponent(first.body.nextCursor);
    expect(first.body.items).toHaveLength(1);
    const rest = await list(acme, `customers?limit=2&search=cursor&cursor=${cursor}`);
    expect(rest.body).toMatchObject({ items: [{}, {}], nextCursor: null });
    expect(rest.body.items).not.toContainEqual(first.body.items[0]);

    const [body = '', mac = ''] = first.body.nextCursor.split('.');
    const edited = Buffer.from(JSON.stringify([ids.customers])).toString('base64url');
    const refused = [
      await list(other, `customers?limit=1&search=cursor&cursor=${cursor}`),
      await list(acme, `customers?limit=1&cursor=${cursor}`),
      await list(acme, `customers?limit=1&search=curso&cursor=${cursor}`),
      await list(acme, `customers?limit=1&search=cursor&status=active&cursor=${cursor}`),
      await list(acme, `contacts?limit=1&search=cursor&cursor=${cursor}`),
      await list(acme, `customers?limit=1&search=cursor&cursor=${edited}.${mac}`),
      await list(acme, `customers?limit=1&search=cursor&cursor=${body}.${'A'.repeat(mac.length)}`),
      await list(acme, `customers?limit=1&search=cursor&cursor=${body}`),
      await list(acme, `customers?limit=1&search=cursor&cursor=${cursor}.${mac}`),
      await list(acme, 'customers?limit=1&search=cursor&cursor=%00'),
      await list(acme, 'customers?limit=1&search=cursor&cursor='),
    ];
    for (const [index, answer] of refused.entries()) {
      expect(answer, `try ${index}`).toMatchObject({ status: 400, body: { code: 'request.malformed' } });
    }
  });

  test('ID10 a name that stands twice in a query is refused, not read once', async () => {
    for (const collection of collections) {
      for (const name of ['limit', 'search', 'cursor', 'updatedSince', 'customerId', 'portalId', 'status']) {
        const answer = await acme.api.get(`/api/v1/${collection}?${name}=1&${name}=2`);
        expect(answer, `${collection} ${name}`).toMatchObject({
          status: 400,
          body: { code: 'request.malformed' },
        });
      }
    }
  });

  test('HD09 a search takes the beginnings of words as they are written, without accents and case', async () => {
    await acme.customer({ name: 'Mueller', number: '1000K1' });
    const found = async (search: string) =>
      (await acme.api.get(`/api/v1/customers?search=${encodeURIComponent(search)}`)).body.items.map(
        ({ name }: { name: string }) => name,
      );
    for (const search of ['müller', 'MULLER', 'Söhne mül', '100%_', 'k\\1', '  sohne  ', 'mu\u0308ller']) {
      expect(await found(search), search).toEqual(['Müller & Söhne']);
    }
    for (const search of ['m_ller', '1%K', '%%', '\\', "' or ''='", 'müller\0x', 'nobody', 'ller', 'ohne']) {
      expect(await found(search), search).toEqual([]);
    }
  });

  test('HD09 among two thousand customers the worst search takes less than 200 ms', async () => {
    const many = await portico.vendor('many');
    await inTransaction(portico.database.db, async (tx) => {
      for (let index = 0; index < 2000; index++) {
        await createCustomer(
          tx,
          many.id,
          { name: `Customer ${index}`, number: '%_'.repeat(30) },
          portico.clock.now(),
        );
      }
    });
    for (const search of ['%_'.repeat(100), '*'.repeat(200), 'c u s t o m e r x', '_']) {
      const times: number[] = [];
      for (let round = 0; round < 3; round++) {
        const started = performance.now();
        const answer = await many.api.get(`/api/v1/customers?limit=200&search=${encodeURIComponent(search)}`);
        times.push(performance.now() - started);
        expect(answer.status).toBe(200);
        expect(answer.body.items.length).toBeLessThanOrEqual(200);
      }
      expect(Math.min(...times), search).toBeLessThan(200); // the best of three: other tests run beside this one
    }
  });
});
