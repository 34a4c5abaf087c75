import type Stripe from 'stripe';
import { fromStripeAmount } from '../../rules.ts';
import type { KeptByStripe } from '../methods-store.ts';

/** What stands at Stripe about one payment, read from its objects and from nothing else. */
export interface Truth {
  /** Of our ids, as we wrote them to Stripe. */
  readonly vendorId: string | null;
  readonly paymentId: string | null;
  readonly orderId: string | null;
  readonly intentId: string | null;
  readonly checkoutId: string | null;
  /** `open`: it can still be paid. `over`: the page is, and nothing came. */
  readonly state: 'open' | 'processing' | 'paid' | 'failed' | 'over' | 'cancelled';
  readonly amount: number | undefined;
  readonly currency: string;
  readonly refunded: number;
  readonly disputed: boolean;
  readonly failure: string | null;
  readonly method: KeptByStripe | null;
}

const idOf = (value: string | { readonly id: string } | null | undefined): string | null =>
  typeof value === 'string' ? value : (value?.id ?? null);

/** By a payment of Stripe's. */
export function truthOfIntent(intent: Stripe.PaymentIntent, session?: Stripe.Checkout.Session): Truth {
  const currency = intent.currency.toUpperCase();
  const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : null;
  const paid = intent.status === 'succeeded';
  return {
    ...ourIds(intent.metadata, session?.client_reference_id),
    intentId: intent.id,
    checkoutId: session?.id ?? null,
    state: stateOf(intent, session),
    amount: fromStripeAmount(paid ? intent.amount_received : intent.amount, currency),
    currency,
    refunded: fromStripeAmount(charge?.amount_refunded ?? 0, currency) ?? 0,
    disputed: charge?.disputed ?? false,
    failure: intent.last_payment_error?.decline_code ?? intent.last_payment_error?.code ?? null,
    method: paid && intent.setup_future_usage ? methodOf(intent.payment_method, idOf(intent.customer)) : null,
  };
}

/** By a page of Stripe's, whether somebody paid on it or not. */
export function truthOfSession(session: Stripe.Checkout.Session): Truth {
  if (session.payment_intent && typeof session.payment_intent === 'object') {
    return truthOfIntent(session.payment_intent, session);
  }
  const currency = (session.currency ?? '').toUpperCase();
  return {
    ...ourIds(session.metadata ?? {}, session.client_reference_id),
    intentId: idOf(session.payment_intent),
    checkoutId: session.id,
    state: session.status === 'expired' ? 'over' : 'open',
    amount: fromStripeAmount(session.amount_total ?? 0, currency),
    currency,
    ...{ refunded: 0, disputed: false, failure: null, method: null },
  };
}

const ourIds = (metadata: Stripe.Metadata, reference?: string | null) => ({
  vendorId: metadata.portico_vendor ?? null,
  paymentId: metadata.portico_payment ?? reference ?? null,
  orderId: metadata.portico_order ?? null,
});

function stateOf(intent: Stripe.PaymentIntent, session?: Stripe.Checkout.Session): Truth['state'] {
  switch (intent.status) {
    case 'succeeded':
      return 'paid';
    case 'processing':
      return 'processing';
    case 'canceled':
      return 'cancelled';
    case 'requires_payment_method':
      if (session?.status === 'expired') return 'over';
      // A page that was finished and has no money: a debit that the bank sent back.
      if (session?.status === 'complete') return 'failed';
      return session || !intent.last_payment_error ? 'open' : 'failed';
    default:
      return session?.status === 'expired' ? 'over' : 'open';
  }
}

export function methodOf(
  method: string | Stripe.PaymentMethod | null,
  party: string | null,
): KeptByStripe | null {
  if (typeof method !== 'object' || method === null) return null;
  const holder = method.billing_details.name;
  if (method.card) {
    const { brand, last4, exp_month, exp_year } = method.card;
    const goodUntil = `${exp_year}-${String(exp_month).padStart(2, '0')}`;
    return { providerId: method.id, party, brand, last4, goodUntil, holder };
  }
  const last4 = method.sepa_debit?.last4 ?? '';
  return { providerId: method.id, party, brand: method.type, last4, goodUntil: null, holder };
}

const ofIntent = ['latest_charge', 'payment_method'];

export async function readSession(stripe: Stripe, id: string): Promise<Truth> {
  const expand = ['payment_intent', ...ofIntent.map((name) => `payment_intent.${name}`)];
  return truthOfSession(await stripe.checkout.sessions.retrieve(id, { expand }));
}

export async function readIntent(stripe: Stripe, id: string): Promise<Truth> {
  return truthOfIntent(await stripe.paymentIntents.retrieve(id, { expand: ofIntent }));
}

/** The intent of a charge or dispute, which tell of nothing else that matters here. */
export const intentOf = (object: object): string | null =>
  idOf((object as { payment_intent?: string | { id: string } | null }).payment_intent);
