import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RefusedRequest } from '../../src/features/refusals/schema.ts';
import { applyRetention } from '../../src/features/system/server/retention.ts';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { signedIn } from '../helpers/console.ts';
import { databaseKinds } from '../helpers/databases.ts';

describe.each(databaseKinds)('requests that were refused, on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
  });
  afterAll(() => portico.close());

  const read = async (id: string, vendor = acme): Promise<RefusedRequest> => {
    const answer = await vendor.api.get(`/api/v1/refused-requests/${id}`);
    expect(answer.status, id).toBe(200);
    return answer.body;
  };

  test('DAY-34 the id in a refused token’s answer finds the request, the customer and the reason', async () => {
    const customer = await acme.customer({ name: 'Seen GmbH' });
    const token = await acme.token(customer.id);
    const refused = await portico.anonymous.post('/portal/v1/sessions', {
      ...{ token, parentOrigin: 'https://elsewhere.example' },
    });
    expect(refused.status).toBe(403);
    expect(refused.headers.get('x-request-id')).toBe(refused.body.instance);
    expect(await read(refused.body.instance)).toMatchObject({
      ...{ method: 'POST', path: '/portal/v1/sessions', status: 403, code: 'origin.not-allowed' },
      detail: expect.stringContaining('Add https://elsewhere.example to the allowed hosts'),
      ...{ customerId: customer.id, customerName: 'Seen GmbH', portalId: acme.portal.id },
      actor: { kind: 'system', id: null, name: null },
    });
    const found = await acme.api.get(`/api/v1/search?text=${refused.body.instance.toLowerCase()}`);
    expect(found.body.items).toEqual([
      {
        ...{ kind: 'refused-request', id: refused.body.instance, label: refused.body.instance },
        ...{ note: 'origin.not-allowed', customer: { id: customer.id, name: 'Seen GmbH' }, parentId: null },
      },
    ]);
    // Whoever made up a token names nobody.
    const forged = await portico.anonymous.post('/portal/v1/sessions', {
      token: `${token.slice(0, -4)}AAAA`,
    });
    expect(await read(forged.body.instance)).toMatchObject({ code: 'token.invalid', customerId: null });
  });

  test('DAY-34 so do those of a customer’s session and of a program, with the fields and without what was sent', async () => {
    const customer = await acme.customer();
    const session = await acme.signIn(customer.id);
    const hidden = await session.get('/portal/v1/licences');
    expect(await read(hidden.body.instance)).toMatchObject({
      ...{ status: hidden.status, code: hidden.body.code, customerId: customer.id },
      actor: { kind: 'customer', id: customer.id },
      portalId: acme.portal.id,
    });
    const wrong = await acme.api.post('/api/v1/customers?x=secret-in-query', {
      name: 'secret-in-body',
      nmae: 1,
    });
    const seen = await read(wrong.body.instance);
    expect(seen).toMatchObject({ method: 'POST', path: '/api/v1/customers', actor: { kind: 'api-key' } });
    expect(JSON.stringify(seen)).not.toContain('secret-in');
    const fields = await acme.api.post('/api/v1/customers', { name: '', nmae: 'secret-in-body' });
    expect((await read(fields.body.instance)).fields).toEqual(
      fields.body.fields.map(({ path, code }: { path: string; code: string }) => ({ path, code })),
    );
    const anna = await signedIn(portico, acme.id, 'support', 'anna@acme.example');
    const role = await anna.delete(`/api/v1/portals/${acme.portal.id}`);
    expect((await read(role.body.instance)).actor).toMatchObject({
      kind: 'operator',
      name: expect.any(String),
    });
    expect((await anna.get(`/api/v1/refused-requests/${role.body.instance}`)).status).toBe(200);
  });

  test('DAY-34 another vendor’s are not found; the list is paged, newest first; 30 days later they are gone', async () => {
    const other = await portico.vendor('other');
    const customer = await other.customer();
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) {
      portico.clock.move(1000);
      ids.unshift((await other.api.get(`/api/v1/customers/cus_${'0'.repeat(20)}${i}`)).body.instance);
    }
    const page = await other.api.get('/api/v1/refused-requests?limit=2');
    const rest = await other.api.get(`/api/v1/refused-requests?limit=2&cursor=${page.body.nextCursor}`);
    expect([...page.body.items, ...rest.body.items].map(({ id }: RefusedRequest) => id)).toEqual(ids);
    expect((await acme.api.get(`/api/v1/refused-requests/${ids[0]}`)).body.code).toBe(
      'refused-request.not-found',
    );
    expect((await acme.api.get(`/api/v1/search?text=${ids[0]}`)).body.items).toEqual([]);
    const of = (query: string) => other.api.get(`/api/v1/refused-requests?${query}`);
    expect((await of('code=customer.')).body.items).toHaveLength(3);
    expect((await of('code=origin.')).body.items).toEqual([]);
    expect((await of(`customerId=${customer.id}`)).body.items).toEqual([]);
    portico.clock.move(31 * 86_400_000);
    await applyRetention(portico.database.db, { now: portico.clock.now() });
    expect((await of('limit=50')).body.items).toEqual([]);
  });

  test('DAY-34 a program that is refused over and over leaves sixty rows a minute at most', async () => {
    const busy = await portico.vendor('busy');
    const first = await busy.api.get('/api/v1/customers/cus_nobody');
    for (let i = 0; i < 70; i++) await busy.api.get('/api/v1/customers/cus_nobody');
    const { length } = (await busy.api.get('/api/v1/refused-requests?limit=200')).body.items;
    expect(length).toBeLessThanOrEqual(60);
    expect((await busy.api.get(`/api/v1/refused-requests/${first.body.instance}`)).status).toBe(200);
    portico.clock.move(60_000);
    const later = await busy.api.get('/api/v1/customers/cus_nobody');
    expect((await busy.api.get(`/api/v1/refused-requests/${later.body.instance}`)).status).toBe(200);
  });
});
