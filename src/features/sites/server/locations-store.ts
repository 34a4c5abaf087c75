import { newId } from '../../../kit/common/id.ts';
import {
  merged,
  type Paging,
  paged,
  unknownReference,
  type Written,
} from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import {
  deleteRow,
  findRow,
  insertRow,
  lockRow,
  updateRow,
  whileReferred,
  writeChange,
} from '../../../kit/server/rows.ts';
import { dropCodes } from '../../access/server/access-codes-store.ts';
import { findCustomer, requireSameCustomer } from '../../customers/server/store.ts';
import { siteProblem } from '../problems.ts';
import type { Location, LocationChange, NewLocation } from '../schema.ts';
import { emptyAddress, toLocation, toLocationRow } from './table.ts';

export interface LocationFilter {
  /** Our id or `ext:…` of a customer. */
  readonly customerId?: string | undefined;
}

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

/** By our id or `ext:…`; another vendor's is `undefined`. */
export async function findLocation(
  db: Db,
  vendorId: string,
  reference: string,
): Promise<Location | undefined> {
  const row = await findRow(db, 'location', vendorId, reference);
  return row && toLocation(row);
}

/** @throws `location.not-found` */
export async function requireLocation(db: Db, vendorId: string, reference: string): Promise<Location> {
  const location = await findLocation(db, vendorId, reference);
  if (!location) throw siteProblem('location.not-found');
  return location;
}

/** @throws `location.external-id-taken`, `request.invalid` for a customer the vendor does not have */
export async function createLocation(
  tx: Db,
  vendorId: string,
  wanted: NewLocation,
  at: Date,
): Promise<Location> {
  const location = await insertLocation(tx, vendorId, wanted, at);
  if (!location) throw siteProblem('location.external-id-taken');
  return location;
}

/** `undefined` where the vendor's own id is taken. */
async function insertLocation(
  tx: Db,
  vendorId: string,
  wanted: NewLocation,
  at: Date,
): Promise<Location | undefined> {
  const customer = await findCustomer(tx, vendorId, wanted.customerId);
  if (!customer) throw unknownReference('customerId', 'customer');
  const made = { id: newId('loc', at.getTime()), now: at.toISOString() };
  const location = startLocation({ ...wanted, customerId: customer.id }, made);
  const insert = insertRow(tx, 'location', toLocationRow(vendorId, location));
  const inserted = await whileReferred(insert, () => unknownReference('customerId', 'customer'));
  return inserted ? location : undefined;
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

/** @throws `location.not-found` */
export async function updateLocation(
  tx: Db,
  vendorId: string,
  reference: string,
  change: LocationChange,
  at: Date,
): Promise<Written<Location>> {
  await lockRow(tx, 'location', vendorId, reference);
  const before = await requireLocation(tx, vendorId, reference);
  return writeChange(before, laidOver(before, change), at, (changed) =>
    updateRow(tx, 'location', toLocationRow(vendorId, changed)),
  );
}

/**
 * Makes the location with this outside id, or changes it; it stays with its customer.
 * @throws `request.invalid` for an unknown customer, or another one than the location has
 */
export async function upsertLocation(
  tx: Db,
  vendorId: string,
  externalId: string,
  wanted: NewLocation,
  at: Date,
): Promise<Written<Location>> {
  const thing = await insertLocation(tx, vendorId, { ...wanted, externalId }, at);
  if (thing) return { thing, created: true, fields: [] };
  const { externalId: _, customerId, ...change } = wanted;
  const before = await requireLocation(tx, vendorId, `ext:${externalId}`);
  await requireSameCustomer(tx, vendorId, before.customerId, customerId);
  return updateLocation(tx, vendorId, before.id, change, at);
}

/** With its installations, which go by the foreign key, and its code. @throws `location.not-found` */
export async function deleteLocation(
  tx: Db,
  vendorId: string,
  reference: string,
  at: Date,
): Promise<Location> {
  const location = await requireLocation(tx, vendorId, reference);
  await dropCodes(tx, { vendorId, customerId: location.customerId, locationId: location.id }, at);
  await deleteRow(tx, 'location', vendorId, location.id);
  return location;
}
