import { inTransaction } from '../../../kit/server/db/db.ts';
import { openAmountOf } from '../../documents/rules.ts';
import { requireDocument } from '../../documents/server/store.ts';
import { findVendor } from '../../vendors/server/store.ts';
import { collectInvoice } from './collect.ts';
import { bookingOf, type PaymentJob } from './jobs.ts';
import { type Booking, findPayment, lockPayment, movePayment, writePayment } from './store.ts';
import { chargeUnattended } from './stripe/charge.ts';
import { stripeErrorType, stripeOf } from './stripe/client.ts';
import type { StoredPayment } from './table.ts';

const atOnce = 50;

/**
 * Charges what is due by a stored card: an invoice, a balance that tops itself up, and what failed before. Where Stripe
 * can't be reached, the rest of that vendor waits for the next round.
 */
export async function collectPayments(job: PaymentJob): Promise<void> {
  const { db } = job.database;
  const vendors = await db
    .selectFrom('payment')
    .select('vendor_id')
    .distinct()
    .where('due_at', 'is not', null)
    .execute();
  let unmade: unknown;
  for (const { vendor_id: vendorId } of vendors) {
    const vendor = await findVendor(db, vendorId);
    const place = { db, secrets: job.secrets, vendorId, stripeUrl: job.stripeUrl };
    if (!vendor || !(await stripeOf(place))) continue;
    const booking = await bookingOf(db, vendorId, job);
    const rows = await db
      .selectFrom('payment')
      .select('id')
      .where('vendor_id', '=', vendorId)
      .where('kind', '=', 'stripe')
      .where('status', 'in', ['pending', 'failed'])
      .where('due_at', '<=', booking.at.toISOString())
      .orderBy('due_at')
      .limit(atOnce)
      .execute();
    for (const { id } of rows) {
      if (job.signal.aborted) return;
      const payment = await findPayment(db, vendorId, id);
      if (!payment || !(await isStillOwed(job, booking, payment))) continue;
      try {
        await chargeUnattended(place, booking, payment);
      } catch (error) {
        unmade = error;
        job.log.warn({ payment: id, type: stripeErrorType(error) }, 'a stored card could not be charged now');
        break;
      }
    }
  }
  if (unmade !== undefined) throw unmade;
}

/** An invoice that was paid meanwhile is not charged; one of which a part was paid is charged for the rest. */
async function isStillOwed(job: PaymentJob, booking: Booking, payment: StoredPayment): Promise<boolean> {
  const { invoiceId, id, amount } = payment;
  if (invoiceId === null) return true;
  const { vendorId, at } = booking;
  return inTransaction(job.database.db, async (tx) => {
    const before = await lockPayment(tx, vendorId, id);
    const found = await requireDocument(tx, vendorId, 'invoice', invoiceId, at).catch(() => undefined);
    const due = found ? openAmountOf(found.document) : 0;
    if (due === amount.amount) return true;
    // Under way at Stripe since the last round: what comes of it is seen first.
    if (before.status === 'pending' && before.providerId !== null) return false;
    await writePayment(tx, vendorId, { ...before, dueAt: null });
    await movePayment(tx, booking, { ...before, dueAt: null }, { to: 'cancelled', by: 'provider' });
    if (due > 0) await collectInvoice(tx, booking, { invoiceId, methodId: before.methodId });
    return false;
  });
}
