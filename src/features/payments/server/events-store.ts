import type { Db } from '../../../kit/server/db/db.ts';
import type { PaymentEvent } from '../schema.ts';

/** Longer than Stripe lets anybody send an event again. */
const keptMs = 90 * 86_400_000;

/** False where this event was taken before: of any number of deliveries at once, one is. */
export async function takeEvent(
  tx: Db,
  vendorId: string,
  { id, type, outcome, paymentId, receivedAt }: PaymentEvent,
): Promise<boolean> {
  const done = await tx
    .insertInto('payment_event')
    .values({ vendor_id: vendorId, id, type, outcome, payment_id: paymentId, received_at: receivedAt })
    .onConflict((conflict) => conflict.columns(['vendor_id', 'id']).doNothing())
    .executeTakeFirst();
  return done.numInsertedOrUpdatedRows === 1n;
}

export async function noteOutcome(tx: Db, vendorId: string, id: string, outcome: string): Promise<void> {
  await tx
    .updateTable('payment_event')
    .set({ outcome })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .execute();
}

export async function knowsEvent(db: Db, vendorId: string, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('payment_event')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row !== undefined;
}

/** The newest first, 100 at most. */
export async function listEvents(db: Db, vendorId: string, paymentId: string): Promise<PaymentEvent[]> {
  const rows = await db
    .selectFrom('payment_event')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('payment_id', '=', paymentId)
    .orderBy('received_at', 'desc')
    .limit(100)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    type: row.type,
    outcome: row.outcome,
    paymentId: row.payment_id,
    receivedAt: row.received_at,
  }));
}

export async function sweepEvents(tx: Db, now: Date): Promise<void> {
  const before = new Date(now.getTime() - keptMs).toISOString();
  await tx.deleteFrom('payment_event').where('received_at', '<', before).execute();
}
