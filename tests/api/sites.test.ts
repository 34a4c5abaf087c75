import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newCode } from '../../src/kit/common/code.ts';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { contentsOf } from '../helpers/contents.ts';
import { databaseKinds } from '../helpers/databases.ts';

describe.each(databaseKinds)('locations and installations on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor();
  });
  afterAll(() => portico.close());

  const place = async (fields: object = {}) => {
    const { id: customerId } = await acme.customer();
    const made = await acme.api.post('/api/v1/locations', { customerId, name: 'Cold store', ...fields });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body as { id: string; customerId: string };
  };
  const machine = async (locationId: string, fields: object = {}) =>
    acme.api.post('/api/v1/installations', { locationId, name: 'Chiller 3', ...fields });
  const tokenOf = async (id: string) =>
    (await acme.api.get(`/api/v1/installations/${id}/token`)).body.token as string;

  test('a location keeps what it was given, and its address is merged field by field', async () => {
    const made = await place({
      address: { street: 'Kade', postcode: '3511', city: 'Utrecht', country: 'NL' },
    });
    const changed = await acme.api.patch(`/api/v1/locations/${made.id}`, { address: { city: 'Zeist' } });
    expect(changed.body).toMatchObject({
      name: 'Cold store',
      address: { street: 'Kade', houseNumber: '', postcode: '3511', city: 'Zeist', country: 'NL' },
    });
    const found = await acme.api.get('/api/v1/locations?search=zeist');
    expect(found.body.items.map(({ id }: { id: string }) => id)).toEqual([made.id]);
  });

  test('a list of locations says what stands at each and when the first of it is due', async () => {
    const [full, empty] = [await place({ name: 'Counted' }), await place({ name: 'Counted too' })];
    const first = (await machine(full.id)).body;
    await machine(full.id);
    for (const dueOn of ['2027-03-01', '2026-12-01']) {
      const inspection = {
        locationId: full.id,
        installationId: first.id,
        name: 'Leak test',
        dueOn,
      };
      const made = await acme.api.post('/api/v1/inspections', inspection);
      expect(made.status, JSON.stringify(made.body)).toBe(201);
    }
    const { items } = (await acme.api.get('/api/v1/locations?search=counted')).body;
    const told = items.map(({ id, installations, dueOn }: Record<string, unknown>) => [
      id,
      installations,
      dueOn,
    ]);
    expect(told.sort()).toEqual(
      [
        [full.id, 2, '2026-12-01'],
        [empty.id, 0, null],
      ].sort(),
    );
  });

  test('CLI-14 an installation’s token is made once, and stays whatever changes', async () => {
    const location = await place();
    const { body } = await machine(location.id, { kind: 'Heat pump', installedOn: '2024-05-02' });
    const token = await tokenOf(body.id);
    expect(token).toMatch(/^([0-9A-Z]{5}-){4}[0-9A-Z]{5}$/);
    expect(body).toMatchObject({ customerId: location.customerId, tokenHint: token.slice(-4) });
    await acme.api.patch(`/api/v1/installations/${body.id}`, { name: 'Chiller 4' });
    await acme.api.post(`/api/v1/customers/${location.customerId}/access-code`);
    expect(await tokenOf(body.id)).toBe(token);
  });

  test('a token made elsewhere is kept as it is printed, once per vendor', async () => {
    const location = await place();
    const token = 'KW-20931-a';
    const made = await machine(location.id, { token, externalId: 'kw-1' });
    expect(await tokenOf(made.body.id)).toBe(token);
    expect((await machine(location.id, { token })).body.code).toBe('installation.token-taken');
    const put = (fields: object) =>
      acme.api.put('/api/v1/installations/ext:kw-1', { locationId: location.id, name: 'Chiller', ...fields });
    expect((await put({ token })).status).toBe(200);
    expect(await put({ token: 'another-token' })).toMatchObject({
      status: 422,
      body: { fields: [{ path: 'token', code: 'fixed' }] },
    });
    const elsewhere = await place();
    expect((await put({ locationId: elsewhere.id })).body.fields[0].path).toBe('locationId');
  });

  test('reading a token leaves a row in the log, and the database does not hold it in clear', async () => {
    const location = await place();
    const token = newCode();
    const { body } = await machine(location.id, { token });
    await tokenOf(body.id);
    const rows = await portico.database.db
      .selectFrom('activity')
      .select(['action', 'actor_kind'])
      .where('subject_id', '=', body.id)
      .where('action', '=', 'installation.token-read')
      .execute();
    expect(rows).toEqual([{ action: 'installation.token-read', actor_kind: 'api-key' }]);
    const stored = JSON.stringify(await contentsOf(portico.database));
    expect(stored).not.toContain(token);
    expect(stored).not.toContain(token.replaceAll('-', ''));
  });

  test('a key that may only read installations does not read their tokens', async () => {
    const location = await place();
    const { body } = await machine(location.id);
    const key = await acme.api.post('/api/v1/api-keys', { name: 'Reader', scopes: ['installations:read'] });
    const reader = await portico.app.request(`http://localhost:4400/api/v1/installations/${body.id}/token`, {
      headers: { authorization: `Bearer ${key.body.key}` },
    });
    expect(reader.status).toBe(403);
  });

  test('with a location go its installations, with a customer its locations', async () => {
    const location = await place();
    const { body } = await machine(location.id);
    expect((await acme.api.delete(`/api/v1/customers/${location.customerId}`)).status).toBe(204);
    expect((await acme.api.get(`/api/v1/locations/${location.id}`)).status).toBe(404);
    expect((await acme.api.get(`/api/v1/installations/${body.id}`)).status).toBe(404);
  });
});
