import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Answer,
  Client,
  type TestApp,
  type TestVendor,
  testApp,
  testPublicUrl,
} from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

const dayMs = 86_400_000;

describe.each(databaseKinds)('licences in the portal on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let product: { id: string; publishableKey: string };
  let nextAddress = 0;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor();
    product = await make('products', {
      ...{ name: 'Studio', keyPrefix: 'DWS8', deactivations: { most: 2, perDays: 30 } },
      texts: { de: { name: 'Zeichenstudio' } },
      downloads: [{ name: 'Setup', url: 'https://acme.example/setup.exe', os: 'windows' }],
    });
  });
  afterAll(() => portico.close());

  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever was answered
  async function make(collection: string, body: object): Promise<any> {
    const made = await acme.api.post(`/api/v1/${collection}`, body);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body;
  }
  async function licence(fields: object = {}) {
    const made = await make('licences', { productId: product.id, ...fields });
    const { key } = (await acme.api.get(`/api/v1/licences/${made.id}/key`)).body;
    return { ...made, key } as { id: string; key: string };
  }
  const machine = (licenceId: string, fingerprint: string, more: object = {}) =>
    make(`licences/${licenceId}/machines`, { fingerprint, ...more });
  const at = (id: string, rest = '') => `/portal/v1/licences/${id}${rest}`;
  async function type(accessCode: string, portal = 'acme'): Promise<Answer> {
    const response = await portico.app.request(
      `${testPublicUrl}/portal/v1/sessions`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ accessCode, portal }),
      },
      { incoming: { socket: { remoteAddress: `198.51.100.${nextAddress++}` } } },
    );
    return { status: response.status, body: await response.json(), headers: response.headers };
  }
  const set = (fields: object) => acme.api.patch(`/api/v1/portals/${acme.portal.id}`, fields);

  test('CRY-1, CRY-22 a customer sees its own licences with what they are, and nobody else’s', async () => {
    const [anna, ben] = [await acme.customer({ language: 'de' }), await acme.customer()];
    const now = portico.clock.now().getTime();
    const day = (days: number) => new Date(now + days * dayMs).toISOString();
    const own = [
      await licence({ customerId: anna.id }),
      await licence({ customerId: anna.id, kind: 'trial', expiresAt: day(9) }),
      await licence({ customerId: anna.id, kind: 'subscription', expiresAt: day(-1), renews: true }),
    ];
    const other = await licence({ customerId: ben.id });
    const client = await acme.signIn(anna.id, { language: 'de' });
    const { items } = (await client.get('/portal/v1/licences')).body;
    const of = (id: string | undefined) => items.find((one: { id: string }) => one.id === id);
    expect(items).toHaveLength(3);
    expect(of(own[0]?.id)).toMatchObject({
      ...{ product: 'Zeichenstudio', kind: 'perpetual', state: 'valid', lastDay: null, machineLimit: 1 },
    });
    expect(of(own[1]?.id)).toMatchObject({ kind: 'trial', state: 'valid', daysLeft: 9 });
    expect(of(own[2]?.id)).toMatchObject({ kind: 'subscription', state: 'expired' });
    expect(JSON.stringify(items)).not.toContain(own[0]?.key.slice(15, 25));
    expect((await client.get(at(own[0]?.id ?? ''))).body.downloads).toHaveLength(1);
    for (const path of [at(other.id), at(other.id, '/key')])
      expect((await client.get(path)).body.code).toBe('licence.not-found');
    expect((await client.post(at(other.id, '/freed'), { machineIds: ['mac_000000000000'] })).status).toBe(
      404,
    );
    // Whoever has no licence has no page for them.
    const carl = await acme.customer();
    expect((await (await acme.signIn(carl.id)).get('/portal/v1/licences')).body.code).toBe('panel.hidden');
  });

  test('CRY-2 the only place is freed in the portal, and another machine takes it', async () => {
    const { id: customerId } = await acme.customer();
    const { id, key } = await licence({ customerId });
    const call = (path: string, fingerprint: string) =>
      portico.anonymous.post(`/runtime/v1/licences/${path}`, {
        ...{ product: product.publishableKey, key, fingerprint },
      });
    await call('activate', 'old-machine');
    expect((await call('activate', 'new-machine')).body.code).toBe('licence.machine-limit');
    const client = await acme.signIn(customerId);
    const [old] = (await client.get(at(id))).body.machineList;
    const freed = await client.post(at(id, '/freed'), { machineIds: [old.id] });
    expect(freed.body).toMatchObject({ machines: 0, machineList: [], freeing: { left: 1, most: 2 } });
    expect((await call('activate', 'new-machine')).status).toBe(201);
    expect((await call('check', 'old-machine')).body.state).toBe('not-activated');
    const acts = (await client.get('/portal/v1/activity')).body.items.map(
      ({ action }: { action: string }) => action,
    );
    expect(acts).toEqual(expect.arrayContaining(['machine.freed', 'machine.activated', 'licence.created']));
  });

  test('U22, U23 several machines go at once, lost ones too; the cool-down tells when there is one more', async () => {
    const { id: customerId } = await acme.customer();
    const { id } = await licence({ customerId, machineLimit: 5 });
    const made = [
      await machine(id, 'mach-1', { name: 'Alt' }),
      await machine(id, 'mach-2'),
      await machine(id, 'mach-3'),
    ];
    const client = await acme.signIn(customerId);
    portico.clock.move(70 * dayMs);
    const later = await acme.signIn(customerId);
    const { machineList } = (await later.get(at(id))).body;
    expect(machineList.map(({ unreachable }: { unreachable: boolean }) => unreachable)).toEqual([
      true,
      true,
      true,
    ]);
    expect(machineList[0].daysSilent).toBe(70);
    const [first, second, third] = made.map((one) => one.id);
    const all = await later.post(at(id, '/freed'), { machineIds: [first, second, third] });
    expect(all).toMatchObject({ status: 409, body: { code: 'licence.cool-down' } });
    expect((await later.get(at(id))).body.machines).toBe(3);
    const two = await later.post(at(id, '/freed'), { machineIds: [first, second] });
    expect(two.body).toMatchObject({ machines: 1, freeing: { left: 0, nextOn: '2027-03-02' } });
    expect((await later.post(at(id, '/freed'), { machineIds: [third] })).body.code).toBe('licence.cool-down');
    expect((await later.post(at(id, '/freed'), { machineIds: [first] })).body.code).toBe('machine.not-found');
    expect(
      (await later.patch(at(id, `/machines/${third}`), { name: 'Werkstatt' })).body.machineList,
    ).toMatchObject([{ name: 'Werkstatt' }]);
    expect((await client.get('/portal/v1/bootstrap')).status).toBe(401);
  });

  test('CRY-4 de-activation alone is switched off: its route answers no, everything else goes on', async () => {
    const { id: customerId } = await acme.customer();
    const { id } = await licence({ customerId });
    const { id: machineId } = await machine(id, 'mach-1');
    const client = await acme.signIn(customerId);
    await set({ features: { 'licences.deactivate': false } });
    expect((await client.post(at(id, '/freed'), { machineIds: [machineId] })).body.code).toBe('feature.off');
    expect((await client.get('/portal/v1/bootstrap')).body.bootstrap.features).toEqual(
      expect.arrayContaining(['licences.key', 'licences.rename', 'licences.offline']),
    );
    expect((await client.patch(at(id, `/machines/${machineId}`), { name: 'Neu' })).status).toBe(200);
    expect((await client.get(at(id, '/key'))).body.key).toMatch(/^DWS8-/);
    await set({ features: {} });
    const readOnly = await acme.signIn(customerId, { readOnly: true });
    expect((await readOnly.post(at(id, '/freed'), { machineIds: [machineId] })).body.code).toBe(
      'panel.read-only',
    );
    expect((await client.post(at(id, '/freed'), { machineIds: [machineId] })).status).toBe(200);
  });

  test('a machine without a connection is activated and de-activated by a file of its program', async () => {
    const { id: customerId } = await acme.customer();
    const { id } = await licence({ customerId });
    const client = await acme.signIn(customerId);
    const request = (action: string, fingerprint: string, of = product.publishableKey) =>
      JSON.stringify({ portico: 1, action, product: of, fingerprint, name: 'Keller' });
    const send = (text: string) => client.post(at(id, '/request-file'), { request: text });
    const done = await send(Buffer.from(request('activate', 'cellar-1')).toString('base64'));
    expect(done.body).toMatchObject({ action: 'activate', licence: { machines: 1 } });
    const claims = JSON.parse(Buffer.from(done.body.file.split('.')[1], 'base64url').toString());
    expect(claims).toMatchObject({ sub: id, fingerprint: 'cellar-1' });
    expect((await send(request('activate', 'cellar-2'))).body.code).toBe('licence.machine-limit');
    expect((await send('not a file')).body.code).toBe('request-file.unreadable');
    const other = await make('products', { name: 'Other' });
    expect((await send(request('activate', 'cellar-2', other.publishableKey))).body.code).toBe(
      'request-file.other-product',
    );
    expect((await send(request('deactivate', 'cellar-1'))).body).toMatchObject({
      ...{ action: 'deactivate', file: null, licence: { machines: 0 } },
    });
    expect((await send(request('deactivate', 'cellar-1'))).body.code).toBe('machine.not-found');
  });

  test('U21 a licence key opens its licence and nothing else; made anew, it is over at once', async () => {
    const { id: customerId } = await acme.customer({ name: 'Key Holder' });
    const [own, other] = [await licence({ customerId }), await licence({ customerId })];
    await machine(own.id, 'mach-1');
    await set({ signIn: { licenceKey: true, accessCode: true } });
    const session = await type(` ${own.key.toLowerCase()} `);
    expect(session.body.bootstrap.panels.filter(({ view }: { view: boolean }) => view)).toEqual([
      { panel: 'licences', view: true, change: true },
    ]);
    const client = new Client(portico.app, session.body.sessionToken);
    expect((await client.get('/portal/v1/licences')).body.items).toMatchObject([{ id: own.id }]);
    expect((await client.get(at(other.id))).status).toBe(404);
    expect((await client.get('/portal/v1/contracts')).body.code).toBe('panel.hidden');
    expect((await client.get('/portal/v1/profile')).body.code).toBe('panel.hidden');
    expect((await client.post('/portal/v1/licences/claims', { key: other.key })).body.code).toBe(
      'panel.read-only',
    );
    // What it may not do is not offered.
    const { features } = (await client.get('/portal/v1/bootstrap')).body.bootstrap;
    expect(features.filter((one: string) => one.startsWith('licences.')).sort()).toEqual([
      ...['licences.deactivate', 'licences.key', 'licences.offline', 'licences.rename'],
    ]);
    const { code } = (await acme.api.post(`/api/v1/customers/${customerId}/access-code`)).body;
    expect((await type(code)).body.bootstrap.customer.id).toBe(customerId);
    const renewed = await acme.api.post(`/api/v1/licences/${own.id}/key`);
    expect((await client.get('/portal/v1/licences')).body.code).toBe('session.ended');
    expect((await type(own.key)).status).not.toBe(201);
    expect((await type(renewed.body.key)).status).toBe(201);
    await set({ signIn: { accessCode: false } });
    expect((await type(own.key)).body.code).toBe('code.refused');
    await acme.api.patch(`/api/v1/licences/${own.id}`, { blocked: 'leaked' });
    expect((await type(renewed.body.key)).body.code).toBe('code.refused');
    await set({ signIn: { licenceKey: false } });
  });

  test('DAY-32 a key that is nobody’s yet is claimed once; another customer’s stays theirs', async () => {
    const [anna, ben] = [await acme.customer(), await acme.customer()];
    await licence({ customerId: anna.id });
    await licence({ customerId: ben.id });
    const free = await licence();
    const [one, two] = [await acme.signIn(anna.id), await acme.signIn(ben.id)];
    const claims = await Promise.all(
      [one, two].map((client) => client.post('/portal/v1/licences/claims', { key: free.key })),
    );
    expect(claims.map(({ status }) => status).sort()).toEqual([201, 401]);
    const holder = claims[0]?.status === 201 ? one : two;
    expect((await holder.post('/portal/v1/licences/claims', { key: free.key })).body.code).toBe(
      'licence.claimed',
    );
    expect((await holder.get('/portal/v1/licences')).body.items).toHaveLength(2);
  });
});
