import type { Db } from '../../../kit/server/db/db.ts';
import { dropFile } from '../../../kit/server/files.ts';
import { dropCodes } from '../../access/server/access-codes-store.ts';
import type { Location } from '../schema.ts';
import { clearDocumentsOf } from './documents-store.ts';
import { locations } from './locations-store.ts';
import { todayOf } from './today.ts';

/**
 * With its installations, logbook, inspections and requests, which go by the foreign keys, and its code.
 * @throws `location.not-found`, `site-document.must-be-kept`
 */
export async function deleteLocation(
  tx: Db,
  vendorId: string,
  reference: string,
  at: Date,
): Promise<Location> {
  const location = await locations.require(tx, vendorId, reference);
  const { id, customerId } = location;
  await clearDocumentsOf(tx, vendorId, id, await todayOf(tx, vendorId, at), at);
  for (const file of await filesAt(tx, vendorId, id)) await dropFile(tx, vendorId, file, at);
  await dropCodes(tx, { vendorId, customerId, locationId: id }, at);
  return locations.remove(tx, vendorId, id);
}

async function filesAt(db: Db, vendorId: string, locationId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('site_file')
    .leftJoin('logbook_entry as e', (on) =>
      on.onRef('e.vendor_id', '=', 'site_file.vendor_id').onRef('e.id', '=', 'site_file.entry_id'),
    )
    .leftJoin('site_request as r', (on) =>
      on.onRef('r.vendor_id', '=', 'site_file.vendor_id').onRef('r.id', '=', 'site_file.request_id'),
    )
    .select('site_file.file_id')
    .where('site_file.vendor_id', '=', vendorId)
    .where((eb) => eb.or([eb('e.location_id', '=', locationId), eb('r.location_id', '=', locationId)]))
    .execute();
  return rows.map(({ file_id }) => file_id);
}
