import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Workers } from '../../src/kit/server/work.ts';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { importFile, transferWorkers } from '../helpers/transfers.ts';

describe.each(databaseKinds)('imports of domains, usage and locations on %s', (kind) => {
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
    expect(await bring('usage-records', ...usage)).toMatchObject({ state: 'done', created: 2 });
    const again = [...usage.slice(0, 1), 'u-1,a-1,d-1,2026-11,650', 'u-2,a-1,,2026-11,7'];
    expect(await bring('usage-records', ...again)).toMatchObject({ changed: 1, unchanged: 1 });
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
      'usage-records',
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
});
