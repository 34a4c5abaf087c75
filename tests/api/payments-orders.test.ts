import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { orderHooks } from '../../src/apps/server/order-hooks.ts';
import { sendRefunds, tellDeliveries } from '../../src/features/payments/server/jobs.ts';
import { makeLog } from '../../src/kit/server/log.ts';
import { type Client, type TestApp, type TestVendor, testApp, testSecrets } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { billing, deliverNow, expire, openShop, orderAs, type Shop } from '../helpers/orders.ts';
import { type StripeStandIn, startStripe } from '../helpers/stripe.ts';

const webhookSecret = 'whsec_thesecretofthetests';

describe.each(databaseKinds)('orders that are paid on %s', (kind) => {
  let stripe: StripeStandIn;
  let portico: TestApp;
  let acme: TestVendor;
  let shop: Shop;
  beforeAll(async () => {
    stripe = await startStripe();
    portico = await testApp(kind, { stripeUrl: stripe.url });
    acme = await portico.vendor('acme');
    shop = await openShop(acme, { paymentMethods: ['invoice', 'sepa', 'stripe'] });
    await acme.api.patch('/api/v1/payment-settings', {
      sepa: { enabled: true, creditor: 'Acme GmbH', creditorId: 'DE98ZZZ09999999999' },
      stripe: { enabled: true, secretKey: 'sk_live_ofthetests', webhookSecret },
    });
    const seller = {
      ...{ name: 'Acme GmbH', lines: ['Hafen 1'], country: 'DE' },
      bank: { name: 'Fördebank', iban: 'DE02 1203 0000 0000 2020 51', bic: 'BYLADEM1001' },
    };
    await acme.api.put(`/api/v1/portals/${acme.portal.id}/letterhead`, { seller });
  });
  afterAll(async () => {
    await portico?.close();
    await stripe?.close();
  });

  const customer = async (): Promise<Client> =>
    acme.signIn((await acme.customer({ billing: { ...billing, email: 'anna@blum.example' } })).id);
  const byStripe = async () => {
    const client = await customer();
    const placed = await orderAs(client, shop, { paymentMethod: { kind: 'stripe' } });
    expect(placed.status, JSON.stringify(placed.body)).toBe(201);
    expect(placed.body.next).toMatchObject({ kind: 'redirect' });
    const paymentId = placed.body.next.paymentId as string;
    const page = await client.post(`/portal/v1/payments/${paymentId}/checkout`, {});
    const session = String(page.body.url).split('/').at(-1) as string;
    return { client, paymentId, session, orderId: placed.body.order.id as string };
  };
  const send = async (type: string, object: unknown) => {
    const event = stripe.event(type, object);
    const response = await portico.app.request(`http://localhost:4400/webhooks/stripe/${acme.id}`, {
      method: 'POST',
      headers: { 'stripe-signature': event.sign(webhookSecret, portico.clock.now()) },
      body: event.body,
    });
    return (await response.json()).outcome;
  };
  const payment = async (id: string) => (await acme.api.get(`/api/v1/payments/${id}`)).body;
  const order = async (id: string) => (await acme.api.get(`/api/v1/orders/${id}`)).body;
  const job = () => ({
    ...{ database: portico.database, clock: portico.clock, secrets: testSecrets, stripeUrl: stripe.url },
    ...{ signal: new AbortController().signal, log: makeLog('silent'), hooks: orderHooks },
  });

  test('CRY-17, CRY-19 a purchase opens Stripe’s page; its success delivers, and only then the mark at Stripe goes', async () => {
    const { client, paymentId, session, orderId } = await byStripe();
    expect(await order(orderId)).toMatchObject({ state: 'awaiting-payment' });
    expect(stripe.things.get(session)).toMatchObject({ amount_total: 15_470, currency: 'eur' });
    const intent = stripe.pay(session);
    expect(intent.metadata).toMatchObject({ portico_order: orderId, portico_delivery: 'pending' });
    expect(await send('checkout.session.completed', stripe.things.get(session))).toBe('applied');
    expect(await payment(paymentId)).toMatchObject({ status: 'completed', attention: 'undelivered' });
    const waiting = await acme.api.get('/api/v1/payments?attention=any');
    expect(waiting.body.items.map((one: { id: string }) => one.id)).toContain(paymentId);

    await deliverNow(portico);
    await deliverNow(portico);
    expect((await order(orderId)).state).toBe('delivered');
    expect(await payment(paymentId)).toMatchObject({ status: 'completed', attention: null });
    const { invoiceId } = await payment(paymentId);
    expect((await acme.api.get(`/api/v1/invoices/${invoiceId}`)).body).toMatchObject({ status: 'paid' });
    stripe.away = true;
    await expect(tellDeliveries(job())).rejects.toThrow();
    stripe.away = false;
    await tellDeliveries(job());
    expect(intent.metadata.portico_delivery).toContain(orderId);
    const seen = await client.get(`/portal/v1/orders/${orderId}`);
    expect(seen.body.payment).toMatchObject({ status: 'completed', kind: 'stripe' });
  });

  test('CRY-19 where an order grants a licence, the mark at Stripe gives way to the licence’s id', async () => {
    const at = `/api/v1/plan-variants/${shop.variantId}`;
    const { id: productId } = (await acme.api.post('/api/v1/products', { name: 'Studio', keyPrefix: 'DWS8' }))
      .body;
    const granted = await acme.api.patch(at, { grants: [{ productId, machineLimit: 1 }] });
    expect(granted.status, JSON.stringify(granted.body)).toBe(200);
    const { session, orderId } = await byStripe();
    const intent = stripe.pay(session);
    expect(await send('checkout.session.completed', stripe.things.get(session))).toBe('applied');
    await deliverNow(portico);
    await deliverNow(portico);
    await tellDeliveries(job());
    const { customerId } = await order(orderId);
    const [licence] = (await acme.api.get(`/api/v1/licences?customerId=${customerId}`)).body.items;
    expect(intent.metadata.portico_delivery).toContain(licence.id);
    await acme.api.patch(at, { grants: [] });
  });

  test('OM18 an order that was not paid to the cent is delivered to nobody', async () => {
    const { paymentId, session, orderId } = await byStripe();
    const intent = stripe.pay(session);
    intent.amount_received = 15_469;
    expect(await send('payment_intent.succeeded', intent)).toBe('mismatch');
    await deliverNow(portico);
    expect(await order(orderId)).toMatchObject({ state: 'payment-mismatch' });
    expect(await payment(paymentId)).toMatchObject({ status: 'pending', attention: 'mismatch' });
  });

  test('OM21 money that comes after the order is over goes back by itself, once, and nothing is delivered', async () => {
    const { paymentId, session, orderId } = await byStripe();
    portico.clock.move(4 * 86_400_000);
    await expire(portico);
    expect(await order(orderId)).toMatchObject({ state: 'expired' });
    expect(await payment(paymentId)).toMatchObject({ status: 'cancelled' });
    stripe.pay(session);
    expect(await send('checkout.session.completed', stripe.things.get(session))).toBe('late');
    expect(
      await send('payment_intent.succeeded', stripe.things.get(stripe.things.get(session).payment_intent)),
    ).toBe('unchanged');
    await sendRefunds(job());
    await sendRefunds(job());
    await deliverNow(portico);
    expect(await order(orderId)).toMatchObject({ state: 'expired' });
    expect(await payment(paymentId)).toMatchObject({ status: 'refunded', refunded: 15_470 });
    expect((await acme.api.get(`/api/v1/payments/${paymentId}/refunds`)).body.items).toHaveLength(1);
  });

  test('CRY-17 by transfer: the confirmation says where to send it, with a code for banking apps, and it is paid when it came', async () => {
    const client = await customer();
    const placed = await orderAs(client, shop, { paymentMethod: { kind: 'invoice' } });
    const { payment: shown } = (await client.get(`/portal/v1/orders/${placed.body.order.id}`)).body;
    const { invoiceId, id } = (await acme.api.get(`/api/v1/payments?orderId=${placed.body.order.id}`)).body
      .items[0];
    const invoice = (await acme.api.get(`/api/v1/invoices/${invoiceId}`)).body;
    expect(shown).toMatchObject({
      ...{ kind: 'invoice', status: 'pending', dueOn: invoice.dueOn, payable: false },
      transfer: { holder: 'Acme GmbH', iban: 'DE02 1203 0000 0000 2020 51', reference: invoice.number },
    });
    expect(shown.transfer.qr.split('\n')).toEqual([
      ...['BCD', '002', '1', 'SCT', 'BYLADEM1001', 'Acme GmbH', 'DE02120300000000202051', 'EUR154.70'],
      ...['', '', invoice.number],
    ]);
    await acme.api.patch(`/api/v1/payments/${id}`, { status: 'completed' });
    expect((await acme.api.get(`/api/v1/invoices/${invoiceId}`)).body.status).toBe('paid');
    await acme.api.patch(`/api/v1/payments/${id}`, { status: 'refunded' });
    expect((await acme.api.get(`/api/v1/invoices/${invoiceId}`)).body.status).toBe('refunded');
  });

  test('BIL-5 a SEPA mandate is kept sealed, shown by its last four, printed, and used again by its customer alone', async () => {
    const client = await customer();
    const sepa = (iban: string) => ({
      paymentMethod: { kind: 'sepa', iban, holder: 'Anna Blum', mandate: true },
    });
    for (const [iban, code] of [
      ['DE02120300000000202052', 'iban'],
      ['DE0212030000', 'iban'],
      ['BR1800360305000010009795493C1', 'iban_country'],
    ] as const) {
      const refused = await orderAs(client, shop, sepa(iban));
      expect(refused.body.fields).toMatchObject([{ path: 'paymentMethod.iban', code }]);
    }
    const placed = await orderAs(client, shop, sepa('de02 1203 0000 0000 2020 51'));
    expect(placed.status, JSON.stringify(placed.body)).toBe(201);
    const [method] = (await client.get('/portal/v1/payments/methods')).body.items;
    expect(method).toMatchObject({ kind: 'sepa', last4: '2051', holder: 'Anna Blum', isDefault: true });
    // Its invoice asks for nothing: the amount is collected.
    const { invoiceId } = (await acme.api.get(`/api/v1/orders/${placed.body.order.id}`)).body;
    const invoice = (await acme.api.get(`/api/v1/invoices/${invoiceId}`)).body;
    expect(invoice).toMatchObject({ dueOn: null, notes: expect.stringContaining('SEPA direct debit') });
    const rows = await portico.database.db.selectFrom('payment_method').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain('12030000');
    const paper = await client.get(`/portal/v1/payments/methods/${method.id}/mandate`);
    expect([paper.status, String(paper.body).slice(0, 5)]).toEqual([200, '%PDF-']);
    const again = await orderAs(client, shop, { paymentMethod: { kind: 'stored', methodId: method.id } });
    expect(again.status, JSON.stringify(again.body)).toBe(201);
    const stranger = await customer();
    const theirs = await orderAs(stranger, shop, { paymentMethod: { kind: 'stored', methodId: method.id } });
    expect(theirs.body.fields).toMatchObject([{ path: 'paymentMethod.methodId' }]);
    expect((await stranger.get(`/portal/v1/payments/methods/${method.id}/mandate`)).status).toBe(404);
    const [own] = (await client.get('/portal/v1/payments')).body.items;
    // A collection can come back days after it was booked.
    const paid = await acme.api.patch(`/api/v1/payments/${own.id}`, { status: 'completed' });
    expect((await acme.api.get(`/api/v1/invoices/${paid.body.invoiceId}`)).body.status).toBe('paid');
    await acme.api.patch(`/api/v1/payments/${own.id}`, { status: 'failed', failure: 'AM04' });
    expect((await acme.api.get(`/api/v1/invoices/${paid.body.invoiceId}`)).body.status).toBe('open');
  });
});
