import { type Paging, paged, unknownReference } from '../../../kit/server/collection.ts';
import { collectionStore } from '../../../kit/server/collection-store.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { findRow } from '../../../kit/server/rows.ts';
import type { Owner } from '../../access/server/env.ts';
import { findCustomer } from '../../customers/server/store.ts';
import { packageProblem } from '../problems.ts';
import { wrongIn } from '../rules.ts';
import type { NewPackage, Package, PackageChange } from '../schema.ts';
import { toPackage, toPackageRow } from './table.ts';

const unknownCustomer = () => unknownReference('customerId', 'customer');

/** A new package; the customer by our id. */
export const startPackage = (
  wanted: NewPackage,
  { id, now }: { readonly id: string; readonly now: string },
): Package => ({
  id,
  customerId: wanted.customerId,
  externalId: wanted.externalId ?? null,
  name: wanted.name,
  unit: wanted.unit,
  included: wanted.included,
  used: wanted.used ?? 0,
  startsOn: wanted.startsOn,
  endsOn: wanted.endsOn ?? null,
  renews: wanted.renews ?? false,
  price: wanted.price ?? null,
  active: wanted.active ?? true,
  note: wanted.note ?? '',
  createdAt: now,
  updatedAt: now,
});

export const {
  require: requirePackage,
  create: createPackage,
  update: updatePackage,
  upsert: upsertPackage,
  remove: deletePackage,
} = collectionStore<'package', Package, NewPackage, PackageChange>({
  ...{ table: 'package', prefix: 'pkg', toThing: toPackage, toRow: toPackageRow, start: startPackage },
  check: wrongIn,
  async resolve(tx, vendorId, wanted) {
    if (!('customerId' in wanted)) return wanted;
    const customer = await findCustomer(tx, vendorId, wanted.customerId);
    if (!customer) throw unknownCustomer();
    return { ...wanted, customerId: customer.id };
  },
  fixed: ['customerId'],
  notFound: () => packageProblem('package.not-found'),
  externalIdTaken: () => packageProblem('package.external-id-taken'),
  gone: unknownCustomer,
});

export async function listPackages(
  db: Db,
  vendorId: string,
  /** Our id or `ext:…` of a customer. */
  { customerId: reference }: { readonly customerId?: string | undefined },
  paging: Paging,
): Promise<Package[]> {
  let query = db.selectFrom('package').selectAll().where('vendor_id', '=', vendorId);
  if (reference !== undefined) {
    const customer = await findCustomer(db, vendorId, reference);
    if (!customer) return [];
    query = query.where('customer_id', '=', customer.id);
  }
  return (await paged(query, 'package', paging).execute()).map(toPackage);
}

/** A customer's own, in the order in which they were booked. */
export async function packagesOf(
  db: Db,
  { vendorId, customerId }: Owner,
  paging: Paging,
): Promise<Package[]> {
  const query = db
    .selectFrom('package')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId);
  return (await paged(query, 'package', paging).execute()).map(toPackage);
}

/** One of the customer's own; another's is none. @throws `package.not-found` */
export async function requireOwnPackage(db: Db, owner: Owner, id: string): Promise<Package> {
  const row = await findRow(db, 'package', owner.vendorId, id);
  if (!row || row.customer_id !== owner.customerId || row.id !== id)
    throw packageProblem('package.not-found');
  return toPackage(row);
}
