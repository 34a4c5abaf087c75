import type Stripe from 'stripe';
import { inTransaction } from '../../../../kit/server/db/db.ts';
import { toStripeAmount } from '../../rules.ts';
import { requireMethod } from '../methods-store.ts';
import { type Booking, lockPayment, movePayment, writePayment } from '../store.ts';
import type { StoredPayment } from '../table.ts';
import { metadataOf, partyOf } from './checkout.ts';
import { isAway, requireStripe, type StripePlace, stripeErrorType } from './client.ts';
import { settle } from './settle.ts';
import { readIntent } from './truth.ts';

/** A charge whose answer never came is asked for again after so long, under the same key: it is made once. */
const leaseMs = 10 * 60_000;

/**
 * Charges a stored card while its owner is not there. Claimed first, so that of several processes one asks; each attempt
 * has a key of its own at Stripe, so that whatever breaks between asking and noting, nobody pays twice.
 * @throws what Stripe threw where it could not be reached: the job comes again
 */
export async function chargeUnattended(
  place: StripePlace,
  booking: Booking,
  due: StoredPayment,
): Promise<void> {
  const { db, vendorId } = place;
  const payment = await claim(place, booking, due);
  if (!payment) return;
  const stripe = await requireStripe(place);
  const { id, amount, description, customerId, attempts } = payment;
  const method = await requireMethod(db, { vendorId, customerId }, payment.methodId as string);
  let made: Stripe.PaymentIntent;
  try {
    made = await stripe.paymentIntents.create(
      {
        amount: toStripeAmount(amount) as number,
        currency: amount.currency.toLowerCase(),
        customer: method.party ?? (await partyOf(stripe, place, customerId, booking.at)),
        payment_method: method.providerId as string,
        confirm: true,
        off_session: true,
        description: description || id,
        metadata: metadataOf(vendorId, payment),
      },
      { idempotencyKey: `collect:${id}:${attempts}` },
    );
  } catch (error) {
    const refused = (error as { payment_intent?: Stripe.PaymentIntent }).payment_intent;
    if (stripeErrorType(error) === undefined || isAway(error)) {
      await putOff(place, booking, id);
      throw error;
    }
    if (!refused) {
      // Stripe knows no such card any more: there is nothing to wait for.
      await failed(place, booking, id, (error as { code?: string }).code ?? 'refused');
      return;
    }
    made = refused;
  }
  const truth = await readIntent(stripe, made.id);
  await inTransaction(db, async (tx) => {
    const before = await lockPayment(tx, vendorId, id);
    if (before.providerId === null) await writePayment(tx, vendorId, { ...before, providerId: made.id });
    await settle(tx, booking, truth);
    const now = await lockPayment(tx, vendorId, id);
    // The bank takes its time: what comes of it is told by an event, and asked for.
    if (now.status === 'pending') await writePayment(tx, vendorId, { ...now, dueAt: null });
  });
}

/** `undefined`: another process has it, or it is not due any more. */
const claim = ({ db, vendorId }: StripePlace, { at }: Booking, { id }: StoredPayment) =>
  inTransaction(db, async (tx) => {
    const before = await lockPayment(tx, vendorId, id);
    if (before.dueAt === null || before.dueAt > at.toISOString()) return undefined;
    if (before.status !== 'pending' && before.status !== 'failed') return undefined;
    const claimed: StoredPayment = {
      ...before,
      ...{ status: 'pending', providerId: null, failure: null, notice: null },
      ...{ dueAt: new Date(at.getTime() + leaseMs).toISOString(), updatedAt: at.toISOString() },
    };
    await writePayment(tx, vendorId, claimed);
    return claimed;
  });

const putOff = ({ db, vendorId }: StripePlace, { at }: Booking, id: string) =>
  inTransaction(db, async (tx) => {
    const before = await lockPayment(tx, vendorId, id);
    await writePayment(tx, vendorId, { ...before, dueAt: new Date(at.getTime() + 60_000).toISOString() });
  });

const failed = ({ db, vendorId }: StripePlace, booking: Booking, id: string, failure: string) =>
  inTransaction(db, async (tx) => {
    const before = await lockPayment(tx, vendorId, id);
    if (before.status !== 'pending') return;
    await movePayment(tx, booking, before, { to: 'failed', by: 'provider', change: { failure } });
  });
