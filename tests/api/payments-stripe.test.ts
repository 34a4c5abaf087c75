import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { orderHooks } from '../../src/apps/server/order-hooks.ts';
import { checkPayments, sendRefunds, tellDeliveries } from '../../src/features/payments/server/jobs.ts';
import { startPayment } from '../../src/features/payments/server/start.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { makeLog } from '../../src/kit/server/log.ts';
import { type Client, type TestApp, type TestVendor, testApp, testSecrets } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { type SignedEvent, type StripeStandIn, startStripe } from '../helpers/stripe.ts';

const webhookSecret = 'whsec_thesecretofthetests';

describe.each(databaseKinds)('Stripe on %s', (kind) => {
  let stripe: StripeStandIn;
  let portico: TestApp;
  let vendor: TestVendor;
  let api: Client;
  const lines: string[] = [];

  beforeAll(async () => {
    stripe = await startStripe();
    portico = await testApp(kind, { stripeUrl: stripe.url, log: (line) => lines.push(line) });
    vendor = await portico.vendor();
    ({ api } = vendor);
    await api.patch(`/api/v1/portals/${vendor.portal.id}`, { order: { enabled: true } });
    const set = await api.patch('/api/v1/payment-settings', {
      stripe: { enabled: true, secretKey: 'sk_live_ofthetests', webhookSecret },
    });
    expect(set.status).toBe(200);
  });
  afterAll(async () => {
    await portico?.close();
    await stripe?.close();
  });

  /** A payment that waits for its customer, who is signed in. */
  async function begin(
    more: { amount?: number; currency?: string; methodId?: string; customerId?: string } = {},
  ) {
    const { amount = 1_190, currency = 'EUR', methodId } = more;
    const customerId = more.customerId ?? (await vendor.customer({ billing: { email: 'a@b.example' } })).id;
    const payable = {
      ...{ vendorId: vendor.id, customerId, portalId: vendor.portal.id, orderId: null, invoiceId: null },
      ...{ amount, currency, description: 'Order 2026-00042', reference: '2026-00042' },
    };
    const started = await inTransaction(portico.database.db, (tx) =>
      startPayment(tx, payable, methodId ? { kind: 'stored', methodId } : { kind: 'stripe' }, {
        ...{
          secrets: testSecrets,
          actor: { kind: 'system', id: null },
          at: portico.clock.now(),
          allowed: null,
        },
      }),
    );
    const client = await vendor.signIn(customerId);
    return { id: started.payment.id, customerId, client };
  }
  const open = async (client: Client, id: string) => {
    const answer = await client.post(`/portal/v1/payments/${id}/checkout`, { panel: 'order' });
    return { ...answer, session: String(answer.body.url).split('/').at(-1) as string };
  };
  const send = async (event: SignedEvent, secret = webhookSecret, to = vendor.id) => {
    const response = await portico.app.request(`http://localhost:4400/webhooks/stripe/${to}`, {
      method: 'POST',
      headers: { 'stripe-signature': event.sign(secret, portico.clock.now()) },
      body: event.body,
    });
    return { status: response.status, body: await response.json() };
  };
  const read = async (id: string) => (await api.get(`/api/v1/payments/${id}`)).body;
  const job = () => ({
    ...{ database: portico.database, clock: portico.clock, secrets: testSecrets, stripeUrl: stripe.url },
    ...{ signal: new AbortController().signal, log: makeLog('silent'), hooks: orderHooks },
  });

  test('DAY-7 a page at the provider is opened once, and what was paid there is paid here, its tab closed or not', async () => {
    const { id, client, customerId } = await begin();
    const [first, again] = [await open(client, id), await open(client, id)];
    expect(first.body).toEqual({ url: expect.stringMatching(/\/pay\/cs_live_/), status: 'pending' });
    expect(again.body).toEqual(first.body);
    const intent = stripe.pay(first.session);
    expect((await client.get(`/portal/v1/payments/${id}`)).body).toMatchObject({ status: 'pending' });

    const session = stripe.things.get(first.session);
    expect((await send(stripe.event('checkout.session.completed', session))).body.outcome).toBe('applied');
    expect((await client.get(`/portal/v1/payments/${id}`)).body).toMatchObject({
      ...{ status: 'completed', payable: false, amount: { amount: 1_190, currency: 'EUR' } },
      method: { kind: 'stripe', brand: 'visa', last4: '4242', goodUntil: '2030-08', isDefault: true },
    });
    // Both ways: our ids there, theirs here, and each finds the other.
    expect(intent.metadata).toMatchObject({ portico_payment: id, portico_customer: customerId });
    expect(stripe.things.get(session.customer).metadata).toMatchObject({ portico_customer: customerId });
    expect((await api.get(`/api/v1/payments?search=${intent.id}`)).body.items[0].id).toBe(id);
    expect((await open(client, id)).body).toEqual({ url: null, status: 'completed' });
  });

  test('OM17 an event that comes ten times at once has one effect', async () => {
    const { id, client, customerId } = await begin();
    const { session } = await open(client, id);
    stripe.pay(session);
    const event = stripe.event('checkout.session.completed', stripe.things.get(session));
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(event)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(answers.filter(({ body }) => body.outcome === 'applied')).toHaveLength(1);
    const acts = await api.get(`/api/v1/activity?customerId=${customerId}`);
    const moved = acts.body.items.filter((row: { action: string }) => row.action === 'payment.updated');
    expect(moved).toHaveLength(1);
    expect((await api.get(`/api/v1/payments/${id}/events`)).body.items).toHaveLength(1);
  });

  test('OM17 events in the wrong order end where Stripe’s object stands', async () => {
    const { id, client } = await begin();
    const { session } = await open(client, id);
    const intent = stripe.pay(session);
    const charge = stripe.things.get(intent.latest_charge);
    charge.amount_refunded = 1_190;
    expect((await send(stripe.event('charge.refunded', charge))).body.outcome).toBe('applied');
    expect(await read(id)).toMatchObject({ status: 'refunded', refunded: 1_190 });
    await send(stripe.event('payment_intent.succeeded', intent));
    await send(stripe.event('checkout.session.completed', stripe.things.get(session)));
    expect(await read(id)).toMatchObject({ status: 'refunded', refunded: 1_190 });
  });

  test.each([
    ['a cent less', { amount_received: 1_189 }],
    ['another currency', { currency: 'usd' }],
    ['another order', { metadata: 'ord' }],
  ])('OM18 %s than was asked is not taken for it, and somebody is told', async (_, change) => {
    const { id, client } = await begin();
    const { session } = await open(client, id);
    const intent = stripe.pay(session);
    if ('metadata' in change) intent.metadata.portico_order = 'ord_01kaaaaaaaaaaaaaaaaaaaaaaa';
    else Object.assign(intent, change);
    expect((await send(stripe.event('payment_intent.succeeded', intent))).body.outcome).toBe('mismatch');
    expect(await read(id)).toMatchObject({ status: 'pending', attention: 'mismatch' });
    const listed = await api.get('/api/v1/payments?attention=any&limit=200');
    expect(listed.body.items.map((one: { id: string }) => one.id)).toContain(id);
    expect((await open(client, id)).body.code).toBe('payment.not-payable');
  });

  test('OM18 money for a payment of another vendor changes nothing', async () => {
    const other = await portico.vendor(`other-${kind}`);
    const { id, client } = await begin();
    const { session } = await open(client, id);
    const intent = stripe.pay(session);
    intent.metadata.portico_vendor = other.id;
    expect((await send(stripe.event('payment_intent.succeeded', intent))).body.outcome).toBe('foreign');
    expect(await read(id)).toMatchObject({ status: 'pending' });
  });

  test('OM19 an event of the other side is refused and written down', async () => {
    const { id, client } = await begin();
    const { session } = await open(client, id);
    stripe.pay(session);
    const event = stripe.event('checkout.session.completed', stripe.things.get(session), { livemode: false });
    expect((await send(event)).body.code).toBe('payment-event.refused');
    expect(await read(id)).toMatchObject({ status: 'pending' });
    const acts = (await api.get('/api/v1/activity?limit=200')).body.items;
    expect(acts.map((row: { action: string }) => row.action)).toContain('payment-event.refused');
  });

  test('OM17 what is not signed by one of the two secrets is refused, and the former one counts until it is taken away', async () => {
    const { id, client } = await begin();
    const { session } = await open(client, id);
    stripe.pay(session);
    const event = () => stripe.event('checkout.session.completed', stripe.things.get(session));
    for (const refused of [
      await send(event(), 'whsec_another'),
      await send(event(), webhookSecret, 'ven_01kaaaaaaaaaaaaaaaaaaaaaaa'),
      await send({ ...event(), sign: () => '' }),
      await send({ ...event(), sign: (secret, at) => event().sign(secret, at) }),
      await send({
        ...event(),
        sign: (secret, at) => event().sign(secret, new Date(at.getTime() - 301_000)),
      }),
    ]) {
      expect([refused.status, refused.body.code]).toEqual([400, 'payment-event.refused']);
    }
    expect(await read(id)).toMatchObject({ status: 'pending' });
    const settings = '/api/v1/payment-settings';
    await api.patch(settings, { stripe: { webhookSecret: 'whsec_thenewone' } });
    expect((await send(event(), webhookSecret)).body.outcome).toBe('applied');
    expect((await send(event(), 'whsec_thenewone')).body.outcome).toBe('unchanged');
    await api.patch(settings, { stripe: { formerWebhookSecret: null } });
    expect((await send(event(), webhookSecret)).status).toBe(400);
    await api.patch(settings, { stripe: { webhookSecret } });
  });

  test('OM21 a card that was refused can be tried again, and a page that ended is replaced', async () => {
    const { id, client } = await begin();
    const first = await open(client, id);
    const intent = stripe.pay(first.session, 'declined');
    await send(stripe.event('payment_intent.payment_failed', intent));
    // The page is still open, and another card may be tried on it.
    expect(await read(id)).toMatchObject({ status: 'pending', failure: 'insufficient_funds' });
    portico.clock.move(1_000);
    stripe.expire(first.session);
    await send(stripe.event('checkout.session.expired', stripe.things.get(first.session)));
    const second = await open(client, id);
    expect(second.session).not.toBe(first.session);
    stripe.pay(second.session);
    await send(stripe.event('checkout.session.completed', stripe.things.get(second.session)));
    expect(await read(id)).toMatchObject({ status: 'completed', failure: null });
  });

  test('OM13 refunds go to Stripe once each, and what Stripe refuses is said', async () => {
    const { id, client } = await begin();
    const { session } = await open(client, id);
    stripe.pay(session);
    await send(stripe.event('checkout.session.completed', stripe.things.get(session)));
    const refund = (amount: number) =>
      api.post(`/api/v1/payments/${id}/refunds`, { amount }, { 'idempotency-key': randomUUID() });
    const answers = await Promise.all([refund(700), refund(700), refund(490)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 409]);
    expect((await api.patch(`/api/v1/payments/${id}`, { status: 'refunded' })).body.code).toBe(
      'payment.by-provider',
    );
    stripe.away = true;
    await expect(sendRefunds(job())).rejects.toThrow();
    stripe.away = false;
    await sendRefunds(job());
    await sendRefunds(job());
    expect(await read(id)).toMatchObject({ status: 'refunded', refunded: 1_190 });
    const sent = stripe.asked.filter(({ path, body }) => path === '/v1/refunds' && body.payment_intent);
    expect(new Set(sent.map(({ key }) => key)).size).toBe(2);
    const { items } = (await api.get(`/api/v1/payments/${id}/refunds`)).body;
    expect(items.map((one: { state: string }) => one.state)).toEqual(['done', 'done']);
  });

  test('R17 an event that was lost costs minutes: Stripe is asked about what is under way', async () => {
    const { id, client } = await begin();
    const { session } = await open(client, id);
    stripe.pay(session);
    stripe.away = true;
    await checkPayments(job());
    expect(await read(id)).toMatchObject({ status: 'pending' });
    const away = await portico.anonymous.get(`/pay/${vendor.id}/${id}`);
    expect([away.status, away.body.includes('data-portico-payment="open"')]).toEqual([200, true]);
    const refused = await open((await begin()).client, (await begin()).id);
    expect(refused.status).toBe(404);
    stripe.away = false;
    portico.clock.move(3 * 60_000);
    await checkPayments(job());
    expect(await read(id)).toMatchObject({ status: 'completed' });
  });

  test('DAY-7 the way back asks Stripe itself, tells no more than whether it is paid, and leads into the portal', async () => {
    const { id, client } = await begin();
    const { session } = await open(client, id);
    stripe.pay(session);
    const page = await portico.anonymous.get(`/pay/${vendor.id}/${id}?from=tab&panel=order`);
    expect(page.body).toContain('data-portico-payment="paid"');
    expect(page.body).not.toContain('1190');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await read(id)).toMatchObject({ status: 'completed' });
    const back = await portico.anonymous.get(`/pay/${vendor.id}/${id}?from=page&panel=order`);
    expect([back.status, back.headers.get('location')]).toEqual([
      303,
      `http://localhost:4400/p/acme/order?payment=${id}`,
    ]);
    expect((await portico.anonymous.get(`/pay/${vendor.id}/pay_01kaaaaaaaaaaaaaaaaaaaaaaa`)).status).toBe(
      404,
    );
  });

  test('BIL-5 a card that was kept pays the next time without a page, and says so where the bank refuses', async () => {
    const { id, client, customerId } = await begin();
    const { session } = await open(client, id);
    const intent = stripe.pay(session);
    await send(stripe.event('checkout.session.completed', stripe.things.get(session)));
    const [method] = (await client.get('/portal/v1/payments/methods')).body.items;
    const next = await begin({ customerId, methodId: method.id });
    expect((await open(client, next.id)).body).toEqual({ url: null, status: 'completed' });
    expect(await read(next.id)).toMatchObject({ status: 'completed', methodId: method.id });
    stripe.things.get(intent.payment_method).declines = true;
    const last = await begin({ customerId, methodId: method.id });
    expect((await open(client, last.id)).body).toEqual({ url: null, status: 'failed' });
    expect(await read(last.id)).toMatchObject({ failure: 'insufficient_funds' });
    const stranger = await begin();
    await expect(begin({ customerId: stranger.customerId, methodId: method.id })).rejects.toThrow();
  });

  test.each([
    ['JPY', 500, 500],
    ['HUF', 125_000, 125_000],
    ['ISK', 500, 50_000],
    ['KWD', 1_230, 1_230],
  ])(
    'OM03 %s is asked of Stripe in Stripe’s own unit and taken back to ours',
    async (currency, amount, asked) => {
      const { id, client } = await begin({ amount, currency });
      const { session } = await open(client, id);
      expect(stripe.things.get(session).amount_total).toBe(asked);
      stripe.pay(session);
      await send(stripe.event('checkout.session.completed', stripe.things.get(session)));
      expect(await read(id)).toMatchObject({ status: 'completed', amount: { amount, currency } });
    },
  );

  test('ID02 the payment of another customer is answered like one that never was, and opens no page', async () => {
    const { id } = await begin();
    const { client: stranger } = await begin();
    const made = 'pay_01kaaaaaaaaaaaaaaaaaaaaaaa';
    const told = async (which: string) => {
      const answers = [
        await stranger.get(`/portal/v1/payments/${which}`),
        await stranger.post(`/portal/v1/payments/${which}/checkout`, {}),
      ];
      return answers.map(({ status, body }) => [status, body.code]);
    };
    const asked = stripe.asked.length;
    expect(await told(id)).toEqual(await told(made));
    expect(await told(id)).toEqual([1, 2].map(() => [404, 'payment.not-found']));
    expect(stripe.asked).toHaveLength(asked);
    expect((await stranger.get('/portal/v1/payments')).body.items).toHaveLength(1);
  });

  test('OM22 a card that somebody types into a field of ours is refused and stands nowhere', async () => {
    const { id, client, customerId } = await begin();
    const card = '4242 4242 4242 4242';
    const typed = await client.patch('/portal/v1/profile', { billing: { street: card } });
    expect([typed.status, typed.body.fields]).toMatchObject([
      422,
      [{ path: 'billing.street', code: 'card_number' }],
    ]);
    const asked = await client.post(`/portal/v1/payments/${id}/checkout`, { card });
    expect(asked.status).toBe(422);
    const booked = await api.post(
      '/api/v1/payments',
      { customerId, amount: { amount: 1, currency: 'EUR' }, description: `card ${card}` },
      { 'idempotency-key': randomUUID() },
    );
    expect(booked.body.fields).toMatchObject([{ path: 'description' }]);
    for (const said of [typed, asked, booked]) expect(JSON.stringify(said.body)).not.toContain('4242');
    expect(lines.join('\n').replace(/\D/g, '')).not.toContain('4242424242424242');
  });

  test('HD11 keys and secrets of payments stand in no log line', async () => {
    await tellDeliveries(job());
    expect(lines.join('\n')).not.toMatch(/sk_live|whsec_/);
  });
});
