import type { Db } from '../../../kit/server/db/db.ts';
import { lockRow } from '../../../kit/server/rows.ts';
import type { PaymentEvent } from '../care-schema.ts';
import { effectOf } from '../payment-rules.ts';
import type { Licence } from '../schema.ts';
import {
  type LicenceWriting,
  momentOf,
  requireLicence,
  requireLicenceRow,
  updateLicence,
} from './licences-store.ts';

/**
 * Takes in what another system says of a licence's payments. One that is known already changes nothing.
 * @throws `licence.not-found`
 */
export async function takePaymentEvent(
  tx: Db,
  writing: LicenceWriting,
  reference: string,
  event: PaymentEvent,
): Promise<{ readonly licence: Licence; readonly isNew: boolean; readonly fields: readonly string[] }> {
  const { vendorId, at } = writing;
  await lockRow(tx, 'licence', vendorId, reference);
  const row = await requireLicenceRow(tx, vendorId, reference);
  const occurredAt = event.occurredAt ?? at.toISOString();
  const paidUntil = event.paidUntil && (await momentOf(tx, vendorId, row.customer_id, event.paidUntil));
  const done = await tx
    .insertInto('licence_payment_event')
    .values({
      ...{ vendor_id: vendorId, licence_id: row.id, event_id: event.id, type: event.type },
      ...{ paid_until: paidUntil ?? null, occurred_at: occurredAt, received_at: at.toISOString() },
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  const before = await requireLicence(tx, vendorId, row.id, at);
  if (done.numInsertedOrUpdatedRows !== 1n) return { licence: before, isNew: false, fields: [] };
  const effect = effectOf(
    { type: event.type, ...(paidUntil && { paidUntil }), occurredAt },
    before,
    row.payment_at,
  );
  // A block that an event lifts is over, whatever it was for: it is not kept from coming again.
  const blockedFor = effect.blocked === null ? row.blocked_for : `event ${event.id}`;
  const { thing, fields } = await updateLicence(tx, writing, row.id, effect, { blockedFor });
  if (row.payment_at === null || occurredAt > row.payment_at) {
    await tx
      .updateTable('licence')
      .set({ payment_at: occurredAt })
      .where('vendor_id', '=', vendorId)
      .where('id', '=', row.id)
      .execute();
  }
  return { licence: thing, isNew: true, fields };
}
