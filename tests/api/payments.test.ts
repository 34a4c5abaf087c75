import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { importFile, transferWorkers } from '../helpers/transfers.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const book = (api: Client, body: object, key: string = randomUUID()) =>
  api.post('/api/v1/payments', body, { 'idempotency-key': key });

describe.each(databaseKinds)('payments on %s', (kind) => {
  let app: TestApp;
  let vendor: TestVendor;
  let api: Client;
  beforeAll(async () => {
    app = await testApp(kind);
    vendor = await app.vendor();
    ({ api } = vendor);
  });
  afterAll(() => app.close());

  const balance = async (id: string) => (await api.get(`/api/v1/customers/${id}/balance`)).body.balance;

  test('CON-37 a transfer that is awaited changes no balance until it is marked as received', async () => {
    const { id: customerId } = await vendor.customer();
    const made = await book(api, { customerId, kind: 'invoice', status: 'pending', amount: eur(5_000) });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ status: 'pending', completedAt: null, refunded: 0 });
    expect(await balance(customerId)).toEqual([]);

    const done = await api.patch(`/api/v1/payments/${made.body.id}`, { status: 'completed' });
    expect(done.body).toMatchObject({ status: 'completed', completedAt: app.clock.now().toISOString() });
    expect(await balance(customerId)).toEqual([eur(5_000)]);

    app.clock.move(1);
    const spent = await book(api, { customerId, amount: eur(-1_999), description: 'Top-up 0170' });
    expect(spent.status).toBe(201);
    expect(await balance(customerId)).toEqual([eur(3_001)]);
    const listed = await api.get(`/api/v1/payments?customerId=${customerId}&sort=-createdAt`);
    expect(listed.body.items.map((one: { amount: object }) => one.amount)).toEqual([eur(-1_999), eur(5_000)]);
    expect((await api.get(`/api/v1/payments?customerId=${customerId}&status=pending`)).body.items).toEqual(
      [],
    );
  });

  test.each([
    ['pending', 'refunded'],
    ['cancelled', 'completed'],
    ['failed', 'completed'],
    ['completed', 'pending'],
    ['completed', 'cancelled'],
    ['completed', 'failed'],
    ['refunded', 'completed'],
  ])('OM13 no payment jumps from %s to %s', async (from, to) => {
    const { id: customerId } = await vendor.customer();
    const made = await book(api, { customerId, kind: 'invoice', status: 'pending', amount: eur(100) });
    const at = `/api/v1/payments/${made.body.id}`;
    if (from === 'refunded') await api.patch(at, { status: 'completed' });
    if (from !== 'pending') expect((await api.patch(at, { status: from })).status).toBe(200);
    const refused = await api.patch(at, { status: to });
    expect([refused.status, refused.body.code]).toEqual([409, 'payment.wrong-state']);
    expect((await api.get(at)).body.status).toBe(from);
  });

  test('OM13 no more goes back than came, however many ask at once, and nothing twice', async () => {
    const { id: customerId } = await vendor.customer();
    const made = await book(api, { customerId, amount: eur(100) });
    const back = (amount: number | undefined) =>
      api.post(`/api/v1/payments/${made.body.id}/refunds`, amount === undefined ? {} : { amount }, {
        'idempotency-key': randomUUID(),
      });
    const answers = await Promise.all([60, 60, 60, 60, 60].map(back));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
    expect(await balance(customerId)).toEqual([eur(40)]);
    expect((await back(41)).body.code).toBe('payment.refund-too-much');
    expect((await back(undefined)).body).toMatchObject({ state: 'done', amount: eur(40) });
    expect((await api.get(`/api/v1/payments/${made.body.id}`)).body).toMatchObject({
      ...{ status: 'refunded', refunded: 100 },
    });
    expect((await back(1)).body.code).toBe('payment.wrong-state');
    expect(await balance(customerId)).toEqual([]);
  });

  test('RC06 of ten spendings of 60 at once from a balance of 100, one is made', async () => {
    const { id: customerId } = await vendor.customer();
    await book(api, { customerId, amount: eur(100) });
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => book(api, { customerId, amount: eur(-60) })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'payment.balance-too-low')).toHaveLength(9);
    expect(await balance(customerId)).toEqual([eur(40)]);
  });

  test('OM07 a payment is booked with an Idempotency-Key, and once', async () => {
    const { id: customerId } = await vendor.customer();
    const bare = await api.post('/api/v1/payments', { customerId, amount: eur(100) });
    expect([bare.status, bare.body.code]).toEqual([400, 'idempotency.missing']);
    const key = randomUUID();
    const [first, again] = [
      await book(api, { customerId, amount: eur(100) }, key),
      await book(api, { customerId, amount: eur(100) }, key),
    ];
    expect(again.body.id).toBe(first.body.id);
    expect(await balance(customerId)).toEqual([eur(100)]);
  });

  test.each([
    ['half a cent', { amount: 0.5, currency: 'EUR' }],
    ['a text', { amount: '100', currency: 'EUR' }],
    ['nothing', { amount: 0, currency: 'EUR' }],
    ['more than can be counted', { amount: 2 ** 53, currency: 'EUR' }],
    ['no currency', { amount: 100 }],
  ])('OM01 an amount that is %s is refused', async (_, amount) => {
    const { id: customerId } = await vendor.customer();
    const refused = await book(api, { customerId, amount });
    expect(refused.status).toBe(422);
    expect(refused.body.fields[0].path).toMatch(/^amount/);
  });

  test('DAY-17 money for an invoice makes it paid when all of it is there', async () => {
    const { id: customerId } = await vendor.customer();
    const invoice = await api.post('/api/v1/invoices', {
      ...{ customerId, issuedOn: '2026-11-01', currency: 'EUR' },
      lines: [{ title: 'Plan', unitPrice: '10.00', taxPercent: 19 }],
    });
    const pay = (amount: number) =>
      book(api, { customerId, invoiceId: invoice.body.id, amount: eur(amount) });
    const status = async () => (await api.get(`/api/v1/invoices/${invoice.body.id}`)).body.status;
    await pay(1_000);
    expect(await status()).toBe('open');
    const last = await pay(190);
    expect(await status()).toBe('paid');
    // What pays an invoice is used up by it.
    expect(await balance(customerId)).toEqual([]);
    const foreign = await book(api, {
      ...{ customerId: (await vendor.customer()).id, invoiceId: invoice.body.id, amount: eur(1) },
    });
    expect(foreign.body.fields).toMatchObject([{ path: 'invoiceId', code: 'reference' }]);
    await api.post(`/api/v1/payments/${last.body.id}/refunds`, {}, { 'idempotency-key': randomUUID() });
    expect(await status()).toBe('paid');
  });

  test('CON-13 a payment on the template is one payment of each new customer, in its currency, after proof', async () => {
    const template = await vendor.customer({ name: 'Template' });
    const usd = { amount: 500, currency: 'USD' };
    await book(api, { customerId: template.id, amount: usd, description: 'Welcome' });
    await book(api, { customerId: template.id, amount: eur(400), description: 'Willkommen' });
    await book(api, { customerId: template.id, kind: 'invoice', status: 'pending', amount: usd });
    await api.patch(`/api/v1/portals/${vendor.portal.id}`, {
      signUp: { customers: true, templateCustomerId: template.id, currencies: ['USD', 'EUR'] },
    });
    const dry = await api.get(`/api/v1/portals/${vendor.portal.id}/template-preview?currency=USD`);
    // The template is a month old by now.
    app.clock.move(30 * 86_400_000);
    const { items, leftOut } = dry.body.kinds.find((one: { kind: string }) => one.kind === 'payments');
    expect([items, leftOut]).toMatchObject([[{ title: 'Welcome' }], [{ title: 'Willkommen' }]]);
    const form = await app.anonymous.post('/portal/v1/sign-up/tickets', { portal: 'acme' });
    app.clock.move(5_000);
    const made = await app.anonymous.post('/portal/v1/sign-ups', {
      ...{ portal: 'acme', ticket: form.body.ticket, email: 'c13@mail.example', password: 'correct horse' },
      ...{ currency: 'USD' },
      billing: { firstName: 'A', lastName: 'B', street: 'S', postcode: '1', city: 'C', country: 'DE' },
    });
    const { customerId } = made.body;
    const paymentsOf = async () => (await api.get(`/api/v1/payments?customerId=${customerId}`)).body.items;
    expect(await paymentsOf()).toEqual([]);
    const [signUp] = (await api.get('/api/v1/sign-ups')).body.items;
    const released = app.clock.now().toISOString();
    await Promise.all([1, 2].map(() => api.post(`/api/v1/sign-ups/${signUp.id}/approval`, {})));
    expect(await paymentsOf()).toMatchObject([
      { amount: usd, status: 'completed', description: 'Welcome', createdAt: released, updatedAt: released },
    ]);
    expect(await balance(customerId)).toEqual([usd]);
  });

  test('DAY-4 payments come in from a file with their day and state, and a second run finds them', async () => {
    const { id } = await vendor.customer({ externalId: 'pays-1' });
    const workers = transferWorkers(app);
    const file = (status: string) =>
      [
        'externalId,customerId,kind,status,amount,description,completedAt',
        'p-1,pays-1,invoice,completed,118.40 EUR,November,2024-11-12T09:30:00Z',
        `p-2,pays-1,sepa,${status},20.00 EUR,December,`,
        'p-3,pays-1,manual,completed,-8.40 EUR,Number,',
      ].join('\n');
    const bring = (status: string) => importFile(app, workers, vendor, 'payments', file(status));
    expect(await bring('pending')).toMatchObject({ state: 'done', created: 3 });
    expect(await bring('pending')).toMatchObject({ created: 0, unchanged: 3 });
    expect(await balance(id)).toEqual([eur(11_000)]);
    expect(await bring('completed')).toMatchObject({ changed: 1, unchanged: 2 });
    expect(await balance(id)).toEqual([eur(13_000)]);
    expect((await api.get('/api/v1/payments/ext:p-1')).body.completedAt).toMatch(/^2024-11-12T09:30/);
    await workers.stop();
  });

  test('DAY-4 cards that Stripe keeps come in by its ids; a second run changes what changed, and none moves to another', async () => {
    const { id: customerId } = await vendor.customer({ externalId: 'card-1' });
    await vendor.customer({ externalId: 'card-2' });
    const workers = transferWorkers(app);
    const bring = (row: string) =>
      importFile(
        app,
        workers,
        vendor,
        'payment-methods',
        `customerId,providerId,party,brand,last4,goodUntil\n${row}\n`,
      );
    const first = 'card-1,pm_old1,cus_old1,visa,4242,2028-04';
    expect(await bring(first)).toMatchObject({ state: 'done', created: 1 });
    expect(await bring(first)).toMatchObject({ unchanged: 1, changed: 0 });
    expect(await bring('card-1,pm_old1,cus_old1,visa,4242,2030-01')).toMatchObject({ changed: 1 });
    const { items } = (await api.get(`/api/v1/customers/${customerId}/payment-methods`)).body;
    expect(items).toMatchObject([{ kind: 'stripe', brand: 'visa', last4: '4242', goodUntil: '2030-01' }]);
    const party = await app.database.db
      .selectFrom('payment_party')
      .select('provider_id')
      .where('customer_id', '=', customerId)
      .executeTakeFirst();
    expect(party?.provider_id).toBe('cus_old1');
    expect((await bring('card-2,pm_old1,cus_old2,visa,4242,')).errors).toMatchObject([
      { column: 'customerId', code: 'fixed' },
    ]);
    expect((await bring('card-1,4242424242424242,cus_old1,visa,4242,')).errors).toMatchObject([
      { column: 'providerId' },
    ]);
    await workers.stop();
  });

  test('CRY-18 an id that was copied from the provider finds its payment', async () => {
    const { id: customerId } = await vendor.customer();
    const made = await book(api, { customerId, amount: eur(100), reference: 'R-4711-X' });
    for (const text of [made.body.id, 'R-4711-X']) {
      const found = await api.get(`/api/v1/payments?search=${text}`);
      expect(found.body.items.map((one: { id: string }) => one.id)).toEqual([made.body.id]);
    }
  });

  test('DAY-16 each side has its own ways to pay, and keys of the other side are refused', async () => {
    const at = '/api/v1/payment-settings';
    expect((await api.get(at)).body).toMatchObject({
      invoice: { enabled: true, dueDays: 14 },
      sepa: { enabled: false },
      stripe: {
        enabled: false,
        secretKey: null,
        webhookUrl: expect.stringContaining(`/stripe/${vendor.id}`),
      },
    });
    const early = await api.patch(at, { stripe: { enabled: true, secretKey: 'sk_live_abcd1234' } });
    expect(early.body.fields).toMatchObject([{ path: 'stripe.webhookSecret', code: 'missing' }]);
    const other = await api.patch(at, { stripe: { secretKey: 'sk_test_abcd1234' } });
    expect(other.body.fields).toMatchObject([{ path: 'stripe.secretKey', code: 'side' }]);
    const set = await api.patch(at, {
      stripe: { enabled: true, secretKey: 'sk_live_abcd1234', webhookSecret: 'whsec_oldone1111' },
    });
    expect(set.body.stripe).toMatchObject({
      ...{ enabled: true, secretKey: '…1234', webhookSecret: '…1111', formerWebhookSecret: null },
    });
    const turned = await api.patch(at, { stripe: { webhookSecret: 'whsec_newone2222' } });
    expect(turned.body.stripe).toMatchObject({ webhookSecret: '…2222', formerWebhookSecret: '…1111' });
    const closed = await api.patch(at, { stripe: { webhookSecret: null } });
    expect(closed.body.fields).toMatchObject([{ path: 'stripe.webhookSecret', code: 'missing' }]);
    const rows = await app.database.db.selectFrom('payment_settings').selectAll().execute();
    expect(JSON.stringify(rows)).not.toMatch(/sk_live|whsec/);
    const off = await api.patch(at, { sepa: { enabled: true, creditor: 'Acme', creditorId: 'DE00ZZZ0' } });
    expect(off.body.fields).toMatchObject([{ path: 'sepa.creditorId', code: 'creditor_id' }]);
  });
});
