import { dayIn, startOfDay } from '../../../kit/common/day.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { findRow, lockRow } from '../../../kit/server/rows.ts';
import { findCustomer } from '../../customers/server/store.ts';
import { findPortal } from '../../portals/server/store.ts';
import type { Figure } from '../rules.ts';
import { type Ringing, type Telling, tell } from './fire.ts';
import { type AlertsJob, ringingOf } from './ringing.ts';
import { toAlert, toStored } from './table.ts';

const morningMs = 6 * 3_600_000;

/** The last moment at which mails of the day were to go: six in the morning where the portal is. */
export function lastMorning(timeZone: string, at: Date): Date {
  const before = new Date(at.getTime() - morningMs);
  return new Date(startOfDay(dayIn(timeZone, before), timeZone).getTime() + morningMs);
}

/** The mails of the day: one to each person, with all that waited since the morning before; late ones at once. */
export async function tellDigests(job: AlertsJob): Promise<void> {
  const { db } = job.database;
  const waiting = await db
    .selectFrom('alert_firing')
    .select(['vendor_id', 'customer_id'])
    .where('waits', '=', 1)
    .groupBy(['vendor_id', 'customer_id'])
    .execute();
  const byVendor = Map.groupBy(waiting, ({ vendor_id }) => vendor_id);
  for (const [vendorId, rows] of byVendor) {
    const ringing = await ringingOf(job, vendorId);
    for (const { customer_id } of ringing ? rows : []) {
      if (job.signal.aborted) return;
      await inTransaction(db, (tx) => tellDay(tx, ringing as Ringing, vendorId, customer_id)).catch(
        (error: unknown) =>
          job.log.warn({ error, customer: customer_id }, 'a mail of the day could not be written'),
      );
    }
  }
}

async function tellDay(tx: Db, ringing: Ringing, vendorId: string, customerId: string): Promise<void> {
  await lockRow(tx, 'customer', vendorId, customerId);
  const customer = await findCustomer(tx, vendorId, customerId);
  const portal = customer && (await findPortal(tx, vendorId, customer.portalId));
  if (!portal) return;
  const rows = await tx
    .selectFrom('alert_firing')
    .select(['id', 'alert_id', 'figures'])
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('waits', '=', 1)
    .where('created_at', '<', lastMorning(portal.timeZone, ringing.at).toISOString())
    .orderBy('id')
    .execute();
  const tellings: Telling[] = [];
  for (const row of rows) {
    const found = await findRow(tx, 'alert', vendorId, row.alert_id);
    const alert = found && toAlert(toStored(found));
    // Nobody is told of what was switched off meanwhile.
    if (!alert?.active) continue;
    tellings.push({ firingId: row.id, alert, figures: JSON.parse(row.figures) as Figure[] });
  }
  const sent =
    customer?.status === 'active' ? await tell(tx, ringing, vendorId, tellings, 'fired') : new Map();
  for (const { id } of rows) {
    await tx
      .updateTable('alert_firing')
      .set({ waits: 0, mails: JSON.stringify(sent.get(id) ?? []) })
      .where('vendor_id', '=', vendorId)
      .where('id', '=', id)
      .execute();
  }
}
