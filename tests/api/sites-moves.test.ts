import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Workers } from '../../src/kit/server/work.ts';
import { type Answer, Client, type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { importFile, transferWorkers } from '../helpers/transfers.ts';

describe.each(databaseKinds)('many locations and installations, and moves among them, on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let workers: Workers;
  beforeAll(async () => {
    portico = await testApp(kind);
    workers = transferWorkers(portico);
    acme = await portico.vendor();
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { signIn: { accessCode: true } });
  });
  afterAll(async () => {
    await workers.stop();
    await portico.close();
  });

  const make = async (path: string, body: object) => {
    const made = await acme.api.post(`/api/v1/${path}`, body);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body;
  };
  const session = async (accessCode: string, more: object = {}) => {
    const begun = await portico.anonymous.post('/portal/v1/sessions', {
      accessCode,
      portal: 'acme',
      ...more,
    });
    expect(begun.status, JSON.stringify(begun.body)).toBe(201);
    return new Client(portico.app, begun.body.sessionToken);
  };
  const codeOf = async (path: string, body: object = {}) => (await make(`${path}/access-code`, body)).code;
  const valuesOf = async (client: Client, path: string, field = 'name') =>
    (await client.get(path)).body.items.map((one: Answer['body']) => one[field]);
  const move = (id: string, locationId: string) =>
    acme.api.patch(`/api/v1/installations/${id}`, { locationId });

  /** Two locations of a customer; what stands at the first has a record of each kind. */
  async function world() {
    const { id: customerId } = await acme.customer();
    const here = await make('locations', { customerId, name: 'Bakery' });
    const there = await make('locations', { customerId, name: 'Shop' });
    const cold = await make('installations', { locationId: here.id, name: 'Cold store' });
    const of = { locationId: here.id, installationId: cold.id };
    await make('logbook-entries', { ...of, kind: 'Old visit', happenedOn: '2026-02-01' });
    await make('logbook-entries', { ...of, kind: 'New visit', happenedOn: '2026-11-10' });
    await make('site-documents', { ...of, kind: 'certificate', title: 'Leaks', issuedOn: '2026-11-10' });
    await make('inspections', { ...of, name: 'Leak check', everyMonths: 12, dueOn: '2026-12-01' });
    return { customerId, here, there, cold };
  }

  test('an installation moved to another location brings its records along, and keeps its token', async () => {
    const { customerId, here, there, cold } = await world();
    const tokenAt = `/api/v1/installations/${cold.id}/token`;
    const { token } = (await acme.api.get(tokenAt)).body;
    const code = await codeOf(`locations/${here.id}`, { requiresInstallationToken: true });
    const inside = await session(code, { installationToken: token });
    expect((await inside.get('/portal/v1/sites')).status).toBe(200);
    const client = await session(await codeOf(`customers/${customerId}`));

    const moved = await move(cold.id, there.id);
    expect(moved).toMatchObject({ status: 200, body: { locationId: there.id, customerId } });
    const at = (place: { id: string }, what: string) => `/portal/v1/sites/${place.id}/${what}`;
    expect(await valuesOf(client, at(there, 'installations'))).toEqual(['Cold store']);
    expect(await valuesOf(client, at(there, 'logbook'), 'kind')).toEqual(['New visit', 'Old visit']);
    expect(await valuesOf(client, at(there, 'documents'), 'title')).toEqual(['Leaks']);
    expect(await valuesOf(client, at(there, 'inspections'))).toEqual(['Leak check']);
    for (const what of ['installations', 'logbook', 'documents', 'inspections'])
      expect((await client.get(at(here, what))).body.items, what).toEqual([]);
    expect((await acme.api.get(tokenAt)).body.token).toBe(token);
    // The code of the old location let them in: it opens nothing at the new one.
    expect((await inside.get('/portal/v1/sites')).status).toBe(401);
    const again = { accessCode: code, portal: 'acme', installationToken: token };
    expect((await portico.anonymous.post('/portal/v1/sessions', again)).status).toBe(401);

    expect((await move(cold.id, there.id)).body.updatedAt).toBe(moved.body.updatedAt);
    expect((await move(cold.id, here.id)).status).toBe(200);
    expect(await valuesOf(client, at(here, 'logbook'), 'kind')).toEqual(['New visit', 'Old visit']);
  });

  test('it stays among its customer’s locations: another customer’s and another vendor’s are refused alike', async () => {
    const { cold } = await world();
    const { here: other } = await world();
    const refused = await move(cold.id, other.id);
    expect(refused).toMatchObject({ status: 422, body: { fields: [{ path: 'locationId' }] } });
    expect((await move(cold.id, 'loc_01k9z3m4q7x2v5')).body.fields).toEqual(refused.body.fields);
    const reader = await make('api-keys', { name: 'Reader', scopes: ['installations:read'] });
    const answer = await portico.app.request(`http://localhost:4400/api/v1/installations/${cold.id}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${reader.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ locationId: other.id }),
    });
    expect(answer.status).toBe(403);
  });

  test('a former owner of a location learns nothing by a move, and the owner of today nothing of before', async () => {
    const { customerId: seller, here, cold } = await world();
    const { customerId: buyer, there: theirs } = await world();
    const hand = { customerId: buyer, on: '2026-11-01' };
    expect((await acme.api.post(`/api/v1/locations/${here.id}/handover`, hand)).status).toBe(200);
    const now = await session(await codeOf(`customers/${buyer}`));
    const old = await session(await codeOf(`customers/${seller}`));

    expect((await move(cold.id, theirs.id)).status).toBe(200);
    expect(await valuesOf(now, `/portal/v1/sites/${theirs.id}/logbook`, 'kind')).toEqual(['New visit']);
    expect(await valuesOf(old, `/portal/v1/sites/${here.id}/logbook`, 'kind')).toEqual(['Old visit']);

    const press = await make('installations', { locationId: theirs.id, name: 'New press' });
    const of = { locationId: theirs.id, installationId: press.id };
    await make('logbook-entries', { ...of, kind: 'Ours', happenedOn: '2026-05-01' });
    expect((await move(press.id, here.id)).status).toBe(200);
    expect(await valuesOf(old, `/portal/v1/sites/${here.id}/installations`)).not.toContain('New press');
    expect(await valuesOf(old, `/portal/v1/sites/${here.id}/logbook`, 'kind')).toEqual(['Old visit']);
    expect(await valuesOf(now, `/portal/v1/sites/${theirs.id}/logbook`, 'kind')).toContain('Ours');
  });

  test('among hundreds a place is found by its own words and by what stands there, and pages hold each once', async () => {
    const { id: customerId } = await acme.customer();
    const branch = (at: number) => `Branch ${String(at).padStart(3, '0')}`;
    const places = Array.from({ length: 400 }, (_, at) => `b${at},${branch(at)},${customerId}`);
    const things = places.map((_, at) => `m${at},b${at},Chiller,KC-${40_000 + at}`);
    const bring = (what: string, head: string, rows: readonly string[]) =>
      importFile(portico, workers, acme, what, [head, ...rows].join('\n'));
    expect(await bring('locations', 'externalId,name,customerId', places)).toMatchObject({ created: 400 });
    const head = 'externalId,locationId,name,serialNumber';
    expect(await bring('installations', head, things)).toMatchObject({ created: 400 });
    const many = Array.from({ length: 250 }, (_, at) => `n${at},b0,Sensor${at},S${at}`);
    expect(await bring('installations', head, many)).toMatchObject({ created: 250 });

    const client = await session(await codeOf(`customers/${customerId}`));
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body }: Answer = await client.get(`/portal/v1/sites?limit=150${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.items.map(({ name }: { name: string }) => name));
      cursor = body.nextCursor;
    }
    expect(seen).toEqual(Array.from({ length: 400 }, (_, at) => branch(at)));
    expect(await valuesOf(client, '/portal/v1/sites?search=branch 17')).toEqual(
      Array.from({ length: 10 }, (_, at) => branch(170 + at)),
    );
    expect(await valuesOf(client, '/portal/v1/sites?search=kc-40233')).toEqual([branch(233)]);
    expect(await valuesOf(client, '/portal/v1/sites?search=chiller nowhere')).toEqual([]);

    const { body: first } = await acme.api.get('/api/v1/locations/ext:b0');
    const at = `/portal/v1/sites/${first.id}/installations`;
    expect(await valuesOf(client, `${at}?search=s249`)).toEqual(['Sensor249']);
    const { body: chiller } = await acme.api.get('/api/v1/installations/ext:m0');
    const hint = chiller.tokenHint;
    const staff = `/api/v1/installations?locationId=${first.id}&search=${hint}`;
    expect(await valuesOf(acme.api, staff)).toContain('Chiller');
    // Whoever could look for the end of a token could feel their way along it.
    expect(await valuesOf(client, `${at}?search=${hint}`)).toEqual([]);
    expect(await valuesOf(client, `/portal/v1/sites?search=${hint}`)).toEqual([]);
  });
});
