import type Stripe from 'stripe';
import { inTransaction } from '../../../../kit/server/db/db.ts';
import { findCustomer } from '../../../customers/server/store.ts';
import { paymentProblem } from '../../problems.ts';
import { toStripeAmount } from '../../rules.ts';
import type { Checkout } from '../../schema.ts';
import { requireMethod } from '../methods-store.ts';
import { type Booking, lockPayment, requirePayment, writePayment } from '../store.ts';
import type { StoredPayment } from '../table.ts';
import { requireStripe, type StripePlace, stripeErrorType, toProblem } from './client.ts';
import { refresh, settle } from './settle.ts';
import { readIntent } from './truth.ts';

export interface Paying {
  /** Where Stripe leads back to, paid or not. */
  readonly returnUrl: string;
  readonly language: string;
  /** The world's time: Stripe's pages end by it. */
  readonly now: Date;
}

/** A page is good for an hour; a new one is made when somebody asks for it later. */
const pageMs = 3_600_000;

/**
 * The page at Stripe on which this payment is made: the same one again while it is open, so that a second click or
 * another tab never pays twice. Asks Stripe: never inside a transaction.
 * @throws `payment.not-payable`, `payment.not-offered`, `payment.provider-away`, `payment.provider-refused`
 */
export async function openCheckout(
  place: StripePlace,
  booking: Omit<Booking, 'vendorId'>,
  paymentId: string,
  paying: Paying,
): Promise<Checkout> {
  const stripe = await requireStripe(place);
  try {
    let payment = await requirePayment(place.db, place.vendorId, paymentId);
    if (payment.kind !== 'stripe') throw paymentProblem('payment.not-payable');
    if (payment.checkout || payment.providerId) payment = await refresh(place, booking, payment);
    if (payment.status === 'completed') return { url: null, status: payment.status };
    if (!['pending', 'failed'].includes(payment.status) || payment.attention === 'mismatch') {
      throw paymentProblem('payment.not-payable');
    }
    const open = payment.checkout?.url && Date.parse(payment.checkout.expiresAt) > paying.now.getTime();
    if (payment.checkout && open) return { url: payment.checkout.url, status: payment.status };
    if (payment.methodId && payment.status === 'pending') {
      return await chargeStored(stripe, place, booking, payment, paying);
    }
    return await newPage(stripe, place, payment, paying);
  } catch (error) {
    throw toProblem(error);
  }
}

export const metadataOf = (
  vendorId: string,
  { id, orderId, customerId }: StoredPayment,
): Stripe.MetadataParam => ({
  portico_vendor: vendorId,
  portico_customer: customerId,
  portico_payment: id,
  ...(orderId !== null && { portico_order: orderId, portico_delivery: 'pending' }),
});

async function newPage(
  stripe: Stripe,
  place: StripePlace,
  payment: StoredPayment,
  { returnUrl, language, now }: Paying,
): Promise<Checkout> {
  const { vendorId, db } = place;
  const { id, amount, description } = payment;
  const metadata = metadataOf(vendorId, payment);
  const expiresAt = new Date(now.getTime() + pageMs);
  const session = await stripe.checkout.sessions.create(
    {
      mode: 'payment',
      customer: await partyOf(stripe, place, payment.customerId, now),
      client_reference_id: id,
      line_items: [
        {
          quantity: 1,
          price_data: {
            currency: amount.currency.toLowerCase(),
            unit_amount: toStripeAmount(amount) as number,
            product_data: { name: description || id },
          },
        },
      ],
      // We bill ourselves: what comes later is charged by us, with the same card.
      payment_intent_data: {
        description: description || id,
        metadata,
        // Who only pays an invoice or tops up did not agree to more.
        ...(payment.purpose === null &&
          payment.invoiceId === null && { setup_future_usage: 'off_session' as const }),
      },
      metadata,
      locale: language as Stripe.Checkout.SessionCreateParams.Locale,
      success_url: returnUrl,
      cancel_url: returnUrl,
      expires_at: Math.floor(expiresAt.getTime() / 1000),
    },
    // Two clicks in one moment make one page.
    { idempotencyKey: `checkout:${id}:${payment.updatedAt}` },
  );
  return inTransaction(db, async (tx) => {
    const before = await lockPayment(tx, vendorId, id);
    if (before.status !== 'pending' && before.status !== 'failed')
      throw paymentProblem('payment.not-payable');
    const checkout = { id: session.id, url: session.url, expiresAt: expiresAt.toISOString() };
    // A refused attempt belongs to the page before; this one has its own.
    const retried = { status: 'pending' as const, providerId: null, failure: null };
    await writePayment(tx, vendorId, { ...before, ...retried, checkout });
    return { url: session.url, status: 'pending' as const };
  });
}

/** A card that Stripe keeps: charged without a page, save where the bank wants to ask its owner. */
async function chargeStored(
  stripe: Stripe,
  place: StripePlace,
  booking: Omit<Booking, 'vendorId'>,
  payment: StoredPayment,
  { returnUrl, now }: Paying,
): Promise<Checkout> {
  const { vendorId, db } = place;
  const { id, amount, description, customerId } = payment;
  const method = await requireMethod(db, { vendorId, customerId }, payment.methodId as string);
  const made = await stripe.paymentIntents
    .create(
      {
        amount: toStripeAmount(amount) as number,
        currency: amount.currency.toLowerCase(),
        customer: method.party ?? (await partyOf(stripe, place, customerId, now)),
        payment_method: method.providerId as string,
        confirm: true,
        return_url: returnUrl,
        description: description || id,
        metadata: metadataOf(vendorId, payment),
      },
      { idempotencyKey: `charge:${id}:${payment.updatedAt}` },
    )
    .catch((error: unknown) => {
      // Refused by the bank: the payment is at Stripe, and says why.
      const refused = (error as { payment_intent?: Stripe.PaymentIntent }).payment_intent;
      if (stripeErrorType(error) === 'StripeCardError' && refused) return refused;
      throw error;
    });
  const truth = await readIntent(stripe, made.id);
  const url = made.next_action?.redirect_to_url?.url ?? null;
  return inTransaction(db, async (tx) => {
    const full = { ...booking, vendorId };
    const before = await lockPayment(tx, vendorId, id);
    await writePayment(tx, vendorId, { ...before, providerId: made.id });
    await settle(tx, full, truth);
    const { status } = await requirePayment(tx, vendorId, id);
    return { url: status === 'pending' ? url : null, status };
  });
}

/** Who the customer is at Stripe, with our id on it; made once. */
export async function partyOf(
  stripe: Stripe,
  place: StripePlace,
  customerId: string,
  now: Date,
): Promise<string> {
  const { db, vendorId } = place;
  const find = () =>
    db
      .selectFrom('payment_party')
      .select('provider_id')
      .where('vendor_id', '=', vendorId)
      .where('customer_id', '=', customerId)
      .executeTakeFirst();
  const known = await find();
  if (known) return known.provider_id;
  const customer = await findCustomer(db, vendorId, customerId);
  if (!customer) throw paymentProblem('payment.not-payable');
  const made = await stripe.customers.create(
    {
      name: customer.name,
      ...(customer.billing.email && { email: customer.billing.email }),
      metadata: { portico_vendor: vendorId, portico_customer: customerId },
    },
    { idempotencyKey: `customer:${vendorId}:${customerId}` },
  );
  await inTransaction(db, (tx) =>
    tx
      .insertInto('payment_party')
      .values({
        ...{ vendor_id: vendorId, customer_id: customerId, provider_id: made.id },
        created_at: now.toISOString(),
      })
      .onConflict((conflict) => conflict.columns(['vendor_id', 'customer_id']).doNothing())
      .execute(),
  );
  return ((await find()) ?? { provider_id: made.id }).provider_id;
}
