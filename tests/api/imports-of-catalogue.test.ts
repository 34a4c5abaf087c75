import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Workers } from '../../src/kit/server/work.ts';
import { type Client, type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { importFile, transferWorkers } from '../helpers/transfers.ts';

const collections = ['tax-classes', 'product-families', 'plans', 'plan-variants', 'components', 'coupons'];

describe.each(databaseKinds)('the catalogue in files on %s', (kind) => {
  let portico: TestApp;
  let workers: Workers;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    workers = transferWorkers(portico);
    acme = await portico.vendor('acme');
  });
  afterAll(async () => {
    await workers.stop();
    await portico.close();
  });

  const bring = (of: TestVendor, collection: string, rows: string | object[]) =>
    typeof rows === 'string'
      ? importFile(portico, workers, of, collection, rows)
      : importFile(portico, workers, of, collection, JSON.stringify(rows), { format: 'json' });
  const all = async (api: Client, collection: string) =>
    (await api.get(`/api/v1/${collection}?limit=200`)).body.items as Record<string, unknown>[];

  test('DAY-4 a price list comes in as files, twice with the same outcome, and a wrong row names its column', async () => {
    const files: [string, string][] = [
      [
        'tax-classes',
        'externalId,name,rates\nreduced,Reduced,"[{""country"":""DE"",""percent"":7,""from"":""2021-01-01""}]"\n',
      ],
      ['product-families', 'externalId,name,taxClassId\npower,Power,reduced\nheat,Heat,\n'],
      ['plans', 'externalId,familyId,name,position\ngreen,power,Green 24,1\n'],
      [
        'plan-variants',
        'externalId,planId,billingPeriod,terms.minimumTerm,terms.renewal,terms.notice,prices,selfService\n' +
          'green-m,green,1 month,24 months,12 months,1 month,"[{""currency"":""EUR"",""amount"":1290}]",yes\n',
      ],
      [
        'components',
        'externalId,familyId,kind,name,unit,prices\n' +
          'meter,power,quantity,Meter,,"[{""currency"":""EUR"",""period"":{""count"":1,""unit"":""month""},""tiers"":[{""upTo"":null,""amount"":990}]}]"\n',
      ],
      ['coupons', 'externalId,code,kind,percent,familyIds\nc1,Start-10,percent,10,"[""ext:power""]"\n'],
    ];
    for (const [collection, rows] of files) {
      const created = rows.trim().split('\n').length - 1;
      expect(await bring(acme, collection, rows), collection).toMatchObject({
        state: 'done',
        created,
        errors: [],
      });
      expect(await bring(acme, collection, rows), collection).toMatchObject({
        state: 'done',
        unchanged: created,
      });
    }
    const [variant] = await all(acme.api, 'plan-variants');
    const [plan] = await all(acme.api, 'plans');
    expect(variant).toMatchObject({
      ...{ externalId: 'green-m', planId: plan?.id, familyId: plan?.familyId, selfService: true },
      terms: { minimumTerm: { count: 24, unit: 'month' }, notice: { count: 1, unit: 'month' } },
      prices: [{ currency: 'EUR', amount: 1290, setupFee: 0 }],
    });
    const wrong: [string, object, string][] = [
      ['plans', { externalId: 'green', familyId: 'ext:heat', name: 'Green 24' }, 'familyId'],
      [
        'plan-variants',
        { externalId: 'x', planId: 'ext:none', billingPeriod: { count: 1, unit: 'month' } },
        'planId',
      ],
      [
        'components',
        { externalId: 'meter', familyId: 'ext:power', kind: 'switch', name: 'Meter', max: 1 },
        'kind',
      ],
      ['components', { externalId: 'y', familyId: 'ext:power', kind: 'switch', name: 'Y', max: 2 }, 'max'],
      [
        'components',
        {
          externalId: 'y',
          familyId: 'ext:power',
          kind: 'switch',
          name: 'Y',
          grants: [{ productId: 'ext:none' }],
        },
        'grants',
      ],
      ['coupons', { externalId: 'c2', code: 'START-10', kind: 'percent', percent: 5 }, 'code'],
      [
        'coupons',
        { externalId: 'c2', code: 'B', kind: 'percent', percent: 5, familyIds: ['ext:none'] },
        'familyIds',
      ],
    ];
    for (const [collection, row, column] of wrong) {
      const run = await bring(acme, collection, [row]);
      expect(run, column).toMatchObject({ state: 'failed', errors: [{ column }] });
    }
  });

  test('DAY-16 the catalogue goes to another side in the configuration file, with its ids, and again without a change', async () => {
    const globex = await portico.vendor('globex');
    const { body: configuration } = await acme.api.get('/api/v1/configuration');
    const catalogue = { ...configuration, portals: undefined, settings: undefined };
    const put = async () =>
      (await globex.api.put('/api/v1/configuration', { configuration: catalogue })).body;
    const outcomes = (changes: { part: string; outcome: string }[]) =>
      changes
        .filter(({ part }) => part.startsWith('catalogue'))
        .map(({ part, outcome }) => `${part} ${outcome}`);
    const first = await put();
    expect(outcomes(first.changes).sort()).toEqual([
      'catalogue.components created',
      'catalogue.coupons created',
      'catalogue.planVariants created',
      'catalogue.plans created',
      'catalogue.productFamilies created',
      'catalogue.productFamilies created',
      'catalogue.taxClasses created',
    ]);
    expect(outcomes((await put()).changes)).toEqual([]);
    for (const collection of collections) {
      const plain = async (api: Client) =>
        (await all(api, collection)).map(({ createdAt: _, updatedAt: __, ...thing }) => thing);
      expect(await plain(globex.api), collection).toEqual(await plain(acme.api));
    }
    const [variant] = await all(acme.api, 'plan-variants');
    await globex.api.patch(`/api/v1/plan-variants/${variant?.id}`, { selfService: false });
    expect((await put()).changes).toMatchObject([
      { part: 'catalogue.planVariants', outcome: 'changed', fields: [{ path: 'selfService', after: true }] },
    ]);
  });
});
