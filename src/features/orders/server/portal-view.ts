import type { Db } from '../../../kit/server/db/db.ts';
import type { Contact, Customer } from '../../customers/schema.ts';
import { findCandidate } from '../../customers/server/store.ts';
import { requireDocument } from '../../documents/server/store.ts';
import type { StoredDocument } from '../../documents/server/table.ts';
import { shownPayment } from '../../payments/server/portal-view.ts';
import type { StartedPayment } from '../../payments/server/provider.ts';
import { paymentsOf } from '../../payments/server/store.ts';
import type { Portal } from '../../portals/schema.ts';
import { shownStep } from '../rules.ts';
import type { Order, OrderStep, PortalOrder } from '../schema.ts';
import { latePayment, told, whole } from './store.ts';
import type { StoredOrder } from './table.ts';

/** What whoever wrote an order a moment ago knows of it; it is as it would be read now. */
export interface KnownOrder {
  readonly steps: readonly OrderStep[];
  readonly terms: Order['terms'];
  readonly order: StoredOrder;
  readonly customer: Customer;
  readonly contact: Contact | null;
  readonly started?: StartedPayment | undefined;
  readonly invoice?: StoredDocument | undefined;
}

interface Looking {
  readonly vendorId: string;
  readonly portal: Pick<Portal, 'mail' | 'timeZone'>;
  /** The vendor's time. */
  readonly at: Date;
}

/** An order as its customer sees it. */
export async function shownOrder(
  db: Db,
  stored: StoredOrder,
  { vendorId, portal, at }: Looking,
  known?: KnownOrder,
): Promise<PortalOrder> {
  const [order] = known
    ? [told(stored, { steps: [...known.steps], terms: known.terms })]
    : await whole(db, vendorId, [stored]);
  if (!order) throw new Error('an order without itself');
  const { id, number, state, title, lines, currency, net, tax, gross, coupon } = order;
  const { placedAt, paidAt, deliveredAt, contractId, invoiceId, customerId } = order;
  const invoice =
    known?.invoice ??
    (invoiceId ? (await requireDocument(db, vendorId, 'invoice', invoiceId, at)).document : undefined);
  const payment = known?.started?.payment ?? (await paymentsOf(db, vendorId, id))[0];
  const looking = { timeZone: portal.timeZone, now: at, invoice, customer: known?.customer };
  return {
    ...{ id, number, state, title, lines, currency, net, tax, gross, coupon },
    ...{ placedAt, paidAt, deliveredAt, contractId },
    invoice: invoice ? { id: invoice.id, number: invoice.number } : null,
    // What happens to money that came too late is not delivery.
    steps: order.steps.filter(({ name }) => name !== latePayment).map(shownStep),
    terms: order.terms,
    payment: payment ? await shownPayment(db, { vendorId, customerId }, payment, looking) : null,
    confirmationTo: portal.mail.noAccessMail ? null : await addressOf(db, vendorId, stored, known),
  };
}

async function addressOf(
  db: Db,
  vendorId: string,
  order: StoredOrder,
  known: KnownOrder | undefined,
): Promise<string | null> {
  const contact =
    known?.contact ??
    (order.contactId ? (await findCandidate(db, vendorId, order.contactId))?.contact : undefined);
  return contact?.email || order.billing.email || null;
}
