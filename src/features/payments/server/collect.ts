import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { wakeJob } from '../../../kit/server/jobs.ts';
import { insertRow, lockRow } from '../../../kit/server/rows.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import { openAmountOf } from '../../documents/rules.ts';
import { requireDocument } from '../../documents/server/store.ts';
import type { StoredDocument } from '../../documents/server/table.ts';
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
  /** The invoice itself where this very transaction made it: nobody else knows of it, and nothing was paid yet. */
  readonly made?: StoredDocument | undefined;
}

/**
 * Has an open invoice collected by the customer's stored way to pay, once: a card is charged by a job behind this
 * transaction, a mandate waits for the bank. `null`: there is none, or nothing to collect; the invoice stays open.
 */
export async function collectInvoice(
  tx: Db,
  { vendorId, actor, at }: Collecting,
  { invoiceId, methodId, made }: Collected,
): Promise<Payment | null> {
  const invoice = made ?? (await lockOpen(tx, vendorId, invoiceId, at));
  // Fees of reminders are asked for, and never taken by themselves.
  const due = invoice ? openAmountOf(invoice) : 0;
  if (!invoice || due === 0) return null;
  const { customerId, currency, number } = invoice;
  const owner = { vendorId, customerId };
  const method = await wayOf(tx, owner, methodId);
  if (!method) return null;
  const settings = await readProviders(tx, vendorId);
  if (!fits(method, settings, { amount: due, currency })) return null;
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

/** An invoice, locked; `undefined`: money for it is on its way, or will be asked for again. */
async function lockOpen(
  tx: Db,
  vendorId: string,
  invoiceId: string,
  at: Date,
): Promise<StoredDocument | undefined> {
  await lockRow(tx, 'document', vendorId, invoiceId);
  const { document: invoice } = await requireDocument(tx, vendorId, 'invoice', invoiceId, at);
  const asked =
    (await isUnderWay(tx, vendorId, [invoice.id])).size > 0 || (await isRetried(tx, vendorId, invoice.id));
  return asked ? undefined : invoice;
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
