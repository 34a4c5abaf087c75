import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { insertRow, lockRow } from '../../../kit/server/rows.ts';
import type { Owner } from '../../access/server/env.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import { openAmountOf, openFeesOf } from '../../documents/rules.ts';
import { requireDocument } from '../../documents/server/store.ts';
import type { NewInvoicePayment, NewTopUp, TopUpOffer } from '../panel-schema.ts';
import { paymentProblem } from '../problems.ts';
import { toStripeAmount } from '../rules.ts';
import type { Payment } from '../schema.ts';
import type { TopUpWay } from '../settings-schema.ts';
import { chargeBalance, surchargeBy } from './balance-store.ts';
import { isUnderWay } from './collect.ts';
import { requireUsable } from './methods-store.ts';
import { readProviders } from './settings-store.ts';
import { settleInvoice, startRow, writePayment } from './store.ts';
import { toPaymentRow, toStored } from './table.ts';

interface Writing extends Owner {
  readonly actor: Actor;
  readonly at: Date;
}

/** What can be topped up by now; `null`: nothing. */
export async function topUpOffer(db: Db, vendorId: string): Promise<TopUpOffer | null> {
  const { balance, stripe, sepa, invoice } = await readProviders(db, vendorId);
  const ready: Readonly<Record<TopUpWay, boolean>> = {
    ...{ stripe: stripe.ready, sepa: sepa.enabled, invoice: invoice.enabled, voucher: true },
  };
  const ways = balance.ways.filter((way) => ready[way]);
  if (!balance.enabled || ways.length === 0 || balance.currencies.length === 0) return null;
  return { ways, currencies: balance.currencies, automatic: balance.automatic && ways.includes('stripe') };
}

const told = (tx: Db, { vendorId, customerId, actor, at }: Writing, paymentId: string) =>
  announce(tx, {
    ...{ vendorId, customerId, actor, at, subjectId: paymentId },
    action: 'payment.created',
    data: { customerId, paymentId },
  });

/** What a transfer is recognised by: short enough to be typed, unlike any invoice's number. */
const referenceOf = (id: string): string => `TOP-${id.slice(-8).toUpperCase()}`;

/**
 * Begins a top-up, which counts when the money is there.
 * @throws `top-up.not-offered`, `top-up.amount`, `payment-method.not-found`, `request.invalid` for another surcharge
 */
export async function startTopUp(
  tx: Db,
  writing: Writing,
  { amount: { amount, currency }, way, surcharge }: NewTopUp,
  description: string,
): Promise<Payment> {
  const { vendorId, customerId, at } = writing;
  const offer = await topUpOffer(tx, vendorId);
  const rule = offer?.currencies.find((one) => one.currency === currency);
  const method = way.kind === 'stored' ? await requireUsable(tx, writing, way.methodId) : null;
  const kind = method?.kind ?? (way.kind as 'stripe' | 'invoice');
  if (!rule || !offer?.ways.includes(kind)) throw paymentProblem('top-up.not-offered');
  if (amount < rule.minimum || amount > rule.maximum) {
    throw paymentProblem('top-up.amount', {
      detail: `From ${rule.minimum} to ${rule.maximum} in the smallest unit of ${currency}.`,
    });
  }
  const { balance } = await readProviders(tx, vendorId);
  const more = surchargeBy(balance, kind, { amount, currency });
  if (more !== surcharge) {
    const message = `It is ${more} by now.`;
    throw requestProblem('request.invalid', { fields: [{ path: 'surcharge', code: 'changed', message }] });
  }
  const whole = { amount: amount + more, currency };
  if (kind === 'stripe' && toStripeAmount(whole) === undefined) throw paymentProblem('top-up.not-offered');
  if (kind === 'sepa' && currency !== 'EUR') throw paymentProblem('top-up.not-offered');
  const id = newId('pay', at.getTime());
  const payment = startRow(
    {
      ...{ customerId, status: 'pending', amount: whole, description, reference: referenceOf(id) },
      ...{ kind: kind as 'sepa', purpose: 'top-up', surcharge: more, methodId: method?.id ?? null },
    },
    { id, now: at.toISOString() },
  );
  await insertRow(tx, 'payment', toPaymentRow(vendorId, payment));
  await told(tx, writing, id);
  return payment;
}

/**
 * Begins to pay one of the customer's open invoices: out of the balance at once, else by what is begun. A page that was
 * opened for it before is opened again; a charge that failed is not made again by itself.
 * @throws `payment.not-payable`, `payment.under-way`, `payment.not-offered`, `payment.balance-too-low`
 */
export async function payInvoice(
  tx: Db,
  writing: Writing,
  { invoiceId, way }: NewInvoicePayment,
): Promise<Payment> {
  const { vendorId, customerId, actor, at } = writing;
  // Spending from a balance holds the customer first, and the document behind it.
  await lockRow(tx, 'customer', vendorId, customerId);
  await lockRow(tx, 'document', vendorId, invoiceId);
  const found = await requireDocument(tx, vendorId, 'invoice', invoiceId, at).catch(() => undefined);
  const invoice = found?.document;
  if (invoice?.customerId !== customerId) throw paymentProblem('payment.not-payable');
  const due = openAmountOf(invoice) + openFeesOf(invoice);
  if (due === 0) throw paymentProblem('payment.not-payable');
  if ((await isUnderWay(tx, vendorId, [invoice.id])).size > 0) throw paymentProblem('payment.under-way');
  const { currency, number } = invoice;
  const amount = { amount: due, currency };
  if (way.kind === 'balance') {
    await endWaiting(tx, writing, invoice.id, at);
    await chargeBalance(tx, { vendorId, actor, at }, { customerId, amount, description: number });
    const paid = await begin(tx, writing, {
      ...{ customerId, invoiceId: invoice.id, kind: 'manual', status: 'completed', amount },
      ...{ description: number, reference: number, purpose: 'balance' },
    });
    await settleInvoice(tx, { vendorId, actor, at }, paid);
    return paid;
  }
  const method = way.kind === 'stored' ? await requireUsable(tx, writing, way.methodId) : null;
  const kind = method?.kind ?? (way.kind as 'stripe' | 'invoice');
  const settings = await readProviders(tx, vendorId);
  const ready =
    kind === 'stripe'
      ? settings.stripe.ready && toStripeAmount(amount) !== undefined
      : kind === 'sepa'
        ? settings.sepa.enabled && currency === 'EUR'
        : settings.invoice.enabled;
  if (!ready) throw paymentProblem('payment.not-offered');
  const before = await endWaiting(tx, writing, invoice.id, at, { kind, methodId: method?.id ?? null, due });
  if (before) return before;
  return begin(tx, writing, {
    ...{ customerId, invoiceId: invoice.id, kind: kind as 'sepa', status: 'pending', amount },
    ...{ description: number, reference: number, methodId: method?.id ?? null },
    // A mandate is collected with the next run, as by itself.
    ...(kind === 'sepa' && { purpose: 'collection' as const }),
  });
}

async function begin(tx: Db, writing: Writing, wanted: Parameters<typeof startRow>[0]): Promise<Payment> {
  const { vendorId, at } = writing;
  const payment = startRow(wanted, { id: newId('pay', at.getTime()), now: at.toISOString() });
  await insertRow(tx, 'payment', toPaymentRow(vendorId, payment));
  await told(tx, writing, payment.id);
  return payment;
}

/** What else waits for this invoice's money ends, save what is just the same, which goes on. */
async function endWaiting(
  tx: Db,
  { vendorId }: Writing,
  invoiceId: string,
  at: Date,
  same?: { readonly kind: string; readonly methodId: string | null; readonly due: number },
): Promise<Payment | undefined> {
  const rows = await tx
    .selectFrom('payment')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('invoice_id', '=', invoiceId)
    .where('order_id', 'is', null)
    .where('status', 'in', ['pending', 'failed'])
    .orderBy('id')
    .execute();
  let again: Payment | undefined;
  for (const payment of rows.map(toStored)) {
    const isSame =
      same !== undefined &&
      again === undefined &&
      payment.purpose === null &&
      payment.kind === same.kind &&
      payment.methodId === same.methodId &&
      payment.amount.amount === same.due;
    if (isSame) again = payment;
    // A page that is open may still be paid on: what comes then is seen, and is not lost.
    else {
      const ended = { status: 'cancelled' as const, dueAt: null, updatedAt: at.toISOString() };
      await writePayment(tx, vendorId, { ...payment, ...ended });
    }
  }
  return again;
}
