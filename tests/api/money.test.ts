import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { orderHooks } from '../../src/apps/server/order-hooks.ts';
import { collectInvoice } from '../../src/features/payments/server/collect.ts';
import { collectPayments } from '../../src/features/payments/server/collect-job.ts';
import { sendNotices } from '../../src/features/payments/server/notices.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { makeLog } from '../../src/kit/server/log.ts';
import {
  Client,
  type TestApp,
  type TestVendor,
  testApp,
  testPublicUrl,
  testSecrets,
} from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { type SignedEvent, type StripeStandIn, startStripe } from '../helpers/stripe.ts';

const webhookSecret = 'whsec_thesecretofthetests';
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const key = () => ({ 'idempotency-key': randomUUID() });
const day = 86_400_000;
const iban = 'DE02120300000000202051';

describe.each(databaseKinds)('money on %s', (kind) => {
  let stripe: StripeStandIn;
  let portico: TestApp;
  let vendor: TestVendor;
  let api: Client;

  beforeAll(async () => {
    stripe = await startStripe();
    portico = await testApp(kind, { stripeUrl: stripe.url });
    vendor = await portico.vendor();
    ({ api } = vendor);
    const set = await api.patch('/api/v1/payment-settings', {
      stripe: { enabled: true, secretKey: 'sk_live_ofthetests', webhookSecret },
      sepa: { enabled: true, creditor: 'Acme GmbH', creditorId: 'DE98ZZZ09999999999' },
      balance: {
        ...{ enabled: true, ways: ['stripe', 'sepa', 'invoice', 'voucher'], automatic: true, blocks: true },
        currencies: [
          {
            ...{ currency: 'EUR', minimum: 500, maximum: 50_000, lowAt: 300 },
            surcharges: { stripe: { hundredths: 150, fixed: 25 } },
          },
        ],
      },
    });
    expect(set.status, JSON.stringify(set.body)).toBe(200);
  });
  afterAll(async () => {
    await portico?.close();
    await stripe?.close();
  });

  const job = () => ({
    ...{ database: portico.database, clock: portico.clock, secrets: testSecrets, stripeUrl: stripe.url },
    ...{
      signal: new AbortController().signal,
      log: makeLog('silent'),
      hooks: orderHooks,
      publicUrl: testPublicUrl,
    },
  });
  const send = async (event: SignedEvent) => {
    const response = await portico.app.request(`${testPublicUrl}/webhooks/stripe/${vendor.id}`, {
      method: 'POST',
      headers: { 'stripe-signature': event.sign(webhookSecret, portico.clock.now()) },
      body: event.body,
    });
    return (await response.json()) as { outcome: string };
  };
  const newCustomer = async () => {
    const { id } = await vendor.customer({ currency: 'EUR', billing: { email: 'a@b.example' } });
    return { customerId: id, client: await vendor.signIn(id) };
  };
  const overview = async (client: Client) => (await client.get('/portal/v1/payments/overview')).body;
  /** A card that is stored on Stripe's page, its event sent. */
  async function storeCard(client: Client, body: object = {}) {
    const made = await client.post('/portal/v1/payments/methods/setup', body);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const session = made.body.url.split('/').at(-1);
    const card = stripe.pay(session);
    const event = stripe.event('checkout.session.completed', stripe.things.get(session));
    expect((await send(event)).outcome).toBe('applied');
    return { card, id: (await overview(client)).methods[0].id as string, setup: made.body.id as string };
  }
  const contractOf = async (customerId: string) =>
    (
      await api.post('/api/v1/contracts', {
        ...{ customerId, title: 'Plan', startsOn: '2026-01-01' },
        items: [{ title: 'Plan', kind: 'plan', quantity: 1, unitPrice: eur(1_000) }],
        billingPeriod: { count: 1, unit: 'month' },
      })
    ).body;
  const invoiceOf = async (customerId: string) =>
    (
      await api.post('/api/v1/invoices', {
        ...{ customerId, issuedOn: '2026-11-01', currency: 'EUR' },
        lines: [{ title: 'Plan', unitPrice: '10.00', taxPercent: 19 }],
      })
    ).body;
  const collect = (invoiceId: string, methodId?: string) =>
    inTransaction(portico.database.db, (tx) =>
      collectInvoice(
        tx,
        { vendorId: vendor.id, actor: { kind: 'system', id: null }, at: portico.clock.now() },
        { invoiceId, methodId },
      ),
    );
  const charges = (id: string) =>
    stripe.asked.filter(({ path, key: asked }) => path === '/v1/payment_intents' && asked.includes(id));
  const acts = async (customerId: string, action: string) =>
    (await api.get(`/api/v1/activity?customerId=${customerId}&limit=200`)).body.items.filter(
      (row: { action: string }) => row.action === action,
    ).length;

  test('BIL-5 who changes from invoice to card has it in every contract at once, and it is replaced before it goes', async () => {
    const { customerId, client } = await newCustomer();
    const contract = await contractOf(customerId);
    expect(contract.paymentMethodId).toBeNull();
    const { id, setup } = await storeCard(client);
    const methodOf = async () => (await api.get(`/api/v1/contracts/${contract.id}`)).body.paymentMethodId;
    expect(await methodOf()).toBe(id);
    expect((await overview(client)).methods).toMatchObject([
      { id, brand: 'visa', last4: '4242', isDefault: true, contracts: [{ id: contract.id, title: 'Plan' }] },
    ]);
    const page = await portico.app.request(`${testPublicUrl}/pay/${vendor.id}/${setup}?from=tab`);
    expect(await page.text()).toContain('data-portico-payment="stored"');

    const at = `/portal/v1/payments/methods/${id}`;
    const refused = await client.delete(at);
    expect([refused.status, refused.body.code]).toEqual([409, 'payment-method.in-use']);
    const mandate = await client.post('/portal/v1/payments/methods', {
      ...{ kind: 'sepa', iban, holder: 'Anna Blum', mandate: true, replaces: id },
    });
    expect(mandate.status, JSON.stringify(mandate.body)).toBe(201);
    const [sepa] = mandate.body.methods;
    expect(mandate.body.methods).toHaveLength(1);
    expect(sepa).toMatchObject({ kind: 'sepa', last4: '2051', isDefault: true });
    expect(await methodOf()).toBe(sepa.id);
    expect(
      (await client.delete(`/portal/v1/payments/methods/${sepa.id}?replaceBy=invoice`)).body.methods,
    ).toEqual([]);
    expect(await methodOf()).toBeNull();
    expect(await acts(customerId, 'payment-method.deleted')).toBe(2);

    const { client: stranger } = await newCustomer();
    expect((await stranger.delete(`/portal/v1/payments/methods/${sepa.id}`)).body.code).toBe(
      'payment-method.not-found',
    );
    expect((await stranger.put('/portal/v1/payments/default', { methodId: sepa.id })).status).toBe(404);
  });

  test('BIL-5 an invoice is collected by the stored card once, however often it is asked for, and is paid by it', async () => {
    const { customerId, client } = await newCustomer();
    const invoice = await invoiceOf(customerId);
    expect(await collect(invoice.id)).toBeNull();
    await storeCard(client);
    const made = await Promise.all([collect(invoice.id), collect(invoice.id), collect(invoice.id)]);
    const [payment, ...rest] = made.filter((one) => one !== null);
    expect(rest).toEqual([]);
    await Promise.all([collectPayments(job()), collectPayments(job())]);
    expect(charges(payment?.id as string)).toHaveLength(1);
    expect(charges(payment?.id as string)[0]?.body).toMatchObject({ amount: '1190', off_session: 'true' });
    expect((await api.get(`/api/v1/payments/${payment?.id}`)).body.status).toBe('completed');
    expect((await api.get(`/api/v1/invoices/${invoice.id}`)).body.status).toBe('paid');
  });

  test('DAY-17 a card that is refused is tried again after days, its owner is told, and a new card is charged at once', async () => {
    const { customerId, client } = await newCustomer();
    const { card } = await storeCard(client);
    card.declines = true;
    const invoice = await invoiceOf(customerId);
    const { id } = (await collect(invoice.id)) as { id: string };
    await collectPayments(job());
    expect((await api.get(`/api/v1/payments/${id}`)).body).toMatchObject({
      ...{ status: 'failed', failure: 'insufficient_funds' },
    });
    expect(await acts(customerId, 'payment.failed')).toBe(1);
    await Promise.all([sendNotices(job()), sendNotices(job())]);
    await sendNotices(job());
    const mails = (await api.get(`/api/v1/mails?customerId=${customerId}`)).body.items;
    expect(mails.filter((mail: { template: string }) => mail.template === 'payment-failed')).toHaveLength(1);
    expect((await overview(client)).failed).toMatchObject({ id, amount: eur(1_190) });
    await collectPayments(job());
    expect(charges(id)).toHaveLength(1);
    portico.clock.move(3 * day);
    await collectPayments(job());
    expect(charges(id)).toHaveLength(2);
    expect(new Set(charges(id).map((one) => one.key)).size).toBe(2);
    const again = await vendor.signIn(customerId);
    await storeCard(again);
    await collectPayments(job());
    expect((await api.get(`/api/v1/payments/${id}`)).body.status).toBe('completed');
    expect((await api.get(`/api/v1/invoices/${invoice.id}`)).body.status).toBe('paid');
    expect((await overview(again)).failed).toBeNull();
  });

  test('OM17 a charge whose answer was lost is asked for again under the same key', async () => {
    const { customerId, client } = await newCustomer();
    await storeCard(client);
    const invoice = await invoiceOf(customerId);
    const { id } = (await collect(invoice.id)) as { id: string };
    stripe.away = true;
    await expect(collectPayments(job())).rejects.toThrow();
    stripe.away = false;
    expect((await api.get(`/api/v1/payments/${id}`)).body.status).toBe('pending');
    portico.clock.move(61_000);
    await collectPayments(job());
    expect(new Set(charges(id).map((one) => one.key)).size).toBe(1);
    expect((await api.get(`/api/v1/payments/${id}`)).body.status).toBe('completed');
  });

  test('DAY-17 what was paid meanwhile is not charged, and of what was paid in part the rest', async () => {
    const { customerId, client } = await newCustomer();
    await storeCard(client);
    const [whole, part] = [await invoiceOf(customerId), await invoiceOf(customerId)];
    const first = (await collect(whole.id)) as { id: string };
    const other = (await collect(part.id)) as { id: string };
    const book = (invoiceId: string, amount: number) =>
      api.post('/api/v1/payments', { customerId, invoiceId, amount: eur(amount) }, key());
    await book(whole.id, 1_190);
    await book(part.id, 1_000);
    await collectPayments(job());
    await collectPayments(job());
    expect([charges(first.id), charges(other.id)]).toEqual([[], []]);
    expect((await api.get(`/api/v1/payments/${first.id}`)).body.status).toBe('cancelled');
    const last = stripe.asked.findLast(
      ({ path, body }) => path === '/v1/payment_intents' && body.off_session,
    );
    expect(last?.body.amount).toBe('190');
    expect((await api.get(`/api/v1/invoices/${part.id}`)).body.status).toBe('paid');
  });

  test('CON-37 a top-up by card costs what was shown and counts when the money is there', async () => {
    const { customerId, client } = await newCustomer();
    const topUp = (amount: number, surcharge: number, way: object = { kind: 'stripe' }) =>
      client.post('/portal/v1/payments/top-ups', { amount: eur(amount), surcharge, way }, key());
    expect((await topUp(499, 32)).body.code).toBe('top-up.amount');
    expect((await topUp(1_000, 0)).body.fields).toMatchObject([{ path: 'surcharge', code: 'changed' }]);
    const bare = await client.post('/portal/v1/payments/top-ups', {});
    expect(bare.body.code).toBe('idempotency.missing');
    const made = await topUp(1_000, 40);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    expect(made.body).toMatchObject({ status: 'pending', amount: eur(1_040), payable: true });
    expect((await overview(client)).accounts).toEqual([]);
    const page = await client.post(`/portal/v1/payments/${made.body.id}/checkout`, { panel: 'payments' });
    stripe.pay(page.body.url.split('/').at(-1));
    const session = stripe.things.get(page.body.url.split('/').at(-1));
    await send(stripe.event('checkout.session.completed', session));
    expect((await overview(client)).accounts).toMatchObject([
      { balance: eur(1_000), level: 'ok', available: 1_000 },
    ]);
    // A transfer says where to, and is awaited.
    const transfer = await topUp(2_000, 0, { kind: 'invoice' });
    expect(transfer.body).toMatchObject({ status: 'pending', amount: eur(2_000), payable: false });
    expect((await api.get(`/api/v1/customers/${customerId}/balance`)).body.balance).toEqual([eur(1_000)]);
    await api.patch(`/api/v1/payments/${transfer.body.id}`, { status: 'completed' });
    expect((await api.get(`/api/v1/customers/${customerId}/balance`)).body.balance).toEqual([eur(3_000)]);
  });

  test('CON-37 a voucher is redeemed by one of many, counts at once, and looks like none to everybody else', async () => {
    const made = await api.post('/api/v1/vouchers', {
      batch: 'Fair',
      count: 3,
      amount: eur(700),
      expiresOn: '2030-01-31',
    });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const [first, second, third] = made.body.vouchers;
    const { customerId, client } = await newCustomer();
    const redeem = (by: Client, code: string) => by.post('/portal/v1/payments/vouchers', { code });
    const { client: other } = await newCustomer();
    const answers = await Promise.all(
      [client, other, client, other].map((by) => redeem(by, first.code.toLowerCase())),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    expect((await redeem(client, second.code)).status).toBe(201);
    await api.delete(`/api/v1/vouchers/${third.id}`);
    expect((await redeem(client, third.code)).body.code).toBe('voucher.refused');
    expect((await redeem(client, '7KQ2M-9XR4T-B3WFD-H8NVC')).body.code).toBe('voucher.refused');
    const list = await api.get('/api/v1/vouchers?batch=Fair&state=redeemed');
    expect(list.body.items).toHaveLength(2);
    expect(JSON.stringify(list.body)).not.toContain(first.code);
    expect((await api.get(`/api/v1/vouchers/${second.id}/code`)).body.code).toBe(second.code);
    const old = await api.post('/api/v1/vouchers', {
      batch: 'Old',
      count: 1,
      amount: eur(1),
      expiresOn: '2020-01-01',
    });
    expect((await redeem(client, old.body.vouchers[0].code)).body.code).toBe('voucher.refused');
    // Guessing has to wait, also for a right one.
    for (let i = 0; i < 10; i++) await redeem(other, '7KQ2M-9XR4T-B3WFD-H8NVC');
    expect((await redeem(other, '7KQ2M-9XR4T-B3WFD-H8NVC')).status).toBe(429);
    expect(await acts(customerId, 'voucher.redeemed')).toBeGreaterThanOrEqual(1);
  });

  test('DAY-18 spent down, each line is told once; the debit limit holds under a race; topping up unblocks', async () => {
    const { customerId, client } = await newCustomer();
    const runtime = new Client(portico.app, vendor.apiKey);
    await api.post('/api/v1/payments', { customerId, amount: eur(1_000) }, key());
    const charge = (amount: number, headers = key()) =>
      runtime.post(
        '/runtime/v1/balance/charges',
        { customerId, amount: eur(amount), description: 'Call' },
        headers,
      );
    const state = async () =>
      (await runtime.get(`/runtime/v1/balance?customerId=${customerId}`)).body.accounts[0];
    expect((await charge(400)).body.account).toMatchObject({
      balance: eur(600),
      level: 'ok',
      blocked: false,
    });
    const same = key();
    const [once, again] = [await charge(350, same), await charge(350, same)];
    expect(again.body.payment.id).toBe(once.body.payment.id);
    expect(await state()).toMatchObject({ balance: eur(250), level: 'low' });
    await api.put(`/api/v1/customers/${customerId}/debit-limit`, { amount: 150, currency: 'EUR' });
    expect(await state()).toMatchObject({ debitLimit: 150, available: 400 });
    const answers = await Promise.all(Array.from({ length: 8 }, () => charge(100)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(4);
    expect(answers.filter(({ body }) => body.code === 'payment.balance-too-low')).toHaveLength(4);
    expect(await state()).toMatchObject({
      balance: eur(-150),
      level: 'exhausted',
      blocked: true,
      available: 0,
    });
    portico.clock.move(1);
    await api.post('/api/v1/payments', { customerId, amount: eur(5_000) }, key());
    expect(await state()).toMatchObject({ level: 'ok', blocked: false });
    for (const event of ['balance.low', 'balance.exhausted', 'balance.restored'])
      expect([event, await acts(customerId, event)]).toEqual([event, 1]);
    expect((await client.get('/portal/v1/payments')).body.items[0]).toMatchObject({ amount: eur(5_000) });
    expect((await runtime.post('/runtime/v1/balance/charges', { customerId, amount: eur(1) })).status).toBe(
      400,
    );
    expect((await portico.anonymous.get(`/runtime/v1/balance?customerId=${customerId}`)).status).toBe(401);
  });

  test('DAY-18 what was agreed tops up by itself, once at a time and below its ceiling', async () => {
    const { customerId, client } = await newCustomer();
    const { id: methodId, card } = await storeCard(client);
    const agreed = { below: 300, amount: 1_000, ceiling: 2_000, methodId, consent: true };
    const put = (body: object) =>
      client.put('/portal/v1/payments/automatic', { currency: 'EUR', agreed: body });
    expect((await put({ ...agreed, consent: false })).status).toBe(422);
    expect((await put({ ...agreed, ceiling: 10 })).body.code).toBe('top-up.amount');
    await api.post('/api/v1/payments', { customerId, amount: eur(1_000) }, key());
    expect((await put(agreed)).body.accounts[0].automatic).toMatchObject({ below: 300, ceiling: 2_000 });
    const spend = (amount: number) =>
      api.post('/runtime/v1/balance/charges', { customerId, amount: eur(amount) }, key());
    const mine = async () =>
      (await api.get(`/api/v1/payments?customerId=${customerId}&limit=200`)).body.items.filter(
        (one: { purpose: string }) => one.purpose === 'auto-top-up',
      );
    await spend(800);
    await spend(50);
    expect(await mine()).toMatchObject([{ status: 'pending', amount: eur(1_040), surcharge: 40 }]);
    await collectPayments(job());
    expect(await mine()).toMatchObject([{ status: 'completed' }]);
    await spend(1_000);
    await collectPayments(job());
    // Two of 1,000 are this month's ceiling.
    await spend(1_000);
    await collectPayments(job());
    expect(await mine()).toHaveLength(2);
    portico.clock.move(30 * day);
    card.declines = true;
    await spend(1);
    await collectPayments(job());
    expect((await mine()).map(({ status }: { status: string }) => status).sort()).toEqual([
      ...['completed', 'completed', 'failed'],
    ]);
    const after = await vendor.signIn(customerId);
    expect((await overview(after)).accounts[0].automatic).toBeNull();
  });

  test('CON-37 an open invoice is paid out of the balance or by a page, and not twice', async () => {
    const { customerId, client } = await newCustomer();
    const [one, other] = [await invoiceOf(customerId), await invoiceOf(customerId)];
    const pay = (invoiceId: string, way: object) =>
      client.post('/portal/v1/payments/invoices', { invoiceId, way }, key());
    expect((await pay(one.id, { kind: 'balance' })).body.code).toBe('payment.balance-too-low');
    await api.post('/api/v1/payments', { customerId, amount: eur(1_500) }, key());
    const shown = (await overview(client)).openInvoices.map(({ id, due }: { id: string; due: object }) => [
      id,
      due,
    ]);
    expect(shown.sort()).toEqual([one, other].map(({ id }) => [id, eur(1_190)]).sort());
    const answers = await Promise.all([one, one, other].map(({ id }) => pay(id, { kind: 'balance' })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect((await api.get(`/api/v1/customers/${customerId}/balance`)).body.balance).toEqual([eur(310)]);
    const left = (await overview(client)).openInvoices;
    expect(left).toHaveLength(1);
    const [first, again] = [
      await pay(left[0].id, { kind: 'stripe' }),
      await pay(left[0].id, { kind: 'stripe' }),
    ];
    expect(again.body.id).toBe(first.body.id);
    const page = await client.post(`/portal/v1/payments/${first.body.id}/checkout`, { panel: 'payments' });
    const key1 = page.body.url.split('/').at(-1);
    stripe.pay(key1);
    await send(stripe.event('checkout.session.completed', stripe.things.get(key1)));
    expect((await overview(client)).openInvoices).toEqual([]);
    expect((await pay(left[0].id, { kind: 'stripe' })).body.code).toBe('payment.not-payable');
    const { client: stranger } = await newCustomer();
    const foreign = await stranger.post(
      '/portal/v1/payments/invoices',
      { invoiceId: one.id, way: { kind: 'stripe' } },
      key(),
    );
    expect(foreign.body.code).toBe('payment.not-payable');
  });

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
  const statusOf = async (id: string) => (await api.get(`/api/v1/invoices/${id}`)).body.status;

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
    const balance = async () => (await api.get(`/api/v1/customers/${customerId}/balance`)).body.balance;
    expect(await balance()).toEqual([eur(810 + 333)]);

    for (const line of [first, second, third, fourth]) {
      const undone = await api.delete(`${at}/lines/${line.id}/booking`);
      expect(undone.body).toMatchObject({ state: 'open', paymentIds: [] });
    }
    expect(await Promise.all(invoices.map(({ id }) => statusOf(id)))).toEqual(['open', 'open', 'open']);
    expect(await balance()).toEqual([]);
    await api.post(`${at}/lines/${fourth.id}/aside`);
    expect((await api.get(at)).body.open).toBe(3);
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
