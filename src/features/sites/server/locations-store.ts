import { merged, type Paging, paged, unknownReference } from '../../../kit/server/collection.ts';
import { collectionStore } from '../../../kit/server/collection-store.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { findCustomer } from '../../customers/server/store.ts';
import { siteProblem } from '../problems.ts';
import type { Location, LocationChange, NewLocation } from '../schema.ts';
import { emptyAddress, toLocation, toLocationRow } from './table.ts';

export interface LocationFilter {
  /** Our id or `ext:…` of a customer. */
  readonly customerId?: string | undefined;
}

/** A new location; the customer by our id. */
export const startLocation = (wanted: NewLocation, { id, now }: { id: string; now: string }): Location => ({
  id,
  customerId: wanted.customerId,
  externalId: wanted.externalId ?? null,
  name: wanted.name,
  number: wanted.number ?? null,
  address: merged(emptyAddress, wanted.address ?? {}),
  createdAt: now,
  updatedAt: now,
});

/** `change` laid over the location; the address field by field. */
export const laidOver = (before: Location, change: LocationChange): Location =>
  merged(before, { ...change, address: merged(before.address, change.address ?? {}) });

const unknownCustomer = () => unknownReference('customerId', 'customer');

/** It stays with its customer. */
export const locations = collectionStore<'location', Location, NewLocation, LocationChange>({
  ...{ table: 'location', prefix: 'loc', toThing: toLocation, toRow: toLocationRow, start: startLocation },
  async resolve(tx, vendorId, wanted) {
    if (!('customerId' in wanted)) return wanted;
    const customer = await findCustomer(tx, vendorId, wanted.customerId);
    if (!customer) throw unknownCustomer();
    return { ...wanted, customerId: customer.id };
  },
  change: laidOver,
  fixed: ['customerId'],
  notFound: () => siteProblem('location.not-found'),
  externalIdTaken: () => siteProblem('location.external-id-taken'),
  gone: unknownCustomer,
});

export async function listLocations(
  db: Db,
  vendorId: string,
  filter: LocationFilter,
  paging: Paging,
): Promise<Location[]> {
  let query = db.selectFrom('location').selectAll().where('vendor_id', '=', vendorId);
  if (filter.customerId !== undefined) {
    const customer = await findCustomer(db, vendorId, filter.customerId);
    if (!customer) return [];
    query = query.where('customer_id', '=', customer.id);
  }
  return (await paged(query, 'location', paging).execute()).map(toLocation);
}
