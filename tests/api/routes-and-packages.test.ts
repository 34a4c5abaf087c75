import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Workers } from '../../src/kit/server/work.ts';
import { type Answer, type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { importFile, transferWorkers } from '../helpers/transfers.ts';

describe.each(databaseKinds)('routes and packages on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let workers: Workers;
  beforeAll(async () => {
    portico = await testApp(kind);
    workers = transferWorkers(portico);
    acme = await portico.vendor();
  });
  afterAll(async () => {
    await workers?.stop();
    await portico?.close();
  });

  const route = (customerId: string, more: object = {}) =>
    acme.api.post('/api/v1/routes', {
      customerId,
      kind: 'route',
      value: '+49 30',
      destination: 'trunk-1',
      ...more,
    });

  test('CON-28 routes are records of a customer: made, found, changed, put by one’s own id, deleted, each with its event', async () => {
    const { id: customerId } = await acme.customer();
    const made = await route(customerId, { priority: 5 });
    expect(made.body).toMatchObject({ customerId, value: '4930', priority: 5, weight: 0, active: true });
    const at = `/api/v1/routes/${made.body.id}`;
    expect((await acme.api.patch(at, { weight: 40 })).body.weight).toBe(40);
    const put = () =>
      acme.api.put('/api/v1/routes/ext:r-1', { customerId, kind: 'number', value: '+49 30 12345' });
    expect((await put()).status).toBe(201);
    expect(await put()).toMatchObject({ status: 200, body: { value: '+493012345' } });
    expect((await route(customerId, { kind: 'number', value: '+493012345' })).body.code).toBe(
      'route.value-taken',
    );
    expect((await route(customerId, { kind: 'ip', value: '300.1.1.1' })).body.fields[0].path).toBe('value');
    const found = await acme.api.get(`/api/v1/routes?customerId=${customerId}&kind=number`);
    expect(found.body.items.map(({ externalId }: { externalId: string }) => externalId)).toEqual(['r-1']);
    expect((await acme.api.delete(at)).status).toBe(204);
    const log = await acme.api.get(`/api/v1/activity?customerId=${customerId}`);
    const acts = log.body.items.map(({ action }: { action: string }) => action);
    expect(acts.filter((action: string) => action.startsWith('route.')).sort()).toEqual([
      ...['route.created', 'route.created', 'route.deleted', 'route.updated'],
    ]);
  });

  test('CON-28 the secret of a user is told once, sealed in the database, read by the vendor with a row in the log, and renewed', async () => {
    const { id: customerId } = await acme.customer();
    const made = await route(customerId, { kind: 'user', value: 'Office' });
    const { id, secret } = made.body;
    expect(secret).toHaveLength(29);
    const read = await acme.api.get(`/api/v1/routes/${id}`);
    expect(read.body).toMatchObject({ value: 'office', hasSecret: true });
    expect(JSON.stringify(read.body)).not.toContain(secret);
    const row = await portico.database.db
      .selectFrom('route')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    expect(JSON.stringify(row)).not.toContain(secret);
    expect((await acme.api.get(`/api/v1/routes/${id}/secret`)).body).toEqual({ secret });
    const renewed = await acme.api.post(`/api/v1/routes/${id}/secret`);
    expect(renewed.body.secret).not.toBe(secret);
    expect((await acme.api.get(`/api/v1/routes/${id}/secret`)).body).toEqual(renewed.body);
    const log = await acme.api.get(`/api/v1/activity?customerId=${customerId}`);
    const acts = log.body.items.map(({ action }: { action: string }) => action);
    expect(acts.filter((action: string) => action === 'route.secret-read')).toHaveLength(2);
  });

  test('CON-28 view only: no form, no control, no write by the portal’s API; each section can be for looking at alone', async () => {
    const { id: customerId } = await acme.customer();
    const made = await route(customerId);
    const own = `/portal/v1/routes/${made.body.id}`;
    const session = await acme.signIn(customerId);
    const list = await session.get('/portal/v1/routes?language=de');
    expect(list.body.items[0]).toMatchObject({ section: 'Wohin Anrufe gehen', title: 'Anrufe an 4930' });
    expect(list.body.adds.map(({ id }: { id: string }) => id)).toEqual(['new-ip', 'new-user', 'new-route']);
    expect((await session.get(own)).body.form.fixed).toBeUndefined();
    expect((await session.patch(own, { destination: 'trunk-2' })).status).toBe(200);
    expect((await session.post('/portal/v1/routes', { kind: 'number', value: '+4930999' })).status).toBe(422);
    const user = await session.post('/portal/v1/routes', { kind: 'user', value: 'mine' });
    expect(user.body.once.value).toHaveLength(29);
    expect((await session.get(`/portal/v1/routes/${user.body.id}`)).body.notes).toHaveLength(1);

    await acme.api.patch(`/api/v1/customers/${customerId}`, { features: { 'routes.routing': false } });
    expect((await session.get(own)).body).toMatchObject({ form: null, remove: null });
    expect((await session.patch(own, { destination: 'x' })).body.code).toBe('feature.off');
    expect((await session.post('/portal/v1/routes', { kind: 'route', value: '49' })).body.code).toBe(
      'feature.off',
    );
    expect((await session.delete(own)).body.code).toBe('feature.off');
    const less = await session.get('/portal/v1/routes');
    expect(less.body.adds.map(({ id }: { id: string }) => id)).toEqual(['new-ip', 'new-user']);

    const looking = await acme.signIn(customerId, { readOnly: true });
    expect((await looking.get('/portal/v1/routes')).body.adds).toEqual([]);
    expect((await looking.get('/portal/v1/routes/forms/route')).body.code).toBe('panel.read-only');
    expect((await looking.patch(own, { note: 'x' })).body.code).toBe('panel.read-only');

    await acme.api.patch(`/api/v1/customers/${customerId}`, { overrides: { routes: 'hide' } });
    expect((await session.get('/portal/v1/routes')).body.code).toBe('panel.hidden');
    expect((await session.patch(own, { note: 'x' })).body.code).toBe('panel.hidden');
    const other = await acme.signIn((await acme.customer()).id);
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { panels: { routes: 'edit' } });
    expect((await other.get(own)).body.code).toBe('route.not-found');
    expect((await other.patch(own, { note: 'x' })).body.code).toBe('route.not-found');
    expect((await other.delete(own)).body.code).toBe('route.not-found');
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { panels: {} });
  });

  test('CON-28 a customer’s number stays the vendor’s: where it rings is the customer’s to say', async () => {
    const { id: customerId } = await acme.customer();
    const { id } = (await route(customerId, { kind: 'number', value: '+31 20 1234567' })).body;
    const session = await acme.signIn(customerId);
    const own = `/portal/v1/routes/${id}`;
    expect((await session.get(own)).body.remove).toBeNull();
    expect((await session.delete(own)).body.code).toBe('route.not-found');
    await session.patch(own, { value: '+31201', destination: 'reception', active: false });
    const after = (await acme.api.get(`/api/v1/routes/${id}`)).body;
    expect(after).toMatchObject({ value: '+31201234567', destination: 'reception', active: false });
  });

  test('CON-28 a list of thousands comes by pages, each once and in order, and is looked through', async () => {
    const { id: customerId } = await acme.customer();
    const value = (at: number) => String(100_000 + at * 7);
    const lines = Array.from(
      { length: 3000 },
      (_, at) => `many-${at},${customerId},route,${value(at)},trunk-${at % 3}`,
    );
    const head = 'externalId,customerId,kind,value,destination';
    const file = [head, ...lines].join('\n');
    expect(await importFile(portico, workers, acme, 'routes', file)).toMatchObject({
      created: 3000,
      failed: 0,
    });
    await route(customerId, { kind: 'number', value: '+4912345678' });
    const session = await acme.signIn(customerId);
    const titles: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Answer = await session.get(`/portal/v1/routes?limit=200${cursor && `&cursor=${cursor}`}`);
      expect(page.status).toBe(200);
      titles.push(...page.body.items.map(({ title }: { title: string }) => title));
      cursor = page.body.nextCursor;
    }
    expect(titles).toEqual(['+4912345678', ...lines.map((_, at) => `Calls to ${value(at)}`)]);
    const found = (await session.get(`/portal/v1/routes?search=${value(2777)}`)).body;
    expect(found.items.map(({ title }: { title: string }) => title)).toEqual([`Calls to ${value(2777)}`]);
    expect(found.find).toBeTruthy();
  });

  test('CON-12 packages are records of a customer, shown with what is used; only the vendor changes them', async () => {
    const { id: customerId } = await acme.customer();
    const wanted = { customerId, name: 'Europe 500', unit: 'minutes', included: 500, startsOn: '2026-11-01' };
    const more = { used: 120, endsOn: '2026-11-30', renews: true, price: { amount: 990, currency: 'EUR' } };
    const made = await acme.api.post('/api/v1/packages', { ...wanted, ...more });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    expect((await acme.api.post('/api/v1/packages', { ...wanted, endsOn: '2026-10-01' })).status).toBe(422);
    const session = await acme.signIn(customerId);
    const { items } = (await session.get('/portal/v1/packages?language=nl')).body;
    expect(items[0]).toMatchObject({
      title: 'Europe 500',
      end: { money: more.price },
      state: { label: 'Loopt' },
    });
    expect(items[0].meta[0]).toBe('120 van 500 minutes gebruikt');
    expect((await session.post('/portal/v1/packages', wanted)).status).toBe(404);
    const put = await acme.api.put('/api/v1/packages/ext:p-1', { ...wanted, used: 500 });
    expect(put.status).toBe(201);
    expect((await session.get(`/portal/v1/packages/${put.body.id}`)).body.facts).toContainEqual({
      label: 'State',
      value: 'Used up',
    });
    const other = await acme.signIn((await acme.customer()).id);
    expect((await other.get('/portal/v1/packages')).body.code).toBe('panel.hidden');
  });
});
