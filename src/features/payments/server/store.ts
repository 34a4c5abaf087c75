import { newId } from '../../../kit/common/id.ts';
import type { Money } from '../../../kit/common/money.ts';
import {
  merged,
  type Paging,
  paged,
  unknownReference,
  type Written,
} from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { wakeJob } from '../../../kit/server/jobs.ts';
import { deleteRow, findRow, insertRow, lockRow, updateRow, writeChange } from '../../../kit/server/rows.ts';
import type { Owner } from '../../access/server/env.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import { findCustomer, requireSameCustomer } from '../../customers/server/store.ts';
import { statusByPayments } from '../../documents/rules.ts';
import { noteReceived, requireDocument, updateDocument } from '../../documents/server/store.ts';
import { paymentProblem } from '../problems.ts';
import { inBalance, mayGo, nextAttempt } from '../rules.ts';
import type { NewPayment, Payment, PaymentChange } from '../schema.ts';
import { balanceMoved, endAutomatic, noticesJob, requireBalance } from './balance-store.ts';
import type { OrderHooks } from './provider.ts';
import { readProviders } from './settings-store.ts';
import { type StoredPayment, toPayment, toPaymentRow, toStored } from './table.ts';

export interface PaymentsFilter {
  /** Our id or `ext:…` of a customer. */
  readonly customerId?: string | undefined;
  readonly status?: Payment['status'] | undefined;
  readonly kind?: Payment['kind'] | undefined;
  readonly orderId?: string | undefined;
  readonly invoiceId?: string | undefined;
  readonly attention?: 'any' | undefined;
}

export async function listPayments(
  db: Db,
  vendorId: string,
  filter: PaymentsFilter,
  paging: Paging,
): Promise<Payment[]> {
  let query = db.selectFrom('payment').selectAll().where('vendor_id', '=', vendorId);
  if (filter.customerId !== undefined) {
    const customer = await findCustomer(db, vendorId, filter.customerId);
    if (!customer) return [];
    query = query.where('customer_id', '=', customer.id);
  }
  if (filter.status) query = query.where('status', '=', filter.status);
  if (filter.kind) query = query.where('kind', '=', filter.kind);
  if (filter.invoiceId) query = query.where('invoice_id', '=', filter.invoiceId);
  if (filter.orderId) query = query.where('order_id', '=', filter.orderId);
  if (filter.attention) query = query.where('attention', 'is not', null);
  const sorts = { createdAt: 'created_at' };
  return (await paged(query, 'payment', paging, { sorts }).execute()).map(toPayment);
}

export async function findPayment(
  db: Db,
  vendorId: string,
  reference: string,
): Promise<StoredPayment | undefined> {
  const row = await findRow(db, 'payment', vendorId, reference);
  return row && toStored(row);
}

/** By our id or `ext:…`. @throws `payment.not-found` */
export async function requirePayment(db: Db, vendorId: string, reference: string): Promise<StoredPayment> {
  const payment = await findPayment(db, vendorId, reference);
  if (!payment) throw paymentProblem('payment.not-found');
  return payment;
}

/** One of this customer's own; another's is not there. @throws `payment.not-found` */
export async function requireOwnPayment(db: Db, owner: Owner, id: string): Promise<StoredPayment> {
  const payment = await findPayment(db, owner.vendorId, id);
  if (payment?.customerId !== owner.customerId) throw paymentProblem('payment.not-found');
  return payment;
}

/** The rows of one payment, held until the transaction is over. @throws `payment.not-found` */
export async function lockPayment(tx: Db, vendorId: string, reference: string): Promise<StoredPayment> {
  await lockRow(tx, 'payment', vendorId, reference);
  return requirePayment(tx, vendorId, reference);
}

export const writePayment = (tx: Db, vendorId: string, payment: StoredPayment): Promise<void> =>
  updateRow(tx, 'payment', toPaymentRow(vendorId, payment));

/** Who writes, and whom orders ask. */
export interface Booking {
  readonly vendorId: string;
  readonly actor: Actor;
  readonly at: Date;
  readonly hooks: OrderHooks;
}
/** Who gives money back: no order is asked. */
export type GivingBack = Omit<Booking, 'hooks'>;

/** A new payment; customer and invoice by our ids. */
export const startRow = (
  wanted: Omit<NewPayment, 'amount'> & {
    readonly amount: Money;
    readonly orderId?: string | null;
    readonly purpose?: Payment['purpose'];
    readonly surcharge?: number;
    readonly methodId?: string | null;
  },
  { id, now }: { readonly id: string; readonly now: string },
): Payment => ({
  id,
  externalId: wanted.externalId ?? null,
  customerId: wanted.customerId,
  orderId: wanted.orderId ?? null,
  invoiceId: wanted.invoiceId ?? null,
  kind: wanted.kind,
  status: wanted.status,
  amount: wanted.amount,
  refunded: 0,
  description: wanted.description,
  reference: wanted.reference ?? '',
  methodId: wanted.methodId ?? null,
  providerId: null,
  failure: null,
  attention: null,
  completedAt: wanted.status === 'completed' ? now : null,
  purpose: wanted.purpose ?? null,
  surcharge: wanted.surcharge ?? 0,
  createdAt: now,
  updatedAt: now,
});

/** `undefined` where the vendor's own id is taken. */
async function insertPayment(
  tx: Db,
  booking: Omit<Booking, 'hooks'>,
  wanted: NewPayment,
): Promise<Payment | undefined> {
  const { vendorId, at } = booking;
  // Spending from a balance waits here for other spending: it is there once.
  await lockRow(tx, 'customer', vendorId, wanted.customerId);
  const customer = await findCustomer(tx, vendorId, wanted.customerId);
  if (!customer) throw unknownReference('customerId', 'customer');
  const invoice = wanted.invoiceId ? await invoiceOf(tx, vendorId, customer.id, wanted.invoiceId, at) : null;
  if (wanted.externalId !== undefined && (await findPayment(tx, vendorId, `ext:${wanted.externalId}`)))
    return undefined;
  const made = { id: newId('pay', at.getTime()), now: at.toISOString() };
  const payment = startRow({ ...wanted, customerId: customer.id, invoiceId: invoice }, made);
  if (wanted.amount.amount < 0) await requireBalance(tx, vendorId, payment);
  if (!(await insertRow(tx, 'payment', toPaymentRow(vendorId, payment)))) return undefined;
  if (payment.status === 'completed') await settleInvoice(tx, booking, payment);
  if (inBalance(payment) !== 0) await balanceMoved(tx, booking, customer.id, payment.amount.currency);
  return payment;
}

async function invoiceOf(
  tx: Db,
  vendorId: string,
  customerId: string,
  reference: string,
  at: Date,
): Promise<string> {
  const found = await requireDocument(tx, vendorId, 'invoice', reference, at).catch(() => undefined);
  if (found?.document.customerId !== customerId) throw unknownReference('invoiceId', 'invoice');
  return found.document.id;
}

/** @throws `payment.external-id-taken`, `payment.balance-too-low`, `request.invalid` */
export async function createPayment(
  tx: Db,
  booking: Omit<Booking, 'hooks'>,
  wanted: NewPayment,
): Promise<Payment> {
  const payment = await insertPayment(tx, booking, wanted);
  if (!payment) throw paymentProblem('payment.external-id-taken');
  return payment;
}

/**
 * What its invoice is by all that was paid of it: paid when the whole is there, open again when a collection came back,
 * refunded when all went back.
 */
export async function settleInvoice(
  tx: Db,
  { vendorId, actor, at }: Omit<Booking, 'hooks'>,
  { invoiceId, customerId, status }: Pick<Payment, 'invoiceId' | 'customerId' | 'status'>,
): Promise<void> {
  if (invoiceId === null) return;
  await lockRow(tx, 'document', vendorId, invoiceId);
  const found = await requireDocument(tx, vendorId, 'invoice', invoiceId, at).catch(() => undefined);
  if (!found) return;
  const { document: invoice } = found;
  const { paid, back } = await countReceived(tx, vendorId, invoiceId);
  const cameBack = ['failed', 'refunded', 'cancelled'].includes(status);
  const now = statusByPayments(invoice, { paid, back, cameBack });
  if (now === invoice.status || now === 'overdue') return;
  const written = await updateDocument(tx, vendorId, 'invoice', invoiceId, { status: now }, at);
  await announce(tx, {
    ...{ vendorId, customerId, actor, at, fields: written.fields },
    action: 'invoice.updated',
    subjectId: invoiceId,
    data: { customerId, invoiceId },
  });
}

/** Counts anew what payments brought of an invoice and what went back of them, and notes the rest. */
export async function countReceived(
  tx: Db,
  vendorId: string,
  invoiceId: string,
): Promise<{ readonly paid: number; readonly back: number }> {
  const rows = await tx
    .selectFrom('payment as p')
    .innerJoin('document as d', (on) =>
      on
        .onRef('d.vendor_id', '=', 'p.vendor_id')
        .onRef('d.id', '=', 'p.invoice_id')
        .onRef('d.currency', '=', 'p.currency'),
    )
    .select(['p.amount', 'p.refunded'])
    .where('p.vendor_id', '=', vendorId)
    .where('p.invoice_id', '=', invoiceId)
    .where('p.status', 'in', ['completed', 'refunded'])
    .execute();
  const paid = rows.reduce((sum, row) => sum + Number(row.amount), 0);
  const back = rows.reduce((sum, row) => sum + Number(row.refunded), 0);
  await noteReceived(tx, vendorId, invoiceId, paid - back);
  return { paid, back };
}

export interface Move {
  readonly to: Payment['status'];
  readonly by: 'vendor' | 'provider';
  readonly change?: Partial<StoredPayment>;
}

/**
 * Puts a payment into another state, with all that follows: its invoice, its order, the mark that it was paid and not
 * delivered yet. The row must be locked.
 * @throws `payment.wrong-state`
 */
export async function movePayment(
  tx: Db,
  booking: Booking,
  before: StoredPayment,
  move: Move,
): Promise<Written<StoredPayment>> {
  const written = await moved(tx, booking, before, move);
  const { vendorId, at, hooks } = booking;
  const { to } = move;
  if (before.orderId === null) return written;
  const told = { vendorId, orderId: before.orderId, payment: written.thing, at };
  if (to === 'failed' || to === 'cancelled') await hooks.failed(tx, told);
  if (to !== 'completed') return written;
  const answer = await hooks.paid(tx, told);
  if (answer === 'accepted') return { ...written, thing: await requirePayment(tx, vendorId, before.id) };
  // Late money goes back by itself; money for an order that nobody knows waits for somebody who looks.
  const attention = answer === 'late' ? ('late' as const) : ('mismatch' as const);
  const thing = { ...(await requirePayment(tx, vendorId, before.id)), attention };
  await writePayment(tx, vendorId, thing);
  return { ...written, thing };
}

/** A payment that went back whole; its order was paid, whatever becomes of the money. The row must be locked. */
export const moveBack = (
  tx: Db,
  booking: GivingBack,
  before: StoredPayment,
  refunded: number,
): Promise<Written<StoredPayment>> =>
  moved(tx, booking, before, { to: 'refunded', by: 'provider', change: { refunded } });

/** The state and what follows from it, but for the order. */
async function moved(
  tx: Db,
  booking: GivingBack,
  before: StoredPayment,
  { to, by, change = {} }: Move,
): Promise<Written<StoredPayment>> {
  const { vendorId, at } = booking;
  if (!mayGo(before.kind, before.status, to, by)) {
    throw paymentProblem('payment.wrong-state', { detail: `It is ${before.status}, and can not be ${to}.` });
  }
  if (isBalance(before)) await lockRow(tx, 'customer', vendorId, before.customerId);
  const after: StoredPayment = {
    ...before,
    ...change,
    status: to,
    ...(to === 'completed' && { completedAt: at.toISOString(), failure: null, checkout: null, dueAt: null }),
    ...(to === 'failed' && before.kind === 'stripe' && (await triedInVain(tx, booking, before))),
    ...(to === 'refunded' && { refunded: before.amount.amount }),
    ...(to === 'completed' && before.orderId !== null && { attention: 'undelivered' as const }),
  };
  const written = await writeChange(before, after, at, (thing) => writePayment(tx, vendorId, thing));
  await settleInvoice(tx, booking, written.thing);
  if (isBalance(before) && inBalance(before) !== inBalance(written.thing)) {
    await balanceMoved(tx, booking, before.customerId, before.amount.currency);
  }
  if (to === 'failed') await toldFailed(tx, booking, written.thing);
  return written;
}

const isBalance = ({ orderId, invoiceId }: Payment): boolean => orderId === null && invoiceId === null;

/** A charge by itself that failed: when it is made again. */
async function triedInVain(
  tx: Db,
  { vendorId, at }: GivingBack,
  { purpose, attempts }: StoredPayment,
): Promise<Partial<StoredPayment>> {
  if (purpose !== 'collection') return { dueAt: null };
  const { retryDays: retries } = await readProviders(tx, vendorId);
  return { attempts: attempts + 1, dueAt: nextAttempt(at, attempts + 1, retries) };
}

/** The customer is told of money that was not to be had without its doing; what it does on a page it sees there. */
async function toldFailed(
  tx: Db,
  { vendorId, actor, at }: GivingBack,
  payment: StoredPayment,
): Promise<void> {
  const { id, customerId, purpose, kind } = payment;
  if (purpose !== 'collection' && purpose !== 'auto-top-up' && kind !== 'sepa') return;
  await writePayment(tx, vendorId, { ...payment, notice: 'failed' });
  if (purpose === 'auto-top-up')
    await endAutomatic(tx, { vendorId, customerId }, payment.amount.currency, at);
  await announce(tx, {
    ...{ vendorId, customerId, actor, at },
    action: 'payment.failed',
    subjectId: id,
    data: { customerId, paymentId: id },
  });
  wakeJob(tx, noticesJob);
}

/** @throws `payment.not-found`, `payment.wrong-state`, `payment.by-provider` */
export async function updatePayment(
  tx: Db,
  booking: Booking,
  reference: string,
  { status, description, failure, attention }: PaymentChange,
): Promise<Written<StoredPayment>> {
  const before = await lockPayment(tx, booking.vendorId, reference);
  const change = merged(before, { description, failure, attention });
  if (status === undefined || status === before.status) {
    return writeChange(before, change, booking.at, (thing) => writePayment(tx, booking.vendorId, thing));
  }
  if (before.kind === 'stripe') {
    throw paymentProblem('payment.by-provider', { detail: 'Refund it here, or change it at Stripe.' });
  }
  if (status === 'completed' && before.amount.amount < 0) await requireBalance(tx, booking.vendorId, before);
  return movePayment(tx, booking, before, { to: status, by: 'vendor', change });
}

/**
 * Books the payment with this outside id, or puts it where it stands by now; amount and customer stay.
 * @throws as `createPayment` and `updatePayment`
 */
export async function upsertPayment(
  tx: Db,
  booking: Booking,
  externalId: string,
  wanted: NewPayment,
): Promise<Written<Payment>> {
  const thing = await insertPayment(tx, booking, { ...wanted, externalId });
  if (thing) return { thing, created: true, fields: [] };
  const before = await requirePayment(tx, booking.vendorId, `ext:${externalId}`);
  await requireSameCustomer(tx, booking.vendorId, before.customerId, wanted.customerId);
  if (JSON.stringify(wanted.amount) !== JSON.stringify(before.amount)) {
    throw paymentProblem('payment.wrong-state', {
      detail: 'An amount that was booked stays; book another one.',
    });
  }
  const { status, description } = wanted;
  return updatePayment(tx, booking, before.id, { status, description });
}

/** The payments of one order, the newest first. */
export async function paymentsOf(db: Db, vendorId: string, orderId: string): Promise<StoredPayment[]> {
  const rows = await db
    .selectFrom('payment')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('order_id', '=', orderId)
    .orderBy('id', 'desc')
    .execute();
  return rows.map(toStored);
}

/** What was only ever intended, and by nobody but the vendor. @throws `payment.not-found`, `payment.wrong-state` */
export async function deletePayment(tx: Db, vendorId: string, reference: string): Promise<Payment> {
  const payment = await lockPayment(tx, vendorId, reference);
  const moved = payment.status === 'completed' || payment.status === 'refunded';
  if (moved || payment.orderId !== null || payment.kind === 'stripe') {
    throw paymentProblem('payment.wrong-state', { detail: 'What was paid, or belongs to an order, stays.' });
  }
  await deleteRow(tx, 'payment', vendorId, payment.id);
  return payment;
}
