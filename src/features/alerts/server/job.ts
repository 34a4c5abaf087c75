import { newId } from '../../../kit/common/id.ts';
import type { AlertFigure, AlertSource } from '../../../kit/server/alert-source.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { findRow, lockRow } from '../../../kit/server/rows.ts';
import { partsOf } from '../metrics.ts';
import { dueOf } from '../rules.ts';
import { tellDigests } from './digest.ts';
import { keepFiring, type Ringing, type Telling, tell } from './fire.ts';
import { type AlertsJob, ringingOf } from './ringing.ts';
import { type StoredAlert, toAlert, toStored } from './table.ts';

const atOnce = 500;

/**
 * Looks at every rule that is on: the figures of many customers by one question each metric, then a transaction for each
 * customer to whom there is something to say. Its rules are locked and looked at again in it, so that of two processes
 * one tells. What waited for the mail of the day is told afterwards.
 */
export const checkAlerts =
  (sources: readonly AlertSource[]) =>
  async (job: AlertsJob): Promise<void> => {
    const { db } = job.database;
    for (const vendorId of await vendorsWithAlerts(db)) {
      const ringing = await ringingOf(job, vendorId);
      if (!ringing) continue;
      for (let after = ''; ; ) {
        if (job.signal.aborted) return;
        const alerts = await activeAlerts(db, vendorId, after);
        await look(job, sources, ringing, vendorId, alerts);
        const last = alerts.at(-1);
        if (!last || alerts.length < atOnce) break;
        after = last.id;
      }
    }
    await tellDigests(job);
  };

const vendorsWithAlerts = async (db: Db): Promise<string[]> =>
  (
    await db.selectFrom('alert').select('vendor_id').where('active', '=', 1).groupBy('vendor_id').execute()
  ).map((row) => row.vendor_id);

/** Of customers that are on: to one that was switched off nothing is said. */
async function activeAlerts(db: Db, vendorId: string, after: string): Promise<StoredAlert[]> {
  const rows = await db
    .selectFrom('alert as a')
    .innerJoin('customer as c', (on) =>
      on.onRef('c.vendor_id', '=', 'a.vendor_id').onRef('c.id', '=', 'a.customer_id'),
    )
    .selectAll('a')
    .where('a.vendor_id', '=', vendorId)
    .where('a.active', '=', 1)
    .where('c.status', '=', 'active')
    .where('a.id', '>', after)
    .orderBy('a.id')
    .limit(atOnce)
    .execute();
  return rows.map(toStored);
}

async function look(
  { database: { db }, signal, log }: AlertsJob,
  sources: readonly AlertSource[],
  ringing: Ringing,
  vendorId: string,
  alerts: readonly StoredAlert[],
): Promise<void> {
  const figures = new Map<string, readonly AlertFigure[]>();
  const due = new Map<string, string[]>();
  for (const metric of new Set(alerts.map((alert) => alert.metric))) {
    const asking = alerts.filter((alert) => alert.metric === metric);
    const { name, of } = partsOf(metric);
    const source = sources.find((one) => one.metric === name);
    if (!source) continue;
    const customerIds = [...new Set(asking.map(({ customerId }) => customerId))];
    const found = await source.figures(db, { vendorId, customerIds, of, at: ringing.at });
    const byCustomer = Map.groupBy(found, ({ customerId }) => customerId);
    for (const alert of asking) {
      const own = byCustomer.get(alert.customerId) ?? [];
      const now = dueOf(alert, own, ringing.at);
      if (now.figures.length === 0 && now.told.length === alert.told.length) continue;
      figures.set(alert.id, own);
      due.set(alert.customerId, [...(due.get(alert.customerId) ?? []), alert.id]);
    }
  }
  for (const [customerId, ids] of due) {
    if (signal.aborted) return;
    // A customer that can't be told does not keep the others from it.
    await inTransaction(db, (tx) => tellTogether(tx, ringing, vendorId, ids, figures)).catch(
      (error: unknown) => log.warn({ error, customer: customerId }, 'alerts could not be told'),
    );
  }
}

/** What becomes due at once for one customer is one mail to each of its people. */
async function tellTogether(
  tx: Db,
  ringing: Ringing,
  vendorId: string,
  ids: readonly string[],
  figures: ReadonlyMap<string, readonly AlertFigure[]>,
): Promise<void> {
  const now: Telling[] = [];
  for (const id of ids.toSorted()) {
    await lockRow(tx, 'alert', vendorId, id);
    const row = await findRow(tx, 'alert', vendorId, id);
    const alert = row && toStored(row);
    if (!alert?.active) continue;
    const due = dueOf(alert, figures.get(id) ?? [], ringing.at);
    const fires = due.figures.length > 0;
    await tx
      .updateTable('alert')
      .set({ told: JSON.stringify(due.told), ...(fires && { last_fired_at: ringing.at.toISOString() }) })
      .where('vendor_id', '=', vendorId)
      .where('id', '=', id)
      .execute();
    if (!fires) continue;
    const telling = {
      firingId: newId('alf', ringing.at.getTime()),
      ...{ alert: toAlert(alert), figures: due.figures },
    };
    if (alert.digest) await keepFiring(tx, ringing, vendorId, telling, 'fired', 'waits');
    else now.push(telling);
  }
  const sent = await tell(tx, ringing, vendorId, now, 'fired');
  for (const telling of now) {
    await keepFiring(tx, ringing, vendorId, telling, 'fired', sent.get(telling.firingId) ?? []);
  }
}
