import { newId } from '../../../kit/common/id.ts';
import { unknownReference } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { insertRow, lockRow } from '../../../kit/server/rows.ts';
import { announce } from '../../activity/server/announce.ts';
import { findCustomer } from '../../customers/server/store.ts';
import { openAmountOf, openFeesOf } from '../../documents/rules.ts';
import { requireDocument } from '../../documents/server/store.ts';
import { balanceMoved, requireBalance } from '../../payments/server/balance-store.ts';
import { requestRefund } from '../../payments/server/refunds-store.ts';
import {
  type Booking,
  findPayment,
  lockPayment,
  movePayment,
  settleInvoice,
  startRow,
  writePayment,
} from '../../payments/server/store.ts';
import { type StoredPayment, toPaymentRow } from '../../payments/server/table.ts';
import { statementProblem } from '../problems.ts';
import type { NewBooking } from '../schema.ts';
import { type Booked, type LineTable, lockLine, tell, writeLine } from './store.ts';

/**
 * Books a line against an invoice (in part, whole, or with a rest of which is said what becomes of it), against a
 * transfer that was announced, or into a customer's balance.
 * @throws `statement-line.not-found`, `statement-line.wrong-state`, `statement-line.excess`, `request.invalid`
 */
export async function bookLine(
  tx: Db,
  booking: Booking,
  place: { readonly statementId: string; readonly id: string },
  wanted: NewBooking,
): Promise<void> {
  const { vendorId, at } = booking;
  const line = await lockLine(tx, vendorId, place.statementId, place.id);
  if (line.state !== 'open') throw statementProblem('statement-line.wrong-state');
  const bookings =
    wanted.invoiceId !== undefined
      ? await toInvoice(tx, booking, line, {
          ...wanted,
          reference: wanted.invoiceId,
          amount: Number(line.amount),
        })
      : wanted.paymentId !== undefined
        ? await toPayment(tx, booking, line, wanted.paymentId)
        : [await toBalance(tx, booking, line, wanted.customerId as string, Number(line.amount))];
  await writeLine(tx, { vendorId, id: line.id }, { state: 'booked', bookings }, at);
  await tell(tx, booking, line.statement_id, 'statement.updated');
}

const make = async (
  tx: Db,
  { vendorId, actor, at }: Booking,
  line: LineTable,
  wanted: { customerId: string; invoiceId?: string; amount: number; description: string; reference: string },
): Promise<Booked & { payment: ReturnType<typeof startRow> }> => {
  const payment = startRow(
    {
      ...{ ...wanted, kind: 'invoice', status: 'completed', purpose: 'statement' },
      amount: { amount: wanted.amount, currency: line.currency },
    },
    { id: newId('pay', at.getTime()), now: at.toISOString() },
  );
  await insertRow(tx, 'payment', toPaymentRow(vendorId, payment));
  await announce(tx, {
    ...{ vendorId, customerId: wanted.customerId, actor, at, subjectId: payment.id },
    action: 'payment.created',
    data: { customerId: wanted.customerId, paymentId: payment.id },
  });
  return { paymentId: payment.id, was: 'made', payment };
};

interface ToInvoice extends Pick<NewBooking, 'excess' | 'excessInvoiceId'> {
  readonly reference: string;
  /** Of the line, what is booked here. */
  readonly amount: number;
}

async function toInvoice(
  tx: Db,
  booking: Booking,
  line: LineTable,
  { reference, amount, excess, excessInvoiceId }: ToInvoice,
): Promise<Booked[]> {
  const { vendorId, at } = booking;
  const known = await requireDocument(tx, vendorId, 'invoice', reference, at).catch(() => undefined);
  if (!known) throw unknownReference('invoiceId', 'invoice');
  // Always the customer before the document, as whoever spends from a balance does.
  await lockRow(tx, 'customer', vendorId, known.document.customerId);
  await lockRow(tx, 'document', vendorId, known.document.id);
  const { document: invoice } = await requireDocument(tx, vendorId, 'invoice', known.document.id, at);
  if (invoice.currency !== line.currency) throw unknownReference('invoiceId', 'invoice of this currency');
  const due = openAmountOf(invoice) + openFeesOf(invoice);
  const rest = Math.max(0, amount - due);
  if (rest > 0 && !excess)
    throw statementProblem('statement-line.excess', { detail: `${rest} are left over.` });
  const booked: Booked[] = [];
  const paid = amount - rest;
  if (paid > 0) {
    const awaited = await awaitedFor(tx, vendorId, invoice.id, { amount: paid, currency: line.currency });
    if (awaited) {
      await movePayment(tx, booking, awaited, { to: 'completed', by: 'vendor' });
      await told(tx, booking, awaited);
      booked.push({ paymentId: awaited.id, was: 'pending' });
    } else {
      const { payment, ...made } = await make(tx, booking, line, {
        ...{ customerId: invoice.customerId, invoiceId: invoice.id, amount: paid },
        ...{ description: invoice.number, reference: invoice.number },
      });
      await settleInvoice(tx, booking, payment);
      booked.push(made);
    }
  }
  if (rest > 0 && excess === 'invoice') {
    // What is still too much for that one is balance: it can go on from there.
    const other = { reference: excessInvoiceId as string, amount: rest, excess: 'balance' as const };
    booked.push(...(await toInvoice(tx, booking, line, other)));
  } else if (rest > 0) {
    const over = await toBalance(tx, booking, line, invoice.customerId, rest);
    if (excess === 'refund') await requestRefund(tx, booking, over.paymentId);
    booked.push(over);
  }
  return booked;
}

/** A transfer or debit that was announced for just this. */
async function awaitedFor(
  tx: Db,
  vendorId: string,
  invoiceId: string,
  { amount, currency }: { readonly amount: number; readonly currency: string },
): Promise<StoredPayment | undefined> {
  const row = await tx
    .selectFrom('payment')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where('invoice_id', '=', invoiceId)
    .where('status', '=', 'pending')
    .where('kind', 'in', ['invoice', 'sepa'])
    .where('amount', '=', amount)
    .where('currency', '=', currency)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row && lockPayment(tx, vendorId, row.id);
}

async function toPayment(tx: Db, booking: Booking, line: LineTable, reference: string): Promise<Booked[]> {
  const { vendorId } = booking;
  const found = await findPayment(tx, vendorId, reference);
  if (!found || found.amount.currency !== line.currency) throw unknownReference('paymentId', 'payment');
  const payment = await lockPayment(tx, vendorId, found.id);
  if (payment.status !== 'pending' || payment.kind === 'stripe')
    throw unknownReference('paymentId', 'awaited payment');
  const amount = Number(line.amount);
  if (payment.amount.amount === amount) {
    await movePayment(tx, booking, payment, { to: 'completed', by: 'vendor' });
    await told(tx, booking, payment);
    return [{ paymentId: payment.id, was: 'pending' }];
  }
  if (payment.orderId !== null || payment.invoiceId !== null) {
    throw unknownReference('paymentId', 'payment of this amount');
  }
  // Another sum than was announced: what came counts, and what was announced is awaited no more.
  await movePayment(tx, booking, payment, { to: 'cancelled', by: 'vendor' });
  await told(tx, booking, payment);
  return [await toBalance(tx, booking, line, payment.customerId, amount)];
}

async function toBalance(
  tx: Db,
  booking: Booking,
  line: LineTable,
  customerId: string,
  amount: number,
): Promise<Booked> {
  const customer = await findCustomer(tx, booking.vendorId, customerId);
  if (!customer) throw unknownReference('customerId', 'customer');
  await lockRow(tx, 'customer', booking.vendorId, customer.id);
  const { payment: _, ...made } = await make(tx, booking, line, {
    ...{ customerId: customer.id, amount, description: line.text.slice(0, 200), reference: '' },
  });
  await balanceMoved(tx, booking, customer.id, line.currency);
  return made;
}

const told = (tx: Db, { vendorId, actor, at }: Booking, { id, customerId }: StoredPayment) =>
  announce(tx, {
    ...{ vendorId, customerId, actor, at, subjectId: id, fields: ['status'] },
    action: 'payment.updated',
    data: { customerId, paymentId: id },
  });

/**
 * Takes a booking back: invoices are open again, what was awaited is awaited, and what is not in the balance any more
 * refuses it.
 * @throws `statement-line.not-found`, `statement-line.wrong-state`, `statement-line.fixed`, `payment.balance-too-low`
 */
export async function unbookLine(
  tx: Db,
  booking: Booking,
  place: { readonly statementId: string; readonly id: string },
): Promise<void> {
  const { vendorId, at } = booking;
  const line = await lockLine(tx, vendorId, place.statementId, place.id);
  if (line.state !== 'booked') throw statementProblem('statement-line.wrong-state');
  for (const { paymentId, was } of JSON.parse(line.bookings) as Booked[]) {
    const payment = await lockPayment(tx, vendorId, paymentId);
    // An order that was delivered for it, and money that went back, are out of the house.
    if (payment.orderId !== null || payment.refunded > 0 || payment.status !== 'completed') {
      throw statementProblem('statement-line.fixed');
    }
    const { customerId, amount, invoiceId } = payment;
    await lockRow(tx, 'customer', vendorId, customerId);
    if (invoiceId === null) {
      await requireBalance(tx, vendorId, { ...payment, amount: { ...amount, amount: -amount.amount } });
    }
    const back = {
      ...payment,
      ...{ status: was === 'made' ? ('cancelled' as const) : ('pending' as const) },
      ...{ completedAt: null, updatedAt: at.toISOString() },
    };
    await writePayment(tx, vendorId, back);
    await settleInvoice(tx, booking, { ...back, status: 'cancelled' });
    if (invoiceId === null) await balanceMoved(tx, booking, customerId, amount.currency);
    await told(tx, booking, payment);
  }
  await writeLine(tx, { vendorId, id: line.id }, { state: 'open', bookings: [] }, at);
  await tell(tx, booking, line.statement_id, 'statement.updated');
}

/** A line that is nobody's payment is set aside, or looked at again. @throws `statement-line.wrong-state` */
export async function setAside(
  tx: Db,
  booking: Booking,
  place: { readonly statementId: string; readonly id: string },
  aside: boolean,
): Promise<void> {
  const { vendorId, at } = booking;
  const line = await lockLine(tx, vendorId, place.statementId, place.id);
  if (line.state !== (aside ? 'open' : 'none') || Number(line.amount) <= 0) {
    throw statementProblem('statement-line.wrong-state');
  }
  await writeLine(tx, { vendorId, id: line.id }, { state: aside ? 'none' : 'open', bookings: [] }, at);
  await tell(tx, booking, line.statement_id, 'statement.updated');
}
