import { decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, type TestVendor, testApp, testPublicUrl } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

describe.each(databaseKinds)('plugins on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor();
  });
  afterAll(() => portico?.close());

  const make = async (body: object) => {
    const made = await acme.api.post('/api/v1/plugins', { name: 'Extra', ...body });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body as { id: string };
  };
  const frame = (more: object = {}) =>
    make({ kind: 'frame', url: 'https://app.acme.example/rates', ...more });
  const list = () =>
    make({
      kind: 'list',
      columns: [
        { id: 'order', label: 'Order', labels: { de: 'Auftrag' } },
        { id: 'due', label: 'Due', labels: { de: 'Fällig' }, type: 'day' },
        { id: 'sum', label: 'Sum', type: 'money' },
        { id: 'state', label: 'State', type: 'state' },
      ],
    });

  test.each([
    { on: true, access: true, there: true },
    { on: true, access: false, there: false },
    { on: false, access: true, there: false },
    { on: false, access: false, there: false },
  ])('CCM-25 plugin on: $on, customer: $access → in menu and API: $there', async ({ on, access, there }) => {
    const page = await frame({ active: on });
    const rows = await list();
    await acme.api.patch(`/api/v1/plugins/${rows.id}`, { active: on });
    const { id } = await acme.customer({ plugins: { [page.id]: access, [rows.id]: access } });
    const session = await acme.signIn(id);
    const { plugins = [] } = (await session.get('/portal/v1/bootstrap')).body.bootstrap;
    const menu = plugins.map((one: { id: string }) => one.id);
    expect([menu.includes(page.id), menu.includes(rows.id)]).toEqual([there, there]);
    const asked = [
      await session.post(`/portal/v1/plugins/${page.id}/token`),
      await session.get(`/portal/v1/plugins/${rows.id}/rows`),
    ];
    for (const { status, body } of asked)
      expect(there ? status : body.code).toBe(there ? 200 : 'panel.hidden');
    await acme.api.delete(`/api/v1/plugins/${page.id}`);
    await acme.api.delete(`/api/v1/plugins/${rows.id}`);
  });

  test('CCM-24 a list is fed by the API for each customer, its cells are what its columns say, and shown in the language spoken', async () => {
    const { id } = await list();
    const anna = await acme.customer({ externalId: 'anna' });
    const ben = await acme.customer();
    const at = `/api/v1/plugins/${id}/rows`;
    const rows = [
      {
        id: '1',
        cells: {
          order: 'A-1',
          due: '2026-12-01',
          sum: { amount: 1190, currency: 'EUR' },
          state: { label: 'Offen', tone: 'warn' },
        },
      },
      { id: '2', cells: { order: 'A-2' } },
    ];
    expect((await acme.api.put(at, { customerId: 'ext:anna', rows })).body).toMatchObject({
      customerId: anna.id,
      rows,
    });
    const wrong = await acme.api.put(at, {
      customerId: anna.id,
      rows: [{ id: '1', cells: { due: 'soon', more: 'x' } }],
    });
    expect(wrong.body.fields.map(({ path }: { path: string }) => path)).toEqual([
      ...['rows.0.cells.due', 'rows.0.cells.more', 'rows.0.cells.order'],
    ]);
    const session = await acme.signIn(anna.id);
    const shown = (await session.get(`/portal/v1/plugins/${id}/rows?language=de`)).body.items;
    expect(shown[0]).toEqual({
      ...{ id: '1', title: 'A-1', meta: [{ label: 'Fällig', day: '2026-12-01' }], whole: true },
      ...{ end: { money: { amount: 1190, currency: 'EUR' } }, state: { label: 'Offen', tone: 'warn' } },
    });
    expect((await (await acme.signIn(ben.id)).get(`/portal/v1/plugins/${id}/rows`)).body.items).toEqual([]);
    await acme.api.put(at, { customerId: anna.id, rows: rows.slice(1) });
    expect((await acme.api.get(`${at}?customerId=${anna.id}`)).body.rows).toEqual(rows.slice(1));
    expect(
      (await acme.api.put(`/api/v1/plugins/${(await frame()).id}/rows`, { customerId: anna.id, rows: [] }))
        .body.code,
    ).toBe('plugin.other-kind');
  });

  test('CCM-24 a frame’s page is told who looks, signed with its own secret, for five minutes; the token opens nothing here', async () => {
    const { id } = await frame();
    const customer = await acme.customer({ externalId: `ext-${kind}` });
    const session = await acme.signIn(customer.id, { readOnly: true });
    const ask = () => session.post(`/portal/v1/plugins/${id}/token?language=nl`);
    expect((await ask()).body).toEqual({ token: null, expiresAt: null });
    const { secret } = (await acme.api.post(`/api/v1/plugins/${id}/secret`)).body;
    const { token } = (await ask()).body;
    const options = { issuer: testPublicUrl, audience: id, currentDate: portico.clock.now() };
    const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), options);
    expect(payload).toMatchObject({
      sub: customer.id,
      externalId: `ext-${kind}`,
      readOnly: true,
      language: 'nl',
    });
    expect(Number(payload.exp) - Number(payload.iat)).toBe(300);
    expect(decodeProtectedHeader(token).typ).toBe('portico-plugin+jwt');
    expect((await portico.anonymous.post('/portal/v1/sessions', { token })).status).toBeGreaterThanOrEqual(
      400,
    );
    const row = await portico.database.db
      .selectFrom('plugin')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    expect(JSON.stringify(row)).not.toContain(secret);
    await acme.api.delete(`/api/v1/plugins/${id}/secret`);
    expect((await ask()).body.token).toBeNull();
  });

  test('CCM-24 what a plugin is holds together: addresses of frames are https, but on the test side', async () => {
    const refused = async (body: object) =>
      (await acme.api.post('/api/v1/plugins', { name: 'X', ...body })).body.fields?.map(
        ({ path }: { path: string }) => path,
      );
    expect(await refused({ kind: 'frame' })).toEqual(['url']);
    expect(await refused({ kind: 'list' })).toEqual(['columns']);
    expect(
      await refused({ kind: 'list', url: 'https://x.example', columns: [{ id: 'a', label: 'A' }] }),
    ).toEqual(['url']);
    expect(await refused({ kind: 'frame', url: 'http://127.0.0.1:4401/x' })).toEqual(['url']);
    expect(await refused({ kind: 'frame', url: 'javascript:alert(1)' })).toEqual(['url']);
    const put = () =>
      acme.api.put('/api/v1/plugins/ext:rows', {
        name: 'R',
        kind: 'list',
        columns: [{ id: 'a', label: 'A' }],
      });
    expect([(await put()).status, (await put()).status]).toEqual([201, 200]);
    const link = await make({ url: 'https://help.acme.example' });
    expect((await acme.api.patch(`/api/v1/plugins/${link.id}`, { kind: 'frame' })).status).toBe(422);
    expect((await acme.api.post(`/api/v1/plugins/${link.id}/secret`)).body.code).toBe('plugin.other-kind');
  });
});
