import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bulkChangeWork } from '../../src/features/customers/server/bulk/run.ts';
import { startWorkers, type Workers } from '../../src/kit/server/work.ts';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

const path = '/api/v1/bulk-changes';

/** Work is taken up as soon as it is asked for, at times before the answer is read. */
const begun = expect.stringMatching(/^(?:waiting|running|done)$/);

describe.each(databaseKinds)('many customers changed at once on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let workers: Workers;
  let ids: string[];

  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
    workers = startWorkers({
      ...{ database: portico.database, clock: portico.clock, pollMs: 3_600_000 },
      ...{ kinds: [bulkChangeWork], context: {} },
    });
    ids = [];
    for (let n = 0; n < 4; n++) {
      const made = await acme.api.post('/api/v1/customers', { name: `Blum ${n}`, externalId: `b-${n}` });
      ids.push(made.body.id);
    }
  });
  afterAll(async () => {
    await workers.stop();
    await portico.close();
  });

  const check = async (selection: object, change: object) => {
    portico.clock.move(1000); // newest first is by the moment
    const made = await acme.api.post(path, { selection, change });
    expect(made, JSON.stringify(made.body)).toMatchObject({ status: 201, body: { state: 'checking' } });
    await workers.runDue();
    return read(made.body.id);
  };
  const read = async (id: string) => (await acme.api.get(`${path}/${id}`)).body;
  const start = async (id: string, body: object = {}) => {
    const started = await acme.api.post(`${path}/${id}/start`, body);
    await workers.runDue();
    return started;
  };
  const customer = async (index: number) => (await acme.api.get(`/api/v1/customers/${ids[index]}`)).body;
  const rows = async (id: string, query = '') => {
    const { items } = (await acme.api.get(`${path}/${id}/rows${query}`)).body;
    return items.sort((a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1));
  };

  test('CON-41 one section is hidden from three customers: first shown, then done, then taken back', async () => {
    await acme.api.patch(`/api/v1/customers/${ids[0]}`, { overrides: { documents: 'show', usage: 'show' } });
    const three = { ids: [ids[0], 'ext:b-1', ids[2]] };
    const change = { overrides: { documents: 'hide' } };
    const checked = await check(three, change);
    expect(checked).toMatchObject({ state: 'checked', changed: 3, unchanged: 0, refused: 0, done: 3 });
    expect(await customer(1)).toMatchObject({ overrides: {} });
    expect(await rows(checked.id)).toMatchObject([
      {
        name: 'Blum 0',
        outcome: 'example',
        before: { 'overrides.documents': 'show' },
        after: { 'overrides.documents': 'hide' },
      },
      { name: 'Blum 1', before: { 'overrides.documents': null } },
      { name: 'Blum 2' },
    ]);
    expect(await start(checked.id)).toMatchObject({ status: 202, body: { state: begun } });
    expect(await read(checked.id)).toMatchObject({ state: 'done', changed: 3, refused: 0 });
    expect((await customer(0)).overrides).toEqual({ documents: 'hide', usage: 'show' });
    expect((await customer(1)).overrides).toEqual({ documents: 'hide' });
    expect((await customer(3)).overrides).toEqual({});
    const seen = (await acme.api.get(`/api/v1/customers/${ids[1]}/visibility`)).body.panels;
    expect(seen.find(({ panel }: { panel: string }) => panel === 'documents')).toMatchObject({
      view: false,
      viewRule: 'override-hide',
    });
    const log = await acme.api.get(`/api/v1/activity?customerId=${ids[1]}`);
    expect(log.body.items[0]).toMatchObject({ action: 'customer.updated', fields: ['overrides'] });
    expect((await acme.api.post(`${path}/${checked.id}/start`, {})).body.code).toBe('bulk-change.not-ready');

    // Taken back: what somebody changed again since stays as it is, and is named.
    await acme.api.patch(`/api/v1/customers/${ids[2]}`, { overrides: { documents: 'show' } });
    const undo = await acme.api.post(`${path}/${checked.id}/undo`, {});
    expect(undo).toMatchObject({ status: 201, body: { undoes: checked.id } });
    await workers.runDue();
    expect(await read(undo.body.id)).toMatchObject({ state: 'checked', changed: 2, refused: 1 });
    await start(undo.body.id);
    expect(await read(undo.body.id)).toMatchObject({ state: 'done', changed: 2, refused: 1 });
    expect(await rows(undo.body.id, '?outcome=refused')).toMatchObject([
      { id: ids[2], code: 'bulk-change.changed-since' },
    ]);
    expect((await customer(0)).overrides).toEqual({ documents: 'show', usage: 'show' });
    expect((await customer(1)).overrides).toEqual({});
    expect((await customer(2)).overrides).toEqual({ documents: 'show' });
    expect(await read(checked.id)).toMatchObject({ undoneBy: undo.body.id });
  });

  test('CON-41 everybody a filter finds is changed at a set time, or not, where it is called off', async () => {
    const inAnHour = new Date(portico.clock.now().getTime() + 3_600_000).toISOString();
    const filter = { search: 'blum', status: 'active' };
    const checked = await check({ filter }, { limits: { domains: 7 }, language: 'fr' });
    expect(checked).toMatchObject({ state: 'checked', changed: 4 });
    expect(await start(checked.id, { startAt: inAnHour })).toMatchObject({
      body: { state: 'planned', startAt: inAnHour },
    });
    expect(await customer(3)).toMatchObject({ language: null, limits: { domains: 0 } });
    const other = await check({ filter: {} }, { status: 'blocked' });
    await start(other.id, { startAt: inAnHour });
    expect(await acme.api.post(`${path}/${other.id}/cancel`, {})).toMatchObject({
      status: 200,
      body: { state: 'cancelled' },
    });
    // Who matches then is meant: one is switched off before its time comes.
    await acme.api.patch(`/api/v1/customers/${ids[0]}`, { status: 'inactive' });
    portico.clock.move(3_600_001);
    await workers.runDue();
    expect(await read(checked.id)).toMatchObject({ state: 'done', changed: 3 });
    expect(await customer(3)).toMatchObject({ status: 'active', language: 'fr', limits: { domains: 7 } });
    expect(await customer(0)).toMatchObject({ language: null });
    const listed = (await acme.api.get(path)).body.items.map(({ state }: { state: string }) => state);
    expect(listed.slice(0, 2)).toEqual(['cancelled', 'done']);
  });

  test('CON-41 many are moved and signed out; who cannot be moved is named, and the others are', async () => {
    const portal = (await acme.api.post('/api/v1/portals', { slug: `b-${kind}`, brandName: 'B' })).body;
    const contact = (customerId: string) =>
      acme.api.post('/api/v1/contacts', { customerId, name: 'Anna', username: 'anna' });
    await contact(ids[1] as string);
    const there = await acme.api.post('/api/v1/customers', { name: 'There', portalId: portal.id });
    await contact(there.body.id);
    const session = await acme.signIn(ids[2] as string);
    const checked = await check({ ids: ids.slice(1) }, { portalId: portal.id, signOut: true });
    await start(checked.id);
    expect(await read(checked.id)).toMatchObject({ state: 'done', changed: 2, refused: 1, done: 3 });
    expect(await rows(checked.id, '?outcome=refused')).toMatchObject([
      { id: ids[1], code: 'request.invalid' },
    ]);
    expect(await customer(1)).toMatchObject({ portalId: acme.portal.id });
    expect(await customer(2)).toMatchObject({ portalId: portal.id });
    expect((await session.get('/portal/v1/bootstrap')).status).toBe(401);
  });

  test('CON-41 what names nobody, nothing, or a time that is far is refused at once', async () => {
    const refusal = async (body: object) => {
      const { status, body: problem } = await acme.api.post(path, body);
      return [status, problem.fields?.[0]?.path];
    };
    const ok = { ids: [ids[0]] };
    const change = { language: 'de' };
    expect(await refusal({ selection: ok, change: {} })).toEqual([422, 'change']);
    expect(await refusal({ selection: { ids: [] }, change })).toEqual([422, 'selection.ids']);
    expect(await refusal({ selection: { ids: ['ext:nobody'] }, change })).toEqual([422, 'selection.ids.0']);
    expect(await refusal({ selection: ok, change: { portalId: 'por_000000000000' } })).toEqual([
      422,
      'change.portalId',
    ]);
    expect(await refusal({ selection: ok, change: { limits: { calls: -2 } } })).toEqual([
      422,
      'change.limits.calls',
    ]);
    const checked = await check(ok, change);
    const far = await acme.api.post(`${path}/${checked.id}/start`, { startAt: '2999-01-01T00:00:00Z' });
    expect(far).toMatchObject({ status: 422, body: { fields: [{ path: 'startAt' }] } });
  });
});
