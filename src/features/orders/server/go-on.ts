import { isProblem } from '../../../kit/common/problem.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { SealedColumn } from '../../../kit/server/reseal.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { requireDocument } from '../../documents/server/store.ts';
import type { StoredDocument } from '../../documents/server/table.ts';
import type { PaymentChoice } from '../../payments/schema.ts';
import { requireMethod } from '../../payments/server/methods-store.ts';
import type { Payable, StartedPayment } from '../../payments/server/provider.ts';
import { providers } from '../../payments/server/providers.ts';
import { startPayment } from '../../payments/server/start.ts';
import { findPortal } from '../../portals/server/store.ts';
import { beginDelivery, type DeliveryRun, deliverNow, type UnderWay } from './deliver.ts';
import { noteMade, writeOrder } from './store.ts';
import type { StoredOrder } from './table.ts';

/** Somebody who left the provider's page may come back that long. */
const paidWithinMs = 3 * 86_400_000;

const contextOf = (vendorId: string, orderId: string): string => `order:${vendorId}:${orderId}`;
export const sealedOrderPayments: SealedColumn = {
  table: 'sales_order',
  key: ['id'],
  column: 'sealed_payment',
  context: ({ vendor_id, id }) => contextOf(vendor_id as string, id as string),
};

/** How an order will be paid, kept while the vendor looks at the customer: an account number may be in it. */
export const sealChoice = (
  secrets: Secrets,
  vendorId: string,
  orderId: string,
  choice: PaymentChoice,
): string => secrets.seal(JSON.stringify(choice), contextOf(vendorId, orderId));

const openChoice = (
  secrets: Secrets,
  vendorId: string,
  { id, sealedPayment }: StoredOrder,
): PaymentChoice | undefined =>
  sealedPayment === null
    ? undefined
    : (JSON.parse(secrets.open(sealedPayment, contextOf(vendorId, id))) as PaymentChoice);

/** Whether the order goes on before the money is there. */
async function deliversOf(
  tx: Db,
  owner: { readonly vendorId: string; readonly customerId: string },
  choice: PaymentChoice,
): Promise<StartedPayment['delivers']> {
  // One that is not the customer's own is refused by `startPayment`, in its words.
  const kind = choice.kind === 'stored' ? await kindOfStored(tx, owner, choice.methodId) : choice.kind;
  return providers.find((one) => one.kind === kind)?.delivers ?? 'when-paid';
}

async function kindOfStored(
  tx: Db,
  owner: { readonly vendorId: string; readonly customerId: string },
  id: string,
): Promise<string | undefined> {
  try {
    return (await requireMethod(tx, owner, id)).kind;
  } catch (error) {
    if (isProblem(error)) return undefined;
    throw error;
  }
}

/** An order that went on: with the payment that began, and the invoice that this one names. */
interface GoneOn extends UnderWay {
  readonly started?: StartedPayment;
  readonly invoice?: StoredDocument | undefined;
}

/**
 * What follows once an order may go on: its payment begins, and what it brings is delivered, at once or when it was paid.
 * @throws `request.invalid` for a way to pay that is not offered, or not this customer's
 */
export async function goOn(
  tx: Db,
  run: DeliveryRun,
  order: StoredOrder,
  given: PaymentChoice | undefined,
): Promise<GoneOn> {
  const { vendorId, at, now, context } = run;
  const choice = given ?? openChoice(context.secrets, vendorId, order);
  const open = { ...order, sealedPayment: null };
  if (order.gross.amount <= 0 || !choice) {
    return deliverNow(tx, run, await beginDelivery(tx, run, open));
  }
  const owner = { vendorId, customerId: order.customerId };
  if ((await deliversOf(tx, owner, choice)) === 'when-paid') {
    const { started, invoice } = await start(tx, run, order, choice, undefined);
    const expiresAt = new Date(now.getTime() + paidWithinMs).toISOString();
    const waiting = {
      ...open,
      state: 'awaiting-payment',
      expiresAt,
      paymentKind: started.payment.kind,
    } as const;
    const written = await writeOrder(tx, vendorId, waiting, at);
    return { order: written, steps: [], terms: run.terms ?? [], made: {}, started, invoice };
  }
  // Then there is the invoice that a transfer names.
  const delivered = await deliverNow(tx, run, await beginDelivery(tx, run, open));
  const paying = await start(tx, run, delivered.order, choice, delivered.made.invoice);
  const made = { paymentKind: paying.started.payment.kind };
  return { ...delivered, ...paying, order: await noteMade(tx, vendorId, delivered.order, made, at) };
}

async function start(
  tx: Db,
  { vendorId, at, context, portal: known }: DeliveryRun,
  order: StoredOrder,
  choice: PaymentChoice,
  made: StoredDocument | undefined,
): Promise<{ readonly started: StartedPayment; readonly invoice: StoredDocument | undefined }> {
  const { invoiceId } = order;
  const portal = known ?? (await findPortal(tx, vendorId, order.portalId));
  const invoice =
    made ??
    (invoiceId ? (await requireDocument(tx, vendorId, 'invoice', invoiceId, at)).document : undefined);
  const payable: Payable = {
    ...{ vendorId, customerId: order.customerId, portalId: order.portalId, orderId: order.id, invoiceId },
    ...{ amount: order.gross.amount, currency: order.currency },
    description: `${order.number} ${order.title}`.slice(0, 200),
    reference: invoice ? invoice.number : order.number,
  };
  const started = await startPayment(tx, payable, choice, {
    ...{ secrets: context.secrets, actor: order.actor, at },
    allowed: portal?.order.paymentMethods ?? null,
  });
  return { started, invoice };
}
