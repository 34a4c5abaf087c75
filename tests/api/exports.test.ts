import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSource, readJson, readManifest } from '../../src/features/transfer/server/source.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import type { Workers } from '../../src/kit/server/work.ts';
import { Client, type TestApp, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { exportAll, importFile, transferWorkers } from '../helpers/transfers.ts';

const contract = (customerId: string, number: number) => ({
  ...{ customerId, externalId: `ctr-${number}`, title: `Plan ${number}`, startsOn: '2026-01-01' },
  billingPeriod: { count: 1, unit: 'month' },
  terms: { minimumTerm: null, renewal: { count: 1, unit: 'year' }, notice: null },
  items: [{ kind: 'plan', title: 'Plan', quantity: 1, unitPrice: { amount: 100, currency: 'EUR' } }],
});

/** Everything of a collection, without what says when it was written here. */
async function all(api: Client, collection: string): Promise<object[]> {
  const items: { id: string }[] = [];
  for (let cursor = ''; ; ) {
    const page = await api.get(`/api/v1/${collection}?limit=200${cursor && `&cursor=${cursor}`}`);
    items.push(...page.body.items);
    if (!page.body.nextCursor) break;
    cursor = page.body.nextCursor;
  }
  return items.map((item) => ({ ...item, updatedAt: null })).sort((a, b) => (a.id < b.id ? -1 : 1));
}

describe.each(databaseKinds)('exports on %s', (kind) => {
  let portico: TestApp;
  let workers: Workers;
  let folder: string;

  beforeAll(async () => {
    portico = await testApp(kind);
    workers = transferWorkers(portico);
    folder = mkdtempSync(join(tmpdir(), 'portico-exports-'));
  });
  afterAll(async () => {
    await workers.stop();
    await portico.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function opened(bytes: Buffer, name: string) {
    const path = join(folder, `${name}.zip`);
    writeFileSync(path, bytes);
    return openSource(path);
  }

  test.each(['csv', 'json'] as const)(
    'DAY-36 one vendor goes out whole as %s, and comes into an empty one as it was',
    async (format) => {
      const acme = await portico.vendor(`out-${format}`);
      const names = ['=cmd()|x', '+49 30', "'s-Hertogenbosch", '"quoted", and; more', 'Zoë', '-'];
      for (const [index, name] of names.entries()) {
        const made = await acme.customer({
          name,
          ...(index % 2 && { externalId: `c-${index}`, number: `K ${index}` }),
          billing: { phone: '+49', city: name },
        });
        await acme.api.post('/api/v1/contracts', contract(made.id, index));
      }
      await acme.api.patch(`/api/v1/customers/ext:c-1`, {
        status: 'inactive',
        overrides: { contracts: 'hide' },
      });
      const help = await acme.api.post('/api/v1/plugins', {
        ...{ name: 'Help', url: 'https://help.example/', portalId: acme.portal.id },
      });
      const ids = (await all(acme.api, 'customers')).map((one) => (one as { id: string }).id);
      // The one above was made last: in a file it comes behind those below.
      const [top, middle, low] = [ids.at(-1), ids[0], ids[1]];
      for (const [id, parentId] of [
        [middle, top],
        [low, middle],
      ]) {
        const put = await acme.api.patch(`/api/v1/customers/${id}`, {
          ...{ parentId, parentAccess: 'view', plugins: { [help.body.id]: false } },
        });
        expect(put.status).toBe(200);
      }
      const terms = { termsUrl: 'https://acme.example/terms', termsVersion: '2026-11', documentYears: 8 };
      await acme.api.patch('/api/v1/settings', terms);
      const { export: done, bytes } = await exportAll(portico, workers, acme, { format });
      expect(done).toMatchObject({ state: 'done', total: done.done, size: bytes.length });
      const source = await opened(bytes, `whole-${format}`);
      const manifest = await readManifest(source);
      expect(manifest.kinds.find((one) => one.kind === 'customers')).toMatchObject({
        count: names.length,
        format,
      });
      const configuration = await readJson(source, 'configuration.json');
      expect(JSON.stringify(configuration)).not.toMatch(/BEGIN PRIVATE|hash|(?<!customer)secret/i);

      // An empty vendor without even a portal, as it is after `vendor create`.
      const other = await portico.vendor(`in-${format}`);
      await other.api.delete(`/api/v1/portals/${other.portal.id}`);
      const slugs = { [`out-${format}`]: `moved-${format}` };
      const applied = await other.api.put('/api/v1/configuration', { configuration, slugs });
      expect(applied.body.changes).toMatchObject([
        { part: 'portals', outcome: 'created', name: `moved-${format}` },
        { part: 'settings', outcome: 'changed' },
        { part: 'plugins', outcome: 'created', name: 'Help' },
      ]);
      expect((await other.api.get('/api/v1/settings')).body).toMatchObject(terms);
      for (const table of manifest.kinds) {
        const stream = await source.read(table.file);
        const chunks: Uint8Array[] = [];
        for await (const chunk of stream ?? []) chunks.push(chunk);
        const run = await importFile(portico, workers, other, table.kind, Buffer.concat(chunks), { format });
        expect(run, table.kind).toMatchObject({
          ...{ state: 'done', total: table.count, errors: [] },
          ...(table.kind === 'customer-parents' ? { changed: 2 } : { created: table.count }),
        });
      }
      source.close();
      for (const collection of ['customers', 'contracts', 'domains', 'locations', 'plugins']) {
        expect(await all(other.api, collection), collection).toEqual(await all(acme.api, collection));
      }
      // And the same again changes nothing, there and here.
      const again = await exportAll(portico, workers, other, { kinds: ['customers'], format });
      const second = await opened(again.bytes, `again-${format}`);
      const table = await second.read(`customers.${format}`);
      const chunks: Uint8Array[] = [];
      for await (const chunk of table ?? []) chunks.push(chunk);
      second.close();
      const back = await importFile(portico, workers, acme, 'customers', Buffer.concat(chunks), { format });
      expect(back).toMatchObject({ state: 'done', created: 0, changed: 0, unchanged: names.length });
    },
  );

  test('IE05 what is written while an export runs is in it whole or not at all', async () => {
    const acme = await portico.vendor('while');
    for (let index = 0; index < 3; index++) await acme.customer({ externalId: `w-${index}` });
    let seen = 0;
    await portico.database.snapshot(async (db) => {
      const count = async () =>
        (await db.selectFrom('customer').select('id').where('vendor_id', '=', acme.id).execute()).length;
      seen = await count();
      await acme.customer({ externalId: 'w-late' });
      await acme.api.delete('/api/v1/customers/ext:w-0');
      expect(await count()).toBe(seen);
    });
    expect(seen).toBe(3);
    const writing = portico.database.snapshot((db) => db.deleteFrom('customer').execute());
    await expect(writing).rejects.toThrow();
    expect(await all(acme.api, 'customers')).toHaveLength(3);
  });

  test('IE05 of a hundred exports asked for at once ten wait and the others are told to come later', async () => {
    const acme = await portico.vendor('hundred');
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => acme.api.post('/api/v1/exports', { kinds: ['customers'] })),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 202)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(90);
    expect(answers.find(({ status }) => status === 429)?.headers.get('retry-after')).toBe('60');
    await workers.runDue();
    const list = await acme.api.get('/api/v1/exports?limit=4');
    expect(list.body.items.map(({ state }: { state: string }) => state)).toEqual([
      'done',
      'done',
      'done',
      'done',
    ]);
    const rest = await acme.api.get(`/api/v1/exports?limit=200&cursor=${list.body.nextCursor}`);
    expect(rest.body.items).toHaveLength(6);
  });

  test('IE06 the archive is its vendor’s: without a key, with another’s, guessed or expired there is none', async () => {
    const [acme, globex] = [await portico.vendor('links'), await portico.vendor('strangers')];
    const { export: done } = await exportAll(portico, workers, acme, { kinds: ['customers'] });
    const path = `/api/v1/exports/${done.id}/file`;
    expect((await portico.anonymous.get(path)).status).toBe(401);
    const strange = await globex.api.get(path);
    const none = await globex.api.get(`/api/v1/exports/exp_${'0'.repeat(26)}/file`);
    const told = ({ instance: _, ...body }: { instance?: string }) => body;
    expect(strange.status).toBe(404);
    expect(told(strange.body)).toEqual(told(none.body));
    const narrow = (await acme.api.post('/api/v1/api-keys', { name: 'n', scopes: ['exports:read'] })).body
      .key;
    expect((await new Client(portico.app, narrow).get(path)).status).toBe(403);
    const fetched = await acme.api.get(path);
    expect(fetched.status).toBe(200);
    expect(fetched.headers.get('content-disposition')).toContain('attachment');
    const rows = await portico.database.db
      .selectFrom('activity')
      .select('action')
      .where('vendor_id', '=', acme.id)
      .where('action', '=', 'export.fetched')
      .execute();
    expect(rows.length).toBe(2);
    portico.clock.move(24 * 3_600_000 + 1000);
    for (const gone of [path, `/api/v1/exports/${done.id}`])
      expect((await acme.api.get(gone)).status).toBe(404);
    expect((await acme.api.get('/api/v1/exports')).body.items).toEqual([]);
  });

  test('DAY-36 the configuration is compared and applied as one; names of changes, no secrets, and nothing is deleted', async () => {
    const acme = await portico.vendor('config');
    await acme.api.post('/api/v1/signing-keys', { name: 'by secret', algorithm: 'HS256' });
    const { body: configuration } = await acme.api.get('/api/v1/configuration');
    expect(configuration).toMatchObject({
      format: 'portico-configuration',
      vendor: { slug: 'config', side: 'live' },
    });
    expect((await acme.api.get('/api/v1/configuration')).body).toEqual(configuration);
    const same = await acme.api.post('/api/v1/configuration/comparison', { configuration });
    expect(same.body.changes).toEqual([]);
    const edited = structuredClone(configuration);
    edited.portals[0].brandName = 'New brand';
    edited.portals.push({ slug: 'config-two', brandName: 'Two' });
    const told = await acme.api.post('/api/v1/configuration/comparison', { configuration: edited });
    expect(told.body.changes).toMatchObject([
      {
        part: 'portals',
        name: 'config',
        outcome: 'changed',
        fields: [{ path: 'brandName', before: 'config', after: 'New brand' }],
      },
      { part: 'portals', name: 'config-two', outcome: 'created' },
    ]);
    expect((await acme.api.get('/api/v1/configuration')).body).toEqual(configuration);
    // A key makes a request happen once; of a comparison there is still nothing that stays.
    const keyed = { 'idempotency-key': 'compare-1' };
    await acme.api.post('/api/v1/configuration/comparison', { configuration: edited }, keyed);
    expect((await acme.api.get('/api/v1/configuration')).body).toEqual(configuration);
    const put = (seen: string) => acme.api.put('/api/v1/configuration', { configuration: edited, seen });
    expect(await put('another')).toMatchObject({ status: 409, body: { code: 'configuration.changed' } });
    expect((await acme.api.get('/api/v1/configuration')).body).toEqual(configuration);
    expect((await put(told.body.seen)).body).toEqual(told.body);
    expect((await acme.api.get('/api/v1/configuration')).body.portals).toHaveLength(2);
    // One mistake, and nothing of the file is applied.
    edited.portals[0].brandName = 'Never';
    edited.portals[1].allowedHosts = ['not a host'];
    expect((await acme.api.put('/api/v1/configuration', { configuration: edited })).status).toBe(422);
    expect((await acme.api.get('/api/v1/configuration')).body.portals[0].brandName).toBe('New brand');
    expect((await acme.api.put('/api/v1/configuration', { configuration: { portals: [] } })).status).toBe(
      422,
    );
  });

  test('DAY-16 the configuration of one side is copied to the other, names and hosts as that side can have them', async () => {
    const acme = await portico.vendor('sides');
    const key = await portico.database.db
      .selectFrom('vendor')
      .select('vendor_id')
      .where('twin_id', '=', acme.id)
      .executeTakeFirstOrThrow();
    const { createApiKey } = await import('../../src/features/vendors/server/api-keys-store.ts');
    const made = await inTransaction(portico.database.db, (tx) =>
      createApiKey(tx, { id: key.vendor_id, side: 'test' }, { name: 't' }, portico.clock.now()),
    );
    const test = new Client(portico.app, made.key);
    const { body: live } = await acme.api.get('/api/v1/configuration');
    expect((await test.put('/api/v1/configuration', { configuration: live })).body.changes[0]).toMatchObject({
      name: 'sides-test',
      outcome: 'created',
    });
    const { id } = (await test.get('/api/v1/portals')).body.items[0];
    await test.patch(`/api/v1/portals/${id}`, {
      brandName: 'Tried',
      allowedHosts: ['https://shop.example', 'http://localhost:*'],
    });
    const { body: tried } = await test.get('/api/v1/configuration');
    const back = await acme.api.put('/api/v1/configuration', { configuration: tried });
    expect(back.body.changes.filter(({ part }: { part: string }) => part === 'portals')).toMatchObject(
      [
        { name: 'sides', outcome: 'left-out', note: 'Only a test side takes http://localhost:*.' },
        { name: 'sides', outcome: 'changed', fields: [{ path: 'brandName' }] },
      ].slice(0, 2),
    );
    expect((await acme.api.get('/api/v1/portals')).body.items[0]).toMatchObject({
      slug: 'sides',
      allowedHosts: ['https://shop.example'],
    });
  });
});

const python = `
import sys, zipfile
path, what = sys.argv[1], sys.argv[2]
z = zipfile.ZipFile(path, 'w')
if what == 'up': z.writestr('../../x', 'x')
if what == 'absolute': z.writestr('/etc/x', 'x')
if what == 'backslash': z.writestr('a\\\\..\\\\x', 'x')
if what == 'twice':
  z.writestr('manifest.json', '{}'); z.writestr('manifest.json', '{}')
if what == 'link':
  i = zipfile.ZipInfo('manifest.json'); i.external_attr = 0o120777 << 16; z.writestr(i, '/etc/passwd')
if what == 'bomb': z.writestr('manifest.json', '[' + ' ' * 60000000, zipfile.ZIP_DEFLATED)
if what == 'other': z.writestr('hello.txt', 'x')
z.close()
`;

describe('archives from elsewhere', () => {
  const folder = mkdtempSync(join(tmpdir(), 'portico-zip-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(['up', 'absolute', 'backslash', 'twice', 'link', 'bomb', 'other'])(
    'IE03 an archive with %s is refused, and nothing of it is on the disk',
    async (what) => {
      const path = join(folder, `${what}.zip`);
      execFileSync('python3', ['-W', 'ignore', '-c', python, path, what]);
      await expect(openSource(path).then(readManifest)).rejects.toMatchObject({ name: 'PlainError' });
    },
  );

  test('IE03 an entry that is not as long as it says is refused, and so is a path that leads out of a folder', async () => {
    const path = join(folder, 'size.zip');
    execFileSync('python3', [
      '-c',
      `import zipfile; zipfile.ZipFile(r'${path}', 'w', zipfile.ZIP_DEFLATED).writestr('manifest.json', '{"a":"' + 'x' * 100000 + '"}')`,
    ]);
    const bytes = readFileSync(path);
    // The size in the central directory: 100,008 bytes become 8.
    const at = bytes.lastIndexOf(Buffer.from('504b0102', 'hex'));
    bytes.writeUInt32LE(8, at + 24);
    writeFileSync(path, bytes);
    const source = await openSource(path);
    await expect(readManifest(source)).rejects.toThrow();
    source.close();
    mkdirSync(join(folder, 'plain'));
    const plain = await openSource(join(folder, 'plain'));
    for (const inside of ['../x', '/etc/passwd', 'a/../../x', 'a\\x'])
      await expect(plain.read(inside)).rejects.toThrow('no path inside');
  });
});
