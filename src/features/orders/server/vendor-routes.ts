import { Hono } from 'hono';
import * as v from 'valibot';
import { pagingOf, Reference, unknownReference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery, listAnswer } from '../../../kit/server/http/list.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { findCustomer } from '../../customers/server/store.ts';
import { mailingOf } from '../../mails/server/access-mail.ts';
import { originOf } from '../../portals/address.ts';
import { findPortal } from '../../portals/server/store.ts';
import { quoteOrder } from '../../pricing/server/quote.ts';
import { buyerFactsOf } from '../../pricing/tax.ts';
import { orderProblem } from '../problems.ts';
import { mayCancel } from '../rules.ts';
import { NewOrderSession, Order, OrderSession, OrderState } from '../schema.ts';
import { deliverNow, resetSteps, underWay } from './deliver.ts';
import type { AnyDeliveryKind } from './delivery.ts';
import { letGo } from './job.ts';
import { settleLatePayment } from './late-payments.ts';
import { createOrderSession } from './order-sessions.ts';
import { listOrders, lockOrder, requireOrder, writeOrder } from './store.ts';

const OrdersQuery = v.strictObject({
  ...ListQuery.entries,
  customerId: v.optional(v.string()),
  portalId: v.optional(v.string()),
  state: v.optional(OrderState),
  needs: v.optional(v.literal('repair')),
  sort: v.optional(v.picklist(['updatedAt', '-updatedAt', 'placedAt', '-placedAt'])),
});

/** `/api/v1/orders`: placed by those who order, read here. */
export const ordersVendorRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({
      summary: 'List orders',
      description: '`needs=repair`: those with a step that failed.',
      tag: 'orders',
      answers: { 200: listAnswer(Order) },
    }),
    scope('orders:read'),
    accept('query', OrdersQuery),
    async (c) => {
      const query = c.req.valid('query');
      const page = pagingOf(c.var, 'orders', query);
      return c.json(page.page(await listOrders(c.var.db, c.var.vendorId, query, page)));
    },
  )

  .get(
    '/:id',
    describe({
      summary: 'Read an order with its steps',
      tag: 'orders',
      answers: { 200: Order },
      problems: ['order.not-found'],
    }),
    scope('orders:read'),
    accept('param', Reference),
    async (c) => c.json(await requireOrder(c.var.db, c.var.vendorId, c.req.valid('param').id)),
  );

/** What is done to an order: called off, repaired. */
export const orderActRoutes = (kinds: readonly AnyDeliveryKind[]) =>
  new Hono<VendorEnv>()
    .post(
      '/:id/cancellation',
      describe({
        summary: 'Cancel an order',
        description:
          'While it waits for approval or payment; what was delivered is ended by its contract and credited by its invoice. Coupon and payments it held are free again.',
        tag: 'orders',
        answers: { 200: Order },
        problems: ['order.not-found', 'order.state'],
      }),
      scope('orders:write'),
      accept('param', Reference),
      async (c) => {
        const { db, vendorId, actor, clock } = c.var;
        const at = clock.now();
        const id = await inTransaction(db, async (tx) => {
          const order = await lockOrder(tx, vendorId, c.req.valid('param').id);
          if (!mayCancel(order.state)) {
            throw orderProblem('order.state', { detail: `It is ${order.state}.` });
          }
          const change = { state: 'cancelled' as const, cancelledAt: at.toISOString(), expiresAt: null };
          await writeOrder(tx, vendorId, { ...order, ...change, sealedPayment: null }, at);
          await letGo(tx, vendorId, order.id, at);
          const { customerId } = order;
          await announce(tx, {
            ...{ vendorId, customerId, actor, at, subjectId: order.id, action: 'order.cancelled' },
            data: { customerId, orderId: order.id },
          });
          return order.id;
        });
        return c.json(await requireOrder(db, vendorId, id));
      },
    )

    .post(
      '/:id/repair',
      describe({
        summary: 'Try the failed steps of an order again',
        description:
          'Each step happens once, however often it is tried. What takes longer is done a moment later: read the order again. Of an order that was paid once it was over it says that somebody saw to the money.',
        tag: 'orders',
        answers: { 200: Order },
        problems: ['order.not-found', 'order.state'],
      }),
      scope('orders:write'),
      accept('param', Reference),
      async (c) => {
        const { db, vendorId, actor, clock, worldClock, secrets, publicUrl, testSide } = c.var;
        const at = clock.now();
        const context = await mailingOf({ secrets, publicUrl, testSide });
        const id = await inTransaction(db, async (tx) => {
          const order = await lockOrder(tx, vendorId, c.req.valid('param').id);
          const run = { kinds, context, vendorId, orderId: order.id, at, now: worldClock.now() };
          const over = await settleLatePayment(tx, run);
          if (!over && (await resetSteps(tx, run)) === 0) {
            throw orderProblem('order.state', { detail: 'Nothing of it failed.' });
          }
          const { customerId } = order;
          await announce(tx, {
            ...{ vendorId, customerId, actor, at, subjectId: order.id, action: 'order.repaired' },
            data: { customerId, orderId: order.id },
          });
          if (!over) await deliverNow(tx, run, await underWay(tx, run, order));
          return order.id;
        });
        return c.json(await requireOrder(db, vendorId, id));
      },
    );

/** `/api/v1/order-sessions` (CRY-24). */
export const orderSessionRoutes = new Hono<VendorEnv>().post(
  '/',
  describe({
    summary: 'Open an order page for somebody',
    description:
      'With what is ordered, its price and its title fixed. The address works for one order, until it expires; a portal with `order.sessionsOnly` takes no others.',
    tag: 'orders',
    answers: { 201: OrderSession },
    problems: ['order.closed', 'plan-variant.not-offered', 'coupon.unknown', 'pricing.no-tax-country'],
  }),
  scope('orders:write'),
  accept('json', NewOrderSession),
  async (c) => {
    const { db, vendorId, actor, clock, worldClock, publicUrl } = c.var;
    const wanted = c.req.valid('json');
    const at = clock.now();
    const portal = await findPortal(db, vendorId, wanted.portalId);
    if (!portal) throw unknownReference('portalId', 'portal');
    if (!portal.order.enabled) throw orderProblem('order.closed');
    const customer = wanted.customerId ? await findCustomer(db, vendorId, wanted.customerId) : undefined;
    if (wanted.customerId && !customer) throw unknownReference('customerId', 'customer');
    const customerId = customer?.id ?? null;
    const none = { country: '', company: '', vatId: '' };
    const { cart } = await quoteOrder(db, {
      ...{ vendorId, portal, wanted, at, customerId, selfService: false },
      buyer: buyerFactsOf(customer?.billing ?? none),
      language: customer?.language ?? portal.languages[0] ?? 'en',
    });
    const made = await inTransaction(db, async (tx) => {
      const session = await createOrderSession(tx, wanted, {
        ...{ vendorId, customerId, cart, at, now: worldClock.now() },
      });
      await announce(tx, {
        ...{ vendorId, customerId, actor, at, subjectId: session.id, action: 'order-session.created' },
        data: { orderSessionId: session.id, customerId },
      });
      return session;
    });
    const fragment = new URLSearchParams({ session: made.code });
    const page = `${originOf(portal, publicUrl)}/order/${portal.slug}/${wanted.variantId}`;
    return c.json({ ...made, url: `${page}#${fragment}` }, 201);
  },
);
