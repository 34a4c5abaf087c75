import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../src/kit/common/id.ts';
import { Client, type TestApp, type TestVendor, testApp, testPublicUrl } from '../helpers/app.ts';
import { contentsOf } from '../helpers/contents.ts';
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

describe.each(databaseKinds)('what is sent to the API on %s', (kind) => {
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

  const unknown = (
    'id vendorId vendor_id tenantId tenant_id ownerId role_id paid total balance creditLimit credit_limit createdAt ' +
    'created_at updatedAt verified isAdmin is_admin machineLimit scopes searchText passwordHash password_hash hasPassword lastSignInAt constructor2'
  ).split(' ');

  test.each(collections)(
    'ID07 a field that %s do not have is refused by name, whoever sends it',
    async (collection) => {
      const before = await contentsOf(portico.database);
      const path = `/api/v1/${collection}`;
      for (const field of unknown) {
        const body = { ...bodies[collection], [field]: 'x' };
        for (const answer of [
          await acme.api.post(path, body),
          await acme.api.put(`${path}/ext:mass`, body),
          await acme.api.patch(`${path}/${ids[collection]}`, { [field]: 'x' }),
        ]) {
          expect(answer, field).toMatchObject({
            status: 422,
            body: { fields: [{ path: field, code: 'unknown_field' }] },
          });
        }
      }
      expect(await contentsOf(portico.database)).toEqual(before);
    },
  );

  test('ID07 nor does a customer reach beyond the profile, or a vendor into a nested field that is not there', async () => {
    const anna = await acme.signIn(ids.customers);
    const before = await contentsOf(portico.database);
    for (const field of [
      ...unknown,
      'customerId',
      'status',
      'role',
      'overrides',
      'number',
      'portalId',
      'externalId',
    ]) {
      const answer = await anna.patch('/portal/v1/profile', { [field]: 'x' });
      expect(answer, field).toMatchObject({
        status: 422,
        body: { fields: [{ path: field, code: 'unknown_field' }] },
      });
    }
    const nested: [Collection, object, string][] = [
      ['customers', { billing: { isAdmin: true } }, 'billing.isAdmin'],
      ['contracts', { tax: { included: true, percent: 19, paid: true } }, 'tax.paid'],
      ['contracts', { items: [{ ...agreed('').items[0], total: 0 }] }, 'items.0.total'],
      ['portals', { theme: { name: 'host', scheme: 'auto', css: '*{}' } }, 'theme.css'],
      ['portals', { support: { html: '<b>' } }, 'support.html'],
    ];
    for (const [collection, change, path] of nested) {
      const answer = await acme.api.patch(`/api/v1/${collection}/${ids[collection]}`, change);
      expect(answer, path).toMatchObject({
        status: 422,
        body: { fields: [{ path, code: 'unknown_field' }] },
      });
    }
    expect(await contentsOf(portico.database)).toEqual(before);
  });

  const odd = [
    ' ',
    '1',
    '1e3',
    '0x1',
    '١٢٣',
    '１２３',
    'null',
    'undefined',
    '[object Object]',
    '*',
    '%',
    "' or 1=1 --",
    'ext:',
    'ext: ',
    'ext:%',
  ];

  test('ID09 an id of another shape is never found, and never half read', async () => {
    const before = await contentsOf(portico.database);
    for (const collection of collections) {
      const id = ids[collection];
      const [prefix = '', rest = ''] = id.split('_');
      const bent = [
        ...[
          id.toUpperCase(),
          ` ${id}`,
          `${id} `,
          `${id}\0`,
          `${id}\n`,
          `${id},${id}`,
          `[${id}]`,
          `${id}.json`,
          `${id};v=1`,
        ],
        ...[
          `${prefix}_${rest.slice(0, -1)}`,
          `${prefix}_${rest}0`,
          rest,
          id.repeat(100),
          id.replace('_', '＿'),
        ],
      ];
      for (const given of [...odd, ...bent]) {
        const answer = await acme.api.get(`/api/v1/${collection}/${encodeURIComponent(given)}`);
        expect(answer.status, given).toBe(404);
      }
    }
    expect(await contentsOf(portico.database)).toEqual(before);
  });

  test('ID09 a body’s reference of another type or shape is refused by name', async () => {
    const before = await contentsOf(portico.database);
    const given = [
      ...odd,
      '',
      [ids.customers],
      { id: ids.customers },
      1,
      1e300,
      true,
      null,
      [[]],
      ` ${ids.customers}`,
      `${ids.customers}\0`,
    ];
    for (const customerId of given) {
      for (const collection of ['contacts', 'contracts'] as const) {
        const answer = await acme.api.post(`/api/v1/${collection}`, { ...bodies[collection], customerId });
        expect(answer, JSON.stringify(customerId)).toMatchObject({
          status: 422,
          body: { fields: [{ path: 'customerId' }] },
        });
      }
      const moved = await acme.api.patch(`/api/v1/customers/${ids.customers}`, { portalId: customerId });
      expect(moved, JSON.stringify(customerId)).toMatchObject({
        status: 422,
        body: { fields: [{ path: 'portalId' }] },
      });
    }
    for (const name of ['id', 'customerId', 'cursor', 'limit']) {
      expect(
        (await acme.api.get(`/api/v1/contacts?${name}[]=1&${name}[]=2`)).status,
        name,
      ).toBeGreaterThanOrEqual(400);
    }
    expect(await contentsOf(portico.database)).toEqual(before);
  });

  test('ID09 a zero byte, which no database keeps, is refused or found nowhere, on every route', async () => {
    const zero = encodeURIComponent('a\0');
    const bodies = { name: 'a\0', title: 'a\0', brandName: 'a\0', slug: 'zero', algorithm: 'HS256' };
    const routes = portico.app.routes.filter(
      ({ method, path }) => method !== 'ALL' && /^\/api\/v1\/./.test(path),
    );
    expect(routes.length).toBeGreaterThan(20);
    for (const { method, path } of routes) {
      const body = /POST|PUT|PATCH/.test(method) ? bodies : undefined;
      for (const id of [zero, `ext:${zero}`]) {
        const answer = await acme.api.send(
          method,
          `${path.replace(':id', id)}?search=${zero}&cursor=${zero}`,
          body,
        );
        expect(answer.status, `${method} ${path}`).toBeLessThan(500);
      }
    }
    for (const field of ['id', 'externalId', 'number', 'phone', 'email', 'language']) {
      const answer = await acme.api.post('/api/v1/customers', { name: 'Zero', [field]: 'a\0' });
      expect(answer, field).toMatchObject({ status: 422, body: { fields: [{ path: field }] } });
    }
  });

  test('ID11 another way of writing a path opens nothing that the path itself does not', async () => {
    const id = ids.customers;
    const paths = [
      ...[
        `//api/v1/customers/${id}`,
        `/api//v1/customers/${id}`,
        `/api/v1/./customers/${id}`,
        `/api/v1/portals/../customers/${id}`,
      ],
      ...[
        `/api/v1/portals/%2e%2e/customers/${id}`,
        `/api/v1/portals/..%2fcustomers/${id}`,
        `/API/V1/customers/${id}`,
        `/api/v1/Customers/${id}`,
      ],
      ...[
        `/api/v1/customers/${id}/`,
        `/api/v1/customers/${id}%00`,
        `/api/v1/customers/${id};x=1`,
        `/api/v1/customers/${id}.css`,
        `/api/v1/customers/${id}%2f`,
      ],
      ...[
        `/api/v1/openapi.json/../customers/${id}`,
        `/api/v1/customers/${id}#x`,
        `/api/v1/%63ustomers/${id}`,
        `/api\\v1\\customers\\${id}`,
        `/portal/v1/../../api/v1/customers/${id}`,
      ],
    ];
    const canonical = (await acme.api.get(`/api/v1/customers/${id}`)).body;
    const ask = (path: string, credential?: string) =>
      portico.app.request(
        new Request(
          testPublicUrl + path,
          credential ? { headers: { authorization: `Bearer ${credential}` } } : {},
        ),
      );
    for (const path of paths) {
      expect([401, 404], path).toContain((await ask(path)).status);
      const known = await ask(path, acme.apiKey);
      expect([200, 401, 404], path).toContain(known.status);
      if (known.status === 200) expect(await known.json()).toEqual(canonical);
    }
  });

  test('ID18 a foreign id and one that never was differ in nothing that can be measured: headers, length, HEAD', async () => {
    const stranger = await portico.vendor('stranger');
    const theirs = await stranger.customer();
    const told = async (id: string, method: string) => {
      const { status, headers, body } = await acme.api.send(method, `/api/v1/customers/${id}`);
      const kept = [...headers].filter(([name]) => name !== 'x-request-id');
      return { status, kept, length: JSON.stringify(body).length };
    };
    for (const method of ['GET', 'HEAD', 'DELETE', 'OPTIONS']) {
      expect(await told(theirs.id, method), method).toEqual(await told(newId('cus'), method));
    }
  });

  test('BIL-54 each kind of bad request has its status and names what is wrong', async () => {
    const send = (body: string, headers: Record<string, string> = {}) =>
      acme.api.send('POST', '/api/v1/customers', body, { 'content-type': 'application/json', ...headers });
    const before = await contentsOf(portico.database);
    const tries: [string, Awaited<ReturnType<typeof send>>, number, string][] = [
      ['no JSON', await send('{"name":'), 400, 'request.malformed'],
      ['a text', await send('"name"'), 422, 'request.invalid'],
      ['a list', await send('[]'), 422, 'request.invalid'],
      ['nothing', await send(' '), 400, 'request.malformed'],
      [
        'a form',
        await send('name=x', { 'content-type': 'application/x-www-form-urlencoded' }),
        415,
        'request.media-type',
      ],
      ['a missing field', await send('{}'), 422, 'request.invalid'],
      ['too much', await send(JSON.stringify({ name: 'x'.repeat(70_000) })), 413, 'request.too-large'],
      ['an unknown address', await acme.api.get('/api/v1/nothing'), 404, 'request.not-found'],
      [
        'an unknown thing',
        await acme.api.get('/api/v1/customers/cus_000000000000'),
        404,
        'customer.not-found',
      ],
      ['no key', await new Client(portico.app).get('/api/v1/customers'), 401, 'request.unauthenticated'],
    ];
    for (const [what, answer, status, code] of tries) {
      expect(answer, what).toMatchObject({
        status,
        body: { status, code, title: expect.any(String), instance: expect.any(String) },
      });
      expect(answer.headers.get('content-type'), what).toBe('application/problem+json');
    }
    const fields = await send('{"name":"","status":"gone","language":"xx","billing":{"country":"de"}}');
    expect(fields.body.fields.map(({ path }: { path: string }) => path).sort()).toEqual([
      'billing.country',
      'language',
      'name',
      'status',
    ]);
    expect(await contentsOf(portico.database)).toEqual(before);
    const { createdAt, updatedAt } = (await acme.api.get(`/api/v1/customers/${ids.customers}`)).body;
    for (const instant of [createdAt, updatedAt]) expect(new Date(instant).toISOString()).toBe(instant);
  });

  test('X-4 every collection can be listed, made, read, changed, upserted and deleted, and says so in the OpenAPI file', async () => {
    const { paths } = (await portico.anonymous.get('/api/v1/openapi.json')).body;
    for (const collection of collections) {
      expect(Object.keys(paths[`/api/v1/${collection}`]).sort()).toEqual(['get', 'post']);
      expect(Object.keys(paths[`/api/v1/${collection}/{id}`]).sort()).toEqual([
        'delete',
        'get',
        'patch',
        'put',
      ]);
    }
    expect(Object.keys(paths['/api/v1/customers/{id}/visibility'])).toEqual(['get']);
    for (const path of ['/portal/v1/contracts', '/portal/v1/contracts/{id}', '/portal/v1/profile'])
      expect(paths[path], path).toBeDefined();
  });
});
