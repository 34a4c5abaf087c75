import { addDays, dayIn } from '../../../kit/common/day.ts';
import { epcText } from '../../../kit/common/epc.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Owner } from '../../access/server/env.ts';
import type { Customer } from '../../customers/schema.ts';
import { findCustomer } from '../../customers/server/store.ts';
import { requireLetterhead } from '../../documents/server/letterhead-store.ts';
import { requireDocument } from '../../documents/server/store.ts';
import type { StoredDocument } from '../../documents/server/table.ts';
import type { Payment, PortalPayment, Transfer } from '../schema.ts';
import { requireMethod } from './methods-store.ts';
import { readProviders } from './settings-store.ts';

interface Looking {
  readonly timeZone: string;
  readonly now: Date;
  /** The invoice it pays and its customer, where they are at hand. */
  readonly invoice?: StoredDocument | undefined;
  readonly customer?: Customer | undefined;
}

/** Some payments of one customer as it follows them. */
export async function shownPayments(
  db: Db,
  owner: Owner,
  payments: readonly Payment[],
  looking: Looking,
): Promise<PortalPayment[]> {
  const shown: PortalPayment[] = [];
  for (const payment of payments) shown.push(await shownPayment(db, owner, payment, looking));
  return shown;
}

const noMethod = { providerId: null, party: null, endedAt: null };

export async function shownPayment(
  db: Db,
  owner: Owner,
  payment: Payment,
  looking: Looking,
): Promise<PortalPayment> {
  const { id, kind, status, amount, description, createdAt, completedAt, orderId, failure } = payment;
  const awaited = kind === 'invoice' && status === 'pending';
  const method = payment.methodId
    ? await requireMethod(db, owner, payment.methodId).catch(() => undefined)
    : undefined;
  const { providerId: _, party: __, endedAt: ___, ...shown } = method ?? noMethod;
  return {
    ...{ id, kind, status, amount, description, createdAt, completedAt, orderId, failure },
    dueOn: awaited ? await dueOn(db, owner, payment, looking) : null,
    transfer: awaited ? await transferOf(db, owner, payment, looking.customer) : null,
    method: method ? (shown as PortalPayment['method']) : null,
    payable: kind === 'stripe' && (status === 'pending' || status === 'failed') && payment.attention === null,
  };
}

/** What the invoice says; without one, so many days from the order as the vendor gives. */
async function dueOn(
  db: Db,
  { vendorId }: Owner,
  payment: Payment,
  { timeZone, now, invoice: known }: Looking,
) {
  if (known && known.id === payment.invoiceId) return known.dueOn;
  if (payment.invoiceId) {
    const found = await requireDocument(db, vendorId, 'invoice', payment.invoiceId, now).catch(
      () => undefined,
    );
    if (found) return found.document.dueOn;
  }
  const { invoice } = await readProviders(db, vendorId);
  return addDays(dayIn(timeZone, new Date(payment.createdAt)), invoice.dueDays);
}

/** Where to transfer it: the account on the letterhead of the customer's portal; `null` where it names none. */
export async function transferOf(
  db: Db,
  { vendorId, customerId }: Owner,
  { amount, reference }: Pick<Payment, 'amount' | 'reference'>,
  known?: Customer,
): Promise<Transfer | null> {
  const customer = known?.id === customerId ? known : await findCustomer(db, vendorId, customerId);
  if (!customer) return null;
  const { seller } = await requireLetterhead(db, vendorId, customer.portalId);
  if (!seller.bank) return null;
  const { iban, bic, name } = seller.bank;
  const qr = epcText({ holder: seller.name, iban, bic, amount, reference });
  return {
    holder: seller.name,
    iban,
    bic: bic ?? null,
    bank: name ?? null,
    reference,
    qr: qr ?? null,
  };
}
