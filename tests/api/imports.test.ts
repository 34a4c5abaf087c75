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
    const first = await importFile(portico, workers, acme, 'customers', customers(1200), { partBytes: 10_000 });
    expect(first).toMatchObject({ state: 'done', total: 1200, created: 1200, changed: 0, unchanged: 0, failed: 0 });
    const read = await acme.api.get('/api/v1/customers/ext:c-7');
    expect(read.body).toMatchObject({ name: 'Customer, 7', billing: { city: 'Köln', phone: '+49 30 7' }, status: 'active' });
    const again = await importFile(portico, workers, acme, 'customers', customers(1200));
    expect(again).toMatchObject({ state: 'done', created: 0, changed: 0, unchanged: 1200 });
    const text = customers(1201).replace('"Customer, 3"', 'Third');
    const third = await importFile(portico, workers, acme, 'customers', text);
    expect(third).toMatchObject({ state: 'done', created: 1, changed: 1, unchanged: 1199 });
    expect((await acme.api.get('/api/v1/customers/ext:c-3')).body).toMatchObject({ name: 'Third' });
  });

  test('IE02 one row that can not be accepted is enough to write nothing, and each is named by its row', async () => {
    const acme = await vendor();
    const rows = ['externalId,name,status,billing.country', 'a,Anna,active,DE', 'b,,aktiv,Germany', 'c,C,active,DE', 'a,Again,,'];
    const run = await importFile(portico, workers, acme, 'customers', rows.join('\n'));
    expect(run).toMatchObject({ state: 'failed', failed: 2, total: 4 });
    expect(run.errors.map(({ row, column, code }) => [row, column, code])).toEqual([
      [3, 'name', 'missing'],
      [5, '', 'duplicate'],
    ]);
    expect((await acme.api.get('/api/v1/customers')).body.items).toEqual([]);
  });
});
