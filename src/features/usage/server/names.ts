import { rowsBy } from '../../../kit/server/db/bulk.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { ReportColumn } from '../schema.ts';

/** What things are called, by id. */
export type Named = ReadonlyMap<string, string>;

interface Names {
  readonly subject_id: string;
  readonly customer_id: string;
}

/** Names of what rows were used on, and of whose they are, where the columns show them. */
export async function namesOf(
  db: Db,
  { vendorId }: { readonly vendorId: string },
  rows: readonly Names[],
  columns: readonly ReportColumn[],
): Promise<Named> {
  const names = new Map<string, string>();
  const has = (name: string) => columns.some(({ key }) => key === name);
  const idsOf = (field: keyof Names, prefix: string) => [
    ...new Set(rows.map((row) => row[field]).filter((id) => id.startsWith(prefix))),
  ];
  if (has('account')) {
    for (const row of await rowsBy(db, 'customer', vendorId, 'id', idsOf('customer_id', 'cus_')))
      names.set(row.id, row.name);
  }
  if (has('subject')) {
    for (const row of await rowsBy(db, 'contract', vendorId, 'id', idsOf('subject_id', 'ctr_')))
      names.set(row.id, row.title);
    for (const row of await rowsBy(db, 'domain', vendorId, 'id', idsOf('subject_id', 'dom_')))
      names.set(row.id, row.host);
    const licences = await rowsBy(db, 'licence', vendorId, 'id', idsOf('subject_id', 'lic_'));
    const products = await rowsBy(db, 'product', vendorId, 'id', [
      ...new Set(licences.map((row) => row.product_id)),
    ]);
    const product = new Map(products.map((row) => [row.id, row.name]));
    // The hint tells two licences of one product apart.
    for (const row of licences)
      names.set(row.id, [product.get(row.product_id), row.key_hint].filter(Boolean).join(' '));
  }
  return names;
}
