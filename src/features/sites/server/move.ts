import type { Day } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { endSessionsOfInstallation } from '../../access/server/sessions-store.ts';
import type { Installation } from '../schema.ts';
import { spansOf } from './handover.ts';

/** The day from which the owner of today reads of a location; `null`: from its beginning. */
async function readFrom(db: Db, vendorId: string, customerId: string, id: string): Promise<Day | null> {
  const spans = await spansOf(db, { vendorId, customerId }, { id, customerId });
  return spans.find(({ until }) => until === null)?.from ?? null;
}

/**
 * What belongs to an installation goes to the location where it stands now: what is due, what is asked for, and its
 * history. Of the history nothing that only a former owner of either location may read: it stays where it happened, so
 * that nobody reads more than before. Sessions that began with its token end, since the code of the other location is
 * another one.
 */
export async function bringAlong(
  tx: Db,
  vendorId: string,
  { id, externalId, customerId, locationId: from }: Installation,
  { locationId: to }: Installation,
  at: Date,
): Promise<void> {
  const days = [await readFrom(tx, vendorId, customerId, from), await readFrom(tx, vendorId, customerId, to)];
  const since =
    days
      .filter((day) => day !== null)
      .sort()
      .at(-1) ?? '';
  const moved = { location_id: to, updated_at: at.toISOString() };
  const rows = (table: 'inspection' | 'logbook_entry' | 'site_document' | 'site_request') =>
    tx
      .updateTable(table)
      .set(moved)
      .where('vendor_id', '=', vendorId)
      .where('location_id', '=', from)
      .where('installation_id', '=', id)
      .where('customer_id', '=', customerId);
  await rows('inspection').execute();
  await rows('site_request').execute();
  await rows('logbook_entry').where('happened_on', '>=', since).execute();
  await rows('site_document').where('issued_on', '>=', since).execute();
  const ids = externalId === null ? [id] : [id, `ext:${externalId}`];
  await endSessionsOfInstallation(tx, { vendorId, customerId, ids }, at);
}
