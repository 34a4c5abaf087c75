import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Client, type TestApp, type TestVendor, testApp, testPublicUrl } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

describe.each(databaseKinds)('API keys that are replaced or bound to a place, on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind, { trustedProxies: 1 });
    acme = await portico.vendor('acme');
  });
  afterAll(() => portico.close());

  const make = async (fields: object = {}) => {
    const made = await acme.api.post('/api/v1/api-keys', {
      name: 'Shop',
      scopes: ['customers:read'],
      ...fields,
    });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body as { id: string; key: string };
  };
  /** As behind a proxy that says where the client is. */
  const ask = async (key: string, address = '203.0.113.7') => {
    const headers = { authorization: `Bearer ${key}`, 'x-forwarded-for': address };
    const incoming = { socket: { remoteAddress: '10.0.0.1' } };
    const path = `${testPublicUrl}/api/v1/customers`;
    const answer = await portico.app.request(path, { headers }, { incoming });
    return { status: answer.status, body: await answer.json() };
  };

  test('X-4 a key works from its own addresses alone; the refusal says from where it came', async () => {
    const { id, key } = await make({ allowedAddresses: ['203.0.113.0/24', '2001:db8::/32'] });
    expect((await ask(key)).status).toBe(200);
    expect((await ask(key, '2001:db8::17')).status).toBe(200);
    const refused = await ask(key, '198.51.100.9');
    expect([refused.status, refused.body.code]).toEqual([403, 'request.forbidden']);
    expect(refused.body.detail).toContain('198.51.100.9');
    const { items } = (await acme.api.get('/api/v1/api-keys')).body;
    const listed = items.find((one: { id: string }) => one.id === id);
    expect(listed.allowedAddresses).toEqual(['203.0.113.0/24', '2001:db8::/32']);
    const wrong = await acme.api.post('/api/v1/api-keys', { name: 'x', allowedAddresses: ['everywhere'] });
    expect([wrong.status, wrong.body.fields[0].path]).toEqual([422, 'allowedAddresses.0']);
  });

  test('X-4 a key is replaced by one that may the same, and the old one ends when it was said', async () => {
    const old = await make({ allowedAddresses: ['203.0.113.0/24'] });
    const made = await acme.api.post(`/api/v1/api-keys/${old.id}/rotation`, { hours: 24 });
    expect(made.body).toMatchObject({
      ...{ name: 'Shop', scopes: ['customers:read'], allowedAddresses: ['203.0.113.0/24'], expiresAt: null },
    });
    expect([(await ask(old.key)).status, (await ask(made.body.key)).status]).toEqual([200, 200]);
    portico.clock.move(23 * 3_600_000);
    expect((await ask(old.key)).status).toBe(200);
    portico.clock.move(3_601_000);
    expect([(await ask(old.key)).status, (await ask(made.body.key)).status]).toEqual([401, 200]);
    const at = await acme.api.post(`/api/v1/api-keys/${made.body.id}/rotation`, { hours: 0 });
    expect([(await ask(made.body.key)).status, (await ask(at.body.key)).status]).toEqual([401, 200]);
    const actions = (await acme.api.get('/api/v1/activity?action=api-key.rotated')).body.items;
    expect(actions.map(({ subjectId }: { subjectId: string }) => subjectId)).toEqual([made.body.id, old.id]);
    expect((await acme.api.post('/api/v1/api-keys/key_000000000000/rotation')).body.code).toBe(
      'api-key.not-found',
    );
    expect((await acme.api.post(`/api/v1/api-keys/${old.id}/rotation`, { hours: 721 })).status).toBe(422);
  });

  test('X-4 nobody replaces a key by one that may more than they do', async () => {
    const wide = await make({ scopes: ['customers:read', 'invoices:read'] });
    const narrow = await make({ scopes: ['api-keys:write', 'customers:read'] });
    const refused = await new Client(portico.app, narrow.key).post(`/api/v1/api-keys/${wide.id}/rotation`);
    expect([refused.status, refused.body.fields[0].code]).toEqual([422, 'beyond']);
    expect((await ask(wide.key)).status).toBe(200);
    const { items } = (await acme.api.get('/api/v1/api-keys')).body;
    expect(items.find((one: { id: string }) => one.id === wide.id).expiresAt).toBeNull();
  });
});
