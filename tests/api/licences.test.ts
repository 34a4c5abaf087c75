import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkLicenceFile } from '../../embed/server/licence-file.ts';
import type { Workers } from '../../src/kit/server/work.ts';
import {
  type Answer,
  Client,
  type TestApp,
  type TestVendor,
  testApp,
  testPublicUrl,
} from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { importFile, transferWorkers } from '../helpers/transfers.ts';

const dayMs = 86_400_000;

describe.each(databaseKinds)('licences on %s', (kind) => {
  let portico: TestApp;
  let workers: Workers;
  let acme: TestVendor;
  let globex: TestVendor;
  let product: { id: string; publishableKey: string };
  let nextAddress = 0;
  beforeAll(async () => {
    portico = await testApp(kind, { trustedProxies: 1, countryHeader: 'cf-ipcountry' });
    workers = transferWorkers(portico);
    acme = await portico.vendor();
    globex = await portico.vendor('globex');
    product = await make(acme, 'products', { name: 'Studio', keyPrefix: 'DWS8', externalId: 'studio' });
  });
  afterAll(async () => {
    await workers.stop();
    await portico.close();
  });

  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever was answered
  async function make(vendor: TestVendor, collection: string, body: object): Promise<any> {
    const made = await vendor.api.post(`/api/v1/${collection}`, body);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body;
  }
  /** A licence with its key. */
  async function licence(fields: object = {}) {
    const made = await make(acme, 'licences', { productId: product.id, ...fields });
    const { key } = (await acme.api.get(`/api/v1/licences/${made.id}/key`)).body;
    return { ...made, key } as { id: string; key: string; keyHint: string };
  }
  /** As software calls, from a network of its own. */
  async function runtime(
    path: string,
    body: object,
    { address = `198.51.100.${nextAddress++ % 250}`, app = portico.app, country = '' } = {},
  ): Promise<Answer> {
    const response = await app.request(
      `${testPublicUrl}/runtime/v1/licences/${path}`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(country && { 'cf-ipcountry': country }) },
        body: JSON.stringify({ product: product.publishableKey, ...body }),
      },
      { incoming: { socket: { remoteAddress: address } } },
    );
    return { status: response.status, body: await response.json(), headers: response.headers };
  }
  const activate = (key: string, fingerprint: string, more: object = {}) =>
    runtime('activate', { key, fingerprint, ...more });

  test('CRY-23 a limit of 1 holds for one machine; the same machine may ask again; 0 is none and -1 no limit', async () => {
    const { key } = await licence();
    expect((await activate(key, 'machine-a', { name: 'DESK-1', os: 'Windows 11' })).body).toMatchObject({
      state: 'valid',
      licence: { machineLimit: 1, machines: 1 },
      machine: { name: 'DESK-1', leaseEndsAt: null },
    });
    expect((await activate(key, 'machine-a')).status).toBe(200);
    expect(await activate(key, 'machine-b')).toMatchObject({
      status: 409,
      body: { code: 'licence.machine-limit' },
    });
    expect((await runtime('check', { key, fingerprint: 'machine-b' })).body.state).toBe('not-activated');
    const none = await licence({ machineLimit: 0 });
    expect((await activate(none.key, 'machine-a')).body.code).toBe('licence.machine-limit');
    const all = await licence({ machineLimit: -1 });
    for (const name of ['aaaa', 'bbbb', 'cccc']) expect((await activate(all.key, name)).status).toBe(201);
    for (const machineLimit of [-2, 1.5, '3'])
      expect((await acme.api.post('/api/v1/licences', { productId: product.id, machineLimit })).status).toBe(
        422,
      );
  });

  test('a machine says from which country it last asked, as far as the proxy knows', async () => {
    const { id, key } = await licence({ mode: 'floating', machineLimit: 2 });
    const known = async () =>
      (await acme.api.get(`/api/v1/licences/${id}/machines`)).body.items.map(
        ({ country }: { country: string | null }) => country,
      );
    const body = { key, fingerprint: 'traveller' };
    for (const [path, country, after] of [
      ['activate', 'nl', 'NL'],
      ['check', 'DE', 'DE'],
      ['check', 'T1', 'DE'],
      ['activate', '<b>', 'DE'],
      ['check', '', 'DE'],
    ] as const) {
      expect((await runtime(path, body, { country })).body.state).toBe('valid');
      expect(await known(), `${path} ${country}`).toEqual([after]);
    }
    expect((await runtime('activate', { key, fingerprint: 'nowhere' })).status).toBe(201);
    expect(await known()).toEqual(expect.arrayContaining(['DE', null]));
  });

  test('CRY-23 a floating machine counts while it says that it is in use', async () => {
    const { key } = await licence({ mode: 'floating', machineLimit: 2 });
    const first = await activate(key, 'float-a');
    expect(first.body.machine.leaseEndsAt).toBe(
      new Date(portico.clock.now().getTime() + 10 * 60_000).toISOString(),
    );
    await activate(key, 'float-b');
    expect((await activate(key, 'float-c')).body.code).toBe('licence.machine-limit');
    portico.clock.move(6 * 60_000);
    expect((await runtime('check', { key, fingerprint: 'float-a' })).body.state).toBe('valid');
    portico.clock.move(6 * 60_000);
    // The second one was silent for twelve minutes.
    expect((await runtime('check', { key, fingerprint: 'float-b' })).body.state).toBe('not-activated');
    expect((await activate(key, 'float-c')).body).toMatchObject({ licence: { machines: 2 } });
    expect((await activate(key, 'float-b')).body.code).toBe('licence.machine-limit');
    expect((await runtime('deactivate', { key, fingerprint: 'float-a' })).body.licence.machines).toBe(1);
    expect((await activate(key, 'float-b')).status).toBe(201);
  });

  test('a day as its end is the last one on which it works, in the zone of the customer’s portal', async () => {
    const { id: customerId } = await acme.customer();
    const made = await make(acme, 'licences', {
      ...{ productId: product.id, customerId, expiresAt: '2027-03-31' },
    });
    // Berlin.
    expect(made.expiresAt).toBe('2027-03-31T22:00:00.000Z');
    const at = `/api/v1/licences/${made.id}`;
    expect((await acme.api.patch(at, { expiresAt: '2027-01-31' })).body.expiresAt).toBe(
      '2027-01-31T23:00:00.000Z',
    );
    expect((await acme.api.patch(at, { expiresAt: '2027-02-30' })).status).toBe(422);
    expect((await acme.api.patch(at, { expiresAt: null })).body.expiresAt).toBeNull();
  });

  test('a licence that is over or blocked lets no machine begin, and says why', async () => {
    const expiresAt = new Date(portico.clock.now().getTime() + dayMs).toISOString();
    const made = await licence({ expiresAt, kind: 'trial' });
    expect((await activate(made.key, 'machine-a')).status).toBe(201);
    await acme.api.patch(`/api/v1/licences/${made.id}`, { blocked: 'payment' });
    expect(await activate(made.key, 'machine-a')).toMatchObject({
      status: 403,
      body: { code: 'licence.blocked' },
    });
    expect((await runtime('check', { key: made.key, fingerprint: 'machine-a' })).body).toMatchObject({
      state: 'blocked',
      file: null,
    });
    await acme.api.patch(`/api/v1/licences/${made.id}`, { blocked: null });
    portico.clock.move(2 * dayMs);
    expect((await activate(made.key, 'machine-a')).body.code).toBe('licence.expired');
    expect((await runtime('check', { key: made.key })).body.state).toBe('expired');
    await acme.api.patch(`/api/v1/licences/${made.id}`, { expiresAt: null });
    expect((await activate(made.key, 'machine-a')).status).toBe(200);
  });

  test('a wrong key, another vendor’s product and a key of another product are one answer; guessing is limited', async () => {
    const { key } = await licence();
    const other = await make(acme, 'products', { name: 'Fieldbook' });
    const foreign = await make(globex, 'products', { name: 'Studio' });
    const answers = [
      await activate('DWS8-00000-00000-00000-00000-00000', 'machine-a'),
      await activate(key, 'machine-a', { product: other.publishableKey }),
      await activate(key, 'machine-a', { product: foreign.publishableKey }),
      await activate(key, 'machine-a', { product: 'pub_000000000000_000000000000' }),
    ];
    for (const { status, body } of answers)
      expect([status, body.code, body.detail]).toEqual([401, 'licence.refused', undefined]);
    const one = { address: '203.0.113.77' };
    for (let i = 0; i < 60; i++)
      expect((await runtime('check', { key: `wrong-key-${i}` }, one)).status).toBe(401);
    expect((await runtime('check', { key: 'wrong-key-60' }, one)).status).toBe(429);
    expect((await runtime('check', { key }, one)).status).toBe(429);
    expect((await runtime('check', { key })).status).toBe(200);
  });

  test('CD15 the signed answer verifies by the published key, stays good under a new key, and not when it was changed', async () => {
    const { key, id } = await licence({ entitlements: ['render', 'export.pdf'] });
    const { file } = (await activate(key, 'machine-a')).body;
    const published = async () =>
      (await portico.anonymous.get(`/runtime/v1/licences/keys?product=${product.publishableKey}`)).body.keys;
    const fits = async (text: string) => {
      const named = { product: product.publishableKey, fingerprint: 'machine-a', at: portico.clock.now() };
      return checkLicenceFile({ file: text, keys: await published(), ...named }).state === 'valid';
    };
    const claims = JSON.parse(Buffer.from(file.split('.')[1], 'base64url').toString());
    const now = Math.floor(portico.clock.now().getTime() / 1000);
    expect(claims).toMatchObject({
      ...{ iss: acme.id, sub: id, fingerprint: 'machine-a', iat: now, exp: now + 14 * 86_400, until: null },
      entitlements: ['render', 'export.pdf'],
    });
    expect(await fits(file)).toBe(true);
    const altered = { ...claims, fingerprint: 'machine-b' };
    const [header, , signature] = file.split('.');
    expect(
      await fits(`${header}.${Buffer.from(JSON.stringify(altered)).toString('base64url')}.${signature}`),
    ).toBe(false);
    expect((await acme.api.post('/api/v1/licence-signing-keys')).status).toBe(201);
    const newer = (await runtime('check', { key, fingerprint: 'machine-a' })).body.file;
    expect([await fits(file), await fits(newer), (await published()).length]).toEqual([true, true, 2]);
    const [, old] = (await acme.api.get('/api/v1/licence-signing-keys')).body.items;
    expect((await acme.api.delete(`/api/v1/licence-signing-keys/${old.id}`)).status).toBe(204);
    expect([await fits(file), await fits(newer)]).toEqual([false, true]);
  });

  test('RC03 machines may be freed as often as the product allows; the vendor’s staff is not bound by it', async () => {
    const slow = await make(acme, 'products', { name: 'Slow', deactivations: { most: 2, perDays: 7 } });
    const made = await make(acme, 'licences', { productId: slow.id });
    const { key } = (await acme.api.get(`/api/v1/licences/${made.id}/key`)).body;
    const named = { product: slow.publishableKey, key };
    for (const fingerprint of ['aaaa', 'bbbb']) {
      expect((await runtime('activate', { ...named, fingerprint })).status).toBe(201);
      expect((await runtime('deactivate', { ...named, fingerprint })).status).toBe(200);
      portico.clock.move(dayMs);
    }
    const third = await runtime('activate', { ...named, fingerprint: 'cccc' });
    const refused = await runtime('deactivate', { ...named, fingerprint: 'cccc' });
    expect(refused).toMatchObject({ status: 409, body: { code: 'licence.cool-down' } });
    expect(Number(refused.headers.get('retry-after'))).toBe(5 * 86_400);
    const machines = await acme.api.get(`/api/v1/licences/${made.id}/machines`);
    expect(machines.body).toMatchObject({ items: [{ fingerprint: 'cccc' }], freeing: { left: 0 } });
    const at = `/api/v1/licences/${made.id}/machines/${third.body.machine.id}`;
    expect((await acme.api.delete(at)).status).toBe(204);
    expect((await acme.api.delete(at)).body.code).toBe('machine.not-found');
    portico.clock.move(5 * dayMs + 1000);
    await runtime('activate', { ...named, fingerprint: 'dddd' });
    expect((await runtime('deactivate', { ...named, fingerprint: 'dddd' })).status).toBe(200);
  });

  test.each([
    {
      name: 'RC01 fifty machines at a limit of 5: exactly five',
      prints: (i: number) => `machine-${i}`,
      made: 5,
    },
    { name: 'RC02 one machine asking fifty times is one machine', prints: () => 'machine-1', made: 1 },
  ])('$name', async ({ prints, made }) => {
    const { key, id } = await licence({ machineLimit: 5 });
    const sibling = portico.sibling();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        runtime(
          'activate',
          { key, fingerprint: prints(i) },
          { app: i % 2 ? sibling : portico.app, address: `192.0.2.${i}` },
        ),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(made);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, made === 1 ? 200 : 409]));
    expect((await acme.api.get(`/api/v1/licences/${id}/machines`)).body.items).toHaveLength(made);
  });

  test('CRY-13, CRY-14 the customer’s secret lists all its licences for a program; a wrong one reveals nothing', async () => {
    const [anna, ben] = [await acme.customer({ name: 'Anna' }), await acme.customer({ name: 'Ben' })];
    const own = [await licence({ customerId: anna.id }), await licence({ customerId: anna.id })];
    await licence({ customerId: ben.id });
    const { secret } = (await acme.api.post(`/api/v1/customers/${anna.id}/secret`)).body;
    const list = (bearer: string, key = product.publishableKey) =>
      new Client(portico.app, bearer).get(`/runtime/v1/licences?product=${key}`);
    const { items } = (await list(secret)).body;
    expect(items.map(({ key }: { key: string }) => key).sort()).toEqual(own.map(({ key }) => key).sort());
    expect(items[0]).toMatchObject({ productName: 'Studio', state: 'valid' });
    const signedIn = await acme.signIn(anna.id);
    expect(
      (await signedIn.get('/portal/v1/licences')).body.items.map(({ id }: { id: string }) => id).sort(),
    ).toEqual(own.map(({ id }) => id).sort());
    const foreign = await make(globex, 'products', { name: 'Other' });
    for (const wrong of [await list(crypto.randomUUID()), await list(secret, foreign.publishableKey)])
      expect([wrong.status, wrong.body.code, wrong.body.detail]).toEqual([
        ...[401, 'customer-secret.refused', undefined],
      ]);
    await acme.api.patch(`/api/v1/customers/${anna.id}`, { status: 'blocked' });
    expect((await list(secret)).status).toBe(401);
    expect((await activate(own[0]?.key ?? '', 'machine-a')).body.code).toBe('licence.blocked');
  });

  test('CD10 a key stands nowhere in clear; reading it is written down, and a leaked one is made anew', async () => {
    const made = await licence();
    expect(made.key).toMatch(/^DWS8(-[0-9A-Z]{5}){5}$/);
    expect(made.keyHint).toMatch(/^DWS8-[0-9A-Z]{5}…[0-9A-Z]{4}$/);
    await activate(made.key, 'machine-a');
    const renewed = await acme.api.post(`/api/v1/licences/${made.id}/key`);
    expect(renewed.status).toBe(201);
    expect((await activate(made.key, 'machine-a')).body.code).toBe('licence.refused');
    expect((await activate(renewed.body.key, 'machine-b')).status).toBe(201);
    for (const table of ['licence', 'activity', 'outbox', 'search_word', 'idempotency'] as const) {
      const text = JSON.stringify(
        await portico.database.db
          .selectFrom(table as 'licence')
          .selectAll()
          .execute(),
      );
      expect([text.includes(made.key), text.includes(renewed.body.key)], table).toEqual([false, false]);
    }
    const { items } = (await acme.api.get('/api/v1/activity?limit=200')).body;
    const acts = items
      .filter(({ subjectId }: { subjectId: string }) => subjectId === made.id)
      .map(({ action }: { action: string }) => action);
    expect(acts.sort()).toEqual([
      ...[
        'licence.created',
        'licence.key-read',
        'licence.key-renewed',
        'machine.activated',
        'machine.activated',
      ],
    ]);
  });

  test('DAY-32 licences are found by the beginning of their key, by a whole key, and by what expires and does not renew', async () => {
    const { id: customerId } = await acme.customer({ name: 'Finder Ltd' });
    const soon = new Date(portico.clock.now().getTime() + 5 * dayMs).toISOString();
    const later = new Date(portico.clock.now().getTime() + 50 * dayMs).toISOString();
    const [ends, goesOn, far] = [
      await licence({ customerId, expiresAt: soon }),
      await licence({ customerId, expiresAt: soon, renews: true }),
      await licence({ customerId, expiresAt: later }),
    ];
    const ids = async (query: string) =>
      (await acme.api.get(`/api/v1/licences?${query}`)).body.items.map(({ id }: { id: string }) => id);
    const before = encodeURIComponent(new Date(portico.clock.now().getTime() + 30 * dayMs).toISOString());
    expect(await ids(`customerId=${customerId}&renews=false&expiresBefore=${before}`)).toEqual([ends.id]);
    expect(await ids(`search=${ends.key.slice(0, 10).toLowerCase()}`)).toEqual([ends.id]);
    expect(await ids(`search=${encodeURIComponent(goesOn.key)}`)).toEqual([goesOn.id]);
    await acme.api.patch(`/api/v1/licences/${far.id}`, { blocked: 'leaked' });
    expect(await ids(`customerId=${customerId}&state=blocked`)).toEqual([far.id]);
    expect(await ids(`customerId=${customerId}&state=valid`)).toEqual([ends.id, goesOn.id].sort());
    const found = (await acme.api.get(`/api/v1/customers?search=${far.key.slice(0, 10)}`)).body.items;
    expect(found.map(({ id }: { id: string }) => id)).toEqual([customerId]);
  });

  test('DAY-4 keys, machines and expiry are taken over byte for byte; a second import changes nothing', async () => {
    const { id: customerId } = await acme.customer({ externalId: 'old-4711' });
    const { id: other } = await acme.customer({ externalId: 'old-4712' });
    const rows = [
      {
        ...{ externalId: 'old-lic-1', productId: 'ext:studio', customerId: 'ext:old-4711' },
        ...{ key: 'aBc+9/ old KEY==', machineLimit: 0, zeroIsUnlimited: true, mode: 'node-locked' },
        expiresAt: '2030-12-31T23:00:00.000Z',
        machines: [{ fingerprint: 'OLD-PRINT-1', name: 'Oude PC', lastSeenAt: '2026-01-02T03:04:05.000Z' }],
      },
      { externalId: 'old-lic-2', productId: 'ext:studio', machineLimit: 0, entitlements: ['render'] },
    ];
    const bring = (file: readonly object[]) =>
      importFile(portico, workers, acme, 'licences', JSON.stringify(file), { format: 'json' });
    expect(await bring(rows)).toMatchObject({ state: 'done', created: 2 });
    expect(await bring(rows)).toMatchObject({ state: 'done', created: 0, unchanged: 2 });
    expect((await activate('aBc+9/ old KEY==', 'OLD-PRINT-1')).status).toBe(200);
    expect((await activate('abc+9/ old key==', 'OLD-PRINT-1')).status).toBe(401);
    const one = (await acme.api.get('/api/v1/licences/ext:old-lic-1')).body;
    expect(one).toMatchObject({
      ...{ customerId, machineLimit: -1, machines: 1, expiresAt: '2030-12-31T23:00:00.000Z' },
    });
    expect((await acme.api.get(`/api/v1/licences/${one.id}/key`)).body.key).toBe('aBc+9/ old KEY==');
    expect((await acme.api.get('/api/v1/licences/ext:old-lic-2')).body).toMatchObject({
      ...{
        customerId: null,
        machineLimit: 0,
        entitlements: ['render'],
        keyHint: expect.stringMatching(/^DWS8-/),
      },
    });
    const [first] = rows;
    const moved = [{ ...first, customerId: 'ext:old-4712', machines: [{ fingerprint: 'NEW-PRINT' }] }];
    expect(await bring(moved)).toMatchObject({ changed: 1 });
    expect((await acme.api.get('/api/v1/licences/ext:old-lic-1')).body).toMatchObject({
      ...{ customerId: other, machines: 2 },
    });
    const taken = [{ externalId: 'old-lic-3', productId: 'ext:studio', key: 'aBc+9/ old KEY==' }];
    expect((await bring(taken)).errors).toMatchObject([{ column: 'key', code: 'taken' }]);
    expect((await bring([{ ...first, key: 'another key' }])).errors).toMatchObject([{ code: 'fixed' }]);
  });

  test('a product with licences stays, and what is another vendor’s is like nothing', async () => {
    const { id } = await licence();
    expect((await acme.api.delete(`/api/v1/products/${product.id}`)).body.code).toBe('product.in-use');
    expect((await globex.api.get(`/api/v1/licences/${id}`)).body.code).toBe('licence.not-found');
    expect((await globex.api.post('/api/v1/licences', { productId: product.id })).status).toBe(422);
    const put = await acme.api.put('/api/v1/licences/ext:lic-1', {
      productId: 'ext:studio',
      key: 'OWN-KEY-1',
    });
    expect(put.status).toBe(201);
    expect(
      (await acme.api.put('/api/v1/licences/ext:lic-1', { productId: 'ext:studio', key: 'OWN-KEY-1' }))
        .status,
    ).toBe(200);
    expect(
      (await acme.api.put('/api/v1/licences/ext:lic-1', { productId: 'ext:studio', key: 'OWN-KEY-2' }))
        .status,
    ).toBe(422);
    expect(
      (await acme.api.post('/api/v1/licences', { productId: product.id, key: 'OWN-KEY-1' })).body.code,
    ).toBe('licence.key-taken');
    expect((await activate('OWN-KEY-1', 'machine-a')).status).toBe(201);
  });
});
