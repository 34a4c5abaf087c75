import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ownDataKinds } from '../../src/apps/server/own-data-kinds.ts';
import { transferKinds } from '../../src/apps/server/transfer-kinds.ts';
import { setLetters } from '../../src/features/documents/server/prepare.ts';
import { sweepOwnExports } from '../../src/features/transfer/server/own-data-store.ts';
import { ownDataExport } from '../../src/features/transfer/server/run-own-data.ts';
import { openSource, readJson } from '../../src/features/transfer/server/source.ts';
import { startWorkers, type Workers } from '../../src/kit/server/work.ts';
import { Client, type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { signedIn } from '../helpers/console.ts';
import { databaseKinds } from '../helpers/databases.ts';

const path = '/portal/v1/data-export';
const day = 86_400_000;
const euros = (amount: number) => ({ amount, currency: 'EUR' });

/** Work is taken up as soon as it is asked for, at times before the answer is read. */
const begun = expect.stringMatching(/^(?:waiting|running|done)$/);

describe.each(databaseKinds)('the data of a customer on %s', (kind) => {
  let app: TestApp;
  let acme: TestVendor;
  let workers: Workers;
  let folder: string;
  let mayRun = Promise.resolve();
  beforeAll(async () => {
    app = await testApp(kind);
    acme = await app.vendor('acme');
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { panels: { sites: 'view' } });
    const { database, clock } = app;
    const exporting = ownDataExport(ownDataKinds, setLetters);
    const run: typeof exporting.run = async (work) => {
      await mayRun;
      return exporting.run(work);
    };
    const kinds = [{ ...exporting, run }];
    workers = startWorkers({ ...{ database, clock, pollMs: 3_600_000 }, kinds, context: {} });
    folder = mkdtempSync(join(tmpdir(), 'portico-own-data-'));
  });
  afterAll(async () => {
    await workers.stop();
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A customer with something of many kinds, and what nobody but the vendor may read of it. */
  async function account(name: string, bills = true) {
    const { id } = await acme.customer({
      name,
      billing: { city: 'Berlin' },
      limits: { calls: 10, domains: 1 },
      overrides: { sites: 'show' },
    });
    const made = async (collection: string, body: object) => {
      const answer = await acme.api.post(`/api/v1/${collection}`, { customerId: id, ...body });
      if (answer.status !== 201) throw new Error(`${collection}: ${JSON.stringify(answer.body)}`);
      return answer.body.id as string;
    };
    const anna = await made('contacts', {
      ...{ name: `Anna ${name}`, role: 'owner', email: `anna@${name.toLowerCase()}.example` },
      ...{ privateNotes: 'Pays late', publicNotes: 'Ask for Ben' },
    });
    const contract = await made('contracts', {
      ...{ title: `Plan of ${name}`, startsOn: '2026-01-01', billingPeriod: { count: 1, unit: 'month' } },
      terms: { minimumTerm: null, renewal: { count: 1, unit: 'year' }, notice: null },
      items: [{ kind: 'plan', title: 'Plan', quantity: 1, unitPrice: euros(100) }],
    });
    if (bills)
      await made('invoices', {
        ...{ title: `Bill of ${name}`, currency: 'EUR', issuedOn: '2026-03-01' },
        ...{ buyer: { name, street: 'Weg', postcode: '10115', city: 'Berlin', country: 'DE' } },
        lines: [{ title: 'Plan', quantity: '1', unitPrice: '1.00', taxPercent: 19 }],
      });
    await made('domains', { host: `${name.toLowerCase()}.example` });
    const locationId = await made('locations', { name: `House of ${name}` });
    const stands = await acme.api.post('/api/v1/installations', { locationId, name: `Boiler of ${name}` });
    expect(stands.status).toBe(201);
    await made('routes', { kind: 'user', value: `sip-${name.toLowerCase()}`, secret: 'sip-secret-0001' });
    return { id, anna: await acme.signIn(id, { contact: anna }), contactId: anna, contract };
  }

  async function opened(client: Client, file: string) {
    const answer = await client.raw('GET', file);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/zip');
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.length).toBe(Number(answer.headers.get('content-length')));
    const at = join(folder, `${bytes.length}-${Math.random()}.zip`);
    writeFileSync(at, bytes);
    const source = await openSource(at);
    const manifest = (await readJson(source, 'manifest.json')) as {
      readonly format: string;
      readonly kinds: { kind: string; file: string; count: number }[];
      readonly files: { file: string; bytes: number }[];
    };
    const all: Record<string, object[]> = {};
    for (const { kind, file } of manifest.kinds)
      if (file.endsWith('.json')) all[kind] = (await readJson(source, file)) as object[];
    return { source, manifest, all, text: JSON.stringify(all) };
  }

  test('DAY-36 an owner takes along everything of the account and nothing of others, as CSV and JSON with PDFs', async () => {
    const [own, other] = [await account('Blum'), await account('Kranz', false)];
    expect((await own.anna.get(path)).body).toEqual({ export: null, mayAsk: true, left: 3 });
    expect(await own.anna.post(path)).toMatchObject({
      ...{ status: 202, body: { export: { state: begun, size: null }, left: 2 } },
    });
    expect(await own.anna.get(`${path}/file`)).toMatchObject({ body: { code: 'data-export.not-ready' } });
    await workers.runDue();
    const told = (await own.anna.get(path)).body.export;
    expect(told).toMatchObject({ state: 'done', done: told.total });

    const { source, manifest, all, text } = await opened(own.anna, `${path}/file`);
    expect(manifest).toMatchObject({
      format: 'portico-customer-data',
      customer: { id: own.id, name: 'Blum' },
    });
    const counts = Object.fromEntries(Object.entries(all).map(([kind, rows]) => [kind, rows.length]));
    expect(counts).toMatchObject({
      ...{ customers: 1, contacts: 1, contracts: 1, invoices: 1, domains: 1, locations: 1, routes: 1 },
    });
    expect(all.customers).toMatchObject([{ id: own.id, name: 'Blum', billing: { city: 'Berlin' } }]);
    expect(all.contacts).toMatchObject([{ publicNotes: 'Ask for Ben' }]);
    expect(all.activity?.length).toBeGreaterThan(3);
    // Each table stands there for a spreadsheet, too; every column is explained; the letter nobody opened is there.
    expect(manifest.kinds.filter(({ file }) => file.endsWith('.csv'))).toHaveLength(Object.keys(all).length);
    expect(manifest.files).toMatchObject([
      { file: expect.stringMatching(/^files\/invoices\/inv_\w+\.pdf$/) },
    ]);
    expect(manifest.files[0]?.bytes).toBeGreaterThan(1_000);
    const { kinds } = (await readJson(source, 'columns.json')) as { kinds: { name: string }[] };
    expect(kinds.map(({ name }) => name)).toEqual(Object.keys(all));
    expect(text).not.toMatch(/Kranz|Pays late|sip-secret|overrides|passwordHash/);
    expect(text).not.toContain(other.id);

    const acts = (await own.anna.get('/portal/v1/activity?limit=50')).body.items;
    expect(acts.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining(['customer.data-asked', 'customer.data-fetched']),
    );
  });

  test('DAY-36 one at a time, three a day, for 24 hours, then gone; ten at once are one', async () => {
    const { anna, id } = await account('Zahn', false);
    // None is over before the last of them is asked for.
    const { promise, resolve } = Promise.withResolvers<void>();
    mayRun = promise;
    const answers = await Promise.all(Array.from({ length: 10 }, () => anna.post(path)));
    resolve();
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'data-export.open')).toHaveLength(9);
    for (let left = 2; left > 0; left--) {
      await workers.runDue();
      app.clock.move(60_000);
      expect((await anna.post(path)).status).toBe(202);
    }
    await workers.runDue();
    const tooMany = await anna.post(path);
    expect(tooMany).toMatchObject({ status: 429, body: { code: 'data-export.too-many' } });
    expect(Number(tooMany.headers.get('retry-after'))).toBeGreaterThan(80_000);
    // The older ones' bytes are gone with the newest.
    const parts = await app.database.db
      .selectFrom('customer_export_part')
      .innerJoin('customer_export', 'customer_export.id', 'customer_export_part.export_id')
      .select('customer_export.id')
      .where('customer_export.customer_id', '=', id)
      .execute();
    expect(new Set(parts.map((row) => row.id)).size).toBe(1);

    app.clock.move(day + 1_000);
    const again = await acme.signIn(id);
    expect(await again.get(`${path}/file`)).toMatchObject({
      ...{ status: 404, body: { code: 'data-export.not-found' } },
    });
    expect((await again.get(path)).body).toEqual({ export: null, mayAsk: true, left: 3 });
    await sweepOwnExports(app.database.db, app.clock.now());
    const rows = await app.database.db
      .selectFrom('customer_export')
      .select('id')
      .where('customer_id', '=', id)
      .execute();
    expect(rows).toEqual([]);
  });

  test('U1 ID01 who is no owner, a code of one contract, staff and a hidden panel take nothing along; what is hidden stays', async () => {
    const own = await account('Frey', false);
    const only = { status: 403, body: { code: 'data-export.owners-only' } };
    for (const role of ['billing', 'technical', 'read-only']) {
      const ben = await acme.api.post('/api/v1/contacts', { customerId: own.id, name: 'Ben', role });
      const client = await acme.signIn(own.id, { contact: ben.body.id });
      expect(await client.post(path)).toMatchObject(only);
      expect(await client.get(`${path}/file`)).toMatchObject(only);
      expect((await client.get(path)).body).toEqual({ export: null, mayAsk: false, left: 0 });
    }
    const part = await acme.signIn(own.id, { subject: { type: 'contract', id: own.contract } });
    expect((await part.post(path)).status).toBe(403);

    // The account as a whole may; what its portal hides is not in the file, and an older file goes with what is hidden.
    const whole = await acme.signIn(own.id);
    expect((await whole.post(path)).status).toBe(202);
    await workers.runDue();
    await acme.api.patch(`/api/v1/customers/${own.id}`, { overrides: { documents: 'hide' } });
    expect(await whole.get(`${path}/file`)).toMatchObject({ body: { code: 'data-export.not-found' } });
    app.clock.move(1_000);
    await whole.post(path);
    await workers.runDue();
    const { all, manifest } = await opened(whole, `${path}/file`);
    expect(all.invoices).toBeUndefined();
    expect(manifest.files).toEqual([]);

    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { features: { 'profile.data': false } });
    expect(await whole.get(path)).toMatchObject({ status: 403, body: { code: 'feature.off' } });
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { features: {} });

    const support = await signedIn(app, acme.id, 'admin');
    const grant = await whole.post('/portal/v1/login-as/grants', { mode: 'act', minutes: 30 });
    expect(grant.status).toBe(201);
    const entered = await support.post(`/api/v1/customers/${own.id}/login-as`, { mode: 'act' });
    const session = await app.anonymous.post('/portal/v1/sessions', {
      token: entered.body.url?.split('#token=')[1],
    });
    expect(session.status).toBe(201);
    const staff = new Client(app.app, session.body.sessionToken);
    for (const answer of [await staff.post(path), await staff.get(`${path}/file`)])
      expect(answer).toMatchObject({ status: 403, body: { code: 'login-as.denied' } });
  });

  test('DAY-36 ID01 a vendor makes the same file for who asks by letter; another vendor finds no such customer', async () => {
    const own = await account('Olm', false);
    const at = `/api/v1/customers/${own.id}/data-export`;
    expect(await acme.api.get(at)).toMatchObject({ status: 404, body: { code: 'data-export.not-found' } });
    expect(await acme.api.post(at)).toMatchObject({ status: 202, body: { state: begun } });
    await workers.runDue();
    expect((await acme.api.get(at)).body.state).toBe('done');
    expect((await opened(acme.api, `${at}/file`)).all.customers).toHaveLength(1);
    // Each side finds what it asked for itself.
    expect((await own.anna.get(path)).body).toMatchObject({ export: null, left: 3 });
    const globex = await app.vendor('globex');
    for (const answer of [await globex.api.post(at), await globex.api.get(`${at}/file`)])
      expect(answer).toMatchObject({ status: 404, body: { code: 'customer.not-found' } });
    expect((await acme.api.post(`/api/v1/customers/${own.id}/erasure`)).status).toBeLessThan(300);
    const rows = await app.database.db.selectFrom('customer_export').select('customer_id').execute();
    expect(rows.map((row) => row.customer_id)).not.toContain(own.id);
  });
});

test('DAY-36 every table that is a customer’s is in its file, or left out on purpose', () => {
  const there = ownDataKinds.map(({ name }) => name);
  const leftOut = {
    'of the vendor, not of a customer': [
      ...[
        'number-series',
        'products',
        'tax-classes',
        'product-families',
        'plans',
        'plan-variants',
        'components',
      ],
      ...['coupons', 'terms-documents', 'custom-fields'],
    ],
    'said by other tables of the file': ['customer-parents', 'invoice-corrections', 'contract-charges'],
    'there in another shape': ['custom-values'],
    'how the vendor treats it': ['call-settings', 'site-periods'],
  };
  const missing = transferKinds.map(({ name }) => name).filter((name) => !there.includes(name));
  expect(missing.sort()).toEqual(Object.values(leftOut).flat().sort());
});
