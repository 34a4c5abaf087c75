import { newId } from '../../../kit/common/id.ts';
import { beside, type Db } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { wakeJob } from '../../../kit/server/jobs.ts';
import { insertRow } from '../../../kit/server/rows.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import type { PaymentKind as OfferedKind } from '../../portals/order-settings.ts';
import { toStripeAmount } from '../rules.ts';
import type { PaymentChoice, PaymentMethod, PaymentOffer } from '../schema.ts';
import { checkIban } from './iban.ts';
import { methodsOf, requireUsable, storeMandate } from './methods-store.ts';
import type { Payable, StartedPayment } from './provider.ts';
import { providers } from './providers.ts';
import { readProviders } from './settings-store.ts';
import { paymentsOf, startRow, writePayment } from './store.ts';
import { toPaymentRow, toStored } from './table.ts';

export const deliveriesJob = 'tell-deliveries';

export interface Offering {
  readonly currency: string;
  /** The kinds that the portal takes, in its order; `null`: all. */
  readonly allowed: readonly OfferedKind[] | null;
  /** A signed-in customer, whose stored ways are offered too. */
  readonly customerId?: string | undefined;
}

/** The ways to pay that the order page shows, those that are set up alone. */
export async function offersFor(
  db: Db,
  vendorId: string,
  { currency, allowed, customerId }: Offering,
): Promise<PaymentOffer[]> {
  const settings = await readProviders(db, vendorId);
  const kinds = allowed ?? providers.map(({ kind }) => kind);
  const fresh = kinds.flatMap((wanted): PaymentOffer[] => {
    const offer = providers.find(({ kind }) => kind === wanted)?.offer(settings, currency);
    return offer ? [offer] : [];
  });
  if (customerId === undefined) return fresh;
  const open = new Set(fresh.map(({ kind }) => kind));
  const stored = (await methodsOf(db, { vendorId, customerId })).filter(({ kind }) => open.has(kind));
  return [...stored.map((method): PaymentOffer => ({ kind: 'stored', method })), ...fresh];
}

const invalid = (path: string, code: string, message: string) =>
  requestProblem('request.invalid', { fields: [{ path: `paymentMethod.${path}`, code, message }] });

export interface Starting {
  readonly secrets: Secrets;
  readonly actor: Actor;
  /** The vendor's time. */
  readonly at: Date;
  /** The kinds that the portal takes; `null`: all. */
  readonly allowed: readonly OfferedKind[] | null;
}

/**
 * Begins to be paid, in the transaction of the order: nothing but the database is asked. Where the customer has to go to
 * the provider's page, the page itself is opened afterwards.
 * @throws `request.invalid` for a way that is not offered, an account that does not exist, a stored one of somebody else
 */
export async function startPayment(
  tx: Db,
  payable: Payable,
  choice: PaymentChoice,
  { secrets, actor, at, allowed }: Starting,
): Promise<StartedPayment> {
  const { vendorId, customerId, currency, amount } = payable;
  const owner = { vendorId, customerId };
  const stored = choice.kind === 'stored' ? await storedMethod(tx, owner, choice.methodId) : undefined;
  const kind = stored ? stored.kind : (choice.kind as OfferedKind);
  const provider = providers.find((one) => one.kind === kind);
  const settings = await readProviders(beside(tx), vendorId);
  const offered = (allowed === null || allowed.includes(kind)) && provider?.offer(settings, currency);
  if (!provider || !offered) throw invalid('kind', 'not_offered', 'This way to pay is not offered here.');
  if (kind === 'stripe' && toStripeAmount({ amount, currency }) === undefined) {
    throw invalid('kind', 'amount', 'Stripe can not charge just this amount.');
  }
  let method: PaymentMethod | undefined = stored;
  if (choice.kind === 'sepa') {
    const fault = checkIban(choice.iban);
    if (fault) throw invalid('iban', fault.code, fault.message);
    method = await storeMandate(tx, owner, secrets, choice, at);
  }
  const payment = {
    ...startRow(
      {
        ...{ customerId, kind, status: 'pending', amount: { amount, currency } },
        ...{ description: payable.description, reference: payable.reference },
        ...{ orderId: payable.orderId, invoiceId: payable.invoiceId },
      } as Parameters<typeof startRow>[0],
      { id: newId('pay', at.getTime()), now: at.toISOString() },
    ),
    kind,
    methodId: method?.id ?? null,
  };
  const row = toPaymentRow(vendorId, payment);
  await insertRow(tx, 'payment', row);
  await announce(tx, {
    ...{ vendorId, customerId, actor, at },
    action: 'payment.created',
    subjectId: payment.id,
    data: { customerId, paymentId: payment.id },
  });
  return { payment: toStored(row), delivers: provider.delivers, leaves: provider.leaves };
}

async function storedMethod(tx: Db, owner: { vendorId: string; customerId: string }, id: string) {
  try {
    return await requireUsable(tx, owner, id);
  } catch {
    throw invalid('methodId', 'reference', 'There is no such stored way to pay.');
  }
}

/** The order is over: what was not paid will not be. */
export async function cancelPaymentsOf(tx: Db, vendorId: string, orderId: string, at: Date): Promise<void> {
  const rows = await tx
    .selectFrom('payment')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('order_id', '=', orderId)
    .where('status', 'in', ['pending', 'failed'])
    .execute();
  for (const row of rows) {
    const cancelled = { ...toStored(row), status: 'cancelled' as const, updatedAt: at.toISOString() };
    await writePayment(tx, vendorId, cancelled);
  }
}

/**
 * What was paid for is delivered: the mark that it was not goes, here and, by a job, at the provider, where the ids of
 * what was delivered stand in its place.
 */
export async function deliveredPayment(
  tx: Db,
  vendorId: string,
  orderId: string,
  at: Date,
  delivered: readonly string[] = [],
): Promise<void> {
  const now = at.toISOString();
  const paid = (await paymentsOf(tx, vendorId, orderId)).filter(({ status }) => status === 'completed');
  for (const payment of paid) {
    const attention = payment.attention === 'undelivered' ? null : payment.attention;
    // Stripe takes 500 symbols of a value.
    const delivery = payment.kind === 'stripe' ? [orderId, ...delivered].join(' ').slice(0, 500) : null;
    await writePayment(tx, vendorId, { ...payment, attention, delivery, updatedAt: now });
  }
  if (paid.some(({ kind }) => kind === 'stripe')) wakeJob(tx, deliveriesJob);
}
