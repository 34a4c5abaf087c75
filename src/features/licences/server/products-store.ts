import { newId } from '../../../kit/common/id.ts';
import { merged, type Paging, paged, type Written } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { deleteRow, findRow, insertRow, lockRow, updateRow, writeChange } from '../../../kit/server/rows.ts';
import { licenceProblem } from '../problems.ts';
import { type NewProduct, type Product, type ProductChange, productDefaults } from '../schema.ts';
import { publishableKeyOf, toProduct, toProductRow } from './table.ts';

export async function listProducts(db: Db, vendorId: string, paging: Paging): Promise<Product[]> {
  const query = db.selectFrom('product').selectAll().where('vendor_id', '=', vendorId);
  return (await paged(query, 'product', paging).execute()).map(toProduct);
}

/** By our id or `ext:…`; another vendor's is `undefined`. */
export async function findProduct(db: Db, vendorId: string, reference: string): Promise<Product | undefined> {
  const row = await findRow(db, 'product', vendorId, reference);
  return row && toProduct(row);
}

/** @throws `product.not-found` */
export async function requireProduct(db: Db, vendorId: string, reference: string): Promise<Product> {
  const product = await findProduct(db, vendorId, reference);
  if (!product) throw licenceProblem('product.not-found');
  return product;
}

/** Those of a few licences, by id. */
export async function productsBy(
  db: Db,
  vendorId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Product>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('product')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map((row) => [row.id, toProduct(row)]));
}

/** A new product of a vendor. */
export const startProduct = (
  vendorId: string,
  wanted: NewProduct,
  { id, now }: { id: string; now: string },
): Product =>
  merged(
    {
      ...productDefaults,
      ...{ id, externalId: null, publishableKey: publishableKeyOf(vendorId, id) },
      ...{ name: wanted.name, createdAt: now, updatedAt: now },
    } as Product,
    wanted as Partial<Product>,
  );

/** `undefined` where the vendor's own id is taken. */
async function insertProduct(
  tx: Db,
  vendorId: string,
  wanted: NewProduct,
  at: Date,
): Promise<Product | undefined> {
  const product = startProduct(vendorId, wanted, { id: newId('prd', at.getTime()), now: at.toISOString() });
  return (await insertRow(tx, 'product', toProductRow(vendorId, product))) ? product : undefined;
}

/** @throws `product.external-id-taken` */
export async function createProduct(
  tx: Db,
  vendorId: string,
  wanted: NewProduct,
  at: Date,
): Promise<Product> {
  const product = await insertProduct(tx, vendorId, wanted, at);
  if (!product) throw licenceProblem('product.external-id-taken');
  return product;
}

/** @throws `product.not-found` */
export async function updateProduct(
  tx: Db,
  vendorId: string,
  reference: string,
  change: ProductChange,
  at: Date,
): Promise<Written<Product>> {
  await lockRow(tx, 'product', vendorId, reference);
  const before = await requireProduct(tx, vendorId, reference);
  return writeChange(before, merged(before, change as Partial<Product>), at, (changed) =>
    updateRow(tx, 'product', toProductRow(vendorId, changed)),
  );
}

/** Makes the product with this outside id, or changes it. */
export async function upsertProduct(
  tx: Db,
  vendorId: string,
  externalId: string,
  wanted: NewProduct,
  at: Date,
): Promise<Written<Product>> {
  const thing = await insertProduct(tx, vendorId, { ...wanted, externalId }, at);
  if (thing) return { thing, created: true, fields: [] };
  const { externalId: _, ...change } = wanted;
  return updateProduct(tx, vendorId, `ext:${externalId}`, change, at);
}

/** @throws `product.not-found`, `product.in-use` while there are licences of it, or something on sale grants one */
export async function deleteProduct(tx: Db, vendorId: string, reference: string): Promise<Product> {
  await lockRow(tx, 'product', vendorId, reference);
  const product = await requireProduct(tx, vendorId, reference);
  const licence = await tx
    .selectFrom('licence')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where('product_id', '=', product.id)
    .limit(1)
    .executeTakeFirst();
  if (licence || (await isGranted(tx, vendorId, product.id))) throw licenceProblem('product.in-use');
  await deleteRow(tx, 'product', vendorId, product.id);
  return product;
}

/** Whether a plan or a component on sale grants licences of it: what is bought could not be delivered. */
async function isGranted(tx: Db, vendorId: string, productId: string): Promise<boolean> {
  for (const table of ['plan_variant', 'component'] as const) {
    const found = await tx
      .selectFrom(table)
      .select('id')
      .where('vendor_id', '=', vendorId)
      .where('grants', 'like', `%"${productId}"%`)
      .limit(1)
      .executeTakeFirst();
    if (found) return true;
  }
  return false;
}
