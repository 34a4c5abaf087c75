import { unknownReference } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { lockRow } from '../../../kit/server/rows.ts';
import { announce } from '../../activity/server/announce.ts';
import { openAmountOf, openFeesOf } from '../../documents/rules.ts';
import { requireDocument } from '../../documents/server/store.ts';
import type { StoredDocument } from '../../documents/server/table.ts';
import { paymentProblem } from '../problems.ts';
import type { Payment, PaymentBooking } from '../schema.ts';
import { balanceMoved, requireBalance } from './balance-store.ts';
import { requestRefund } from './refunds-store.ts';
import { type Booking, lockPayment, requirePayment, settleInvoice, writePayment } from './store.ts';
import type { StoredPayment } from './table.ts';

const wrong = (detail: string) => paymentProblem('payment.wrong-state', { detail });

/**
 * Says what received money pays: another invoice, of whichever customer, as where the reference was wrong, or none, so that
 * it is balance. The invoice it paid before is open again. Of what is more than the new one asks for, `excess` says what
 * becomes of it.
 * @throws `payment.not-found`, `payment.wrong-state`, `payment.not-payable`, `payment.excess`, `payment.balance-too-low`
 */
export async function bookPayment(
  tx: Db,
  booking: Booking,
  reference: string,
  { invoiceId, excess }: PaymentBooking,
): Promise<StoredPayment> {
  const { vendorId, actor, at } = booking;
  const known = await requirePayment(tx, vendorId, reference);
  const wanted = invoiceId === null ? null : await invoiceOf(tx, vendorId, invoiceId, at);
  // Always the customers before the documents and payments, as whoever spends from a balance does.
  const customers = new Set([known.customerId, wanted?.customerId ?? known.customerId]);
  for (const id of [...customers].sort()) await lockRow(tx, 'customer', vendorId, id);
  for (const id of [known.invoiceId, wanted?.id].filter((one) => one != null).sort())
    await lockRow(tx, 'document', vendorId, id);
  const before = await lockPayment(tx, vendorId, known.id);
  const target = wanted && (await invoiceOf(tx, vendorId, wanted.id, at));
  if ((target?.id ?? null) === before.invoiceId) return before;
  const { status, kind, amount, refunded, orderId, surcharge, customerId } = before;
  // A transfer that is only announced may be meant for another invoice too.
  const isAwaited = status === 'pending' && kind !== 'stripe';
  if ((status !== 'completed' && !isAwaited) || amount.amount < 0)
    throw wrong(`It is ${status}: it pays nothing.`);
  if (orderId !== null) throw wrong('It pays an order.');
  if (surcharge > 0) throw wrong('A top-up with a surcharge stays in the balance.');
  if (target && target.currency !== amount.currency)
    throw unknownReference('invoiceId', 'invoice of this currency');
  const there = isAwaited ? 0 : amount.amount - refunded;
  const due = target ? openAmountOf(target) + openFeesOf(target) : there;
  if (target && due === 0) throw paymentProblem('payment.not-payable');
  const rest = Math.max(0, there - due);
  if (rest > 0 && !excess) throw paymentProblem('payment.excess', { detail: `${rest} are left over.` });
  if (before.invoiceId === null && there > 0) {
    await requireBalance(tx, vendorId, { customerId, amount: { ...amount, amount: -there } });
  }
  const after: StoredPayment = {
    ...before,
    ...{ invoiceId: target?.id ?? null, updatedAt: at.toISOString() },
    ...(target && target.customerId !== customerId && { customerId: target.customerId, methodId: null }),
  };
  await writePayment(tx, vendorId, after);
  await settleInvoice(tx, booking, { ...before, status: 'cancelled' });
  await settleInvoice(tx, booking, after);
  for (const moved of [before, after]) {
    if (moved.invoiceId === null) await balanceMoved(tx, booking, moved.customerId, amount.currency);
  }
  await announce(tx, {
    ...{ vendorId, customerId: after.customerId, actor, at, fields: ['invoiceId'] },
    ...{ action: 'payment.updated', subjectId: after.id },
    data: { customerId: after.customerId, paymentId: after.id },
  });
  await handOn(tx, booking, after, rest, excess);
  return requirePayment(tx, vendorId, after.id);
}

/** What is more than its invoice asks for becomes balance, or goes back. */
export async function handOn(
  tx: Db,
  booking: Booking,
  { id }: Pick<Payment, 'id'>,
  rest: number,
  excess: PaymentBooking['excess'],
): Promise<void> {
  if (rest <= 0 || !excess) return;
  await requestRefund(tx, booking, id, { amount: rest, way: excess === 'balance' ? 'balance' : 'origin' });
}

async function invoiceOf(tx: Db, vendorId: string, reference: string, at: Date): Promise<StoredDocument> {
  const found = await requireDocument(tx, vendorId, 'invoice', reference, at).catch(() => undefined);
  if (!found) throw unknownReference('invoiceId', 'invoice');
  return found.document;
}
