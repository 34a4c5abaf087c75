import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setupToken } from '../../src/features/operators/server/setup.ts';
import { type TestApp, type TestVendor, testApp, testPublicUrl, testSecrets } from '../helpers/app.ts';
import { ConsoleTab, signedIn, testPassword } from '../helpers/console.ts';
import { contentsOf } from '../helpers/contents.ts';
import { databaseKinds } from '../helpers/databases.ts';

/** What a browser says of a request that another site's page makes. */
const elsewhere: { name: string; headers: Record<string, string | undefined> }[] = [
  { name: 'another site', headers: { 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' } },
  { name: 'a neighbour on the same site', headers: { 'sec-fetch-site': 'same-site', origin: testPublicUrl } },
  { name: 'an address typed in', headers: { 'sec-fetch-site': 'none', origin: undefined } },
  { name: 'a sandboxed frame', headers: { 'sec-fetch-site': 'cross-site', origin: 'null' } },
  {
    name: 'an old browser, another origin',
    headers: { 'sec-fetch-site': undefined, origin: 'https://evil.test' },
  },
  {
    name: 'an old browser, an origin that begins alike',
    headers: { 'sec-fetch-site': undefined, origin: `${testPublicUrl}.evil.test` },
  },
  {
    name: 'an old browser, another port',
    headers: { 'sec-fetch-site': undefined, origin: 'http://localhost:4401' },
  },
  { name: 'nothing said at all', headers: { 'sec-fetch-site': undefined, origin: undefined } },
  { name: 'a foreign origin though the browser says ours', headers: { origin: 'https://evil.test' } },
  { name: 'a writing request without an origin', headers: { origin: undefined } },
  { name: 'odd letters', headers: { 'sec-fetch-site': 'SAME-ORIGIN' } },
];

describe.each(databaseKinds)('requests from other sites, on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let anna: ConsoleTab;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
    anna = await signedIn(portico, acme.id, 'owner');
  });
  afterAll(() => portico.close());

  const writes: {
    name: string;
    send: (
      headers: Record<string, string | undefined>,
    ) => Promise<{ status: number; body: { code: string } }>;
  }[] = [
    { name: 'make a customer', send: (h) => anna.post('/api/v1/customers', { name: 'Eve' }, h) },
    {
      name: 'delete a portal',
      send: (h) => anna.send('DELETE', `/api/v1/portals/${acme.portal.id}`, undefined, h),
    },
    {
      name: 'change oneself',
      send: (h) => anna.send('PATCH', '/api/v1/operator-session', { name: 'Eve' }, h),
    },
    { name: 'sign out', send: (h) => anna.send('DELETE', '/api/v1/operator-session', undefined, h) },
    {
      name: 'sign in as somebody else',
      send: (h) =>
        anna.post('/api/v1/operator-sessions', { email: 'owner@acme.example', password: testPassword }, h),
    },
  ];
  test.each(
    writes.flatMap((write) =>
      elsewhere.map((from) => ({ title: `${write.name}, from ${from.name}`, write, from })),
    ),
  )('HD06 $title: refused, and nothing is written', async ({ write, from }) => {
    const before = await contentsOf(portico.database);
    const answer = await write.send(from.headers);
    expect([answer.status, answer.body.code]).toEqual([403, 'request.cross-site']);
    expect(await contentsOf(portico.database)).toEqual(before);
  });

  test('HD06 a form that posts JSON as plain text writes nothing, from wherever it comes', async () => {
    const before = await contentsOf(portico.database);
    const body = '{"name":"Eve","a":"="}';
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', '']) {
      const foreign = { 'content-type': type, 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' };
      expect((await anna.post('/api/v1/customers', body, foreign)).status).toBe(403);
      const own = await anna.post('/api/v1/customers', body, { 'content-type': type });
      expect(own.status).toBe(415);
    }
    expect(await contentsOf(portico.database)).toEqual(before);
  });

  test('HD06 reading with the cookie is for our own pages too', async () => {
    expect((await anna.get('/api/v1/customers')).status).toBe(200);
    for (const site of ['cross-site', 'same-site', 'none']) {
      for (const path of ['/api/v1/customers', '/api/v1/operator-session']) {
        const answer = await anna.get(path, { 'sec-fetch-site': site });
        expect([path, answer.status]).toEqual([path, 403]);
      }
    }
    const old = { 'sec-fetch-site': undefined, origin: testPublicUrl };
    expect((await anna.get('/api/v1/customers', old)).status).toBe(200);
  });

  test('HD06 an API key is asked for nothing of the kind: no browser sends one by itself', async () => {
    const answer = await acme.api.get('/api/v1/customers', { 'sec-fetch-site': 'cross-site' });
    expect(answer.status).toBe(200);
  });

  test('HD05 no answer lets another origin read it', async () => {
    for (const origin of ['https://evil.test', 'null', `${testPublicUrl}.evil.test`, testPublicUrl]) {
      const answer = await anna.get('/api/v1/customers', { origin, 'sec-fetch-site': undefined });
      expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });
});

describe.each(databaseKinds)('the first vendor, on %s', (kind) => {
  const wanted = {
    token: setupToken(testSecrets),
    vendor: { name: 'Acme GmbH', slug: 'acme' },
    operator: { name: 'Anna', email: 'anna@acme.example', password: testPassword, language: 'de' },
  };

  test('an empty start is set up once, by whoever holds its address, and signs the owner in', async () => {
    const portico = await testApp(kind);
    const tab = new ConsoleTab(portico.app);
    expect((await tab.get('/api/v1/setup')).body).toEqual({ open: true });
    const made = await tab.post('/api/v1/setup', wanted);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    expect(made.body.operator).toMatchObject({ role: 'owner', language: 'de', email: 'anna@acme.example' });
    tab.vendorId = made.body.vendors[0].id;
    expect((await tab.get('/api/v1/customers')).body.items).toEqual([]);
    expect((await tab.get('/api/v1/setup')).body).toEqual({ open: false });
    const again = await new ConsoleTab(portico.app).post('/api/v1/setup', wanted);
    expect([again.status, again.body.code]).toEqual([409, 'setup.closed']);
    await portico.close();
  });

  test('of twenty set-ups at once on two processes, one makes a vendor', async () => {
    const portico = await testApp(kind);
    const apps = [portico.app, portico.sibling()];
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => {
        const vendor = { name: `Vendor ${i}`, slug: `vendor-${i}` };
        return new ConsoleTab(apps[i % 2] as typeof portico.app).post('/api/v1/setup', { ...wanted, vendor });
      }),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status, body }) => status === 409 && body.code === 'setup.closed')).toHaveLength(
      19,
    );
    const { rows } = {
      rows: await portico.database.db.selectFrom('vendor').select('side').orderBy('side').execute(),
    };
    expect(rows).toEqual([{ side: 'live' }, { side: 'test' }]);
    expect(await portico.database.db.selectFrom('operator').select('role').execute()).toEqual([
      { role: 'owner' },
    ]);
    await portico.close();
  });

  test('CD03 a wrong set-up token makes nothing, a weak password or a bad slug is told by field', async () => {
    const portico = await testApp(kind);
    const before = await contentsOf(portico.database);
    const tab = () => new ConsoleTab(portico.app);
    for (const token of ['x', `${wanted.token}x`, wanted.token.slice(1), '…'.repeat(200)]) {
      expect((await tab().post('/api/v1/setup', { ...wanted, token })).status).toBe(401);
    }
    const weak = { ...wanted, operator: { ...wanted.operator, password: 'short' } };
    expect((await tab().post('/api/v1/setup', weak)).body.fields[0].path).toBe('operator.password');
    const bad = { ...wanted, vendor: { name: 'Acme', slug: 'Acme!' } };
    expect((await tab().post('/api/v1/setup', bad)).body.fields[0].path).toBe('vendor.slug');
    const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' };
    expect((await tab().post('/api/v1/setup', wanted, foreign)).status).toBe(403);
    expect(await contentsOf(portico.database)).toEqual(before);
    await portico.close();
  });

  test('CD03 where there is a vendor, the set-up address opens nothing', async () => {
    const portico = await testApp(kind);
    await portico.vendor('acme');
    const tab = new ConsoleTab(portico.app);
    expect((await tab.get('/api/v1/setup')).body).toEqual({ open: false });
    expect((await tab.post('/api/v1/setup', wanted)).body.code).toBe('setup.closed');
    expect(await portico.database.db.selectFrom('operator').selectAll().execute()).toEqual([]);
    await portico.close();
  });
});

describe.each(databaseKinds)('staff of a vendor, on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
  });
  afterAll(() => portico.close());

  test('ID13 nobody gives, changes or removes a role that may do more than their own', async () => {
    const owner = await signedIn(portico, acme.id, 'owner', 'o@acme.example');
    const admin = await signedIn(portico, acme.id, 'admin', 'a@acme.example');
    const fields = { name: 'Eve', password: 'a password of many symbols' };
    const made = (role: string) =>
      admin.post('/api/v1/operators', { ...fields, email: `${role}@x.example`, role });
    expect((await made('owner')).body.code).toBe('operator.beyond');
    for (const role of ['admin', 'support', 'billing', 'technician', 'viewer']) {
      expect((await made(role)).status).toBe(201);
    }
    const atOwner = `/api/v1/operators/${owner.operatorId}`;
    for (const change of [{ password: fields.password }, { email: 'eve@x.example' }, { role: 'viewer' }]) {
      expect((await admin.patch(atOwner, change)).body.code).toBe('operator.beyond');
    }
    expect((await admin.delete(atOwner)).body.code).toBe('operator.beyond');
    const self = await admin.patch(`/api/v1/operators/${admin.operatorId}`, { role: 'owner' });
    expect(self.body.code).toBe('operator.beyond');

    const scopes = ['operators:write', 'customers:read'];
    const { key } = (await acme.api.post('/api/v1/api-keys', { name: 'narrow', scopes })).body;
    const byKey = await new ConsoleTab(portico.app).post(
      '/api/v1/operators',
      { ...fields, email: 'k@x.example', role: 'owner' },
      { authorization: `Bearer ${key}` },
    );
    expect(byKey.body.code).toBe('operator.beyond');
    const keyOfAdmin = await admin.post('/api/v1/api-keys', { name: 'x', scopes: ['system:read'] });
    expect(keyOfAdmin.status).toBe(422);
  });

  test('DAY-21 the last owner stays, also when two demote each other at once', async () => {
    const globex = await portico.vendor('globex');
    const one = await signedIn(portico, globex.id, 'owner', 'one@globex.example');
    const alone = `/api/v1/operators/${one.operatorId}`;
    expect((await one.delete(alone)).body.code).toBe('operator.last-owner');
    expect((await one.patch(alone, { role: 'admin' })).body.code).toBe('operator.last-owner');
    expect((await one.patch(alone, { name: 'Still here' })).status).toBe(200);
    for (let round = 0; round < 5; round++) {
      const email = `two${round}@globex.example`;
      const two = await signedIn(portico, globex.id, 'owner', email);
      const other = `/api/v1/operators/${two.operatorId}`;
      const codes = await Promise.all([
        globex.api.patch(other, { role: 'viewer' }),
        globex.api.patch(alone, { role: 'viewer' }),
      ]);
      expect(codes.filter(({ status }) => status === 200)).toHaveLength(1);
      const { items } = (await globex.api.get('/api/v1/operators')).body;
      const owners = items.filter(({ role }: { role: string }) => role === 'owner');
      expect(owners).toHaveLength(1);
      await globex.api.patch(alone, { role: 'owner' });
      await globex.api.delete(other);
    }
  });

  test('DAY-16 the test side keeps no operators: a key of it makes nobody an owner of the live one', async () => {
    const owner = await signedIn(portico, acme.id, 'owner', 'side@acme.example');
    owner.vendorId = acme.testSideId;
    const fields = {
      name: 'Eve',
      email: 'eve@acme.example',
      role: 'owner',
      password: 'a password of many symbols',
    };
    expect((await owner.get('/api/v1/operators')).body.code).toBe('operator.live-side');
    expect((await owner.post('/api/v1/operators', fields)).body.code).toBe('operator.live-side');
    const at = `/api/v1/operators/${owner.operatorId}`;
    for (const method of ['GET', 'DELETE']) expect((await owner.send(method, at)).status).toBe(409);
    expect((await owner.patch(at, { name: 'Eve' })).status).toBe(409);
  });

  test('CCM-39 a password that is left out of a change stays, and no answer ever holds one', async () => {
    const email = 'keep@acme.example';
    const made = await acme.api.post('/api/v1/operators', {
      ...{ name: 'Kim', email, role: 'viewer', password: testPassword },
    });
    const changed = await acme.api.patch(`/api/v1/operators/${made.body.id}`, { name: 'Kim Possible' });
    const read = await acme.api.get(`/api/v1/operators/${made.body.id}`);
    expect((await new ConsoleTab(portico.app).signIn(email)).status).toBe(201);
    for (const { body } of [made, changed, read]) {
      expect(Object.keys(body).sort()).toEqual([
        'createdAt',
        'email',
        'id',
        'language',
        'lastSignInAt',
        'name',
        'role',
        'secondFactor',
        'shared',
        'updatedAt',
      ]);
    }
    expect(
      (
        await acme.api.post('/api/v1/operators', {
          ...{ name: 'K', email: 'KEEP@acme.example', role: 'viewer' },
          password: testPassword,
        })
      ).body.code,
    ).toBe('operator.email-taken');
  });

  test('an operator made twice with one Idempotency-Key is made once, and the password works', async () => {
    const fields = { name: 'Ida', email: 'ida@acme.example', role: 'viewer', password: testPassword };
    const send = () => acme.api.post('/api/v1/operators', fields, { 'idempotency-key': 'make-ida' });
    const [one, two] = [await send(), await send()];
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(two.headers.get('idempotency-replayed')).toBe('true');
    expect(two.body.id).toBe(one.body.id);
    expect((await new ConsoleTab(portico.app).signIn(fields.email)).status).toBe(201);
  });
});
