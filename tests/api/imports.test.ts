import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Workers } from '../../src/kit/server/work.ts';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { beginImport, importFile, sendBytes, transferWorkers } from '../helpers/transfers.ts';

const customers = (count: number, more = '') =>
  `externalId,name,billing.city,billing.phone\r\n${Array.from(
    { length: count },
    (_, index) => `c-${index},"Customer, ${index}${more}",Köln,+49 30 ${index}\r\n`,
  ).join('')}`;

/** Rows that an import keeps while it runs. */
async function left({ database: { db } }: TestApp, vendorId: string) {
  const tables = ['import_part', 'import_file'] as const;
  const counts = tables.map(async (table) => {
    const rows = await db.selectFrom(table).select('import_id').where('vendor_id', '=', vendorId).execute();
    return [table, rows.length] as const;
  });
  return Object.fromEntries(await Promise.all(counts));
}

describe.each(databaseKinds)('imports on %s', (kind) => {
  let portico: TestApp;
  let workers: Workers;
  let next = 0;
  const vendor = (): Promise<TestVendor> => portico.vendor(`vendor-${next++}`);

  beforeAll(async () => {
    portico = await testApp(kind);
    workers = transferWorkers(portico);
  });
  afterAll(async () => {
    await workers.stop();
    await portico.close();
  });

  test('DAY-4 customers come in from a CSV file; a second run changes what changed and says so', async () => {
    const acme = await vendor();
    const first = await importFile(portico, workers, acme, 'customers', customers(1200), {
      partBytes: 10_000,
    });
    expect(first).toMatchObject({
      state: 'done',
      total: 1200,
      created: 1200,
      changed: 0,
      unchanged: 0,
      failed: 0,
    });
    const read = await acme.api.get('/api/v1/customers/ext:c-7');
    expect(read.body).toMatchObject({
      name: 'Customer, 7',
      billing: { city: 'Köln', phone: '+49 30 7' },
      status: 'active',
    });
    const again = await importFile(portico, workers, acme, 'customers', customers(1200));
    expect(again).toMatchObject({ state: 'done', created: 0, changed: 0, unchanged: 1200 });
    const text = customers(1201).replace('"Customer, 3"', 'Third');
    const third = await importFile(portico, workers, acme, 'customers', text);
    expect(third).toMatchObject({ state: 'done', created: 1, changed: 1, unchanged: 1199 });
    expect((await acme.api.get('/api/v1/customers/ext:c-3')).body).toMatchObject({ name: 'Third' });
  });

  test('DAY-4 DAY-30 who stands above whom comes in a table of its own; a circle, a fourth level and a stranger are named', async () => {
    const acme = await vendor();
    await importFile(portico, workers, acme, 'customers', customers(6));
    const parents = (text: string) =>
      importFile(portico, workers, acme, 'customer-parents', `customerId,parentId,parentAccess\n${text}`);
    const first = 'ext:c-1,ext:c-2,view\next:c-2,ext:c-3,change\next:c-4,,\n';
    expect(await parents(first)).toMatchObject({ state: 'done', changed: 2, unchanged: 1 });
    expect(await parents(first)).toMatchObject({ state: 'done', changed: 0, unchanged: 3 });
    const read = async (name: string) => (await acme.api.get(`/api/v1/customers/ext:${name}`)).body;
    const [low, middle, top] = [await read('c-1'), await read('c-2'), await read('c-3')];
    expect(low).toMatchObject({ parentId: middle.id, parentAccess: 'view' });
    expect(middle).toMatchObject({ parentId: top.id, parentAccess: 'change' });
    const wrong = await parents(
      'ext:c-3,ext:c-1,view\next:c-3,ext:c-5,view\next:c-4,ext:nobody,view\next:c-0,ext:c-1,view\n',
    );
    expect(wrong).toMatchObject({ state: 'failed', failed: 4 });
    const rows = wrong.errors.map(({ row, code }: { row: number; code: string }) => [row, code] as const);
    expect(rows.sort(([a], [b]) => a - b)).toEqual([
      [2, 'cycle'],
      [3, 'duplicate'],
      [4, 'reference'],
      [5, 'levels'],
    ]);
    expect(await parents('ext:c-1,,none\n')).toMatchObject({ state: 'done', changed: 1 });
    expect(await read('c-1')).toMatchObject({ parentId: null, parentAccess: 'none' });
    const stranger = await importFile(
      portico,
      workers,
      acme,
      'customers',
      'externalId,name,plugins\nc-1,One,"{""plg_01k9z3m4q7x2v5b8n1c6d0f3gh"":false}"\n',
    );
    expect(stranger).toMatchObject({ state: 'failed', failed: 1 });
    expect(stranger.errors[0]).toMatchObject({ row: 2, code: 'reference' });
  });

  test('IE02 one row that can not be accepted is enough to write nothing, and each is named by its row', async () => {
    const acme = await vendor();
    const rows = [
      'externalId,name,status,billing.country',
      ...['a,Anna,active,DE', 'b,,aktiv,Germany', 'c,C,active,DE', 'a,Again,,', 'd,D,active'],
    ];
    const run = await importFile(portico, workers, acme, 'customers', rows.join('\n'));
    expect(run).toMatchObject({ state: 'failed', failed: 3, total: 5, created: 2 });
    expect(run.errors.map(({ row, column, code }) => [row, column, code])).toEqual([
      [3, 'name', 'missing'],
      [3, 'status', 'picklist'],
      [3, 'billing.country', 'regex'],
      [5, '', 'duplicate'],
      [6, '', 'cells'],
    ]);
    expect((await acme.api.get('/api/v1/customers')).body.items).toEqual([]);
    const csv = await acme.api.get(`/api/v1/imports/${run.id}/errors.csv`);
    expect(csv.body).toContain('\r\n3,name,missing,This cell is needed.\r\n');
    // A failed one takes nothing more, and its file is gone.
    expect((await acme.api.post(`/api/v1/imports/${run.id}/run`, {})).body.code).toBe('import.not-ready');
    expect(await left(portico, acme.id)).toEqual({ import_part: 0, import_file: 0 });
  });

  test.each([
    { name: 'a quote that is never closed', file: 'externalId,name\na,"Anna\nb,B\n', code: 'quote' },
    { name: 'text behind a quote', file: 'externalId,name\na,"An"na\n', code: 'quote' },
    { name: 'NUL bytes', file: 'externalId,name\na,An\0na\n', code: 'binary' },
    { name: 'a column twice', file: 'externalId,name,name\na,b,c\n', code: 'duplicate' },
    { name: 'a column called __proto__', file: 'externalId,name,__proto__\na,b,c\n', code: 'unknown_column' },
    {
      name: 'a column called constructor',
      file: 'externalId,name,constructor\na,b,c\n',
      code: 'unknown_column',
    },
    { name: 'a column without a name', file: 'externalId,name,\na,b,c\n', code: 'unknown_column' },
    { name: 'a needed column missing', file: 'externalId\na\n', code: 'missing' },
    { name: '100,000 columns', file: `externalId,name${',x'.repeat(100_000)}\n`, code: 'too_many_columns' },
    { name: 'a spreadsheet file', file: Buffer.from('504b030414000600', 'hex'), code: 'archive' },
    {
      name: 'windows-1252 taken for UTF-8',
      file: Buffer.from('externalId,name\na,M\xfcller\n', 'latin1'),
      code: 'encoding',
    },
    { name: 'a row of 3 MB', file: `externalId,name\na,${'x'.repeat(3_000_000)}\n`, code: 'too_long' },
  ])('IE02 $name: nothing is written, and a sentence says where', async ({ file, code }) => {
    const acme = await vendor();
    const run = await importFile(portico, workers, acme, 'customers', file);
    expect(run.state).toBe('failed');
    expect(run.errors.map((error) => error.code)).toContain(code);
    expect(run.errors[0]?.row).toBeGreaterThan(0);
    expect((await acme.api.get('/api/v1/customers')).body.items).toEqual([]);
  });

  test.each([
    { name: 'UTF-8 with a mark', bytes: Buffer.from('\uFEFFexternalId;name\r\na;Müller\r\n') },
    { name: 'UTF-16 with a mark', bytes: Buffer.from('\uFEFFexternalId;name\r\na;Müller\r\n', 'utf16le') },
    {
      name: 'windows-1252',
      bytes: Buffer.from('externalId;name\na;M\xfcller\n', 'latin1'),
      encoding: 'windows-1252',
    },
    { name: 'tabs', bytes: Buffer.from('externalId\tname\na\tMüller\n') },
    {
      name: 'a spreadsheet that says its separator',
      bytes: Buffer.from('sep=;\r\nexternalId;name\r\na;Müller\r\n'),
    },
    { name: 'empty lines and quotes', bytes: Buffer.from('"externalId","name"\n\n"a","Müller"\n\n') },
    { name: 'old line ends', bytes: Buffer.from('externalId,name\ra,Müller\r') },
  ])('DAY-4 a CSV file with $name is read', async ({ bytes, encoding }) => {
    const acme = await vendor();
    const options = { partBytes: 7, ...(encoding && { encoding }) };
    expect(await importFile(portico, workers, acme, 'customers', bytes, options)).toMatchObject({
      state: 'done',
      created: 1,
      errors: [],
    });
    expect((await acme.api.get('/api/v1/customers/ext:a')).body.name).toBe('Müller');
  });

  test('DAY-4 a checked file is planned for later: it begins then, keeps nobody else waiting, and is called off by deleting it', async () => {
    const acme = await vendor();
    const inHours = (hours: number) =>
      new Date(portico.clock.now().getTime() + hours * 3_600_000).toISOString();
    const checked = () => importFile(portico, workers, acme, 'customers', customers(2), { dryRun: true });
    const [one, other] = [await checked(), await checked()];
    const plan = (id: string, startAt: string) => acme.api.post(`/api/v1/imports/${id}/run`, { startAt });
    for (const wrong of [inHours(169), '2026-13-45T00:00:00Z', 'tonight'])
      expect(await plan(one.id, wrong), wrong).toMatchObject({
        ...{ status: 422, body: { fields: [{ path: 'startAt' }] } },
      });
    const startAt = inHours(3);
    expect((await plan(one.id, startAt)).body).toMatchObject({ state: 'planned', startAt });
    expect((await plan(other.id, startAt)).status).toBe(202);
    expect((await plan(one.id, startAt)).body.code).toBe('import.not-ready');
    await workers.runDue();
    expect((await acme.api.get('/api/v1/customers')).body.items).toEqual([]);
    expect(await importFile(portico, workers, acme, 'customers', customers(1))).toMatchObject({
      ...{ state: 'done', created: 1 },
    });
    expect((await acme.api.delete(`/api/v1/imports/${other.id}`)).status).toBe(204);
    portico.clock.move(3 * 3_600_000);
    await workers.runDue();
    expect((await acme.api.get(`/api/v1/imports/${one.id}`)).body).toMatchObject({
      ...{ state: 'done', created: 1, unchanged: 1 },
    });
  });

  test('DAY-4 other people’s names are mapped, a dry run says exactly what the run does, and writes nothing', async () => {
    const acme = await vendor();
    const mapping = {
      columns: { Kundennr: 'externalId', Firma: 'name', Stand: 'status', Bemerkung: null },
      values: { status: { aktiv: 'active', ruht: 'inactive' } },
      defaults: { 'billing.country': 'DE' },
    };
    const file = 'Kundennr;Firma;Stand;Bemerkung\n1;Blum;aktiv;x\n2;Roth;ruht;y\n';
    const dry = await importFile(portico, workers, acme, 'customers', file, { mapping, dryRun: true });
    expect(dry).toMatchObject({ state: 'checked', created: 2, failed: 0 });
    expect((await acme.api.get('/api/v1/customers')).body.items).toEqual([]);
    await acme.api.put('/api/v1/customers/ext:1', { name: 'Blum', billing: { country: 'DE' } });
    // The same file is started again: what happened in between counts.
    expect((await acme.api.post(`/api/v1/imports/${dry.id}/run`, {})).status).toBe(202);
    await workers.runDue();
    expect((await acme.api.get(`/api/v1/imports/${dry.id}`)).body).toMatchObject({
      state: 'done',
      created: 1,
      unchanged: 1,
    });
    expect((await acme.api.get('/api/v1/customers/ext:2')).body).toMatchObject({
      status: 'inactive',
      billing: { country: 'DE' },
    });
    const wrong = await importFile(portico, workers, acme, 'customers', file, {
      mapping: { columns: { Firma: 'nonsense' } },
    });
    expect(wrong.errors.map(({ column }) => column)).toEqual(expect.arrayContaining(['Firma', 'Kundennr']));
  });

  test('DAY-4 JSON comes as a list or line by line, in the shape of the API', async () => {
    const acme = await vendor();
    const item = (id: number) => ({
      externalId: `j-${id}`,
      name: `Über "${id}" {[`,
      billing: { city: 'Köln' },
    });
    const list = JSON.stringify([item(1), item(2)], null, 1);
    const lines = `${JSON.stringify(item(2))}\n${JSON.stringify(item(3))}\n`;
    const json = { format: 'json', partBytes: 11 } as const;
    expect(await importFile(portico, workers, acme, 'customers', list, json)).toMatchObject({
      state: 'done',
      created: 2,
    });
    expect(await importFile(portico, workers, acme, 'customers', lines, json)).toMatchObject({
      created: 1,
      unchanged: 1,
    });
    for (const wrong of [
      '[{"externalId":"x","name":"X"}',
      '{"externalId":"x","name":"X","__proto__":{}}',
      '[{"a":1,"a":2}]',
      'nonsense',
      '[1]',
    ]) {
      const run = await importFile(portico, workers, acme, 'customers', wrong, { format: 'json' });
      expect(run, wrong).toMatchObject({ state: 'failed', created: 0 });
    }
  });

  test('DAY-4 contracts come in for customers by the vendor’s own ids; an unknown one is named', async () => {
    const acme = await vendor();
    await importFile(portico, workers, acme, 'customers', customers(2));
    const items =
      '"[{""kind"":""plan"",""title"":""Plan"",""quantity"":1,""unitPrice"":{""amount"":100,""currency"":""EUR""}}]"';
    const head = 'externalId,customerId,title,startsOn,billingPeriod,terms.notice,items';
    const row = (id: string, customer: string) =>
      `${id},${customer},Plan,2026-01-01,1 month,3 months,${items}`;
    const bad = await importFile(
      portico,
      workers,
      acme,
      'contracts',
      [head, row('a', 'c-0'), row('b', 'nobody')].join('\n'),
    );
    expect(bad.errors).toMatchObject([{ row: 3, column: 'customerId', code: 'reference' }]);
    const good = await importFile(
      portico,
      workers,
      acme,
      'contracts',
      [head, row('a', 'c-0'), row('b', 'ext:c-1')].join('\n'),
    );
    expect(good).toMatchObject({ state: 'done', created: 2 });
    expect((await acme.api.get('/api/v1/contracts/ext:b')).body).toMatchObject({
      terms: { notice: { count: 3, unit: 'month' } },
    });
    const moved = await importFile(portico, workers, acme, 'contracts', [head, row('a', 'c-1')].join('\n'));
    expect(moved.errors).toMatchObject([{ row: 2, code: 'fixed' }]);
  });

  test('DAY-4 what depends on the file’s moment is looked at again when it is written: then all or nothing', async () => {
    const acme = await vendor();
    await importFile(portico, workers, acme, 'customers', customers(1));
    const file = JSON.stringify(
      [1, 2].map((id) => ({
        ...{
          externalId: `t-${id}`,
          customerId: id === 1 ? 'ext:c-0' : 'ext:c-9',
          title: 'T',
          startsOn: '2026-01-01',
        },
        ...{
          billingPeriod: { count: 1, unit: 'month' },
          items: [{ kind: 'plan', title: 'P', quantity: 1, unitPrice: { amount: 1, currency: 'EUR' } }],
        },
      })),
    );
    await acme.api.put('/api/v1/customers/ext:c-9', { name: 'Soon gone' });
    const dry = await importFile(portico, workers, acme, 'contracts', file, { format: 'json', dryRun: true });
    expect(dry).toMatchObject({ state: 'checked', created: 2 });
    await acme.api.delete('/api/v1/customers/ext:c-9');
    await acme.api.post(`/api/v1/imports/${dry.id}/run`, {});
    await workers.runDue();
    expect((await acme.api.get(`/api/v1/imports/${dry.id}`)).body).toMatchObject({
      state: 'failed',
      failed: 1,
    });
    expect((await acme.api.get(`/api/v1/imports/${dry.id}/errors`)).body.items).toMatchObject([
      { row: 2, column: 'customerId' },
    ]);
    expect((await acme.api.get('/api/v1/contracts')).body.items).toEqual([]);
  });

  test('DAY-4 one row of the log and one event for a file; a customer that is switched off by it is signed out', async () => {
    const acme = await vendor();
    await importFile(portico, workers, acme, 'customers', customers(3));
    const { id } = (await acme.api.get('/api/v1/customers/ext:c-1')).body;
    const session = await acme.signIn(id);
    expect((await session.get('/portal/v1/bootstrap')).status).toBe(200);
    await importFile(portico, workers, acme, 'customers', 'externalId,name,status\nc-1,Off,inactive\n');
    expect((await session.get('/portal/v1/bootstrap')).status).toBe(401);
    const { db } = portico.database;
    const rows = await db
      .selectFrom('activity')
      .select(['action', 'actor_kind'])
      .where('vendor_id', '=', acme.id)
      .where('action', 'like', 'import.%')
      .orderBy('id')
      .execute();
    expect(rows.map(({ action }) => action).filter((action) => action === 'import.applied')).toHaveLength(2);
    expect(new Set(rows.map(({ actor_kind }) => actor_kind))).toEqual(new Set(['api-key']));
    const events = await db
      .selectFrom('outbox')
      .select('type')
      .where('vendor_id', '=', acme.id)
      .where('type', '=', 'customer.created')
      .execute();
    expect(events).toEqual([]);
  });

  test('DAY-4 files are taken in the order in which they were started; those who may not write a kind can not import it', async () => {
    const acme = await vendor();
    const first = await beginImport(portico, acme, 'customers', customers(700));
    const second = await beginImport(portico, acme, 'customers', 'externalId,name\nc-1,Later\n');
    await workers.runDue();
    expect((await acme.api.get(`/api/v1/imports/${first}`)).body).toMatchObject({
      state: 'done',
      created: 700,
    });
    expect((await acme.api.get(`/api/v1/imports/${second}`)).body).toMatchObject({
      state: 'done',
      changed: 1,
    });
    const key = (await acme.api.post('/api/v1/api-keys', { name: 'narrow', scopes: ['imports:write'] })).body
      .key;
    const made = await portico.app.request('http://localhost:4400/api/v1/imports', {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'customers' }),
    });
    expect(made.status).toBe(403);
  });

  test('IE02 parts: a missing one is named, another takes its place, too many bytes and wrong types are refused', async () => {
    const acme = await vendor();
    const { id } = (await acme.api.post('/api/v1/imports', { kind: 'customers' })).body;
    const part = (number: number, text: string | Uint8Array, type?: string) =>
      sendBytes(portico, acme, 'PUT', `/api/v1/imports/${id}/parts/${number}`, text, type);
    expect((await acme.api.post(`/api/v1/imports/${id}/run`, {})).body.code).toBe('import.incomplete');
    expect((await part(1, 'externalId,name\n')).body).toMatchObject({ bytes: 16, state: 'receiving' });
    await part(3, 'b,B\n');
    expect((await acme.api.post(`/api/v1/imports/${id}/run`, {})).body).toMatchObject({
      code: 'import.incomplete',
      detail: 'Part 2 was not sent.',
    });
    await part(2, 'wrong');
    expect((await part(2, 'a,A\n')).body).toMatchObject({ bytes: 24 });
    expect((await part(4, Buffer.alloc(1024 * 1024 + 1, 'x'))).status).toBe(413);
    expect((await part(4, 'x', 'text/html')).status).toBe(415);
    expect((await part(0, 'x')).status).toBe(422);
    expect((await acme.api.post(`/api/v1/imports/${id}/run`, {})).status).toBe(202);
    await workers.runDue();
    expect((await acme.api.get(`/api/v1/imports/${id}`)).body).toMatchObject({ state: 'done', created: 2 });
    for (const name of ['..%2Fx', '%2Fetc%2Fpasswd', 'a%5Cb', '..', 'x%00y']) {
      const answer = await sendBytes(
        portico,
        acme,
        'PUT',
        `/api/v1/imports/${id}/files/${name}`,
        'x',
        'application/pdf',
      );
      expect([404, 422], name).toContain(answer.status);
    }
  });

  test('DAY-4 the beginning of a file is shown before it is sent, with what its columns seem to mean', async () => {
    const acme = await vendor();
    const ask = (text: string | Uint8Array) =>
      sendBytes(portico, acme, 'POST', '/api/v1/imports/preview?kind=customers', text);
    const shown = await ask('External ID;Name;Billing City;Ort\n1;Blum;Köln;\n2;"Ro');
    expect(shown.body).toEqual({
      ...{ separator: ';', encoding: 'utf-8', rows: [['1', 'Blum', 'Köln', '']] },
      columns: [
        { header: 'External ID', column: 'externalId' },
        { header: 'Name', column: 'name' },
        { header: 'Billing City', column: 'billing.city' },
        { header: 'Ort', column: null },
      ],
    });
    expect((await ask(Buffer.from('504b0304140006', 'hex'))).status).toBe(422);
    const kinds = await acme.api.get('/api/v1/imports/kinds');
    expect(
      kinds.body.items.find(({ name }: { name: string }) => name === 'customers').columns.length,
    ).toBeGreaterThan(20);
  });
});
