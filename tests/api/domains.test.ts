import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

describe.each(databaseKinds)('domains and usage on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor();
  });
  afterAll(() => portico.close());

  const add = (customerId: string, host: string) => acme.api.post('/api/v1/domains', { customerId, host });
  const read = async (id: string) => (await acme.api.get(`/api/v1/customers/${id}`)).body;

  test('CCM-38, CCM-13 a customer is listed with its domains, its calls of this month and the calls on each', async () => {
    const { id } = await acme.customer({ limits: { calls: 1000, domains: 3 } });
    const [shop, blog] = [
      (await add(id, 'https://Shop-CCM38.example/de')).body,
      (await add(id, 'blog-ccm38.example')).body,
    ];
    const count = (domainId: string | null, month: string, quantity: number) =>
      acme.api.post('/api/v1/call-counts', { customerId: id, domainId, month, quantity });
    expect((await count(shop.id, '2026-11', 600)).status).toBe(201);
    await count(blog.id, '2026-11', 500);
    await count(null, '2026-11', 7);
    await count(shop.id, '2026-10', 90_000);

    const expected = {
      limits: { calls: 1000, domains: 3 },
      usage: { month: '2026-11', calls: 1107, domains: 2 },
      domains: [
        { id: blog.id, host: 'blog-ccm38.example', calls: 500 },
        { id: shop.id, host: 'shop-ccm38.example', calls: 600 },
      ],
    };
    expect(await read(id)).toMatchObject(expected);
    const list = await acme.api.get('/api/v1/customers?limit=200');
    expect(list.body.items.find((item: { id: string }) => item.id === id)).toMatchObject(expected);
  });

  test('CCM-39 a customer made over the API may use nothing until limits say so', async () => {
    const { id } = await acme.customer();
    expect((await read(id)).limits).toEqual({ calls: 0, domains: 0, noLabel: 0 });
    expect((await add(id, 'ccm39.example')).body).toMatchObject({
      status: 409,
      code: 'domain.limit-reached',
      detail: expect.stringContaining('may have 0'),
    });
    const changed = await acme.api.patch(`/api/v1/customers/${id}`, { limits: { domains: 1 } });
    expect(changed.body.limits).toEqual({ calls: 0, domains: 1, noLabel: 0 });
    expect((await add(id, 'ccm39.example')).status).toBe(201);
  });

  test('limits take -1 for unlimited and refuse what is below', async () => {
    const { id } = await acme.customer({ limits: { calls: -1, domains: -1 } });
    for (let n = 0; n < 25; n++) expect((await add(id, `n${n}.unlimited.example`)).status).toBe(201);
    expect(await read(id)).toMatchObject({ usage: { domains: 25 }, domains: { length: 20 } });
    const refused = await acme.api.patch(`/api/v1/customers/${id}`, { limits: { calls: -2 } });
    expect(refused).toMatchObject({ status: 422, body: { fields: [{ path: 'limits.calls' }] } });
  });

  test('of ten domains added at once to two free places, two are kept', async () => {
    const { id } = await acme.customer({ limits: { domains: 2 } });
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => add(id, `n${n}.race.example`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, ...Array(8).fill(409)]);
    expect((await read(id)).usage.domains).toBe(2);
  });

  test('a host belongs to one customer: of two that ask at once, one gets it', async () => {
    const [one, two] = [
      await acme.customer({ limits: { domains: -1 } }),
      await acme.customer({ limits: { domains: -1 } }),
    ];
    const answers = await Promise.all([one, two].map(({ id }) => add(id, 'HTTPS://wanted.example/x')));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('domain.host-taken');
    expect((await acme.api.get('/api/v1/domains?host=wanted.example')).body.items).toHaveLength(1);
  });

  test('what is no host is refused by name of the field', async () => {
    const { id } = await acme.customer({ limits: { domains: -1 } });
    for (const host of ['localhost', 'javascript:alert(1)', '127.0.0.1', '*.x.example', 'a\nb.example']) {
      const answer = await add(id, host);
      expect(answer, host).toMatchObject({ status: 422, body: { fields: [{ path: 'host' }] } });
    }
    expect((await read(id)).usage.domains).toBe(0);
  });

  test('a month is counted once; what was used stays when the domain goes', async () => {
    const { id } = await acme.customer({ limits: { calls: 10, domains: 1 } });
    const domain = (await add(id, 'gone.example')).body;
    const record = { customerId: id, domainId: domain.id, month: '2026-11', quantity: 12 };
    const made = await acme.api.post('/api/v1/call-counts', record);
    expect((await acme.api.post('/api/v1/call-counts', record)).body.code).toBe('call-count.exists');
    await acme.api.patch(`/api/v1/call-counts/${made.body.id}`, { quantity: 15 });
    expect((await acme.api.delete(`/api/v1/domains/${domain.id}`)).status).toBe(204);
    expect(await read(id)).toMatchObject({ usage: { calls: 15, domains: 0 }, domains: [] });
  });

  test('the month is the one of the portal’s zone', async () => {
    const { id } = await acme.customer();
    await acme.api.post('/api/v1/call-counts', { customerId: id, month: '2026-12', quantity: 4 });
    const before = portico.clock.now().toISOString();
    portico.clock.set('2026-11-30T23:30:00Z'); // half past midnight in Berlin
    expect((await read(id)).usage).toMatchObject({ month: '2026-12', calls: 4 });
    portico.clock.set(before);
  });

  test('usage of another customer’s domain is refused', async () => {
    const [one, two] = [await acme.customer({ limits: { domains: 1 } }), await acme.customer()];
    const domain = (await add(one.id, 'ones.example')).body;
    const wrong = { customerId: two.id, domainId: domain.id, month: '2026-11', quantity: 1 };
    expect(await acme.api.post('/api/v1/call-counts', wrong)).toMatchObject({
      status: 422,
      body: { fields: [{ path: 'domainId', code: 'reference' }] },
    });
  });

  test('put by one’s own id makes and changes; the limit holds there too', async () => {
    const { id } = await acme.customer({ limits: { domains: 1 } });
    const put = (ext: string, host: string) =>
      acme.api.put(`/api/v1/domains/ext:${ext}`, { customerId: id, host });
    expect((await put('d-1', 'first.put.example')).status).toBe(201);
    expect(await put('d-1', 'second.put.example')).toMatchObject({
      status: 200,
      body: { host: 'second.put.example' },
    });
    expect((await put('d-2', 'third.put.example')).body.code).toBe('domain.limit-reached');
  });
});
