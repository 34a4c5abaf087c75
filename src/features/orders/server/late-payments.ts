import type { Db } from '../../../kit/server/db/db.ts';
import type { OrderHooks } from '../../payments/server/provider.ts';
import { plainMoney } from '../rules.ts';
import { latePayment } from './store.ts';

type Told = Parameters<OrderHooks['paid']>[1];

/**
 * Money for an order that is over revives nothing; it stands in the queue for repair until somebody saw to it.
 * @returns whether it was not noted before
 */
export async function noteLatePayment(tx: Db, { vendorId, orderId, payment }: Told): Promise<boolean> {
  const { amount, currency } = payment.amount;
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('order_step')
    .values({
      ...{ vendor_id: vendorId, order_id: orderId, name: latePayment, position: 99, state: 'stuck' },
      ...{ attempts: 1, due_at: null, result_id: payment.id, done_at: null },
      error: `${plainMoney(amount, currency)} came when the order was over. Cards get it back by themselves; a transfer is sent back by hand.`,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(numInsertedOrUpdatedRows ?? 0) > 0;
}

/** Somebody saw to the money. @returns whether there was some */
export async function settleLatePayment(
  tx: Db,
  { vendorId, orderId, at }: { vendorId: string; orderId: string; at: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('order_step')
    .set({ state: 'done', done_at: at.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('order_id', '=', orderId)
    .where('name', '=', latePayment)
    .where('state', '=', 'stuck')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
