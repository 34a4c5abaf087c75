import * as v from 'valibot';
import { ListQuery } from '../../../kit/server/http/list.ts';
import { collectionRoutes } from '../../access/server/collection-routes.ts';
import { named } from '../../customers/named.ts';
import { withNames } from '../../customers/server/names.ts';
import { NewPackage, Package, PackageChange } from '../schema.ts';
import {
  createPackage,
  deletePackage,
  listPackages,
  requirePackage,
  updatePackage,
  upsertPackage,
} from './store.ts';

/** `/api/v1/packages`. */
export const packagesVendorRoutes = collectionRoutes({
  name: 'packages',
  thing: 'package',
  one: 'a package',
  schema: Package,
  query: v.strictObject({ ...ListQuery.entries, customerId: v.optional(v.string()) }),
  listed: named(Package),
  list: ({ db, vendorId }, query, paging) =>
    withNames({ db, vendorId }, listPackages(db, vendorId, query, paging)),
  read: ({ db, vendorId }, reference) => requirePackage(db, vendorId, reference),
  create: {
    body: NewPackage,
    description:
      'A bundle that a customer booked: so many units in a period, and what is used of them. Your switch or meter writes `used`; the price is a note for the customer.',
    problems: ['package.external-id-taken'],
    act: (tx, { vendorId, at }, wanted) => createPackage(tx, vendorId, wanted, at),
  },
  change: {
    body: PackageChange,
    act: (tx, { vendorId, at }, reference, change) => updatePackage(tx, vendorId, reference, change, at),
  },
  upsert: {
    body: v.omit(NewPackage, ['externalId']),
    act: (tx, { vendorId, at }, externalId, wanted) => upsertPackage(tx, vendorId, externalId, wanted, at),
  },
  remove: { act: (tx, { vendorId }, reference) => deletePackage(tx, vendorId, reference) },
  about: ({ id, customerId }) => ({ customerId, data: { customerId, packageId: id } }),
});
