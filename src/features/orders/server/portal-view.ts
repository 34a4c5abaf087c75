import type { Db } from '../../../kit/server/db/db.ts';
import { findCandidate } from '../../customers/server/store.ts';
import { requireDocument } from '../../documents/server/store.ts';
import { shownPayment } from '../../payments/server/portal-view.ts';
import { paymentsOf } from '../../payments/server/store.ts';
import type { Portal } from '../../portals/schema.ts';
import { shownStep } from '../rules.ts';
import type { PortalOrder } from '../schema.ts';
import { latePayment, whole } from './store.ts';
import type { StoredOrder } from './table.ts';

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
): Promise<PortalOrder> {
  const [order] = await whole(db, vendorId, [stored]);
  if (!order) throw new Error('an order without itself');
  const { id, number, state, title, lines, currency, net, tax, gross, coupon } = order;
  const { placedAt, paidAt, deliveredAt, contractId, invoiceId, customerId } = order;
  const invoice = invoiceId && (await requireDocument(db, vendorId, 'invoice', invoiceId, at)).document;
  const [payment] = await paymentsOf(db, vendorId, id);
  const looking = { timeZone: portal.timeZone, now: at };
  return {
    ...{ id, number, state, title, lines, currency, net, tax, gross, coupon },
    ...{ placedAt, paidAt, deliveredAt, contractId },
    invoice: invoice ? { id: invoice.id, number: invoice.number } : null,
    // What happens to money that came too late is not delivery.
    steps: order.steps.filter(({ name }) => name !== latePayment).map(shownStep),
    terms: order.terms,
    payment: payment ? await shownPayment(db, { vendorId, customerId }, payment, looking) : null,
    confirmationTo: portal.mail.noAccessMail ? null : await addressOf(db, vendorId, stored),
  };
}

async function addressOf(db: Db, vendorId: string, order: StoredOrder): Promise<string | null> {
  const contact = order.contactId ? (await findCandidate(db, vendorId, order.contactId))?.contact : undefined;
  return contact?.email || order.billing.email || null;
}
