import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deliveryKinds } from '../../src/apps/server/delivery-kinds.ts';
import { orderHooks } from '../../src/apps/server/order-hooks.ts';
import { createContract } from '../../src/features/contracts/server/store.ts';
import type { AnyDeliveryKind } from '../../src/features/orders/server/delivery.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { type Client, type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import {
  accepted,
  billing,
  deliverNow,
  expire,
  fromNetwork,
  key,
  newVisitor,
  openShop,
  orderAs,
  priceOf,
  type Shop,
  wantedOf,
} from '../helpers/orders.ts';

/** Something that an order brings beside the rest, and that fails behind its own writes while it is broken. */
let gives = false;
let broken = false;
const gift: AnyDeliveryKind = {
  name: 'gift',
  applies: () => gives,
  async deliver(tx, { vendorId, order, at }) {
    const month = { count: 1, unit: 'month' as const };
    const unitPrice = { amount: 0, currency: order.currency };
    const { id } = await createContract(
      tx,
      vendorId,
      {
        ...{ customerId: order.customerId, title: 'Gift', startsOn: '2026-11-22', billingPeriod: month },
        items: [{ kind: 'plan', title: 'Gift', quantity: 1, unitPrice }],
      },
      at,
    );
    if (broken) throw new Error('the machine that makes gifts is away');
    return { resultId: id };
  },
};

describe.each(databaseKinds)('what an order brings, on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let shop: Shop;
  beforeAll(async () => {
    (deliveryKinds as AnyDeliveryKind[]).push(gift);
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
    shop = await openShop(acme);
  });
  afterAll(async () => {
    (deliveryKinds as AnyDeliveryKind[]).splice(deliveryKinds.indexOf(gift), 1);
    await portico?.close();
  });

  const signedIn = async () => {
    const { id } = await acme.customer({ billing: { ...billing, email: 'anna@blum.example' } });
    return { id, client: await acme.signIn(id) };
  };
  const read = async (id: string) => (await acme.api.get(`/api/v1/orders/${id}`)).body;
  const step = async (id: string, name: string) =>
    (await read(id)).steps.find((one: { name: string }) => one.name === name);
  const events = async (type: string, orderId: string) =>
    (await portico.database.db.selectFrom('outbox').select('data').where('type', '=', type).execute()).filter(
      ({ data }) => data.includes(orderId),
    ).length;
  const gifts = async (customerId: string) =>
    (await acme.api.get(`/api/v1/contracts?customerId=${customerId}`)).body.items.filter(
      ({ title }: { title: string }) => title === 'Gift',
    ).length;

  test('rank 22, CRY-19 a step that fails is tried again, then listed; one click repairs it, once', async () => {
    const anna = await signedIn();
    [gives, broken] = [true, true];
    const { body } = await orderAs(anna.client, shop);
    const { id } = body.order;
    // The order stands, with all that did not fail; who ordered is told that the rest is in hand.
    expect(body.order).toMatchObject({ state: 'delivering', contractId: expect.any(String) });
    expect(body.order.steps).toContainEqual({ name: 'gift', state: 'in-hand' });
    expect(await step(id, 'gift')).toMatchObject({ state: 'failed', attempts: 1 });
    expect(await step(id, 'gift')).toMatchObject({ error: 'Something went wrong on our side.' });
    expect(await gifts(anna.id)).toBe(0);
    await deliverNow(portico);
    expect((await read(id)).state).toBe('delivering');
    const mail = await portico.database.db
      .selectFrom('mail')
      .select('body_text')
      .where('subject_id', '=', id)
      .executeTakeFirstOrThrow();
    expect(mail.body_text).toContain('We are on it');
    for (let attempt = 2; attempt <= 5; attempt++) {
      portico.clock.move(30 * 60_000);
      await deliverNow(portico);
      expect(await step(id, 'gift')).toMatchObject({ attempts: attempt });
    }
    expect(await read(id)).toMatchObject({ state: 'stuck' });
    expect(await events('order.stuck', id)).toBe(1);
    const listed = (await acme.api.get('/api/v1/orders?needs=repair')).body.items;
    expect(listed.map((one: { id: string }) => one.id)).toEqual([id]);
    const later = await acme.signIn(anna.id);
    expect((await later.get(`/portal/v1/orders/${id}`)).body.steps).toContainEqual({
      ...{ name: 'gift', state: 'in-hand' },
    });

    broken = false;
    const repair = () => acme.api.post(`/api/v1/orders/${id}/repair`);
    const answers = await Promise.all(Array.from({ length: 5 }, repair));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
    await deliverNow(portico);
    expect(await read(id)).toMatchObject({ state: 'delivered', deliveredAt: expect.any(String) });
    expect(await gifts(anna.id)).toBe(1);
    expect(await events('order.delivered', id)).toBe(1);
    expect((await acme.api.get('/api/v1/orders?needs=repair')).body.items).toEqual([]);
    gives = false;
  });

  /** An order that waits for its money, as with a provider's page, and the payment that it waits for. */
  const waiting = async (): Promise<{ id: string; customerId: string }> => {
    const { id: customerId, client } = await signedIn();
    const { body } = await orderAs(client, shop);
    const { id } = body.order;
    await inTransaction(portico.database.db, async (tx) => {
      await tx
        .updateTable('sales_order')
        .set({
          ...{ state: 'awaiting-payment', contract_id: null, invoice_id: null },
          expires_at: new Date(portico.clock.now().getTime() + 86_400_000).toISOString(),
        })
        .where('id', '=', id)
        .execute();
      await tx.deleteFrom('order_step').where('order_id', '=', id).execute();
    });
    return { id, customerId };
  };
  const pay = (id: string, customerId: string) =>
    inTransaction(portico.database.db, (tx) =>
      orderHooks.paid(tx, {
        ...{ vendorId: acme.id, orderId: id, at: portico.clock.now() },
        payment: { id: 'pay_0', customerId, amount: { amount: 15_470, currency: 'EUR' } } as never,
      }),
    );

  test('rank 22 what is paid is delivered once, however often it is told', async () => {
    const { id, customerId } = await waiting();
    expect((await read(id)).steps).toEqual([]);
    expect(await Promise.all([pay(id, customerId), pay(id, customerId)])).toEqual(['accepted', 'accepted']);
    await deliverNow(portico);
    expect(await pay(id, customerId)).toBe('accepted');
    await deliverNow(portico);
    const order = await read(id);
    expect(order).toMatchObject({ state: 'delivered', paidAt: expect.any(String) });
    expect(await events('order.paid', id)).toBe(1);
    const invoice = (await acme.api.get(`/api/v1/invoices/${order.invoiceId}`)).body;
    expect(invoice).toMatchObject({ status: 'paid', paidOn: '2026-11-22', gross: 15_470 });
  });

  test('OM13, OM21 money that comes after an order was cancelled or expired revives nothing', async () => {
    const cancelled = await waiting();
    expect((await acme.api.post(`/api/v1/orders/${cancelled.id}/cancellation`)).body.state).toBe('cancelled');
    expect((await acme.api.post(`/api/v1/orders/${cancelled.id}/cancellation`)).status).toBe(409);
    expect(await pay(cancelled.id, cancelled.customerId)).toBe('late');
    const expired = await waiting();
    await expire(portico);
    expect((await read(expired.id)).state).toBe('awaiting-payment');
    portico.clock.move(86_400_000);
    await expire(portico);
    expect((await read(expired.id)).state).toBe('expired');
    expect(await pay(expired.id, expired.customerId)).toBe('late');
    expect(await pay(expired.id, expired.customerId)).toBe('late');
    // The vendor is told once, and it stands in the queue until somebody saw to the money.
    expect(await events('order.paid-late', expired.id)).toBe(1);
    expect(await read(expired.id)).toMatchObject({
      ...{ state: 'expired', contractId: null, invoiceId: null },
      steps: [{ name: 'late-payment', state: 'stuck', error: expect.stringContaining('came when') }],
    });
    const queue = async () =>
      (await acme.api.get('/api/v1/orders?needs=repair')).body.items.map(({ id }: { id: string }) => id);
    expect((await queue()).sort()).toEqual([cancelled.id, expired.id].sort());
    for (const { id } of [cancelled, expired]) {
      expect((await acme.api.post(`/api/v1/orders/${id}/repair`)).status).toBe(200);
      expect((await acme.api.post(`/api/v1/orders/${id}/repair`)).status).toBe(409);
    }
    expect(await queue()).toEqual([]);
  });

  test('OM18 money that is not what was asked delivers nothing; another customer’s order is none', async () => {
    const { id, customerId } = await waiting();
    const neighbour = await signedIn();
    expect(await pay(id, neighbour.id)).toBe('unknown');
    await inTransaction(portico.database.db, (tx) =>
      orderHooks.mismatch(tx, {
        ...{ vendorId: acme.id, orderId: id, payment: { customerId } as never, at: portico.clock.now() },
      }),
    );
    await deliverNow(portico);
    expect(await read(id)).toMatchObject({ state: 'payment-mismatch', steps: [], invoiceId: null });
    expect(await events('order.payment-mismatch', id)).toBe(1);
  });

  describe('order sessions', () => {
    const sessionFor = async (more: object = {}) => {
      const made = await acme.api.post('/api/v1/order-sessions', {
        ...{ portalId: acme.portal.id, ...wantedOf(shop), text: 'Team for Blum' },
        ...more,
      });
      expect(made.status, JSON.stringify(made.body)).toBe(201);
      return made.body as { code: string; url: string };
    };
    const order = async (client: Client, code: string | undefined, more: object = {}) => {
      const wanted = wantedOf(shop);
      const { priceHash } = await priceOf(client, wanted);
      const body = { ...wanted, acceptances: accepted(shop), paymentMethod: { kind: 'invoice' }, priceHash };
      return client.post('/portal/v1/orders', { ...body, orderSession: code, ...more }, key());
    };

    test('CRY-24 a page that the vendor’s server opened is used once, for what it was opened for', async () => {
      const { client } = await signedIn();
      const { code, url } = await sessionFor();
      expect(url).toBe(`http://localhost:4400/order/acme/${shop.variantId}#session=${code}`);
      const opened = await portico.anonymous.post('/portal/v1/order-sessions', { portal: 'acme', code });
      expect(opened.body).toMatchObject({ text: 'Team for Blum', components: wantedOf(shop).components });
      const more = await order(client, code, { components: [{ id: shop.seatId, quantity: 4 }] });
      expect(more.body.code).toBe('order-session.refused');
      const answers = await Promise.all(Array.from({ length: 5 }, () => order(client, code)));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 403, 403, 403, 403]);
      const placed = answers.find(({ status }) => status === 201);
      expect(placed?.body.order).toMatchObject({ title: 'Team for Blum' });
      const gone = await portico.anonymous.post('/portal/v1/order-sessions', { portal: 'acme', code });
      expect(gone.body.code).toBe('order-session.refused');
    });

    test('CRY-24 its price is the one it was opened with, whatever the catalogue says by now', async () => {
      const { client } = await signedIn();
      const { code } = await sessionFor();
      const { priceHash } = await priceOf(client, wantedOf(shop));
      const variant = `/api/v1/plan-variants/${shop.variantId}`;
      await acme.api.patch(variant, { prices: [{ currency: 'EUR', amount: 20_000 }] });
      const placed = await order(client, code, { priceHash });
      await acme.api.patch(variant, { prices: [{ currency: 'EUR', amount: 10_000 }] });
      expect(placed.status, JSON.stringify(placed.body)).toBe(201);
      expect(placed.body.order.gross.amount).toBe(15_470);
    });

    test('CRY-24 one that is over, or somebody else’s, is refused; where they are needed, nothing goes without', async () => {
      const { client } = await signedIn();
      const { code } = await sessionFor({ lifetimeMinutes: 1 });
      portico.clock.move(60_001);
      expect((await order(client, code)).body.code).toBe('order-session.refused');
      const theirs = await sessionFor({ customerId: (await acme.customer()).id });
      expect((await order(client, theirs.code)).body.code).toBe('order-session.refused');
      const at = `/api/v1/portals/${acme.portal.id}`;
      await acme.api.patch(at, { order: { sessionsOnly: true } });
      expect((await order(client, undefined)).body.code).toBe('order.session-needed');
      expect((await order(client, (await sessionFor()).code)).status).toBe(201);
      await acme.api.patch(at, { order: { sessionsOnly: false } });
      const globex = await portico.vendor('globex');
      const refused = await globex.api.post('/api/v1/order-sessions', {
        ...{ portalId: acme.portal.id, ...wantedOf(shop) },
      });
      expect(refused).toMatchObject({ status: 422, body: { fields: [{ path: 'portalId' }] } });
    });
  });

  test('a portal without mail shows the page instead of a confirmation', async () => {
    const at = `/api/v1/portals/${acme.portal.id}`;
    await acme.api.patch(at, { mail: { noAccessMail: true } });
    const wanted = wantedOf(shop);
    const { ticket, priceHash } = await newVisitor(portico, 'acme', wanted);
    const { body } = await fromNetwork(
      portico,
      '/portal/v1/orders',
      {
        ...{ portal: 'acme', ticket, priceHash, email: 'no-mail@mail.example', billing },
        ...{ acceptances: accepted(shop), paymentMethod: { kind: 'invoice' }, ...wanted },
      },
      key(),
    );
    await deliverNow(portico);
    await acme.api.patch(at, { mail: { noAccessMail: false } });
    expect(body.order).toMatchObject({ confirmationTo: null });
    expect(await read(body.order.id)).toMatchObject({ state: 'delivered' });
    const { db } = portico.database;
    expect(
      await db.selectFrom('mail').select('id').where('to_address', '=', 'no-mail@mail.example').execute(),
    ).toEqual([]);
  });
});
