import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Workers } from '../../src/kit/server/work.ts';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { foreignPdf } from '../helpers/pdf.ts';
import { importFile, transferWorkers } from '../helpers/transfers.ts';

describe.each(databaseKinds)('imports of documents on %s', (kind) => {
  let portico: TestApp;
  let workers: Workers;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    workers = transferWorkers(portico);
    acme = await portico.vendor();
  });
  afterAll(async () => {
    await workers.stop();
    await portico.close();
  });

  test('DAY-5 invoices of a former program come in with their PDFs, and credit notes that belong to them', async () => {
    const customer = await acme.customer({ externalId: 'k-1' });
    const rows = [
      'externalId,customerId,number,issuedOn,currency,gross,tax,status,paidOn,file',
      'r-1,k-1,2019/7,2019-05-06,EUR,11900,1900,paid,2019-05-20,7.pdf',
      'r-2,k-1,2019/8,2019-06-06,EUR,5000,,open,,',
    ].join('\n');
    const files = { '7.pdf': foreignPdf('2019/7') };
    const first = await importFile(portico, workers, acme, 'invoices', rows, { files });
    expect(first, JSON.stringify(first.errors)).toMatchObject({ state: 'done', created: 2 });
    const again = await importFile(portico, workers, acme, 'invoices', rows, { files });
    expect(again, JSON.stringify(again.errors)).toMatchObject({ created: 0, changed: 0, unchanged: 2 });
    const notes = [
      'externalId,customerId,invoiceId,number,issuedOn,currency,gross,status',
      // The same outside id as an invoice: they are two kinds of things.
      'r-1,k-1,ext:r-1,G-1,2019-07-01,EUR,11900,paid',
    ].join('\n');
    const credited = await importFile(portico, workers, acme, 'credit-notes', notes.replace('ext:', ''));
    expect(credited, JSON.stringify(credited.errors)).toMatchObject({ state: 'done', created: 1 });
    expect((await acme.api.get('/api/v1/invoices/ext:r-1')).body).toMatchObject({
      ...{ number: '2019/7', net: 10_000, origin: 'external', credited: 11_900, status: 'refunded' },
      pdf: { size: files['7.pdf'].length },
    });
    const anna = await acme.signIn(customer.id);
    expect((await anna.get('/portal/v1/documents?search=2019')).body.count).toBe(2);
    expect((await acme.api.get('/api/v1/invoices?search=2019')).body.items).toHaveLength(2);
  });

  test('DAY-5 an invoice bills a contract of its own customer, a credit note takes back an invoice of its own', async () => {
    for (const externalId of ['k-anna', 'k-ben']) {
      const { id } = await acme.customer({ externalId });
      expect(
        await acme.api.put(`/api/v1/contracts/ext:v-${externalId}`, {
          customerId: id,
          ...{ title: 'Support', startsOn: '2019-01-01', billingPeriod: { count: 1, unit: 'year' } },
          items: [{ kind: 'plan', title: 'P', quantity: 1, unitPrice: { amount: 1, currency: 'EUR' } }],
        }),
      ).toMatchObject({ status: 201 });
    }
    const header = 'externalId,customerId,contractId,number,issuedOn,currency,gross';
    const bring = (row: string) => importFile(portico, workers, acme, 'invoices', `${header}\n${row}`);
    expect(await bring('y-1,k-anna,v-k-ben,Y1,2019-05-06,EUR,100')).toMatchObject({
      ...{ state: 'failed', errors: [{ row: 2, column: 'contractId', code: 'reference' }] },
    });
    expect(await bring('y-1,k-anna,v-k-anna,Y1,2019-05-06,EUR,100')).toMatchObject({ created: 1 });
    const note =
      'externalId,customerId,invoiceId,number,issuedOn,currency,gross\nz-1,k-ben,y-1,Z1,2019-07-01,EUR,100';
    expect(await importFile(portico, workers, acme, 'credit-notes', note)).toMatchObject({
      errors: [{ row: 2, column: 'invoiceId', code: 'reference' }],
    });
  });

  test('DAY-5 a row whose totals do not add up is named, and nothing of the file is kept', async () => {
    await acme.customer({ externalId: 'k-2' });
    const rows = [
      'externalId,customerId,number,issuedOn,currency,gross,net,tax',
      'x-1,k-2,1,2019-05-06,EUR,100,80,20',
      'x-2,k-2,2,2019-05-06,EUR,100,80,19',
    ].join('\n');
    const done = await importFile(portico, workers, acme, 'invoices', rows);
    expect(done.errors).toMatchObject([{ row: 3, column: 'gross', code: 'sum' }]);
    expect((await acme.api.get('/api/v1/invoices/ext:x-1')).status).toBe(404);
  });
});
