import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, type TestVendor, testApp, testPublicUrl } from '../helpers/app.ts';
import { contentsOf } from '../helpers/contents.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { foreignPdf, textOfPdf } from '../helpers/pdf.ts';

const line = (title: string, unitPrice: string, more = {}) => ({ title, unitPrice, taxPercent: 19, ...more });
const invoice = (customerId: string, more: Record<string, unknown> = {}) => ({
  customerId,
  issuedOn: '2026-11-09',
  dueOn: '2026-11-30',
  currency: 'EUR',
  lines: [
    line('Arbeitspreis', '0.3142', { quantity: '3212', unit: 'kWh' }),
    line('Grundpreis', '11.9', { quantity: '12' }),
  ],
  ...more,
});

describe.each(databaseKinds)('documents on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
  });
  afterAll(() => portico.close());

  /** Sends or fetches bytes as they are. */
  const raw = async (
    credential: string | undefined,
    method: string,
    path: string,
    body?: Uint8Array,
    headers = {},
  ) => {
    const response = await portico.app.request(`${testPublicUrl}${path}`, {
      method,
      headers: { ...(credential && { authorization: `Bearer ${credential}` }), ...headers },
      ...(body && { body: Buffer.from(body) }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, bytes };
  };
  const pdf = { 'content-type': 'application/pdf' };
  const make = async (customerId: string, more = {}) => {
    const made = await acme.api.post('/api/v1/invoices', invoice(customerId, more));
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body;
  };

  test('BIL-8 an invoice is in the list with its number, and opens as a PDF that shows that number', async () => {
    const customer = await acme.customer({ billing: { firstName: 'Jana', lastName: 'Petersen' } });
    const made = await make(customer.id, { language: 'de', title: 'Jahresabrechnung' });
    expect(made).toMatchObject({
      number: expect.stringMatching(/^INV-\d{5}$/),
      ...{ net: 115_201, tax: 21_888, gross: 137_089, due: 137_089, status: 'open', origin: 'portico' },
      buyer: { name: 'Jana Petersen' },
    });
    const anna = await acme.signIn(customer.id);
    const { items, count } = (await anna.get('/portal/v1/documents')).body;
    expect(count).toBe(1);
    expect(items[0]).toMatchObject({
      ...{ id: made.id, kind: 'invoice', number: made.number, status: 'open', title: 'Jahresabrechnung' },
      amount: { amount: 137_089, currency: 'EUR' },
    });
    const api = await raw(acme.apiKey, 'GET', `/api/v1/invoices/${made.id}/pdf`);
    expect(api.status).toBe(200);
    expect(api.headers.get('content-disposition')).toBe(`attachment; filename="2026-11_${made.number}.pdf"`);
    const { text } = await textOfPdf(api.bytes);
    expect(text).toContain(`Rechnung ${made.number}`);
    expect(text).toContain('1.370,89 €');
    const again = await raw(acme.apiKey, 'GET', `/api/v1/invoices/${made.id}/pdf`);
    expect(again.bytes.equals(api.bytes)).toBe(true);
    const download = await anna.post('/portal/v1/documents/downloads', { ids: [made.id] });
    const fetched = await raw(undefined, 'GET', download.body.url);
    expect(fetched.bytes.equals(api.bytes)).toBe(true);
  });

  test('BIL-4 BIL-8 an issued invoice keeps its look and its words, whatever changes afterwards; the next one has what changed', async () => {
    const vendor = await portico.vendor('later');
    const customer = await vendor.customer({ billing: { company: 'Before Ltd', country: 'GB' } });
    const made = (await vendor.api.post('/api/v1/invoices', invoice(customer.id))).body;
    await vendor.api.patch(`/api/v1/customers/${customer.id}`, { billing: { company: 'After Ltd' } });
    await vendor.api.patch(`/api/v1/portals/${vendor.portal.id}`, { brandName: 'Renamed' });
    await vendor.api.put(`/api/v1/portals/${vendor.portal.id}/letterhead`, {
      seller: { name: 'Renamed Inc' },
    });
    const { text } = await textOfPdf(
      (await raw(vendor.apiKey, 'GET', `/api/v1/invoices/${made.id}/pdf`)).bytes,
    );
    expect(text).toContain('Before Ltd');
    expect(text).not.toMatch(/After|Renamed/);
    const next = (await vendor.api.post('/api/v1/invoices', invoice(customer.id))).body;
    expect(next).toMatchObject({ buyer: { name: 'After Ltd' }, seller: { name: 'Renamed Inc' } });
    for (const change of [
      { number: 'X' },
      { buyer: { name: 'X' } },
      { issuedOn: '2026-01-01' },
      { lines: [line('X', '1')] },
    ]) {
      const refused = await vendor.api.patch(`/api/v1/invoices/${made.id}`, change);
      expect(refused, JSON.stringify(change)).toMatchObject({
        status: 409,
        body: { code: 'invoice.issued' },
      });
    }
    expect((await vendor.api.delete(`/api/v1/invoices/${made.id}`)).body.code).toBe('invoice.issued');
    const sent = await raw(vendor.apiKey, 'PUT', `/api/v1/invoices/${made.id}/pdf`, foreignPdf('X'), pdf);
    expect(sent.status).toBe(409);
    const paid = await vendor.api.patch(`/api/v1/invoices/${made.id}`, { status: 'paid' });
    expect(paid.body).toMatchObject({ status: 'paid', paidOn: '2026-11-22', number: made.number });
    const gone = await vendor.api.delete(`/api/v1/customers/${customer.id}`);
    expect(gone).toMatchObject({ status: 409, body: { code: 'customer.has-documents' } });
  });

  test('BIL-9 a credit note is in the list, marked, linked with its invoice both ways, and downloads', async () => {
    const customer = await acme.customer();
    const made = await make(customer.id);
    const note = await acme.api.post('/api/v1/credit-notes', {
      ...{ customerId: customer.id, invoiceId: made.id, issuedOn: '2026-11-15', currency: 'EUR' },
      lines: [line('Treuebonus', '50')],
    });
    expect(note, JSON.stringify(note.body)).toMatchObject({
      status: 201,
      body: { number: expect.stringMatching(/^CN-\d{5}$/), gross: 5_950, invoiceId: made.id },
    });
    const read = (await acme.api.get(`/api/v1/invoices/${made.id}`)).body;
    expect(read).toMatchObject({ creditNoteIds: [note.body.id], credited: 5_950, status: 'open' });
    const anna = await acme.signIn(customer.id);
    const { items } = (await anna.get('/portal/v1/documents?kind=credit-note')).body;
    expect(items).toMatchObject([{ id: note.body.id, kind: 'credit-note', amount: { amount: -5_950 } }]);
    const related = async (id: string) => (await anna.get(`/portal/v1/documents/${id}`)).body.related;
    expect(await related(made.id)).toMatchObject([{ id: note.body.id, kind: 'credit-note' }]);
    expect(await related(note.body.id)).toMatchObject([
      { id: made.id, kind: 'invoice', number: made.number },
    ]);
    const { bytes } = await raw(acme.apiKey, 'GET', `/api/v1/credit-notes/${note.body.id}/pdf`);
    const { text } = await textOfPdf(bytes);
    expect(text).toContain(`Credit note ${note.body.number}`);
    expect(text).toContain(`To invoice ${made.number} of 9 November 2026`);
  });

  test('BIL-9 credit notes never take back more than the invoice was, also when two come at once', async () => {
    const customer = await acme.customer();
    const made = await make(customer.id, { lines: [line('Plan', '100', { taxPercent: 0 })], status: 'paid' });
    const credit = (amount: string) =>
      acme.api.post('/api/v1/credit-notes', {
        ...{ customerId: customer.id, invoiceId: made.id, issuedOn: '2026-11-15', currency: 'EUR' },
        lines: [line('Back', amount, { taxPercent: 0 })],
      });
    const answers = await Promise.all([credit('60'), credit('60'), credit('60')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('credit-note.too-much');
    expect((await credit('40')).status).toBe(201);
    expect((await acme.api.get(`/api/v1/invoices/${made.id}`)).body).toMatchObject({
      ...{ credited: 10_000, status: 'refunded' },
    });
    const wrong = await acme.api.post('/api/v1/credit-notes', {
      ...{
        customerId: (await acme.customer()).id,
        invoiceId: made.id,
        issuedOn: '2026-11-15',
        currency: 'EUR',
      },
      lines: [line('Back', '1')],
    });
    expect(wrong).toMatchObject({ status: 422, body: { fields: [{ path: 'invoiceId' }] } });
  });

  test('DAY-5 an invoice made elsewhere keeps its number, its totals and its PDF byte for byte, outside our numbering', async () => {
    const customer = await acme.customer();
    const { next } = (await acme.api.get('/api/v1/number-series')).body.items[0];
    const wanted = {
      ...invoice(customer.id),
      origin: 'external',
      number: 'A/2019-7',
      lines: [],
      gross: 11_900,
      tax: 1_900,
    };
    const made = await acme.api.post('/api/v1/invoices', { ...wanted, status: 'paid', paidOn: '2026-11-10' });
    expect(made, JSON.stringify(made.body)).toMatchObject({
      status: 201,
      body: { number: 'A/2019-7', net: 10_000, gross: 11_900, status: 'paid', pdf: null },
    });
    expect((await acme.api.get('/api/v1/number-series')).body.items[0].next).toBe(next);
    const path = `/api/v1/invoices/${made.body.id}/pdf`;
    expect((await acme.api.get(path)).body.code).toBe('document.no-pdf');
    const bytes = foreignPdf('Rechnung A/2019-7');
    const put = await raw(acme.apiKey, 'PUT', path, bytes, pdf);
    expect(put.status).toBe(200);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect((await acme.api.get(`/api/v1/invoices/${made.body.id}`)).body.pdf).toEqual({
      size: bytes.length,
      sha256,
    });
    const anna = await acme.signIn(customer.id);
    const found = (await anna.get('/portal/v1/documents?search=2019-7')).body;
    expect(found.items).toMatchObject([{ number: 'A/2019-7', status: 'paid', pdf: { bytes: bytes.length } }]);
    const download = await anna.post('/portal/v1/documents/downloads', { ids: [made.body.id] });
    const fetched = await raw(undefined, 'GET', download.body.url);
    expect(fetched.bytes.equals(bytes)).toBe(true);
    expect(fetched.headers.get('content-disposition')).toBe('attachment; filename="2026-11_A-2019-7.pdf"');
    const change = await acme.api.patch(`/api/v1/invoices/${made.body.id}`, { number: 'A/2019-8' });
    expect(change.body.number).toBe('A/2019-8');
    expect((await acme.api.delete(`/api/v1/invoices/${made.body.id}`)).status).toBe(204);
  });

  test('DAY-5 what is no PDF, is too large or is called something else is refused, and nothing is kept', async () => {
    const customer = await acme.customer();
    const wanted = { ...invoice(customer.id), origin: 'external', number: 'E-1' };
    const made = (await acme.api.post('/api/v1/invoices', wanted)).body;
    const before = await contentsOf(portico.database);
    const path = `/api/v1/invoices/${made.id}/pdf`;
    const cases: [Uint8Array, string, number, string][] = [
      [Buffer.from('<html><script>1</script>'), 'application/pdf', 422, 'document.not-a-pdf'],
      [Buffer.from('%PDF-1.7 and nothing else'), 'application/pdf', 422, 'document.not-a-pdf'],
      [foreignPdf('x'), 'image/png', 415, 'request.media-type'],
      [Buffer.alloc(10 * 1024 * 1024 + 1), 'application/pdf', 413, 'request.too-large'],
    ];
    for (const [bytes, type, status, code] of cases) {
      const answer = await raw(acme.apiKey, 'PUT', path, bytes, { 'content-type': type });
      expect([answer.status, JSON.parse(answer.bytes.toString()).code]).toEqual([status, code]);
    }
    expect(await contentsOf(portico.database)).toEqual(before);
  });

  test('DAY-5 totals that do not add up are refused, naming what they come to', async () => {
    const customer = await acme.customer();
    const wrong: [Record<string, unknown>, string][] = [
      [{ gross: 1 }, 'gross'],
      [{ net: 115_200 }, 'gross'],
      [{ origin: 'external', number: 'X', lines: [], gross: 100, net: 90, tax: 9 }, 'gross'],
      [
        {
          origin: 'external',
          number: 'X',
          lines: [],
          gross: 100,
          net: 90,
          tax: 10,
          taxes: [{ percent: 10, net: 90, tax: 9 }],
        },
        'tax',
      ],
      [{ origin: 'external', number: 'X', lines: [] }, 'gross'],
      [{ origin: 'external' }, 'number'],
      [{ lines: [] }, 'lines'],
      [{ dueOn: '2026-11-01' }, 'dueOn'],
      [{ lines: [line('x', '1.5e3')] }, 'lines.0.unitPrice'],
      [{ lines: [line('x', '999999999999', { quantity: '999999999999' })] }, 'lines'],
      [{ contractId: 'ctr_0123456789ab' }, 'contractId'],
    ];
    const before = await contentsOf(portico.database);
    for (const [change, path] of wrong) {
      const answer = await acme.api.post('/api/v1/invoices', invoice(customer.id, change));
      expect(answer, JSON.stringify(change)).toMatchObject({ status: 422 });
      expect(answer.body.fields[0].path, JSON.stringify(answer.body)).toBe(path);
    }
    expect(await contentsOf(portico.database)).toEqual(before);
  });

  test('OM14 own numbers have no gap and no double, also when many are issued at once and some are refused', async () => {
    const vendor = await portico.vendor('series');
    const customer = await vendor.customer();
    const path = '/api/v1/number-series/invoice';
    expect((await vendor.api.patch(path, { prefix: 'RE-{year}-', digits: 4, next: 41 })).body).toMatchObject({
      next: 41,
    });
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        vendor.api.post('/api/v1/invoices', invoice(customer.id, index % 4 === 3 ? { gross: 1 } : {})),
      ),
    );
    const numbers = answers.filter(({ status }) => status === 201).map(({ body }) => body.number);
    expect(numbers.sort()).toEqual(Array.from({ length: 9 }, (_, index) => `RE-2026-00${41 + index}`));
    expect((await vendor.api.patch(path, { next: 1 })).body.code).toBe('number-series.begun');
    const given = await vendor.api.post('/api/v1/invoices', invoice(customer.id, { number: 'RE-2026-0050' }));
    expect(given.status).toBe(201);
    const twice = await vendor.api.post('/api/v1/invoices', invoice(customer.id, { number: 'RE-2026-0050' }));
    expect(twice).toMatchObject({ status: 409, body: { code: 'invoice.number-taken' } });
    const next = await vendor.api.post('/api/v1/invoices', invoice(customer.id));
    expect(next.body.number).toBe('RE-2026-0051');
    // What is cancelled keeps its number, which nobody else ever gets.
    const cancelled = await vendor.api.patch(`/api/v1/invoices/${next.body.id}`, { status: 'cancelled' });
    expect(cancelled.body).toMatchObject({ number: 'RE-2026-0051', status: 'cancelled' });
    expect((await vendor.api.delete(`/api/v1/invoices/${next.body.id}`)).status).toBe(409);
    const after = await vendor.api.post('/api/v1/invoices', invoice(customer.id));
    expect(after.body.number).toBe('RE-2026-0052');
  });

  test('BIL-8 an upsert with your own id makes the invoice once and is then refused what is printed', async () => {
    const customer = await acme.customer();
    const path = '/api/v1/invoices/ext:2026%2F118';
    const all = await Promise.all(Array.from({ length: 5 }, () => acme.api.put(path, invoice(customer.id))));
    expect(all.map(({ status }) => status).sort(), JSON.stringify(all.map(({ body }) => body))).toEqual([
      200, 200, 200, 200, 201,
    ]);
    expect(new Set(all.map(({ body }) => body.number)).size).toBe(1);
    expect((await acme.api.put(path, { ...invoice(customer.id), status: 'paid' })).body.status).toBe('paid');
    const changed = await acme.api.put(path, { ...invoice(customer.id), lines: [line('X', '1')] });
    expect(changed.body.code).toBe('invoice.issued');
    const other = await acme.api.put(path, invoice((await acme.customer()).id));
    expect(other).toMatchObject({ status: 422, body: { fields: [{ path: 'customerId' }] } });
  });

  test('BIL-40 a session for one contract sees that contract’s documents, and a technical contact none', async () => {
    const customer = await acme.customer();
    const contract = async (title: string) =>
      (
        await acme.api.post('/api/v1/contracts', {
          ...{
            customerId: customer.id,
            title,
            startsOn: '2026-01-01',
            billingPeriod: { count: 1, unit: 'month' },
          },
          items: [{ kind: 'plan', title, quantity: 1, unitPrice: { amount: 100, currency: 'EUR' } }],
        })
      ).body;
    const [first, second] = [await contract('First'), await contract('Second')];
    const mine = await make(customer.id, { contractId: first.id });
    const other = await make(customer.id, { contractId: second.id });
    const narrow = await acme.signIn(customer.id, { subject: { type: 'contract', id: first.id } });
    const ids = async (path: string) =>
      (await narrow.get(path)).body.items?.map(({ id }: { id: string }) => id);
    expect(await ids('/portal/v1/documents')).toEqual([mine.id]);
    expect((await narrow.get(`/portal/v1/documents/${other.id}`)).status).toBe(404);
    expect((await narrow.post('/portal/v1/documents/downloads', { ids: [mine.id, other.id] })).status).toBe(
      404,
    );
    expect((await narrow.get('/portal/v1/documents/summary')).body).toMatchObject({
      total: 1,
      contracts: [{ title: 'First' }],
    });
    for (const [role, status] of [
      ['billing', 200],
      ['technical', 403],
      ['read-only', 200],
    ] as const) {
      const contact = await acme.api.post('/api/v1/contacts', { customerId: customer.id, name: role, role });
      const session = await acme.signIn(customer.id, { contact: contact.body.id });
      expect((await session.get('/portal/v1/documents')).status, role).toBe(status);
    }
  });

  test('BIL-8 the vendor’s list of what is overdue goes by the day in each customer’s portal', async () => {
    const other = await portico.vendor('midnight');
    for (const timeZone of ['Pacific/Auckland', 'Pacific/Honolulu']) {
      const slug = timeZone.toLowerCase().replace(/\W/g, '-');
      const portal = (await other.api.post('/api/v1/portals', { slug, brandName: slug, timeZone })).body;
      const customer = (await other.api.post('/api/v1/customers', { name: slug, portalId: portal.id })).body;
      await other.api.post('/api/v1/invoices', {
        ...{ origin: 'external', customerId: customer.id, number: slug, currency: 'EUR', gross: 1000 },
        ...{ issuedOn: '2026-11-01', dueOn: '2026-11-22' },
      });
    }
    const now = portico.clock.now().toISOString();
    const listed = async (query: string) =>
      (await other.api.get(`/api/v1/invoices${query}`)).body.items.map(
        (one: { number: string; status: string }) => [one.number, one.status],
      );
    // The 23rd begins in Auckland at 11:00 UTC, and in Honolulu 23 hours later.
    for (const instant of ['2026-11-22T12:00:00Z', '2026-11-23T05:00:00Z']) {
      portico.clock.set(instant);
      expect(await listed('?status=overdue'), instant).toEqual([['pacific-auckland', 'overdue']]);
    }
    expect((await listed('')).map(([, status]: string[]) => status).sort()).toEqual(['open', 'overdue']);
    portico.clock.set(now);
  });

  test('BIL-8 the list narrows by kind, year, status, contract and search, and pages without a gap', async () => {
    const customer = await acme.customer();
    for (let month = 1; month <= 12; month++) {
      const issuedOn = `2025-${String(month).padStart(2, '0')}-05`;
      const status = month > 10 ? 'open' : 'paid';
      await make(customer.id, {
        issuedOn,
        dueOn: `${issuedOn.slice(0, 8)}20`,
        status,
        title: `Abschlag ${month}`,
      });
    }
    await make(customer.id, { dueOn: '2026-12-24' });
    const anna = await acme.signIn(customer.id);
    const count = async (query: string) => (await anna.get(`/portal/v1/documents?${query}`)).body.count;
    expect(await count('')).toBe(13);
    expect(await count('year=2025')).toBe(12);
    expect(await count('status=overdue')).toBe(2);
    expect(await count('status=open')).toBe(3);
    expect(await count('status=paid&year=2025')).toBe(10);
    expect(await count('search=abschlag%207')).toBe(1);
    expect(await count('search=1.370%2C89')).toBe(13);
    expect(await count('search=1370.89')).toBe(13);
    expect(await count('search=nothing')).toBe(0);
    expect((await anna.get('/portal/v1/documents?status=lost')).status).toBe(422);
    const pages: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const answer: { items: { issuedOn: string }[]; nextCursor: string | null } = (
        await anna.get(`/portal/v1/documents?limit=5${cursor && `&cursor=${cursor}`}`)
      ).body;
      pages.push(...answer.items.map(({ issuedOn }) => issuedOn));
      cursor = answer.nextCursor;
    }
    expect(pages).toHaveLength(13);
    expect(pages).toEqual([...pages].sort().reverse());
    const page = (await anna.get('/portal/v1/documents?limit=5')).body.nextCursor;
    const stranger = await acme.signIn((await acme.customer()).id);
    expect((await stranger.get(`/portal/v1/documents?limit=5&cursor=${page}`)).status).toBe(400);
    expect((await anna.get(`/portal/v1/documents?limit=5&year=2025&cursor=${page}`)).status).toBe(400);
    expect((await anna.get('/portal/v1/documents/summary')).body).toMatchObject({
      ...{ total: 13, years: ['2026', '2025'] },
      open: [
        { amount: { amount: 3 * 137_089, currency: 'EUR' }, count: 3, overdue: 2, nextDueOn: '2025-11-20' },
      ],
    });
  });
});
