import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prepareDownload } from '../../src/features/documents/server/prepare.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { startWorkers } from '../../src/kit/server/work.ts';
import { type Client, type TestApp, type TestVendor, testApp, testPublicUrl } from '../helpers/app.ts';
import { databaseKinds, takesFloods } from '../helpers/databases.ts';
import { foreignPdf } from '../helpers/pdf.ts';
import { entriesOf } from '../helpers/zip.ts';

describe.each(databaseKinds)('downloads on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
  });
  afterAll(() => portico.close());

  /** As a browser asks: without a credential. */
  const fetched = async (url: string, headers: Record<string, string> = {}) => {
    const response = await portico.app.request(`${testPublicUrl}${url}`, { headers });
    const bytes = Buffer.from(await response.arrayBuffer());
    const json = /\bjson\b/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      bytes,
      body: json ? JSON.parse(bytes.toString()) : null,
    };
  };
  /** Invoices made elsewhere, each with a PDF: nothing has to be set for them. */
  async function customerWith(count: number, number = (index: number) => `E-${index}`) {
    const customer = await acme.customer();
    const ids: string[] = [];
    for (let index = 0; index < count; index++) {
      const made = await acme.api.post('/api/v1/invoices', {
        ...{
          customerId: customer.id,
          origin: 'external',
          number: number(index),
          currency: 'EUR',
          gross: 1_000 + index,
        },
        issuedOn: `2026-01-${String((index % 28) + 1).padStart(2, '0')}`,
      });
      expect(made.status, JSON.stringify(made.body)).toBe(201);
      await acme.api.send('PUT', `/api/v1/invoices/${made.body.id}/pdf`, foreignPdf(number(index)), {
        'content-type': 'application/pdf',
      });
      ids.push(made.body.id);
    }
    return { customer, ids, session: await acme.signIn(customer.id) };
  }
  const ask = (session: Client, ids: readonly string[]) =>
    session.post('/portal/v1/documents/downloads', { ids });
  const told = ({ status, body }: { status: number; body: Record<string, unknown> | null }) => {
    const { instance: _, ...rest } = body ?? {};
    return { status, rest };
  };

  test('IE06 an address works once, for a minute, while its session lives, from our own page; all else is one and the same 404', async () => {
    const { customer, ids, session } = await customerWith(1);
    const url = async () => (await ask(session, ids)).body.url as string;
    const used = await url();
    expect((await fetched(used)).status).toBe(200);
    const over = await url();
    portico.clock.move(61_000);
    const shared = await url();
    const [, vendorPart] = shared.split('_');
    const guessed = `/portal/v1/downloads/dl_${vendorPart}_${'A'.repeat(43)}`;
    const answers = [
      await fetched(used),
      await fetched(over),
      await fetched(guessed),
      await fetched(`/portal/v1/downloads/x`),
      await fetched(shared, { 'sec-fetch-site': 'none' }),
      await fetched(shared, { 'sec-fetch-site': 'cross-site' }),
    ];
    const signedOut = await url();
    await session.delete('/portal/v1/sessions');
    answers.push(await fetched(signedOut));
    const again = await acme.signIn(customer.id);
    const switchedOff = (await ask(again, ids)).body.url;
    await acme.api.patch(`/api/v1/customers/${customer.id}`, { status: 'inactive' });
    answers.push(await fetched(switchedOff));
    expect(told(answers[0] as never)).toMatchObject({ status: 404, rest: { code: 'download.not-found' } });
    for (const answer of answers) expect(told(answer)).toEqual(told(answers[0] as never));
  });

  test('IE06 what belongs to another customer or another session is not there, alone or among one’s own', async () => {
    const [mine, theirs] = [await customerWith(1), await customerWith(1)];
    const before = await ask(mine.session, ['inv_0123456789abcdefghjkmnpqrs']);
    expect(before.status).toBe(404);
    for (const ids of [theirs.ids, [...mine.ids, ...theirs.ids]]) {
      expect(told(await ask(mine.session, ids))).toEqual(told(before));
    }
    const { id } = (await ask(mine.session, mine.ids)).body;
    const path = `/portal/v1/documents/downloads/${id}`;
    expect((await mine.session.get(path)).status).toBe(200);
    const other = await acme.signIn(mine.customer.id);
    for (const stranger of [theirs.session, other]) {
      expect((await stranger.get(path)).body.code).toBe('download.not-found');
    }
  });

  test('BIL-8 several come as ZIP with a table of contents, each byte for byte, no name twice', async () => {
    const { ids, session } = await customerWith(3, (index) => ['R/1', 'r-1', '=cmd()'][index] as string);
    const { body } = await ask(session, ids);
    const zip = await fetched(body.url);
    expect(zip.headers.get('content-type')).toBe('application/zip');
    expect(zip.headers.get('content-disposition')).toBe('attachment; filename="documents-2026-11-22.zip"');
    const entries = await entriesOf(zip.bytes);
    expect([...entries.keys()]).toEqual([
      'index.csv',
      '2026-01_cmd.pdf',
      '2026-01_r-1.pdf',
      '2026-01_R-1-2.pdf',
    ]);
    expect(entries.get('2026-01_R-1-2.pdf')?.equals(foreignPdf('R/1'))).toBe(true);
    const index = entries.get('index.csv')?.toString() ?? '';
    expect(index.split('\r\n')[1]).toBe(`2026-01_cmd.pdf,"'=cmd()",invoice,,2026-01-03,,open,10.02,EUR`);
    const all = await session.post('/portal/v1/documents/downloads', { matching: { search: 'r-1' } });
    expect(all.body).toMatchObject({ state: 'ready', total: 1 });
  });

  test('BIL-9 U17 a bookkeeper takes invoice and credit note along as table, PDF in their language and e-invoice, as files over HTTP', async () => {
    await acme.api.put(`/api/v1/portals/${acme.portal.id}/letterhead`, {
      seller: {
        name: 'Acme',
        lines: ['Kai 1', '24103 Kiel'],
        street: 'Kai 1',
        postcode: '24103',
        city: 'Kiel',
        country: 'DE',
        vatId: 'DE123456789',
        phone: '+49 431 1',
        email: 'help@acme.example',
        bank: { iban: 'DE02120300000000202051' },
      },
    });
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { documents: { eInvoices: true } });
    const customer = await acme.customer({
      billing: {
        firstName: 'Anna',
        lastName: 'Blum',
        street: 'Kai',
        houseNumber: '2',
        postcode: '24103',
        city: 'Kiel',
        country: 'DE',
        buyerReference: '04011000-12345-34',
        eInvoiceAddress: '0088:4012345000009',
      },
    });
    const lines = [{ title: 'Plan', unitPrice: '100', taxPercent: 19 }];
    const paper = { customerId: customer.id, issuedOn: '2026-03-01', currency: 'EUR', lines };
    const invoice = (
      await acme.api.post('/api/v1/invoices', { ...paper, dueOn: '2026-03-15', language: 'he' })
    ).body;
    const credit = (
      await acme.api.post('/api/v1/credit-notes', { ...paper, invoiceId: invoice.id, language: 'ar' })
    ).body;
    const session = await acme.signIn(customer.id);
    const as = async (ids: string[], format: string) => {
      const asked = await session.post('/portal/v1/documents/downloads', { ids, format });
      expect([asked.status, asked.body.code]).toEqual([201, undefined]);
      const { status, headers, bytes } = await fetched(asked.body.url);
      expect([status, headers.get('x-content-type-options')]).toEqual([200, 'nosniff']);
      return { type: headers.get('content-type'), named: headers.get('content-disposition'), bytes };
    };
    const table = await as([invoice.id, credit.id], 'csv');
    expect([table.type, table.named]).toEqual([
      'text/csv; charset=utf-8',
      'attachment; filename="documents-2026-11-22.csv"',
    ]);
    const rows = table.bytes.toString().split('\r\n');
    expect(rows[0]?.startsWith('\ufeff')).toBe(true);
    expect(rows.filter((row) => row.includes(invoice.number) || row.includes(credit.number))).toHaveLength(2);
    for (const [id, format, mark] of [
      [invoice.id, 'factur-x', 'urn:cen.eu:en16931:2017'],
      [invoice.id, 'xrechnung', 'xrechnung_3.0'],
      [credit.id, 'factur-x', '<ram:TypeCode>381</ram:TypeCode>'],
    ] as const) {
      const xml = await as([id], format);
      expect(xml.type).toMatch(/^application\/xml/);
      expect(xml.named).toMatch(/^attachment; filename="[\w.-]+\.xml"$/);
      expect(xml.bytes.toString()).toContain(mark);
      const collection = id === invoice.id ? 'invoices' : 'credit-notes';
      const asked = await acme.api.get(`/api/v1/${collection}/${id}/e-invoice?format=${format}`);
      expect(xml.bytes.toString()).toBe(asked.body);
    }
    for (const [paper, language] of [
      [invoice, 'he'],
      [credit, 'ar'],
    ] as const) {
      const pdf = await as([paper.id], 'pdf');
      expect(pdf.type).toBe('application/pdf');
      expect(pdf.named).toContain(paper.number);
      expect(pdf.bytes.toString('latin1')).toContain(`/Lang (${language})`);
      expect(pdf.bytes.includes('/AFRelationship /Alternative')).toBe(true);
    }
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { documents: { eInvoices: false } });
  });

  test('IE05 a hundred at once are sent two at a time, each as it was when asked, while rows change', async () => {
    const { ids, session } = await customerWith(4);
    const urls: string[] = [];
    for (let index = 0; index < 100; index++) urls.push((await ask(session, ids)).body.url);
    const change = async () => {
      for (let index = 0; index < 20; index++) {
        await acme.api.patch(`/api/v1/invoices/${ids[index % 4]}`, { status: index % 2 ? 'open' : 'paid' });
      }
      await acme.api.send('PUT', `/api/v1/invoices/${ids[0]}/pdf`, foreignPdf('replaced'), {
        'content-type': 'application/pdf',
      });
    };
    const [answers] = await Promise.all([Promise.all(urls.map((url) => fetched(url))), change()]);
    expect(answers.map(({ status }) => status)).toEqual(Array(100).fill(200));
    for (const { bytes } of answers) {
      const entries = await entriesOf(bytes);
      expect(entries.size).toBe(5);
      for (const [name, content] of entries)
        if (name !== 'index.csv') expect(content.subarray(0, 5).toString()).toBe('%PDF-');
    }
  });

  test.runIf(takesFloods(kind))(
    'BIL-8 where more than 200 PDFs must be made first, that is work with progress, and then the file is there',
    async () => {
      const customer = await acme.customer();
      const invoice = { customerId: customer.id, issuedOn: '2026-02-01', currency: 'EUR' };
      for (let index = 0; index < 201; index++) {
        const lines = [{ title: 'Plan', unitPrice: '1' }];
        expect((await acme.api.post('/api/v1/invoices', { ...invoice, lines })).status).toBe(201);
      }
      const session = await acme.signIn(customer.id);
      const asked = await session.post('/portal/v1/documents/downloads', { matching: {} });
      expect(asked.body).toMatchObject({ state: 'preparing', done: 0, total: 201, url: null });
      const path = `/portal/v1/documents/downloads/${asked.body.id}`;
      expect((await session.get(path)).body).toMatchObject({ state: 'preparing', url: null });
      const { database, clock } = portico;
      const workers = startWorkers({
        database,
        clock,
        kinds: [prepareDownload],
        context: {},
        pollMs: 3_600_000,
      });
      await workers.runDue();
      await workers.stop();
      const ready = await session.get(path);
      expect(ready.body).toMatchObject({ state: 'ready', done: 201, total: 201 });
      const entries = await entriesOf((await fetched(ready.body.url)).bytes);
      expect(entries.size).toBe(202);
      const left = await inTransaction(database.db, (tx) =>
        tx
          .selectFrom('document')
          .select('id')
          .where('customer_id', '=', customer.id)
          .where('pdf_file_id', 'is', null)
          .execute(),
      );
      expect(left).toEqual([]);
    },
    120_000,
  );
});
