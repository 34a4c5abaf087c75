import { type Paging, paged, unknownReference } from '../../../kit/server/collection.ts';
import { collectionStore } from '../../../kit/server/collection-store.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { siteProblem } from '../problems.ts';
import type { LogbookEntry, LogbookEntryChange, NewLogbookEntry } from '../records-schema.ts';
import { dropFilesOf } from './files-store.ts';
import { type PlaceFilter, type Placing, placed, placeOf } from './placing.ts';
import { toEntry, toEntryRow } from './records-table.ts';

/** References are ids by now. */
export const startEntry = (
  wanted: NewLogbookEntry & { readonly customerId?: string },
  { id, now }: { id: string; now: string },
): LogbookEntry => ({
  id,
  externalId: wanted.externalId ?? null,
  customerId: wanted.customerId ?? '',
  locationId: wanted.locationId,
  installationId: wanted.installationId ?? null,
  kind: wanted.kind,
  happenedOn: wanted.happenedOn,
  text: wanted.text ?? '',
  by: wanted.by ?? null,
  createdAt: now,
  updatedAt: now,
});

export const logbook = collectionStore<'logbook_entry', LogbookEntry, NewLogbookEntry, LogbookEntryChange>({
  ...{ table: 'logbook_entry', prefix: 'log', toThing: toEntry, toRow: toEntryRow, start: startEntry },
  async resolve(tx, vendorId, wanted) {
    if (!('locationId' in wanted)) return wanted;
    return (await placed(tx, vendorId, wanted as Placing)) as unknown as typeof wanted;
  },
  fixed: ['locationId', 'installationId'],
  notFound: () => siteProblem('logbook-entry.not-found'),
  externalIdTaken: () => siteProblem('logbook-entry.external-id-taken'),
  gone: () => unknownReference('locationId', 'location'),
});

/** Newest day first with `sort=-happenedOn`. */
export async function listEntries(
  db: Db,
  vendorId: string,
  filter: PlaceFilter,
  paging: Paging,
): Promise<LogbookEntry[]> {
  const place = await placeOf(db, vendorId, filter);
  if (!place) return [];
  const { customerId, locationId, installationId } = place;
  let query = db.selectFrom('logbook_entry').selectAll().where('vendor_id', '=', vendorId);
  if (customerId) query = query.where('customer_id', '=', customerId);
  if (locationId) query = query.where('location_id', '=', locationId);
  if (installationId) query = query.where('installation_id', '=', installationId);
  const rows = await paged(query, 'logbook_entry', paging, {
    sorts: { happenedOn: 'happened_on' },
  }).execute();
  return rows.map(toEntry);
}

/** With its photos. @throws `logbook-entry.not-found` */
export async function deleteEntry(
  tx: Db,
  vendorId: string,
  reference: string,
  at: Date,
): Promise<LogbookEntry> {
  const { id } = await logbook.require(tx, vendorId, reference);
  await dropFilesOf(tx, vendorId, { entryId: id }, at);
  return logbook.remove(tx, vendorId, id);
}
