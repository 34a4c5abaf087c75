import { Hono } from 'hono';
import { forgiveAttempt, spendAttempt } from '../../../kit/server/attempts.ts';
import { pagingOf, Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery, listAnswer } from '../../../kit/server/http/list.ts';
import type { PortalEnv, PortalVars } from '../../access/server/env.ts';
import { loginAs, panel } from '../../access/server/guards.ts';
import { portalAuth } from '../../access/server/portal-auth.ts';
import { findCustomer } from '../../customers/server/store.ts';
import { wordsOfPortal } from '../../portals/server/store.ts';
import { NewSetup, Setup } from '../panel-schema.ts';
import { paymentProblem } from '../problems.ts';
import { Checkout, NewCheckout, PaymentMethod, PortalPayment } from '../schema.ts';
import { NewRedemption } from '../voucher-schema.ts';
import { mandatePdf } from './mandate.ts';
import { methodsOf, requireUsable } from './methods-store.ts';
import { shownPayment, shownPayments } from './portal-view.ts';
import type { OrderHooks } from './provider.ts';
import { listPayments, requireOwnPayment as requireOwn } from './store.ts';
import { openCheckout } from './stripe/checkout.ts';
import { openSetup } from './stripe/setup.ts';
import { topUpOffer } from './top-ups.ts';
import { redeemVoucher } from './vouchers-store.ts';
import { paymentWords } from './words.ts';

const tag = 'payments';
/** Whoever orders pays there; whoever has the panel, there. */
const places = ['payments', 'order'] as const;
const looking = ({ session, clock }: PortalVars) => ({ timeZone: session.timeZone, now: clock.now() });

/** `/portal/v1/payments`: what this customer paid and has to pay. */
export const paymentsPortalRoutes = new Hono<PortalEnv>()
  .get(
    '/',
    describe({
      summary: 'List my payments',
      tag,
      answers: { 200: listAnswer(PortalPayment) },
      problems: ['panel.hidden'],
    }),
    panel(places, 'view'),
    accept('query', ListQuery),
    async (c) => {
      const { db, owner, cursors } = c.var;
      const { vendorId, customerId } = owner;
      const query = { ...c.req.valid('query'), sort: '-createdAt' };
      const paging = pagingOf({ cursors, vendorId, db }, `payments of ${customerId}`, query);
      const page = paging.page(await listPayments(db, vendorId, { customerId }, paging));
      return c.json({ ...page, items: await shownPayments(db, owner, page.items, looking(c.var)) });
    },
  )

  .get(
    '/methods',
    describe({
      summary: 'List my stored ways to pay',
      tag,
      answers: { 200: listAnswer(PaymentMethod) },
      problems: ['panel.hidden'],
    }),
    panel(places, 'view'),
    async (c) => c.json({ items: await methodsOf(c.var.db, c.var.owner), nextCursor: null }),
  )

  .get(
    '/methods/:id/mandate',
    describe({
      summary: 'Fetch the paper of a SEPA mandate',
      tag,
      answers: {},
      gives: ['application/pdf'],
      problems: ['panel.hidden', 'payment-method.not-found'],
    }),
    panel(places, 'view'),
    accept('param', Reference),
    async (c) => {
      const { db, owner, session } = c.var;
      const pdf = await mandatePdf(db, owner, c.req.valid('param').id, session);
      return c.body(pdf as Uint8Array<ArrayBuffer>, 200, {
        'content-type': 'application/pdf',
        'content-disposition': 'attachment; filename="mandate.pdf"',
      });
    },
  )

  .get(
    '/:id',
    describe({
      summary: 'Read one of my payments',
      description: 'Its state is what the provider said to us; a page that was closed changes nothing.',
      tag,
      answers: { 200: PortalPayment },
      problems: ['panel.hidden', 'payment.not-found'],
    }),
    panel(places, 'view'),
    accept('param', Reference),
    async (c) => {
      const { db, owner } = c.var;
      const payment = await requireOwn(db, owner, c.req.valid('param').id);
      return c.json(await shownPayment(db, owner, payment, looking(c.var)));
    },
  );

/** A code that is wrong is counted, so a request here is no transaction as a whole. */
export const voucherPortalRoutes = new Hono<PortalEnv>().post(
  '/vouchers',
  portalAuth,
  describe({
    summary: 'Redeem a voucher into my balance',
    description: 'Once, whoever is fastest. After ten wrong codes in ten minutes it has to wait.',
    tag,
    answers: { 201: PortalPayment },
    problems: [
      'panel.hidden',
      'panel.read-only',
      'top-up.not-offered',
      'voucher.refused',
      'request.too-many',
    ],
  }),
  panel('payments', 'change'),
  loginAs('denied'),
  accept('json', NewRedemption),
  async (c) => {
    const { db, owner, actor, clock, worldClock, secrets, session } = c.var;
    const offer = await topUpOffer(db, owner.vendorId);
    if (!offer?.ways.includes('voucher')) throw paymentProblem('top-up.not-offered');
    const budgets = [{ key: `voucher:${owner.vendorId}:${owner.customerId}`, most: 10, perMs: 600_000 }];
    await spendAttempt(db, budgets, worldClock.now());
    const say = await paymentWords(
      session.language,
      undefined,
      await wordsOfPortal(db, owner.vendorId, session.portalId),
    );
    const payment = await inTransaction(db, async (tx) => {
      const taken = await redeemVoucher(
        tx,
        owner,
        {
          ...{ vendorId: owner.vendorId, actor, at: clock.now(), secrets, timeZone: session.timeZone },
          currencies: offer.currencies.map(({ currency }) => currency),
          description: say('payments.what.voucher'),
        },
        c.req.valid('json').code,
      );
      await forgiveAttempt(tx, budgets);
      return taken;
    });
    return c.json(await shownPayment(db, owner, payment, looking(c.var)), 201);
  },
);

/** Asks the provider, and so stands beside the other routes: there a request with an Idempotency-Key is a transaction. */
export const checkoutRoutes = (hooks: OrderHooks) =>
  new Hono<PortalEnv>()
    .post(
      '/:id/checkout',
      portalAuth,
      describe({
        summary: 'Get the page on which one of my payments is made',
        description:
          'Open it at the top, from the click: a payment page runs in no frame. The same page again while it is open, so a second click pays nothing twice. `url` is null where nothing is left to do.',
        tag,
        answers: { 200: Checkout },
        problems: [
          'panel.hidden',
          'payment.not-found',
          'payment.not-payable',
          'payment.not-offered',
          'payment.provider-away',
          'payment.provider-refused',
        ],
      }),
      panel(places, 'change'),
      loginAs('denied'),
      accept('param', Reference),
      accept('json', NewCheckout),
      async (c) => {
        const { db, secrets, stripeUrl, owner, actor, clock, worldClock, origin, session } = c.var;
        const payment = await requireOwn(db, owner, c.req.valid('param').id);
        const { panel: name, from } = c.req.valid('json');
        const back = new URLSearchParams({ from, ...(name && { panel: name }) });
        const { vendorId } = owner;
        const checkout = await openCheckout(
          { db, secrets, vendorId, stripeUrl },
          { actor, at: clock.now(), hooks },
          payment.id,
          {
            returnUrl: `${origin}/pay/${vendorId}/${payment.id}?${back}`,
            language: session.language,
            now: worldClock.now(),
          },
        );
        return c.json(checkout);
      },
    )
    .post(
      '/methods/setup',
      portalAuth,
      describe({
        summary: 'Get the page on which I store a card',
        description:
          'Stripe’s own page, opened at the top from the click. When it is done, the card is the default and every contract is paid by it; with `replaces`, those of that way to pay.',
        tag,
        answers: { 201: Setup },
        problems: [
          'panel.hidden',
          'panel.read-only',
          'payment-method.not-found',
          'payment.not-offered',
          'payment.provider-away',
          'payment.provider-refused',
        ],
      }),
      panel('payments', 'change'),
      loginAs('denied'),
      accept('json', NewSetup),
      async (c) => {
        const { db, secrets, stripeUrl, owner, actor, worldClock, origin, session } = c.var;
        const { panel: name, from, replaces } = c.req.valid('json');
        if (replaces) await requireUsable(db, owner, replaces);
        const customer = await findCustomer(db, owner.vendorId, owner.customerId);
        const back = new URLSearchParams({ from, ...(name && { panel: name }) });
        const setup = await openSetup(
          { db, secrets, vendorId: owner.vendorId, stripeUrl },
          {
            ...{ owner, actor, replaces, language: session.language, now: worldClock.now() },
            currency: customer?.currency ?? 'EUR',
            returnUrl: (id) => `${origin}/pay/${owner.vendorId}/${id}?${back}`,
          },
        );
        return c.json(setup, 201);
      },
    );
