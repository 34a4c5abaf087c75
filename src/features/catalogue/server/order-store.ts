import { beside, type Db } from '../../../kit/server/db/db.ts';
import type { Stock } from '../for-order.ts';
import { catalogueForOrder, type OrderWish } from '../for-order.ts';
import type { CatalogueForOrder } from '../order-schema.ts';
import type { Component, Plan, PlanVariant, ProductFamily, TaxClass } from '../schema.ts';
import { families, plans, variants } from './stores.ts';
import { toComponent, toFamily, toPlan, toTaxClass, toVariant } from './tables.ts';

/** A choice longer than this is none; what is beyond is left out. */
const mostVariants = 300;

export interface WhatIsSold {
  /** The variant of an order link, our id or `ext:…`; absent: the portal's whole choice. */
  readonly variant?: string | undefined;
  /** What the portal sells, by our ids; `null`: all that is in self-service. */
  readonly variantIds: readonly string[] | null;
  /** Shows the portal's other variants of the same family beside the link's own. */
  readonly others?: boolean | undefined;
}

/**
 * What an order page may show, read in six queries at most, however much there is. `undefined`: nothing can be ordered
 * here, be it unknown, switched off, not in self-service, not sold at this portal or without a price.
 */
export async function readCatalogueForOrder(
  db: Db,
  vendorId: string,
  what: WhatIsSold,
  wish: OrderWish,
): Promise<CatalogueForOrder | undefined> {
  const stock = await readStock(db, vendorId, what, wish.selfService);
  return stock && catalogueForOrder(stock, wish);
}

/** The same before it is put together: with what the vendor alone sees of it. */
export async function readStock(
  db: Db,
  vendorId: string,
  { variant: reference, variantIds, others = false }: WhatIsSold,
  selfService: boolean,
): Promise<Stock | undefined> {
  let linked: PlanVariant | undefined;
  if (reference !== undefined) {
    linked = await variants.find(db, vendorId, reference);
    // The link's own variant must be sold here itself: others never stand in for it.
    if (!linked?.active || (selfService && !linked.selfService)) return undefined;
    if (variantIds && !variantIds.includes(linked.id)) return undefined;
  }
  const sold =
    linked && !others ? [linked] : await readVariants(db, vendorId, variantIds, linked, selfService);
  const familyIds = [...new Set(sold.map(({ familyId }) => familyId))];
  if (familyIds.length === 0) return undefined;
  const planIds = [...new Set(sold.map(({ planId }) => planId))];
  // Variants and components are what is sold, which can't be deleted from then on: they are read with the act itself.
  const [familyRows, planRows, componentRows] = [
    await beside(db)
      .selectFrom('product_family')
      .selectAll()
      .where('vendor_id', '=', vendorId)
      .where('id', 'in', familyIds)
      .execute(),
    await beside(db)
      .selectFrom('plan')
      .selectAll()
      .where('vendor_id', '=', vendorId)
      .where('id', 'in', planIds)
      .execute(),
    await db
      .selectFrom('component')
      .selectAll()
      .where('vendor_id', '=', vendorId)
      .where('family_id', 'in', familyIds)
      .where('active', '=', 1)
      .execute(),
  ];
  const classIds = [...new Set([...familyRows, ...componentRows].flatMap((row) => row.tax_class_id ?? []))];
  const classRows =
    classIds.length === 0
      ? []
      : await beside(db)
          .selectFrom('tax_class')
          .selectAll()
          .where('vendor_id', '=', vendorId)
          .where('id', 'in', classIds)
          .execute();
  return {
    families: familyRows.map(toFamily),
    plans: planRows.map(toPlan),
    variants: sold,
    components: componentRows.map(toComponent),
    taxClasses: classRows.map(toTaxClass),
  };
}

async function readVariants(
  db: Db,
  vendorId: string,
  variantIds: readonly string[] | null,
  linked: PlanVariant | undefined,
  selfService: boolean,
): Promise<PlanVariant[]> {
  if (variantIds?.length === 0) return [];
  let query = db
    .selectFrom('plan_variant')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('active', '=', 1);
  if (selfService) query = query.where('self_service', '=', 1);
  if (linked) query = query.where('family_id', '=', linked.familyId);
  if (variantIds) query = query.where('id', 'in', variantIds);
  return (await query.orderBy('id').limit(mostVariants).execute()).map(toVariant);
}

export interface VariantForOrder {
  readonly variant: PlanVariant;
  readonly plan: Plan;
  readonly family: ProductFamily;
}

/** A variant with what it belongs to, offered or not; `reference` is our id or `ext:…`. */
export async function findVariantForOrder(
  db: Db,
  vendorId: string,
  reference: string,
): Promise<VariantForOrder | undefined> {
  const variant = await variants.find(db, vendorId, reference);
  if (!variant) return undefined;
  return {
    variant,
    plan: await plans.require(db, vendorId, variant.planId),
    family: await families.require(db, vendorId, variant.familyId),
  };
}

/** Components by our ids, offered or not, in the order of `ids`; those that are not the vendor's are left out. */
export async function findComponents(db: Db, vendorId: string, ids: readonly string[]): Promise<Component[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('component')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('id', 'in', [...new Set(ids)])
    .execute();
  const found = new Map(rows.map((row) => [row.id, toComponent(row)]));
  return ids.flatMap((id) => found.get(id) ?? []);
}

export interface ForChange {
  readonly catalogue: CatalogueForOrder;
  /** What customers may choose themselves; the rest is the vendor's. */
  readonly selfService: ReadonlySet<string>;
}

/**
 * What a contract of a variant may become: that variant, and those of its family that may be changed to, or all of them
 * where the vendor changes it. Components that customers don't choose are there where they are booked.
 */
export async function readCatalogueForChange(
  db: Db,
  vendorId: string,
  booked: { readonly variantId: string; readonly componentIds: readonly string[] },
  wish: Pick<OrderWish, 'language'> & { readonly currency: string; readonly byVendor: boolean },
): Promise<ForChange | undefined> {
  const current = await variants.find(db, vendorId, booked.variantId);
  if (!current) return undefined;
  const stock = await readStock(
    db,
    vendorId,
    { variant: booked.variantId, variantIds: null, others: true },
    false,
  );
  if (!stock) return undefined;
  const offered = stock.variants.filter(
    ({ id, switchable }) => id === current.id || switchable || wish.byVendor,
  );
  const components = stock.components.filter(
    ({ id, selfService }) => selfService || wish.byVendor || booked.componentIds.includes(id),
  );
  const catalogue = catalogueForOrder(
    { ...stock, variants: offered, components },
    { language: wish.language, currency: wish.currency, currencies: [wish.currency], selfService: false },
  );
  const own = stock.components.filter(({ selfService }) => selfService || wish.byVendor);
  return catalogue && { catalogue, selfService: new Set(own.map(({ id }) => id)) };
}

/** The rates of tax classes as they stand now, by their ids. */
export async function taxClassesOf(
  db: Db,
  vendorId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, TaxClass['rates']>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('tax_class')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map((row) => [row.id, toTaxClass(row).rates]));
}

/**
 * Writes down that these were ordered, in the order's transaction: from then on they can't be deleted. Only the first
 * sale writes anything.
 */
export async function noteSold(
  tx: Db,
  vendorId: string,
  {
    variantId,
    componentIds,
  }: { readonly variantId: string | null; readonly componentIds: readonly string[] },
  at: Date,
): Promise<void> {
  const sold = { sold_at: at.toISOString(), updated_at: at.toISOString() };
  if (variantId !== null) {
    await tx
      .updateTable('plan_variant')
      .set(sold)
      .where('vendor_id', '=', vendorId)
      .where('id', '=', variantId)
      .where('sold_at', 'is', null)
      .execute();
  }
  if (componentIds.length === 0) return;
  await tx
    .updateTable('component')
    .set(sold)
    .where('vendor_id', '=', vendorId)
    .where('id', 'in', [...new Set(componentIds)].sort())
    .where('sold_at', 'is', null)
    .execute();
}

export async function isOnSale(db: Db, vendorId: string, variantId: string): Promise<boolean> {
  const row = await db
    .selectFrom('plan_variant')
    .select('active')
    .where('vendor_id', '=', vendorId)
    .where('id', '=', variantId)
    .executeTakeFirst();
  return row?.active === 1;
}
