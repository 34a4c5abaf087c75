import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseKinds } from '../helpers/databases.ts';
import { eur, iban, key, type MoneyApp, moneyApp } from '../helpers/money.ts';

describe.each(databaseKinds)('bank statements on %s', (kind) => {
  let app: MoneyApp;
  let { api, newCustomer, invoiceOf, balance, statusOf }: MoneyApp = {} as MoneyApp;

  beforeAll(async () => {
    app = await moneyApp(kind);
    ({ api, newCustomer, invoiceOf, balance, statusOf } = app);
  });
  afterAll(() => app?.close());

  const camt = (...lines: { amount: string; text: string; name?: string; sign?: string }[]) =>
    `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>1</Id>
<Acct><Id><IBAN>${iban}</IBAN></Id></Acct>${lines
      .map(
        ({ amount, text, name = 'Anna Blum', sign = 'CRDT' }) => `<Ntry><Amt Ccy="EUR">${amount}</Amt>
<CdtDbtInd>${sign}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-20</Dt></BookgDt>
<NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>${name}</Nm></Pty></Dbtr></RltdPties>
<RmtInf><Ustrd>${text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>`,
      )
      .join('')}</Stmt></BkToCstmrStmt></Document>`;
  const read = (text: string, format = 'camt.053') =>
    api.post('/api/v1/statements', { name: 'November', format, text });

  test('DAY-17 a statement is matched: what is sure is booked at once, a part, too much and a wrong reference by hand, and all of it can be taken back', async () => {
    const { customerId } = await newCustomer();
    const invoices = [await invoiceOf(customerId), await invoiceOf(customerId), await invoiceOf(customerId)];
    const [exact, part, over] = invoices as [
      (typeof invoices)[0],
      (typeof invoices)[0],
      (typeof invoices)[0],
    ];
    const file = camt(
      { amount: '11.90', text: `Rechnung ${exact.number}` },
      { amount: '5.000', text: `Anzahlung ${part.number.replaceAll('-', ' ')}` },
      { amount: '20.00', text: over.number },
      { amount: '3.33', text: 'no idea', name: 'Somebody' },
      { amount: '9.99', text: 'rent', sign: 'DBIT' },
    );
    const made = await read(file);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    expect(made.body).toMatchObject({ lines: 5, known: 0, open: 4, account: '2051' });
    expect((await read(file)).body).toMatchObject({ lines: 5, known: 5, open: 0 });
    const at = `/api/v1/statements/${made.body.id}`;
    const lines = async () => (await api.get(`${at}/lines`)).body.items;
    expect((await lines())[0].proposals[0]).toMatchObject({ id: exact.id, confidence: 'sure' });
    expect((await api.post(`${at}/bookings`)).body).toEqual({ booked: 1, open: 3 });
    expect(await statusOf(exact.id)).toBe('paid');

    const [first, second, third, fourth] = await lines();
    expect(second.proposals[0]).toMatchObject({ id: part.id, confidence: 'reference' });
    const book = (line: { id: string }, body: object) => api.post(`${at}/lines/${line.id}/booking`, body);
    await book(second, { invoiceId: part.id });
    expect(await statusOf(part.id)).toBe('open');
    expect((await book(third, { invoiceId: over.id })).body.code).toBe('statement-line.excess');
    const twice = await Promise.all([1, 2].map(() => book(third, { invoiceId: over.id, excess: 'balance' })));
    expect(twice.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await statusOf(over.id)).toBe('paid');
    await book(fourth, { customerId });
    expect(await balance(customerId)).toEqual([eur(810 + 333)]);

    for (const line of [first, second, third, fourth]) {
      const undone = await api.delete(`${at}/lines/${line.id}/booking`);
      expect(undone.body).toMatchObject({ state: 'open', paymentIds: [] });
    }
    expect(await Promise.all(invoices.map(({ id }) => statusOf(id)))).toEqual(['open', 'open', 'open']);
    expect(await balance(customerId)).toEqual([]);
    await api.post(`${at}/lines/${fourth.id}/aside`);
    expect((await api.get(at)).body.open).toBe(3);
  });

  test('DAY-17 what is more than an invoice asks for pays another one; a line without any proposal is booked by hand', async () => {
    const { customerId } = await newCustomer();
    const [one, two] = [await invoiceOf(customerId), await invoiceOf(customerId)];
    const made = await read(
      camt(
        { amount: '25.00', text: `all of ${one.number}` },
        { amount: '11.90', text: 'thanks', name: 'Nobody' },
      ),
    );
    const at = `/api/v1/statements/${made.body.id}/lines`;
    const [over, unknown] = (await api.get(at)).body.items;
    const book = (line: { id: string }, body: object) => api.post(`${at}/${line.id}/booking`, body);
    expect((await book(over, { invoiceId: one.id, excess: 'invoice' })).status).toBe(422);
    const booked = await book(over, { invoiceId: one.id, excess: 'invoice', excessInvoiceId: two.id });
    expect(booked.body, JSON.stringify(booked.body)).toMatchObject({ state: 'booked' });
    expect([await statusOf(one.id), await statusOf(two.id)]).toEqual(['paid', 'paid']);
    // 25.00 less two of 11.90.
    expect(await balance(customerId)).toEqual([eur(120)]);
    const other = await invoiceOf(customerId);
    await book(unknown, { invoiceId: other.id });
    expect(await statusOf(other.id)).toBe('paid');
    await api.delete(`${at}/${over.id}/booking`);
    expect([await statusOf(one.id), await statusOf(two.id)]).toEqual(['open', 'open']);
    expect(await balance(customerId)).toEqual([]);
  });

  test('DAY-17 a transfer that was announced is booked by its reference, and what was spent is not taken back', async () => {
    const { customerId, client } = await newCustomer();
    const begun = await client.post(
      '/portal/v1/payments/top-ups',
      { amount: eur(5_000), surcharge: 0, way: { kind: 'invoice' } },
      key(),
    );
    const { reference } = (await api.get(`/api/v1/payments/${begun.body.id}`)).body;
    const csv = `Buchungstag;Name;Verwendungszweck;Betrag\n20.11.2026;Anna Blum;${reference.toLowerCase()};50,00\n`;
    const made = await read(csv, 'csv');
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    expect((await api.post(`/api/v1/statements/${made.body.id}/bookings`)).body.booked).toBe(1);
    expect((await api.get(`/api/v1/payments/${begun.body.id}`)).body.status).toBe('completed');
    await api.post('/runtime/v1/balance/charges', { customerId, amount: eur(1) }, key());
    const [line] = (await api.get(`/api/v1/statements/${made.body.id}/lines`)).body.items;
    const undone = await api.delete(`/api/v1/statements/${made.body.id}/lines/${line.id}/booking`);
    expect(undone.body.code).toBe('payment.balance-too-low');
  });

  test.each([
    [
      'entities that grow',
      '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><Document>&c;</Document>',
    ],
    [
      'a file of this machine',
      '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><Document>&b;</Document>',
    ],
    ['a very deep tree', `${'<a>'.repeat(5_000)}${'</a>'.repeat(5_000)}`],
    ['half an element', '<Document><BkToCstmrStmt>'],
    ['another document', '<Document><Other/></Document>'],
    ['an amount that is none', camt({ amount: '1e9', text: 'x' })],
  ])('DAY-17 a statement with %s is refused', async (_, text) => {
    const refused = await read(text);
    expect([refused.status, refused.body.code]).toEqual([422, 'statement.unreadable']);
  });
});
