import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Client, type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

describe.each(databaseKinds)('the customer’s locations on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor();
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { signIn: { accessCode: true } });
  });
  afterAll(() => portico.close());

  const make = async (path: string, body: object) => {
    const made = await acme.api.post(`/api/v1/${path}`, body);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body;
  };
  /** A customer with two places, of which the first has two machines. */
  async function world() {
    const { id: customerId } = await acme.customer();
    const here = await make('locations', { customerId, name: 'Bakery', address: { city: 'Utrecht' } });
    const there = await make('locations', { customerId, name: 'Shop', number: 'L-2' });
    const machine = (locationId: string, name: string) =>
      make('installations', { locationId, name, serialNumber: `SN-${name}` });
    const cold = await machine(here.id, 'Cold store');
    const oven = await machine(here.id, 'Freezer');
    const counter = await machine(there.id, 'Counter');
    return { customerId, here, there, cold, oven, counter };
  }
  const byCode = async (path: string, body: object = {}, more: object = {}) => {
    const { code } = await make(`${path}/access-code`, body);
    const session = await portico.anonymous.post('/portal/v1/sessions', {
      accessCode: code,
      portal: 'acme',
      ...more,
    });
    expect(session.status, JSON.stringify(session.body)).toBe(201);
    return { client: new Client(portico.app, session.body.sessionToken), bootstrap: session.body.bootstrap };
  };
  const names = async (client: Client, path: string) =>
    (await client.get(path)).body.items.map(({ name }: { name: string }) => name);

  test('CLI-4 a customer’s code shows all locations and installations of theirs, and nobody else’s', async () => {
    const other = await world();
    const { customerId, here } = await world();
    const { client, bootstrap } = await byCode(`customers/${customerId}`);
    expect(bootstrap.panels).toContainEqual({ panel: 'sites', view: true, change: expect.any(Boolean) });
    const { body } = await client.get('/portal/v1/sites');
    expect(body).toEqual({
      nextCursor: null,
      items: [
        expect.objectContaining({ id: here.id, name: 'Bakery', installations: 2 }),
        expect.objectContaining({ name: 'Shop', number: 'L-2', installations: 1 }),
      ],
    });
    expect(await names(client, `/portal/v1/sites/${here.id}/installations`)).toEqual([
      'Cold store',
      'Freezer',
    ]);
    expect((await client.get(`/portal/v1/sites/${other.here.id}`)).body.code).toBe('location.not-found');
    expect((await client.get(`/portal/v1/sites/${other.here.id}/installations`)).status).toBe(404);
    expect(await names(client, '/portal/v1/sites?search=utre')).toEqual(['Bakery']);
    const first = (await client.get('/portal/v1/sites?limit=1')).body;
    expect(first.items).toHaveLength(1);
    expect(await names(client, `/portal/v1/sites?limit=1&cursor=${first.nextCursor}`)).toEqual(['Shop']);
  });

  test('CLI-8 CLI-9 a location’s code shows that location with what stands there; a sibling is refused', async () => {
    const { here, there } = await world();
    const { client, bootstrap } = await byCode(`locations/${here.id}`);
    const seen = bootstrap.panels.filter(({ view }: { view: boolean }) => view);
    expect(seen.map(({ panel }: { panel: string }) => panel)).toEqual(['sites']);
    expect(await names(client, '/portal/v1/sites')).toEqual(['Bakery']);
    expect(await names(client, `/portal/v1/sites/${here.id}/installations`)).toEqual([
      'Cold store',
      'Freezer',
    ]);
    expect((await client.get(`/portal/v1/sites/${there.id}`)).status).toBe(404);
    expect((await client.get(`/portal/v1/sites/${there.id}/installations`)).status).toBe(404);
    for (const path of ['contracts', 'documents', 'profile'])
      expect((await client.get(`/portal/v1/${path}`)).body.code).toBe('panel.hidden');
  });

  test('CLI-13 a code with a token shows that installation and no other, at the place where it stands', async () => {
    const { here, there, oven } = await world();
    const { token } = (await acme.api.get(`/api/v1/installations/${oven.id}/token`)).body;
    const needs = { requiresInstallationToken: true };
    const { client } = await byCode(`locations/${here.id}`, needs, { installationToken: token });
    expect((await client.get('/portal/v1/sites')).body.items).toEqual([
      expect.objectContaining({ name: 'Bakery', installations: 1 }),
    ]);
    const { items } = (await client.get(`/portal/v1/sites/${here.id}/installations`)).body;
    expect(items).toEqual([
      {
        id: oven.id,
        name: 'Freezer',
        kind: null,
        serialNumber: 'SN-Freezer',
        installedOn: null,
        light: null,
      },
    ]);
    expect((await client.get(`/portal/v1/sites/${there.id}`)).status).toBe(404);
    expect(JSON.stringify(items)).not.toContain(token.slice(-4));
  });

  test('a token for one contract shows no location; one for a location by the vendor’s own id shows it', async () => {
    const { customerId, counter } = await world();
    const own = await make('locations', { customerId, name: 'Own id', externalId: 'place-9' });
    const contract = await acme.signIn(customerId, { subject: { type: 'contract', id: 'ctr_000000000000' } });
    expect((await contract.get('/portal/v1/sites')).body.code).toBe('panel.hidden');
    const place = await acme.signIn(customerId, { subject: { type: 'location', id: 'ext:place-9' } });
    expect(await names(place, '/portal/v1/sites')).toEqual(['Own id']);
    expect(await names(place, `/portal/v1/sites/${own.id}/installations`)).toEqual([]);
    const machine = await acme.signIn(customerId, { subject: { type: 'installation', id: counter.id } });
    expect(await names(machine, '/portal/v1/sites')).toEqual(['Shop']);
  });

  test('where people come in by no code, the panel is there only if the vendor names it', async () => {
    const globex = await portico.vendor(`globex-${kind}`);
    const { id } = await globex.customer();
    const client = await globex.signIn(id);
    expect((await client.get('/portal/v1/sites')).body.code).toBe('panel.hidden');
    await globex.api.patch(`/api/v1/portals/${globex.portal.id}`, { panels: { sites: 'view' } });
    expect((await client.get('/portal/v1/sites')).body).toEqual({ items: [], nextCursor: null });
  });
});
