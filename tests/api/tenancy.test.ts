import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../src/kit/common/id.ts';
import { type Answer, type Client, type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { contentsOf } from '../helpers/contents.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { contract } from './tenancy/bodies.ts';
import { portalMatrix, vendorMatrix } from './tenancy/matrix.ts';
import { type Made, oneOfEach, removeEach } from './tenancy/one-of-each.ts';
import { type Ids, type Matrix, prefixes, unguessed } from './tenancy/places.ts';

const places = (matrix: Matrix) =>
  Object.entries(matrix).flatMap(([route, list]) =>
    list.map((place) => ({ route, place, title: `${route} ${place.where}` })),
  );
/** What deletes comes last, so that there is something to read and change. */
const order = ['GET', 'PUT', 'PATCH', 'POST', 'DELETE'];
const rank = ({ route }: { route: string }) => order.indexOf(route.split(' ')[0] ?? '');
const readsFirst = (a: { route: string }, b: { route: string }) => rank(a) - rank(b);
/** What an answer tells, without what it repeats of the question and the number of the request. */
const told = ({ status, body }: Answer, id: string) => {
  const { instance: _, ...rest } = typeof body === 'object' && body ? body : { text: body };
  return { status, body: JSON.stringify(rest).replaceAll(id, '…') };
};

describe.each(databaseKinds)('tenancy on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let anna: Client;
  let own: Made;
  let foreign: Made;
  let gone: Made;
  let neighbour: Made;

  beforeAll(async () => {
    // No name server answers there, at once.
    portico = await testApp(kind, { outside: { nameServers: ['127.0.0.1:9'] } });
    acme = await portico.vendor('acme');
    // Where a panel is hidden, all ids are answered alike anyway.
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, {
      panels: { sites: 'view', licences: 'edit', routes: 'edit', packages: 'view', alerts: 'edit' },
    });
    const globex = await portico.vendor('globex');
    foreign = await oneOfEach(globex);
    gone = await oneOfEach(acme);
    await removeEach(acme, gone.ids);
    own = await oneOfEach(acme);
    neighbour = await oneOfEach(acme, own.ids['signing-key']);
    anna = await acme.signIn(own.ids.customer);
  });
  afterAll(() => portico.close());

  test('ID01 every route of the service is in the matrix, and the matrix holds no route that is gone', () => {
    const routes = portico.app.routes.filter(
      ({ method, path }) => method !== 'ALL' && /^\/(api|portal)\/v1\//.test(path),
    );
    const named = new Set(routes.map(({ method, path }) => `${method} ${path.replace(/(.)\/$/, '$1')}`));
    expect([...named].sort()).toEqual(Object.keys({ ...vendorMatrix, ...portalMatrix }).sort());
    expect(named.size).toBeGreaterThan(20);
  });

  /** None of these writes anything, so what was there before the first is there after each. */
  let before: Awaited<ReturnType<typeof contentsOf>> | undefined;
  test.each(places(vendorMatrix))(
    'ID01 $title: another vendor’s id is answered like a made-up one',
    async ({ place }) => {
      const { kind: thing, send } = place;
      const random = newId(prefixes[thing]);
      before ??= await contentsOf(portico.database);
      const missing = told(await send(acme.api, random, own.ids), random);
      const strangers: (string | undefined)[] = [foreign.ids[thing]];
      if (thing !== 'signing-key' && !place.keepsGone) strangers.push(gone.ids[thing]);
      for (const id of strangers as string[]) {
        expect(told(await send(acme.api, id, own.ids), id)).toEqual(missing);
      }
      const made = `ext:${unguessed()}`;
      const missingExternal = told(await send(acme.api, made, own.ids), made);
      for (const id of [foreign.external[thing], gone.external[thing]]) {
        if (id) expect(told(await send(acme.api, id, own.ids), id)).toEqual(missingExternal);
      }
      if (!place.where.startsWith('query')) expect([404, 422]).toContain(missing.status);
      expect(await contentsOf(portico.database)).toEqual(before);
    },
  );

  // What is read and changed serves the next act too; what an act used up, or took along, is made anew for the next.
  let serving: Made | undefined;
  test.each(places(vendorMatrix).sort(readsFirst))(
    'ID01 $title: one’s own id is served',
    async ({ place }) => {
      const act = async (mine: Made) => place.send(acme.api, mine.ids[place.kind], mine.ids);
      const fresh = () => oneOfEach(acme, own.ids['signing-key']);
      serving ??= await fresh();
      let answer = await act(serving);
      if (answer.status >= 300) {
        serving = await fresh();
        answer = await act(serving);
      }
      expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    },
  );

  test('ID01 the same outside id at another vendor is another thing: an upsert changes one’s own', async () => {
    const before = await acme.api.get(`/api/v1/customers/${own.ids.customer}`);
    const path = `/api/v1/customers/${foreign.external.customer}`;
    expect((await acme.api.get(path)).status).toBe(404);
    const put = await acme.api.put(path, { name: 'Mine' });
    expect(put.status).toBe(201);
    expect(put.body.id).not.toBe(foreign.ids.customer);
    expect((await acme.api.get(`/api/v1/customers/${own.ids.customer}`)).body).toEqual(before.body);
  });

  test('ID01 a portal token for another vendor’s portal is refused like one for no portal', async () => {
    const ask = (portal: string) =>
      acme.api.post('/api/v1/portal-tokens', { customerId: own.ids.customer, portal });
    const before = await contentsOf(portico.database);
    const [theirs, none] = [await ask('globex'), await ask('nobody')];
    expect(told(theirs, 'globex')).toEqual(told(none, 'nobody'));
    expect(theirs).toMatchObject({ status: 422, body: { fields: [{ path: 'portal' }] } });
    expect(await contentsOf(portico.database)).toEqual(before);
  });

  let beforePortal: Awaited<ReturnType<typeof contentsOf>> | undefined;
  test.each(places(portalMatrix))(
    'ID02 $title: another customer’s id is answered like a made-up one',
    async ({ place }) => {
      const { kind: thing, send } = place;
      beforePortal ??= await contentsOf(portico.database);
      const random = newId(prefixes[thing]);
      const missing = told(await send(anna, random, own.ids), random);
      expect(missing.status).toBe(404);
      const others = [neighbour, foreign, gone].flatMap(({ ids, external }) => [ids[thing], external[thing]]);
      for (const id of [...others, 'ext:x', 'x']) {
        // Plugins are the vendor's, so a neighbour has the same.
        if (id === undefined || id === own.ids[thing] || id === own.external[thing]) continue;
        expect(told(await send(anna, id, own.ids), id)).toEqual(missing);
      }
      expect(await contentsOf(portico.database)).toEqual(beforePortal);
    },
  );

  test.each(places(portalMatrix).sort(readsFirst))(
    'ID02 $title: one’s own id is served',
    async ({ place }) => {
      const answer = await place.send(anna, own.ids[place.kind], own.ids);
      expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    },
  );

  test('ID02 a session narrowed to one contract sees that one; to another customer’s, none', async () => {
    const customer = await acme.customer();
    const neighbour = await acme.customer();
    const [first, second] = [
      (await acme.api.post('/api/v1/contracts', { ...contract(customer.id), externalId: unguessed() })).body,
      (await acme.api.post('/api/v1/contracts', contract(customer.id))).body,
    ];
    const theirs = (await acme.api.post('/api/v1/contracts', contract(neighbour.id))).body;
    for (const id of [first.id, `ext:${first.externalId}`]) {
      const narrow = await acme.signIn(customer.id, { subject: { type: 'contract', id } });
      expect(
        (await narrow.get('/portal/v1/contracts')).body.items.map((item: Ids & { id: string }) => item.id),
      ).toEqual([first.id]);
      expect((await narrow.get('/portal/v1/bootstrap')).body.bootstrap.contracts).toHaveLength(1);
      expect((await narrow.get(`/portal/v1/contracts/${first.id}`)).status).toBe(200);
      expect((await narrow.get(`/portal/v1/contracts/${second.id}`)).status).toBe(404);
    }
    for (const id of [theirs.id, foreign.ids.contract, 'ext:nothing', '%']) {
      const narrow = await acme.signIn(customer.id, { subject: { type: 'contract', id } });
      expect((await narrow.get('/portal/v1/contracts')).body.items).toEqual([]);
      expect((await narrow.get(`/portal/v1/contracts/${theirs.id}`)).status).toBe(404);
    }
  });
});
