import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Workers } from '../../src/kit/server/work.ts';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { importFile, transferWorkers } from '../helpers/transfers.ts';

describe.each(databaseKinds)('imports of domains, usage, locations and their records on %s', (kind) => {
  let portico: TestApp;
  let workers: Workers;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    workers = transferWorkers(portico);
    acme = await portico.vendor();
    await acme.customer({ name: 'Agency', externalId: 'a-1', limits: { domains: 3, calls: 1000 } });
    await acme.customer({ name: 'Other', externalId: 'a-2', limits: { domains: -1 } });
  });
  afterAll(async () => {
    await workers.stop();
    await portico.close();
  });
  const bring = (name: string, ...rows: string[]) =>
    importFile(portico, workers, acme, name, rows.join('\n'));
  const told = (errors: readonly { row: number; column: string; code: string }[]) =>
    errors.map(({ row, column, code }) => [row, column, code]);

  test('DAY-4 domains with their usage come in, and a second run finds them', async () => {
    const domains = [
      'externalId,customerId,host',
      'd-1,a-1,https://Shop.example/de',
      'd-2,a-1,müller.example',
    ];
    expect(await bring('domains', ...domains)).toMatchObject({ state: 'done', created: 2 });
    expect(await bring('domains', ...domains)).toMatchObject({ state: 'done', created: 0, unchanged: 2 });
    const usage = [
      'externalId,customerId,domainId,month,quantity',
      'u-1,a-1,d-1,2026-11,600',
      'u-2,a-1,,2026-11,7',
    ];
    expect(await bring('call-counts', ...usage)).toMatchObject({ state: 'done', created: 2 });
    const again = [...usage.slice(0, 1), 'u-1,a-1,d-1,2026-11,650', 'u-2,a-1,,2026-11,7'];
    expect(await bring('call-counts', ...again)).toMatchObject({ changed: 1, unchanged: 1 });
    expect((await acme.api.get('/api/v1/customers/ext:a-1')).body).toMatchObject({
      usage: { calls: 657, domains: 2 },
      domains: [
        { host: 'shop.example', calls: 650 },
        { host: 'xn--mller-kva.example', calls: 0 },
      ],
    });
  });

  test('what many rows share is looked at over the whole file: hosts, room, counted months', async () => {
    const domains = await bring(
      'domains',
      'externalId,customerId,host',
      'd-3,a-1,third.example',
      'd-4,a-1,fourth.example',
      'd-5,a-2,shop.example',
      'd-6,a-2,twice.example',
      'd-7,a-2,TWICE.example',
      'd-8,a-2,localhost',
    );
    expect(domains).toMatchObject({ state: 'failed', failed: 4 });
    expect(told(domains.errors)).toEqual([
      [3, 'customerId', 'limit'],
      [4, 'host', 'taken'],
      [6, 'host', 'taken'],
      [7, 'host', 'host'],
    ]);
    const usage = await bring(
      'call-counts',
      'externalId,customerId,domainId,month,quantity',
      'u-9,a-1,d-1,2026-11,1',
    );
    expect(told(usage.errors)).toEqual([[2, 'month', 'exists']]);
    expect((await acme.api.get('/api/v1/domains')).body.items).toHaveLength(2);
  });

  test('DAY-4 locations come in with their addresses', async () => {
    const rows = [
      'externalId,customerId,name,address.city,address.country',
      'l-1,a-1,Koelhuis Zuid,Utrecht,NL',
    ];
    expect(await bring('locations', ...rows)).toMatchObject({ state: 'done', created: 1 });
    expect((await acme.api.get('/api/v1/locations/ext:l-1')).body).toMatchObject({
      name: 'Koelhuis Zuid',
      address: { city: 'Utrecht', country: 'NL' },
    });
  });

  test('DAY-4 installations come in with the tokens printed on them, once each and for good', async () => {
    const head = 'externalId,locationId,name,token';
    const rows = [head, 'i-1,l-1,Koelcel,KW-20931-a', 'i-2,l-1,Vriescel,'];
    expect(await bring('installations', ...rows)).toMatchObject({ state: 'done', created: 2 });
    expect(await bring('installations', ...rows)).toMatchObject({ state: 'done', unchanged: 2 });
    const read = await acme.api.get('/api/v1/installations/ext:i-1');
    const customer = await acme.api.get('/api/v1/customers/ext:a-1');
    expect(read.body).toMatchObject({ name: 'Koelcel', customerId: customer.body.id, tokenHint: '31-a' });
    expect((await acme.api.get('/api/v1/installations/ext:i-1/token')).body.token).toBe('KW-20931-a');
    expect((await acme.api.get('/api/v1/installations/ext:i-2/token')).body.token).toMatch(
      /^(\w{5}-){4}\w{5}$/,
    );
    const wrong = await bring(
      'installations',
      head,
      'i-1,l-1,Koelcel,other-token',
      'i-3,l-1,Third,KW-20931-a',
    );
    expect(told(wrong.errors)).toEqual([
      [2, 'token', 'fixed'],
      [3, 'token', 'taken'],
    ]);
  });

  /** Each kind with rows, the same rows changed, and a row that is wrong in the column named last. */
  test.each([
    [
      'logbook-entries',
      'externalId,locationId,installationId,kind,happenedOn,text,by',
      'b-1,l-1,i-1,Onderhoud,2026-03-02,Filter vervangen.,Jan de Wit',
      'b-1,l-1,i-1,Onderhoud,2026-03-02,Filter en riem vervangen.,Jan de Wit',
      ['b-2,l-9,,Onderhoud,2026-03-02,,', 'locationId'],
      ['b-2,l-1,,Onderhoud,31.02.2026,,', 'happenedOn'],
    ],
    [
      'inspections',
      'externalId,locationId,installationId,name,everyMonths,dueOn,lastDoneOn',
      'p-1,l-1,i-1,Lekcontrole,12,2027-03-02,2026-03-02',
      'p-1,l-1,i-1,Lekcontrole,6,2026-09-02,2026-03-02',
      ['p-2,l-1,i-9,Lekcontrole,12,2027-03-02,', 'installationId'],
      ['p-2,l-1,,Lekcontrole,often,2027-03-02,', 'everyMonths'],
    ],
    [
      'site-requests',
      'externalId,customerId,locationId,text,wantedOn,phone,state,answer',
      'r-1,a-1,l-1,De cel koelt niet.,2026-03-03,030 123 45 67,new,',
      'r-1,a-1,l-1,De cel koelt niet.,2026-03-03,030 123 45 67,done,Verholpen.',
      ['r-2,a-9,l-1,Warm.,,,new,', 'customerId'],
      ['r-2,a-1,l-1,Warm.,,,perhaps,', 'state'],
    ],
    [
      'site-periods',
      'externalId,customerId,locationId,from,until,name',
      'o-1,a-2,l-1,,2026-01-01,Koelhuis',
      'o-1,a-2,l-1,,2026-02-01,Koelhuis',
      ['o-2,a-2,l-9,,2026-01-01,Koelhuis', 'locationId'],
      ['o-2,a-2,l-1,,soon,Koelhuis', 'until'],
    ],
  ] as [string, string, string, string, ...[string, string][]][])(
    'DAY-4 DAY-31 %s come in, change by a second run, and a wrong row is named',
    async (kind, head, row, other, ...wrong) => {
      expect(await bring(kind, head, row)).toMatchObject({ state: 'done', created: 1, errors: [] });
      expect(await bring(kind, head, row)).toMatchObject({ state: 'done', created: 0, unchanged: 1 });
      expect(await bring(kind, head, other)).toMatchObject({ state: 'done', changed: 1, errors: [] });
      for (const [bad, column] of wrong) {
        const failed = await bring(kind, head, other, bad);
        expect(failed).toMatchObject({ state: 'failed', created: 0 });
        expect(failed.errors.map(({ row, column }) => `${row} ${column}`)).toEqual([`3 ${column}`]);
      }
    },
  );

  test('DAY-4 DAY-31 certificates and photos come in with their files by name, and a missing file is named', async () => {
    const paper = { 'LC-118.pdf': Buffer.from('%PDF-1.4 leak test') };
    const papers = (title: string, file = 'LC-118.pdf') =>
      `externalId,locationId,kind,title,issuedOn,file\nc-1,l-1,certificate,${title},2026-03-02,${file}\n`;
    const run = (collection: string, rows: string, files: Record<string, Uint8Array> = {}) =>
      importFile(portico, workers, acme, collection, rows, { files });
    expect(await run('site-documents', papers('Lekvrij'), paper)).toMatchObject({ created: 1, errors: [] });
    expect(await run('site-documents', papers('Lekvrij'), paper)).toMatchObject({ unchanged: 1, errors: [] });
    expect(await run('site-documents', papers('Lekdicht'), paper)).toMatchObject({ changed: 1, errors: [] });
    expect((await run('site-documents', papers('Lekdicht', 'none.pdf'))).errors).toMatchObject([
      { row: 2, column: 'file' },
    ]);
    const photos = 'externalId,customerId,entryId,file\nf-1,a-1,b-1,LC-118.pdf\n';
    expect(await run('site-files', photos, paper)).toMatchObject({ created: 1, errors: [] });
    expect(await run('site-files', photos, paper)).toMatchObject({ unchanged: 1, errors: [] });
    expect((await run('site-files', photos.replace('b-1', 'b-9'), paper)).errors).toMatchObject([
      { row: 2, column: 'entryId' },
    ]);
  });
});
