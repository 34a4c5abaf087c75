import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Workers } from '../../src/kit/server/work.ts';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { importFile, transferWorkers } from '../helpers/transfers.ts';

describe.each(databaseKinds)('fields and terms in files on %s', (kind) => {
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
  const bring = (collection: string, rows: string) => importFile(portico, workers, acme, collection, rows);

  test('BIL-49, DAY-4 custom fields and what they hold come in as files, twice with the same outcome', async () => {
    const { id } = await acme.customer({ externalId: '4711' });
    const fields =
      'externalId,subject,kind,name,names,rights.portal\n' +
      'centre,customer,text,Cost centre,"{""de"":""Kostenstelle""}",read\n' +
      'since,customer,day,Since,,none\n';
    expect(await bring('custom-fields', fields)).toMatchObject({ state: 'done', created: 2, errors: [] });
    expect(await bring('custom-fields', fields)).toMatchObject({ state: 'done', unchanged: 2 });
    const values = 'fieldId,subjectId,value\ncentre,4711,K-12\nsince,4711,2024-03-01\n';
    expect(await bring('custom-values', values)).toMatchObject({ state: 'done', created: 2, errors: [] });
    expect(await bring('custom-values', values)).toMatchObject({ state: 'done', unchanged: 2 });
    const other = 'fieldId,subjectId,value\ncentre,4711,K-13\nsince,4711,\n';
    expect(await bring('custom-values', other)).toMatchObject({ state: 'done', errors: [] });
    const held = (await acme.api.get(`/api/v1/customers/${id}/custom-fields`)).body.items;
    expect(held.map(({ value }: { value: string | null }) => value)).toEqual(['K-13', null]);
    const wrong: [string, string][] = [
      ['none,4711,x', 'fieldId'],
      ['centre,none,x', 'subjectId'],
      ['since,4711,yesterday', 'value'],
    ];
    for (const [row, column] of wrong) {
      expect(await bring('custom-values', `fieldId,subjectId,value\n${row}\n`)).toMatchObject({
        ...{ state: 'failed', errors: [{ column }] },
      });
    }
  });

  test('BIL-33, DAY-4 terms documents come in as files; other texts are another version', async () => {
    const row = (text: string) =>
      `externalId,kind,required,texts\nagb,terms,tick,"{""en"":{""title"":""Terms"",""text"":""${text}""}}"\n`;
    expect(await bring('terms-documents', row('One.'))).toMatchObject({
      state: 'done',
      created: 1,
      errors: [],
    });
    expect(await bring('terms-documents', row('One.'))).toMatchObject({ state: 'done', unchanged: 1 });
    expect(await bring('terms-documents', row('Two.'))).toMatchObject({ state: 'done', changed: 1 });
    const terms = (await acme.api.get('/api/v1/terms-documents/ext:agb')).body;
    expect(terms).toMatchObject({ version: 2, required: 'tick', texts: { en: { text: 'Two.' } } });
    const { items } = (await acme.api.get(`/api/v1/terms-documents/${terms.id}/versions`)).body;
    expect(
      items.map(
        ({ version, texts }: never) => `${version} ${(texts as never as { en: { text: string } }).en.text}`,
      ),
    ).toEqual(['2 Two.', '1 One.']);
  });
});
