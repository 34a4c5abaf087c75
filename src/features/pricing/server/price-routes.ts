import { type Context, Hono } from 'hono';
import { isProblem } from '../../../kit/common/problem.ts';
import { movedClock } from '../../../kit/server/clock.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { clientAddress } from '../../../kit/server/http/client-address.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { accessProblem } from '../../access/problems.ts';
import { visibilityOf } from '../../access/rules.ts';
import type { PortalEnv } from '../../access/server/env.ts';
import { loginAs } from '../../access/server/guards.ts';
import { portalAuth } from '../../access/server/portal-auth.ts';
import { catalogueProblem } from '../../catalogue/problems.ts';
import { requireCustomer } from '../../customers/server/customers-store.ts';
import type { Portal } from '../../portals/schema.ts';
import { findPortalBySlug, requirePortal } from '../../portals/server/store.ts';
import type { Cart } from '../cart.ts';
import { type BuyerFacts, PriceQuote, PriceRequest } from '../schema.ts';
import { buyerFactsOf } from '../tax.ts';
import { countPreview, countWrongCoupon, mayAskService, refuseGuesser } from './limits.ts';
import { type QuoteRequest, quoteOrder } from './quote.ts';
import { askService } from './vat-checks-store.ts';
import type { VatServices } from './vat-services.ts';

/** Whoever types waits no longer than this for an official service; what it says later is there the next time. */
const patienceMs = 2_500;

/** The cart that an order session of this portal fixed. */
export type CartOfSession = (
  db: Db,
  session: {
    readonly found: { readonly vendorId: string; readonly portal: Portal };
    readonly code: string;
    readonly now: Date;
  },
) => Promise<Cart>;

/** `POST /portal/v1/orders/price`. */
export const priceRoutes = (services: VatServices | null, cartOfSession?: CartOfSession) =>
  new Hono<PortalEnv>().post(
    '/',
    describe({
      summary: 'What an order costs, without ordering',
      description:
        'With `portal` for anybody, without it in a session. Reckoned from the catalogue alone: a price in the body is refused. A VAT id is checked with the official service if that answers at once.',
      tag: 'orders',
      answers: { 200: PriceQuote },
      problems: [
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
        'panel.hidden',
        'request.too-many',
      ],
    }),
    loginAs('look'),
    accept('json', PriceRequest),
    async (c) => {
      const body = c.req.valid('json');
      const source = clientAddress(c, c.var.trustedProxies);
      await countPreview(source);
      const about =
        body.portal === undefined ? await ofSession(c, body) : await ofAnybody(c, body, body.portal);
      const { db, worldClock } = c.var;
      const { vendorId, portal } = about;
      const portalId = portal.id;
      const now = worldClock.now();
      const code = body.orderSession;
      const cart = code && (await cartOfSession?.(db, { found: { vendorId, portal }, code, now }));
      const request: QuoteRequest = { ...about, ...(cart && { cart }) };
      if (body.coupon) await refuseGuesser(db, portalId, source, now);
      const quoted = await quoteOrder(db, request).catch(async (error: unknown) => {
        if (isProblem(error) && error.code === 'coupon.unknown')
          await countWrongCoupon(db, portalId, source, now);
        throw error;
      });
      const id = quoted.vatId?.ask;
      if (!id || !services?.serviceOf(id) || !(await mayAskService(db, source, now)))
        return c.json(quoted.quote);
      await askService(db, services, { vendorId, id, at: request.at, timeoutMs: patienceMs });
      return c.json((await quoteOrder(db, request)).quote);
    },
  );

type About = QuoteRequest & { readonly portal: Portal };

/** What is sent goes before what is known. */
const facts = (known: BuyerFacts, { buyer }: PriceRequest): BuyerFacts => ({
  country: buyer?.country ?? known.country,
  company: buyer?.company ?? known.company,
  vatId: buyer?.vatId ?? known.vatId,
});

async function ofAnybody(c: Context<PortalEnv>, body: PriceRequest, slug: string): Promise<About> {
  const found = await findPortalBySlug(c.var.db, slug);
  if (!found?.portal.order.enabled || !found.portal.order.newCustomers)
    throw catalogueProblem('plan-variant.not-offered');
  const { portal, vendorId } = found;
  return {
    ...{ vendorId, portal, wanted: body, customerId: null },
    buyer: facts({ country: '', company: false, vatId: '' }, body),
    language: body.language ?? portal.languages[0] ?? 'en',
    at: movedClock(c.var.clock, found.clockOffsetMs).now(),
    estimates: body.estimates,
  };
}

async function ofSession(c: Context<PortalEnv>, body: PriceRequest): Promise<About> {
  await portalAuth(c, async () => {});
  if (!visibilityOf('order', c.var.facts).view) throw accessProblem('panel.hidden');
  const { db, owner, session } = c.var;
  const portal = await requirePortal(db, owner.vendorId, session.portalId);
  const { billing } = await requireCustomer(db, owner.vendorId, owner.customerId);
  return {
    ...{ vendorId: owner.vendorId, portal, wanted: body },
    buyer: facts(buyerFactsOf(billing), body),
    customerId: owner.customerId,
    language: body.language ?? session.language,
    at: c.var.clock.now(),
    estimates: body.estimates,
  };
}
