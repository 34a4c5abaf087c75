import { type Db, inTransaction } from '../../../../kit/server/db/db.ts';
import { announce } from '../../../activity/server/announce.ts';
import { matches, mayGo } from '../../rules.ts';
import { storeProviderMethod } from '../methods-store.ts';
import { givenOtherwise, refundedTo, requestRefund } from '../refunds-store.ts';
import {
  type Booking,
  findPayment,
  lockPayment,
  movePayment,
  requirePayment,
  writePayment,
} from '../store.ts';
import type { StoredPayment } from '../table.ts';
import { type StripePlace, stripeOf } from './client.ts';
import { readIntent, readSession, type Truth } from './truth.ts';

/** What came of it, as it is kept with the event: `applied`, or why nothing was. */
export type Outcome =
  | 'applied'
  | 'unchanged'
  | 'unknown'
  | 'foreign'
  | 'mismatch'
  | 'second-payment'
  | 'late';

/**
 * Brings a payment to where Stripe says it stands: whatever was missed, came twice or in another order, the end is the
 * same. Amount, currency, order and vendor must be those that were asked.
 */
export async function settle(tx: Db, booking: Booking, truth: Truth): Promise<Outcome> {
  const { vendorId } = booking;
  if (truth.paymentId === null) return 'unknown';
  if (truth.vendorId !== null && truth.vendorId !== vendorId) return 'foreign';
  if (!(await findPayment(tx, vendorId, truth.paymentId))) return 'unknown';
  const before = await lockPayment(tx, vendorId, truth.paymentId);
  if (before.kind !== 'stripe') return 'foreign';
  const other = before.providerId !== null && before.providerId !== truth.intentId;
  if (other && truth.state !== 'paid') return 'unchanged';
  if (other) return doubted(tx, booking, before, 'second-payment');
  const outcome = await moved(tx, booking, before, truth);
  if (outcome === 'mismatch' || outcome === 'late') return outcome;
  const now = await requirePayment(tx, vendorId, before.id);
  const refunded =
    now.status === 'completed' &&
    (await refundedTo(tx, booking, now, truth.refunded + (await givenOtherwise(tx, vendorId, now.id))));
  if (truth.disputed && now.attention === null) return doubted(tx, booking, now, 'mismatch');
  return refunded ? 'applied' : outcome;
}

async function moved(tx: Db, booking: Booking, before: StoredPayment, truth: Truth): Promise<Outcome> {
  const { vendorId, at } = booking;
  const own = { vendorId, customerId: before.customerId };
  const change = { providerId: truth.intentId ?? before.providerId };
  if (truth.state === 'paid') {
    if (!matches(before, truth)) return doubted(tx, booking, { ...before, ...change }, 'mismatch');
    if (!mayGo('stripe', before.status, 'completed', 'provider')) return 'unchanged';
    const methodId = truth.method ? await storeProviderMethod(tx, own, truth.method, at) : before.methodId;
    const { thing } = await movePayment(tx, booking, before, {
      ...{ to: 'completed', by: 'provider', change: { ...change, methodId } },
    });
    await tell(tx, booking, thing, ['status']);
    if (thing.attention !== 'late') return 'applied';
    // The order is over, and stays so: what came too late goes back by itself.
    await requestRefund(tx, booking, thing.id);
    return 'late';
  }
  // A card that was refused on a page that is still open may be followed by another one.
  const failed = truth.state === 'failed' && (truth.checkoutId !== null || before.checkout === null);
  const to = failed ? 'failed' : truth.state === 'cancelled' ? 'cancelled' : null;
  if (to && mayGo('stripe', before.status, to, 'provider')) {
    const moved = { ...change, failure: truth.failure, checkout: null };
    const { thing } = await movePayment(tx, booking, before, { to, by: 'provider', change: moved });
    await tell(tx, booking, thing, ['status']);
    return 'applied';
  }
  // Nobody paid on that page: another one is made when the customer asks for it.
  const closed = truth.state === 'over' && before.checkout?.id === truth.checkoutId;
  if (before.status !== 'pending' || (!closed && before.failure === truth.failure)) return 'unchanged';
  await writePayment(tx, vendorId, {
    ...before,
    ...(closed ? { checkout: null, providerId: null } : change),
    failure: truth.failure,
    updatedAt: at.toISOString(),
  });
  return 'applied';
}

const tell = (
  tx: Db,
  { vendorId, actor, at }: Booking,
  { id, customerId }: StoredPayment,
  fields: string[],
) =>
  announce(tx, {
    ...{ vendorId, customerId, actor, at, fields },
    action: 'payment.updated',
    subjectId: id,
    data: { customerId, paymentId: id },
  });

/** Somebody has to look: nothing is delivered for it. Told once. */
async function doubted(
  tx: Db,
  booking: Booking,
  payment: StoredPayment,
  outcome: 'mismatch' | 'second-payment',
): Promise<Outcome> {
  const { vendorId, actor, at, hooks } = booking;
  if (payment.attention === 'mismatch') return outcome;
  const thing = { ...payment, attention: 'mismatch' as const, updatedAt: at.toISOString() };
  await writePayment(tx, vendorId, thing);
  const { id, customerId, orderId } = thing;
  await announce(tx, {
    ...{ vendorId, customerId, actor, at, fields: ['attention'] },
    action: 'payment.mismatched',
    subjectId: id,
    data: { customerId, paymentId: id },
  });
  if (orderId !== null && thing.status !== 'completed') {
    await hooks.mismatch(tx, { vendorId, orderId, payment: thing, at });
  }
  return outcome;
}

/** Reads anew where a payment stands at Stripe. Asks Stripe: never inside a transaction. */
export async function refresh(
  place: StripePlace,
  booking: Omit<Booking, 'vendorId'>,
  payment: StoredPayment,
): Promise<StoredPayment> {
  const stripe = await stripeOf(place);
  if (!stripe || (payment.providerId === null && !payment.checkout)) return payment;
  const truth = payment.checkout
    ? await readSession(stripe, payment.checkout.id)
    : await readIntent(stripe, payment.providerId as string);
  return inTransaction(place.db, async (tx) => {
    await settle(tx, { ...booking, vendorId: place.vendorId }, truth);
    return requirePayment(tx, place.vendorId, payment.id);
  });
}
