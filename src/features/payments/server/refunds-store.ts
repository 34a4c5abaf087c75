import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { wakeJob } from '../../../kit/server/jobs.ts';
import { paymentProblem } from '../problems.ts';
import type { Refund } from '../schema.ts';
import { type Booking, lockPayment, movePayment, writePayment } from './store.ts';
import type { StoredPayment } from './table.ts';

export const refundsJob = 'send-refunds';

export async function listRefunds(db: Db, vendorId: string, paymentId: string): Promise<Refund[]> {
  const rows = await db
    .selectFrom('payment_refund as r')
    .innerJoin('payment as p', (on) =>
      on.onRef('p.vendor_id', '=', 'r.vendor_id').onRef('p.id', '=', 'r.payment_id'),
    )
    .select(['r.id', 'r.payment_id', 'r.amount', 'p.currency', 'r.state', 'r.failure', 'r.created_at'])
    .where('r.vendor_id', '=', vendorId)
    .where('r.payment_id', '=', paymentId)
    .orderBy('r.id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    paymentId: row.payment_id,
    amount: { amount: Number(row.amount), currency: row.currency },
    state: row.state,
    failure: row.failure,
    createdAt: row.created_at,
  }));
}

/** What is promised already and not told by the provider yet. */
async function promised(tx: Db, vendorId: string, paymentId: string): Promise<number> {
  const row = await tx
    .selectFrom('payment_refund')
    .select(({ fn }) => fn.sum<number>('amount').as('amount'))
    .where('vendor_id', '=', vendorId)
    .where('payment_id', '=', paymentId)
    .where('state', '=', 'requested')
    .executeTakeFirst();
  return Number(row?.amount ?? 0);
}

/**
 * Notes that money goes back: never more than is left, however many ask at once. Of Stripe's it is sent by a job.
 * @throws `payment.not-found`, `payment.wrong-state`, `payment.refund-too-much`
 */
export async function requestRefund(
  tx: Db,
  booking: Booking,
  reference: string,
  wanted: number | undefined,
): Promise<{ refund: Refund; customerId: string }> {
  const { vendorId, at } = booking;
  const payment = await lockPayment(tx, vendorId, reference);
  if (payment.status !== 'completed' || payment.amount.amount < 0) {
    throw paymentProblem('payment.wrong-state', {
      detail: `It is ${payment.status}: there is nothing to give back.`,
    });
  }
  const left = payment.amount.amount - payment.refunded - (await promised(tx, vendorId, payment.id));
  const amount = wanted ?? left;
  if (amount > left || left <= 0) {
    throw paymentProblem('payment.refund-too-much', { detail: `${left} of it are left.` });
  }
  const byStripe = payment.kind === 'stripe';
  const now = at.toISOString();
  const id = newId('rfd', at.getTime());
  await tx
    .insertInto('payment_refund')
    .values({
      ...{ vendor_id: vendorId, id, payment_id: payment.id, amount, state: byStripe ? 'requested' : 'done' },
      ...{ provider_id: null, failure: null, created_at: now, updated_at: now },
    })
    .execute();
  if (byStripe) wakeJob(tx, refundsJob);
  else await refundedTo(tx, booking, payment, payment.refunded + amount);
  const [refund] = (await listRefunds(tx, vendorId, payment.id)).filter((one) => one.id === id);
  return { refund: refund as Refund, customerId: payment.customerId };
}

/** So much of it went back in all; what went back whole is `refunded`. The row must be locked. */
export async function refundedTo(
  tx: Db,
  booking: Booking,
  payment: StoredPayment,
  refunded: number,
): Promise<boolean> {
  if (refunded === payment.refunded) return false;
  if (refunded >= payment.amount.amount) {
    await movePayment(tx, booking, payment, { to: 'refunded', by: 'provider', change: { refunded } });
  } else {
    await writePayment(tx, booking.vendorId, { ...payment, refunded, updatedAt: booking.at.toISOString() });
  }
  return true;
}
