import { Hono } from 'hono';
import * as v from 'valibot';
import { idOf } from '../../../kit/common/id.ts';
import { directionOf } from '../../../kit/common/languages.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import type { RequestVars } from '../../access/server/env.ts';
import { findCustomer } from '../../customers/server/store.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { findVendor } from '../../vendors/server/store.ts';
import { paymentProblem } from '../problems.ts';
import { PaymentId } from '../schema.ts';
import type { OrderHooks } from './provider.ts';
import { type Booking, findPayment } from './store.ts';
import type { StripePlace } from './stripe/client.ts';
import { refresh } from './stripe/settle.ts';
import { findSetup, refreshSetup } from './stripe/setup.ts';
import { stripeActor } from './stripe/webhook-routes.ts';
import { paymentWords, type Say } from './words.ts';

const Query = v.object({
  from: v.optional(v.picklist(['page', 'tab']), 'tab'),
  panel: v.optional(v.pipe(v.string(), v.regex(/^[a-z-]{1,40}$/))),
});
const Place = v.object({
  vendor: v.pipe(v.string(), v.maxLength(40)),
  id: v.union([PaymentId, idOf('pms')]),
});

/**
 * `GET /pay/:vendor/:id`: where a provider's page leads back to. The portal that is a page of its own goes on in this tab;
 * of one that stands in a vendor's page the tab only says how it went. It tells nothing of whose payment it is: whoever
 * has the address learns whether something was paid, and no more.
 */
export const returnPageRoutes = (hooks: OrderHooks) =>
  new Hono<{ Variables: RequestVars }>().get(
    '/:vendor/:id',
    accept('param', Place),
    accept('query', Query),
    async (c) => {
      const { db, secrets, stripeUrl, worldClock } = c.var;
      const { vendor: vendorId, id } = c.req.valid('param');
      const { from, panel } = c.req.valid('query');
      const vendor = await findVendor(db, vendorId);
      if (!vendor) throw paymentProblem('payment.not-found');
      const at = new Date(worldClock.now().getTime() + vendor.clockOffsetMs);
      const place = { db, secrets, vendorId, stripeUrl };
      const went = id.startsWith('pms_')
        ? await howSetup(place, id, at)
        : await howPayment(place, { actor: stripeActor, at, hooks }, id);
      const customer = await findCustomer(db, vendorId, went.customerId);
      if (!customer) throw paymentProblem('payment.not-found');
      const portal = await requirePortal(db, vendorId, customer.portalId);
      const address = `${c.var.origin}/p/${portal.slug}`;
      const back = `${address}${panel ? `/${panel}` : ''}?${went.query}`;
      if (from === 'page') return c.redirect(back, 303);
      const language = customer.language ?? portal.languages[0] ?? 'en';
      const t = await paymentWords(language, undefined, portal.words);
      c.header('content-security-policy', `${policy}; style-src 'sha256-${await styleHash()}'`);
      return c.html(pageOf({ t, state: went.state, language, brand: portal.brandName, back }));
    },
  );

interface Went {
  readonly customerId: string;
  readonly state: Shown['state'];
  readonly query: string;
}

/** The event may still be on its way; where Stripe can not be asked now, it says so later. */
async function howPayment(place: StripePlace, booking: Omit<Booking, 'vendorId'>, id: string): Promise<Went> {
  const found = await findPayment(place.db, place.vendorId, id);
  if (!found) throw paymentProblem('payment.not-found');
  const waits = found.status === 'pending' || found.status === 'failed';
  const payment = waits ? await refresh(place, booking, found).catch(() => found) : found;
  const { status, customerId, providerId, failure } = payment;
  const query = `payment=${payment.id}`;
  if (status === 'completed' || status === 'refunded') return { customerId, query, state: 'paid' };
  const isPending = status === 'pending' && providerId !== null && failure === null;
  return { customerId, query, state: isPending ? 'pending' : 'open' };
}

async function howSetup(place: StripePlace, id: string, at: Date): Promise<Went> {
  const setup = await findSetup(place.db, place.vendorId, id);
  if (!setup) throw paymentProblem('payment.not-found');
  const state = await refreshSetup(place, id, at).catch(() => setup.state);
  return {
    customerId: setup.customer_id,
    query: `setup=${id}`,
    state: state === 'done' ? 'stored' : 'unstored',
  };
}

const policy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const style =
  ':root{color-scheme:light dark;--b:#fff;--t:#17202a;--m:#5b6673;--l:#0b5a45}@media (prefers-color-scheme:dark){:root{--b:#12171d;--t:#e8edf2;--m:#9aa6b2;--l:#6fd3b0}}body{margin:0;background:var(--b);color:var(--t);font:1rem/1.5 system-ui,sans-serif;display:grid;min-height:100vh;place-items:center}main{max-width:32rem;padding:2rem 1.25rem;text-align:center}h1{font-size:1.5rem;line-height:1.25;margin:0 0 .5rem;text-wrap:balance}p{margin:0 0 1.5rem;color:var(--m);text-wrap:pretty}a{color:var(--l);font-weight:600;text-underline-offset:.2em}.b{font-size:.9rem;letter-spacing:.01em}';

let hash: Promise<string> | undefined;
const styleHash = (): Promise<string> => {
  hash ??= crypto.subtle
    .digest('SHA-256', new TextEncoder().encode(style))
    .then((bytes) => Buffer.from(bytes).toString('base64'));
  return hash;
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (symbol) => `&#${symbol.charCodeAt(0)};`);

interface Shown {
  readonly t: Say;
  readonly state: 'paid' | 'pending' | 'open' | 'stored' | 'unstored';
  readonly language: string;
  readonly brand: string;
  readonly back: string;
}

const pageOf = ({ t, state, language, brand, back }: Shown): string => {
  const title = escaped(t(`payments.return.${state}`));
  return `<!doctype html><html lang="${language}" dir="${directionOf(language)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${title}</title><style>${style}</style></head><body><main data-portico-payment="${state}"><p class="b">${escaped(brand)}</p><h1>${title}</h1><p>${escaped(t(`payments.return.${state}.hint`))}</p><a href="${escaped(back)}">${escaped(t('payments.return.back', { brand }))}</a></main></body></html>`;
};
