import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { wakeJob } from '../../../kit/server/jobs.ts';
import { insertRow, lockRow } from '../../../kit/server/rows.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import { requireDocument } from '../../documents/server/store.ts';
import { toStripeAmount } from '../rules.ts';
import type { Payment, PaymentMethod } from '../schema.ts';
import { collectJob } from './balance-store.ts';
import { methodsOf, requireMethod } from './methods-store.ts';
import { readProviders } from './settings-store.ts';
import { startRow } from './store.ts';
import { toPaymentRow } from './table.ts';

/** Invoices for which money is on its way by itself: nobody is asked to pay them as well. */
export async function isUnderWay(
  db: Db,
  vendorId: string,
  invoiceIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (invoiceIds.length === 0) return new Set();
  const rows = await db
    .selectFrom('payment')
    .select('invoice_id')
    .distinct()
    .where('vendor_id', '=', vendorId)
    .where('invoice_id', 'in', [...invoiceIds])
    .where('status', '=', 'pending')
    .where((eb) =>
      eb.or([eb('kind', '=', 'sepa'), eb('kind', '=', 'stripe').and('purpose', '=', 'collection')]),
    )
    .execute();
  return new Set(rows.flatMap(({ invoice_id }) => invoice_id ?? []));
}

/** What is still to be paid of an invoice: its sum less what was paid before it, taken back, and received. */
export async function dueOf(
  db: Db,
  vendorId: string,
  invoice: {
    readonly id: string;
    readonly gross: number;
    readonly prepaid: number;
    readonly credited: number;
    readonly currency: string;
  },
): Promise<number> {
  const { paid } = await db
    .selectFrom('payment')
    .select(({ fn, eb }) =>
      fn.coalesce(fn.sum<number>(eb('amount', '-', eb.ref('refunded'))), eb.lit(0)).as('paid'),
    )
    .where('vendor_id', '=', vendorId)
    .where('invoice_id', '=', invoice.id)
    .where('currency', '=', invoice.currency)
    .where('status', 'in', ['completed', 'refunded'])
    .executeTakeFirstOrThrow();
  return invoice.gross - invoice.prepaid - invoice.credited - Number(paid);
}

export interface Collecting {
  readonly vendorId: string;
  readonly actor: Actor;
  /** The vendor's time. */
  readonly at: Date;
}

export interface Collected {
  readonly invoiceId: string;
  /** The contract's own way to pay; without one, the customer's default. */
  readonly methodId?: string | null | undefined;
}

/**
 * Has an open invoice collected by the customer's stored way to pay, once: a card is charged by a job behind this
 * transaction, a mandate waits for the bank. `null`: there is none, or nothing to collect; the invoice stays open.
 */
export async function collectInvoice(
  tx: Db,
  { vendorId, actor, at }: Collecting,
  { invoiceId, methodId }: Collected,
): Promise<Payment | null> {
  await lockRow(tx, 'document', vendorId, invoiceId);
  const { document: invoice } = await requireDocument(tx, vendorId, 'invoice', invoiceId, at);
  const { customerId, currency, number } = invoice;
  const due = await dueOf(tx, vendorId, invoice);
  if (invoice.status !== 'open' || due <= 0) return null;
  if (
    (await isUnderWay(tx, vendorId, [invoice.id])).size > 0 ||
    (await isRetried(tx, vendorId, invoice.id))
  ) {
    return null;
  }
  const owner = { vendorId, customerId };
  const method = await wayOf(tx, owner, methodId);
  const settings = await readProviders(tx, vendorId);
  if (!method || !fits(method, settings, { amount: due, currency })) return null;
  const now = at.toISOString();
  const payment = startRow(
    {
      ...{ customerId, invoiceId: invoice.id, status: 'pending', amount: { amount: due, currency } },
      ...{ kind: method.kind as 'sepa', description: number, reference: number },
      ...{ purpose: 'collection', methodId: method.id },
    },
    { id: newId('pay', at.getTime()), now },
  );
  const dueAt = method.kind === 'stripe' ? now : null;
  await insertRow(tx, 'payment', toPaymentRow(vendorId, { ...payment, dueAt }));
  await announce(tx, {
    ...{ vendorId, customerId, actor, at },
    action: 'payment.created',
    subjectId: payment.id,
    data: { customerId, paymentId: payment.id },
  });
  if (dueAt) wakeJob(tx, collectJob);
  return payment;
}

/** A charge that failed and will be made again. */
async function isRetried(tx: Db, vendorId: string, invoiceId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('payment')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where('invoice_id', '=', invoiceId)
    .where('status', '=', 'failed')
    .where('due_at', 'is not', null)
    .executeTakeFirst();
  return row !== undefined;
}

async function wayOf(
  tx: Db,
  owner: { readonly vendorId: string; readonly customerId: string },
  methodId: string | null | undefined,
): Promise<PaymentMethod | undefined> {
  const own = methodId ? await requireMethod(tx, owner, methodId).catch(() => undefined) : undefined;
  if (own && !own.endedAt) return own;
  return (await methodsOf(tx, owner)).find(({ isDefault }) => isDefault);
}

const fits = (
  { kind }: PaymentMethod,
  { sepa, stripe }: Awaited<ReturnType<typeof readProviders>>,
  money: { readonly amount: number; readonly currency: string },
): boolean =>
  kind === 'sepa'
    ? sepa.enabled && money.currency === 'EUR'
    : stripe.ready && toStripeAmount(money) !== undefined;
