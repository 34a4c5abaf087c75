import { keepWords, searchText } from '../../../kit/server/search.ts';
import type { Package } from '../schema.ts';

export interface PackageTable {
  vendor_id: string;
  id: string;
  customer_id: string;
  external_id: string | null;
  name: string;
  unit: string;
  included: number;
  used: number;
  starts_on: string;
  ends_on: string | null;
  renews: number;
  price_amount: number | null;
  price_currency: string | null;
  active: number;
  note: string;
  search_text: string;
  created_at: string;
  updated_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    package: PackageTable;
  }
}

keepWords('package', ({ customer_id }) => customer_id);

export const toPackage = (row: PackageTable): Package => ({
  id: row.id,
  customerId: row.customer_id,
  externalId: row.external_id,
  name: row.name,
  unit: row.unit,
  included: Number(row.included),
  used: Number(row.used),
  startsOn: row.starts_on,
  endsOn: row.ends_on,
  renews: Number(row.renews) === 1,
  price:
    row.price_amount === null
      ? null
      : { amount: Number(row.price_amount), currency: row.price_currency as string },
  active: Number(row.active) === 1,
  note: row.note,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const toPackageRow = (vendorId: string, one: Package): PackageTable => ({
  vendor_id: vendorId,
  id: one.id,
  customer_id: one.customerId,
  external_id: one.externalId,
  name: one.name,
  unit: one.unit,
  included: one.included,
  used: one.used,
  starts_on: one.startsOn,
  ends_on: one.endsOn,
  renews: one.renews ? 1 : 0,
  price_amount: one.price?.amount ?? null,
  price_currency: one.price?.currency ?? null,
  active: one.active ? 1 : 0,
  note: one.note,
  search_text: searchText(one.name, one.unit, one.note, one.externalId),
  created_at: one.createdAt,
  updated_at: one.updatedAt,
});
