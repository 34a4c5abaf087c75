import { type Context, Hono } from 'hono';
import { beside, inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { clientAddress } from '../../../kit/server/http/client-address.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { TemplateKind } from '../../../kit/server/template.ts';
import { bootstrapOf } from '../../access/server/bootstrap.ts';
import type { PortalEnv } from '../../access/server/env.ts';
import { requireSession } from '../../access/server/found-session.ts';
import { loginAs } from '../../access/server/guards.ts';
import { languageFor, requireFraming } from '../../access/server/open-session.ts';
import { keepCookie } from '../../access/server/portal-routes.ts';
import { findPortalBySlug, requirePortal } from '../../portals/server/store.ts';
import { shortestMs, workBits } from '../../signup/rules.ts';
import { countTicket, isBusy } from '../../signup/server/brakes.ts';
import { issueTicket } from '../../signup/server/tickets.ts';
import { orderProblem } from '../problems.ts';
import {
  NewOrder,
  NewOrderTicket,
  OpenedOrderSession,
  OpenOrderSession,
  OrderTicket,
  PlacedOrder,
} from '../schema.ts';
import { knownBuyer, newBuyer } from './buyers.ts';
import type { AnyDeliveryKind } from './delivery.ts';
import { openOrderSession } from './order-sessions.ts';
import { type Placed, type Placing, placeOrder } from './place.ts';
import { shownOrder } from './portal-view.ts';
import { type OrderEnv, type Stranger, whoOrders } from './who-orders.ts';

const tag = 'orders';
const sourceOf = (c: Context<PortalEnv>) => clientAddress(c, c.var.trustedProxies);

/** `POST /portal/v1/order-tickets`. */
export const orderTicketRoutes = new Hono<PortalEnv>().post(
  '/',
  describe({
    summary: 'Ask for leave to send one order',
    description: 'For whoever is not signed in; in a session none is needed.',
    tag,
    answers: { 201: OrderTicket },
    problems: ['order.closed', 'origin.not-allowed', 'request.too-many'],
  }),
  accept('json', NewOrderTicket),
  async (c) => {
    const { db, secrets, worldClock, publicUrl } = c.var;
    const { portal: slug, parentOrigin } = c.req.valid('json');
    const found = await findPortalBySlug(db, slug);
    const order = found?.portal.order;
    if (!found || !order?.enabled || !order.newCustomers) throw orderProblem('order.closed');
    const { portal } = found;
    requireFraming(portal, found.testSide, parentOrigin, publicUrl);
    const now = worldClock.now();
    await inTransaction(db, (tx) => countTicket(tx, sourceOf(c), now));
    const bits = portal.signUp.proofOfWork || (await isBusy(db, portal.id, now)) ? workBits : 0;
    const ticket = issueTicket(secrets, { portalId: portal.id, issuedAt: now.getTime(), workBits: bits });
    return c.json({ ticket, waitMs: shortestMs, workBits: bits || null }, 201);
  },
);

/** `POST /portal/v1/order-sessions`: a look at what a page that the vendor's server opened is bound to. */
export const openOrderSessionRoutes = new Hono<PortalEnv>().post(
  '/',
  describe({
    summary: 'Read what an order session fixes',
    description: 'It is used up by its order, not by looking at it.',
    tag,
    answers: { 200: OpenedOrderSession },
    problems: ['order.closed', 'order-session.refused'],
  }),
  accept('json', OpenOrderSession),
  async (c) => {
    const { db, worldClock } = c.var;
    const { portal: slug, code } = c.req.valid('json');
    const found = await findPortalBySlug(db, slug);
    if (!found?.portal.order.enabled) throw orderProblem('order.closed');
    return c.json(await openOrderSession(db, { found, code, now: worldClock.now() }));
  },
);

const problems = [
  'order.closed',
  'order.price-changed',
  'order.terms-changed',
  'order.sent',
  'order.session-needed',
  'order-session.refused',
  'plan-variant.not-offered',
  'coupon.unknown',
  'coupon.not-yet',
  'coupon.expired',
  'coupon.used-up',
  'coupon.used-before',
  'coupon.other-product',
  'coupon.other-currency',
  'pricing.no-tax-country',
  'pricing.no-rate',
  'sign-up.too-soon',
  'sign-up.stale',
  'sign-up.work',
  'sign-up.suspicious',
  'panel.hidden',
  'panel.read-only',
  'idempotency.missing',
  'idempotency.invalid',
  'idempotency.running',
  'idempotency.mismatch',
  'origin.not-allowed',
  'request.too-many',
  'service.busy',
];

/** `POST /portal/v1/orders`: of a signed-in customer, or of somebody who becomes one by it. */
export const placeOrderRoutes = (
  deliveryKinds: readonly AnyDeliveryKind[],
  templateKinds: readonly TemplateKind[],
) =>
  new Hono<OrderEnv>().post(
    '/',
    describe({
      summary: 'Order',
      description:
        'With `portal` and `ticket` for somebody new, who becomes a customer with the order; without them in a session. Needs an `Idempotency-Key`; sent again with the same one within 24 hours it answers for the order it placed. What it costs is worked out here, and refused with 409 `order.price-changed` where `priceHash` says otherwise.',
      tag,
      answers: { 201: PlacedOrder },
      problems,
    }),
    loginAs('denied'),
    whoOrders(templateKinds),
    accept('json', NewOrder),
    async (c) => {
      const wanted = c.req.valid('json');
      const { stranger } = c.var;
      return stranger
        ? c.json(await byStranger(c, deliveryKinds, stranger, wanted), 201)
        : c.json(await byCustomer(c, deliveryKinds, wanted), 201);
    },
  );

type OrderContext = Context<OrderEnv>;

async function byCustomer(
  c: OrderContext,
  kinds: readonly AnyDeliveryKind[],
  wanted: NewOrder,
): Promise<PlacedOrder> {
  const { db, session, owner, mailing, clock } = c.var;
  const portal = await requirePortal(beside(db), owner.vendorId, session.portalId);
  const at = clock.now();
  const placing: Placing = {
    ...{ kinds, mailing, at, log: undefined, now: c.var.worldClock.now() },
    found: { vendorId: owner.vendorId, portal, testSide: mailing.testSide },
    language: languageFor(portal, [wanted.language, session.language]),
  };
  const buyer = await knownBuyer(db, c.var, portal, wanted, at);
  const placed = await placeOrder(db, placing, wanted, buyer);
  return {
    order: await shownOrder(db, placed.order, { vendorId: owner.vendorId, portal, at }, placed),
    next: nextOf(placed),
  };
}

async function byStranger(
  c: OrderContext,
  kinds: readonly AnyDeliveryKind[],
  stranger: Stranger,
  wanted: NewOrder,
): Promise<PlacedOrder> {
  const { db } = c.var;
  // Its answer ran out between the look and the turn: sent again it is a new order.
  if (stranger.isAnswered) throw orderProblem('order.sent');
  const { found, mailing, at, now } = stranger.checked;
  const { portal, vendorId } = found;
  const language = languageFor(portal, [wanted.language]);
  const placing: Placing = { kinds, mailing, at, now, found, language, log: undefined };
  const buyer = newBuyer(stranger);
  const placed = await placeOrder(db, placing, wanted, buyer);
  const answer = {
    order: await shownOrder(db, placed.order, { vendorId, portal, at }, placed),
    next: nextOf(placed),
  };
  const exchanged = buyer.session();
  if (!exchanged) return answer;
  const session = await requireSession(db, exchanged.token, now);
  keepCookie(c, portal.slug, exchanged.token);
  return {
    ...answer,
    sessionToken: exchanged.token,
    expiresAt: exchanged.expiresAt.toISOString(),
    bootstrap: await bootstrapOf(db, session, at),
  };
}

const nextOf = ({ started }: Placed): PlacedOrder['next'] =>
  started?.leaves ? { kind: 'redirect', paymentId: started.payment.id } : { kind: 'done' };
