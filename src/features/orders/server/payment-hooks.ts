import type { Db } from '../../../kit/server/db/db.ts';
import type { EventOf } from '../../activity/events.ts';
import { announce } from '../../activity/server/announce.ts';
import type { OrderHooks } from '../../payments/server/provider.ts';
import { waitsForMoney } from '../rules.ts';
import { beginDelivery } from './deliver.ts';
import type { AnyDeliveryKind } from './delivery.ts';
import { noteLatePayment } from './late-payments.ts';
import { findOrder, lockOrder, writeOrder } from './store.ts';
import type { StoredOrder } from './table.ts';

interface Told {
  readonly vendorId: string;
  readonly orderId: string;
  readonly payment: { readonly customerId: string };
  readonly at: Date;
}

/** The order that a payment is for, locked; one of another customer is none. */
async function orderOf(tx: Db, { vendorId, orderId, payment }: Told): Promise<StoredOrder | undefined> {
  const found = await findOrder(tx, vendorId, orderId);
  if (!found || found.customerId !== payment.customerId) return undefined;
  return lockOrder(tx, vendorId, orderId);
}

const tell = (
  tx: Db,
  { vendorId, orderId, at }: Told,
  { customerId }: StoredOrder,
  action: EventOf<'order'>,
) =>
  announce(tx, {
    ...{ vendorId, customerId, at, action, actor: { kind: 'system', id: null } },
    subjectId: orderId,
    data: { customerId, orderId },
  });

/** What payments tell orders. What a paid order brings is delivered by the job, which is woken. */
export const orderHooks = (kinds: readonly AnyDeliveryKind[]): OrderHooks => ({
  async paid(tx, told) {
    const order = await orderOf(tx, told);
    if (!order) return 'unknown';
    if (order.state === 'cancelled' || order.state === 'expired') {
      if (await noteLatePayment(tx, told)) await tell(tx, told, order, 'order.paid-late');
      return 'late';
    }
    if (order.paidAt !== null) return 'accepted';
    const { vendorId, at } = told;
    const paid = { ...order, paidAt: at.toISOString() };
    if (waitsForMoney(order.state)) {
      // Steps are only written down here, due at once: words and secrets are the job's.
      // A test side's clock may stand in the future; whoever delivers goes by the world's.
      const now = new Date(Math.min(at.getTime(), Date.now()));
      await beginDelivery(tx, { kinds, vendorId, at, now }, paid);
    } else await writeOrder(tx, vendorId, paid, at);
    await tell(tx, told, order, 'order.paid');
    return 'accepted';
  },

  async mismatch(tx, told) {
    const order = await orderOf(tx, told);
    if (order?.state !== 'awaiting-payment') return;
    await writeOrder(tx, told.vendorId, { ...order, state: 'payment-mismatch', expiresAt: null }, told.at);
    await tell(tx, told, order, 'order.payment-mismatch');
  },

  // The order waits on: another way may be chosen until it expires.
  async failed() {},
});
