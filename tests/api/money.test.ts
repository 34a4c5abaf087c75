import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collectPayments } from '../../src/features/payments/server/collect-job.ts';
import { checkSetups } from '../../src/features/payments/server/jobs.ts';
import { sendNotices } from '../../src/features/payments/server/notices.ts';
import { topUpAgain } from '../../src/features/payments/server/top-up-job.ts';
import { Client, testPublicUrl } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { eur, iban, key, type MoneyApp, moneyApp } from '../helpers/money.ts';

const day = 86_400_000;

describe.each(databaseKinds)('money on %s', (kind) => {
  let app: MoneyApp;
  let { stripe, portico, vendor, api, job, send, newCustomer, overview, storeCard }: MoneyApp =
    {} as MoneyApp;
  let { invoiceOf, collect, acts }: MoneyApp = {} as MoneyApp;

  beforeAll(async () => {
    app = await moneyApp(kind);
    ({ stripe, portico, vendor, api, job, send, newCustomer, overview, storeCard } = app);
    ({ invoiceOf, collect, acts } = app);
  });
  afterAll(() => app?.close());

  const contractOf = async (customerId: string) =>
    (
      await api.post('/api/v1/contracts', {
        ...{ customerId, title: 'Plan', startsOn: '2026-01-01' },
        items: [{ title: 'Plan', kind: 'plan', quantity: 1, unitPrice: eur(1_000) }],
        billingPeriod: { count: 1, unit: 'month' },
      })
    ).body;
  const charges = (id: string) =>
    stripe.asked.filter(({ path, key: asked }) => path === '/v1/payment_intents' && asked.includes(id));
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

  test('BIL-5 a card stored on Stripe’s page is there although its event was lost and nobody came back from it', async () => {
    const { client } = await newCustomer();
    const made = await client.post('/portal/v1/payments/methods/setup', {});
    stripe.pay(made.body.url.split('/').at(-1));
    await checkSetups(job());
    expect((await overview(client)).methods).toEqual([]);
    portico.clock.move(3 * 60_000);
    await checkSetups(job());
    expect((await overview(client)).methods).toMatchObject([{ brand: 'visa', last4: '4242' }]);
    // One that nobody finishes is asked about now and then, and not at every turn.
    await client.post('/portal/v1/payments/methods/setup', {});
    portico.clock.move(3 * 60_000);
    await checkSetups(job());
    const asked = stripe.asked.length;
    await checkSetups(job());
    expect(stripe.asked.length).toBe(asked);
    expect((await overview(client)).methods).toHaveLength(1);
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

  test('DAY-18 from notice to the end: one mail and one event for each line, what the software reads, and the rule that lets it go on', async () => {
    const { customerId, client } = await newCustomer();
    const runtime = new Client(portico.app, vendor.apiKey);
    await api.post('/api/v1/payments', { customerId, amount: eur(1_000) }, key());
    const charge = (amount: number) =>
      runtime.post('/runtime/v1/balance/charges', { customerId, amount: eur(amount) }, key());
    const read = async () =>
      (await runtime.get(`/runtime/v1/balance?customerId=${customerId}`)).body.accounts[0];
    const mails = async () => {
      await Promise.all([sendNotices(job()), sendNotices(job())]);
      const { items } = (await api.get(`/api/v1/mails?customerId=${customerId}`)).body;
      return items.map(({ template }: { template: string }) => template).sort();
    };
    await charge(700);
    await charge(100);
    expect(await read()).toMatchObject({ balance: eur(200), level: 'low', blocked: false });
    expect(await mails()).toEqual(['balance-low']);
    await charge(200);
    expect(await read()).toMatchObject({ balance: eur(0), level: 'exhausted', blocked: true });
    expect((await charge(1)).body.code).toBe('payment.balance-too-low');
    expect(await mails()).toEqual(['balance-exhausted', 'balance-low']);
    expect((await overview(client)).accounts).toMatchObject([{ level: 'exhausted', blocked: true }]);
    // Where the vendor's rule does not block, the balance goes below, and nobody is told twice.
    const { balance } = (await api.get('/api/v1/payment-settings')).body;
    await api.patch('/api/v1/payment-settings', { balance: { ...balance, blocks: false } });
    expect((await charge(50)).status).toBe(201);
    expect(await read()).toMatchObject({ balance: eur(-50), level: 'exhausted', blocked: false });
    await api.patch('/api/v1/payment-settings', { balance });
    expect(await read()).toMatchObject({ blocked: true });
    await api.post('/api/v1/payments', { customerId, amount: eur(2_000) }, key());
    expect(await read()).toMatchObject({ balance: eur(1_950), level: 'ok', blocked: false });
    expect(await mails()).toEqual(['balance-exhausted', 'balance-low']);
    for (const event of ['balance.low', 'balance.exhausted', 'balance.restored'])
      expect([event, await acts(customerId, event)]).toEqual([event, 1]);
  });

  test('CON-36 tax, status, number and debit limit are the vendor’s: the customer sees the limit and can not change it', async () => {
    const { customerId, client } = await newCustomer();
    await api.put(`/api/v1/customers/${customerId}/debit-limit`, { amount: 700, currency: 'EUR' });
    expect((await overview(client)).accounts).toMatchObject([{ debitLimit: 700, available: 700 }]);
    for (const change of [
      { debitLimit: 99_999 },
      { taxExempt: true },
      { tax: { included: false, percent: 0 } },
      { number: 'K-1' },
      { status: 'active' },
      { currency: 'USD' },
    ]) {
      expect((await client.patch('/portal/v1/profile', change)).status, JSON.stringify(change)).toBe(422);
    }
    const tried = await client.put(`/api/v1/customers/${customerId}/debit-limit`, {
      ...{ amount: 99_999, currency: 'EUR' },
    });
    expect(tried.status).toBe(401);
    expect((await overview(client)).accounts).toMatchObject([{ debitLimit: 700 }]);
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
    // The month is the portal's: in Berlin it turns an hour before UTC does, in winter.
    const [portal] = (await api.get('/api/v1/portals')).body.items;
    await api.patch(`/api/v1/portals/${portal.id}`, { timeZone: 'Europe/Berlin' });
    const now = portico.clock.now();
    const turn = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1) - 3_600_000;
    portico.clock.move(turn - 1 - now.getTime());
    // Nothing is left, so nothing goes any more: the new month is noticed without a movement.
    await spend(150);
    expect((await spend(1)).body.code).toBe('payment.balance-too-low');
    // Nothing left is as little as can be agreed upon.
    await put({ ...agreed, below: 0 });
    await topUpAgain(job());
    await collectPayments(job());
    expect(await mine()).toHaveLength(2);
    card.declines = true;
    portico.clock.move(1);
    await api.patch(`/api/v1/customers/${customerId}`, { status: 'inactive' });
    await topUpAgain(job());
    expect(await mine()).toHaveLength(2);
    await api.patch(`/api/v1/customers/${customerId}`, { status: 'active' });
    await Promise.all([topUpAgain(job()), topUpAgain(job())]);
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
});
