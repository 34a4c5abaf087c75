import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { wakeJob } from '../../../kit/server/jobs.ts';
import { insertRow, lockRow } from '../../../kit/server/rows.ts';
import { announce } from '../../activity/server/announce.ts';
import { paymentProblem } from '../problems.ts';
import type { Payment, Refund, RefundWay } from '../schema.ts';
import { balanceMoved, requireBalance } from './balance-store.ts';
import { type GivingBack, lockPayment, moveBack, settleInvoice, startRow, writePayment } from './store.ts';
import { type StoredPayment, toPaymentRow } from './table.ts';

export const refundsJob = 'send-refunds';

const refundRows = (db: Db, vendorId: string) =>
  db
    .selectFrom('payment_refund as r')
    .innerJoin('payment as p', (on) =>
      on.onRef('p.vendor_id', '=', 'r.vendor_id').onRef('p.id', '=', 'r.payment_id'),
    )
    .select(['r.id', 'r.payment_id', 'r.amount', 'p.currency', 'r.state', 'r.failure', 'r.created_at'])
    .select(['r.way', 'r.credit_note_id', 'r.balance_payment_id'])
    .where('r.vendor_id', '=', vendorId)
    .orderBy('r.id');

const toRefund = (row: Awaited<ReturnType<ReturnType<typeof refundRows>['execute']>>[number]): Refund => ({
  id: row.id,
  paymentId: row.payment_id,
  amount: { amount: Number(row.amount), currency: row.currency },
  state: row.state,
  failure: row.failure,
  way: row.way,
  creditNoteId: row.credit_note_id,
  createdAt: row.created_at,
});

export async function listRefunds(db: Db, vendorId: string, paymentId: string): Promise<Refund[]> {
  const rows = await refundRows(db, vendorId).where('r.payment_id', '=', paymentId).execute();
  // What keeps the money of a credit note as balance is no money that went back of itself.
  return rows.filter((row) => row.balance_payment_id !== paymentId).map(toRefund);
}

export const refundsOfNote = async (db: Db, vendorId: string, creditNoteId: string): Promise<Refund[]> =>
  (await refundRows(db, vendorId).where('r.credit_note_id', '=', creditNoteId).execute()).map(toRefund);

/** What is promised already and not told by the provider yet, by payment. */
export async function promisedOf(
  db: Db,
  vendorId: string,
  paymentIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (paymentIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('payment_refund')
    .select(({ fn }) => ['payment_id', fn.sum<number>('amount').as('amount')])
    .where('vendor_id', '=', vendorId)
    .where('payment_id', 'in', [...paymentIds])
    .where('state', '=', 'requested')
    .groupBy('payment_id')
    .execute();
  return new Map(rows.map(({ payment_id, amount }) => [payment_id, Number(amount)]));
}

/** What went back of a payment without its provider, which knows nothing of it. */
export async function givenOtherwise(db: Db, vendorId: string, paymentId: string): Promise<number> {
  const rows = await db
    .selectFrom('payment_refund')
    .select('amount')
    .where('vendor_id', '=', vendorId)
    .where('payment_id', '=', paymentId)
    .where('state', '=', 'done')
    .where('way', '<>', 'origin')
    .execute();
  return rows.reduce((sum, { amount }) => sum + Number(amount), 0);
}

export interface Refunding {
  /** Absent: what is left. */
  readonly amount?: number | undefined;
  readonly way?: RefundWay | undefined;
  /** The credit note for which it goes back, and its number. */
  readonly note?: { readonly id: string; readonly number: string } | undefined;
}

/**
 * Notes that money goes back: never more than is left, however many ask at once. Of Stripe's it is sent by a job; what was
 * paid out of the balance goes back into it.
 * @throws `payment.not-found`, `payment.wrong-state`, `payment.refund-too-much`, `payment.balance-too-low`
 */
export async function requestRefund(
  tx: Db,
  booking: GivingBack,
  reference: string,
  { amount: wanted, way: asked = 'origin', note }: Refunding = {},
): Promise<{ refund: Refund; customerId: string }> {
  const { vendorId, at } = booking;
  const payment = await lockPayment(tx, vendorId, reference);
  if (payment.status !== 'completed' || payment.amount.amount < 0) {
    throw paymentProblem('payment.wrong-state', {
      detail: `It is ${payment.status}: there is nothing to give back.`,
    });
  }
  const way = asked === 'origin' && payment.purpose === 'balance' ? 'balance' : asked;
  const inBalance = payment.orderId === null && payment.invoiceId === null;
  if (way === 'balance' && inBalance)
    throw paymentProblem('payment.wrong-state', { detail: 'It is in the balance already.' });
  const promised = (await promisedOf(tx, vendorId, [payment.id])).get(payment.id) ?? 0;
  const left = payment.amount.amount - payment.refunded - promised;
  const amount = wanted ?? left;
  if (amount > left || left <= 0) {
    throw paymentProblem('payment.refund-too-much', { detail: `${left} of it are left.` });
  }
  const { customerId } = payment;
  const { currency } = payment.amount;
  if (inBalance) {
    await lockRow(tx, 'customer', vendorId, customerId);
    await requireBalance(tx, vendorId, { customerId, amount: { amount: -amount, currency } });
  }
  const byStripe = payment.kind === 'stripe' && way === 'origin';
  const now = at.toISOString();
  const id = newId('rfd', at.getTime());
  const kept =
    way === 'balance'
      ? await keepAsBalance(tx, booking, {
          ...{ customerId, amount: { amount, currency } },
          description: note?.number ?? payment.description,
        })
      : null;
  await tx
    .insertInto('payment_refund')
    .values({
      ...{ vendor_id: vendorId, id, payment_id: payment.id, amount, state: byStripe ? 'requested' : 'done' },
      ...{ provider_id: null, failure: null, way, credit_note_id: note?.id ?? null },
      ...{ balance_payment_id: kept?.id ?? null, created_at: now, updated_at: now },
    })
    .execute();
  if (byStripe) wakeJob(tx, refundsJob);
  else await refundedTo(tx, booking, payment, payment.refunded + amount);
  await announce(tx, {
    ...{ vendorId, customerId, actor: booking.actor, at, fields: ['refunded'] },
    action: 'payment.refunded',
    subjectId: payment.id,
    data: { customerId, paymentId: payment.id },
  });
  const [refund] = (await listRefunds(tx, vendorId, payment.id)).filter((one) => one.id === id);
  return { refund: refund as Refund, customerId };
}

/** What came for something else is the customer's balance from now on. */
export async function keepAsBalance(
  tx: Db,
  { vendorId, actor, at }: GivingBack,
  { customerId, amount, description }: Pick<Payment, 'customerId' | 'amount' | 'description'>,
): Promise<Payment> {
  const payment = startRow(
    {
      ...{ customerId, kind: 'manual', status: 'completed', amount, description, reference: '' },
      purpose: 'credit',
    },
    { id: newId('pay', at.getTime()), now: at.toISOString() },
  );
  await insertRow(tx, 'payment', toPaymentRow(vendorId, payment));
  await announce(tx, {
    ...{ vendorId, customerId, actor, at, subjectId: payment.id },
    action: 'payment.created',
    data: { customerId, paymentId: payment.id },
  });
  await balanceMoved(tx, { vendorId, actor, at }, customerId, amount.currency);
  return payment;
}

/** So much of it went back in all; what went back whole is `refunded`. The row must be locked. */
export async function refundedTo(
  tx: Db,
  booking: GivingBack,
  payment: StoredPayment,
  refunded: number,
): Promise<boolean> {
  if (refunded === payment.refunded) return false;
  if (refunded >= payment.amount.amount) {
    await moveBack(tx, booking, payment, refunded);
    return true;
  }
  const { vendorId, at } = booking;
  const { customerId, invoiceId, orderId, amount } = payment;
  await writePayment(tx, vendorId, { ...payment, refunded, updatedAt: at.toISOString() });
  await settleInvoice(tx, booking, payment);
  if (invoiceId === null && orderId === null) await balanceMoved(tx, booking, customerId, amount.currency);
  return true;
}
