import { unknownReference } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { findRow } from '../../../kit/server/rows.ts';
import type { RowReference } from '../../../kit/server/transfer/row-references.ts';
import { referencesTo } from '../../../kit/server/transfer/row-references.ts';
import { findCustomer } from '../../customers/server/store.ts';
import { locations } from './locations-store.ts';

/** Where something belongs, in a request. */
export interface Placing {
  readonly locationId?: string | undefined;
  readonly installationId?: string | null | undefined;
}

/** The same with ids of ours. @throws `request.invalid` for what this vendor does not have, or what stands elsewhere */
export async function placed<Wanted extends Placing>(
  tx: Db,
  vendorId: string,
  wanted: Wanted,
): Promise<Wanted & { readonly customerId: string }> {
  const location = await locations.find(tx, vendorId, wanted.locationId ?? '');
  if (!location) throw unknownReference('locationId', 'location');
  const { installationId } = wanted;
  const found = installationId ? await findRow(tx, 'installation', vendorId, installationId) : undefined;
  if (installationId && found?.location_id !== location.id)
    throw unknownReference('installationId', 'installation at this location');
  return {
    ...wanted,
    locationId: location.id,
    ...(installationId !== undefined && { installationId: found?.id ?? null }),
    customerId: location.customerId,
  };
}

/** By which the records of places are listed. */
export interface PlaceFilter {
  /** Our id or `ext:…`. */
  readonly customerId?: string | undefined;
  readonly locationId?: string | undefined;
  readonly installationId?: string | undefined;
}

/** The same as ids of ours; `undefined` where one of them means nothing, so that nothing is found. */
export async function placeOf(
  db: Db,
  vendorId: string,
  { customerId, locationId, installationId }: PlaceFilter,
): Promise<PlaceFilter | undefined> {
  const customer = customerId === undefined ? undefined : await findCustomer(db, vendorId, customerId);
  const location = locationId === undefined ? undefined : await locations.find(db, vendorId, locationId);
  const installation =
    installationId === undefined ? undefined : await findRow(db, 'installation', vendorId, installationId);
  const missing =
    (customerId !== undefined && !customer) ||
    (locationId !== undefined && !location) ||
    (installationId !== undefined && !installation);
  if (missing) return undefined;
  return { customerId: customer?.id, locationId: location?.id, installationId: installation?.id };
}

/** In an import: the location, and what stands at it. */
export const placeReferences: readonly RowReference[] = [
  { field: 'locationId', thing: 'location', find: referencesTo('location'), fixed: true },
  {
    ...{ field: 'installationId', thing: 'installation at this location', optional: true },
    find: referencesTo('installation'),
    belongsTo: {
      field: 'locationId',
      async ownersOf(db, vendorId, ids) {
        if (ids.length === 0) return new Map();
        const rows = await db
          .selectFrom('installation')
          .select(['id', 'location_id'])
          .where('vendor_id', '=', vendorId)
          .where('id', 'in', ids)
          .execute();
        return new Map(rows.map((row) => [row.id, row.location_id]));
      },
    },
  },
];
