import { unknownReference } from '../../../kit/server/collection.ts';
import { collectionStore } from '../../../kit/server/collection-store.ts';
import type { Db, Tables } from '../../../kit/server/db/db.ts';
import { referencesTo } from '../../../kit/server/transfer/row-references.ts';
import { catalogueProblem } from '../problems.ts';
import { checkComponent, checkCoupon, checkTaxClass, checkVariant } from '../rules.ts';
import type {
  Component,
  ComponentChange,
  Coupon,
  CouponChange,
  NewComponent,
  NewCoupon,
  NewPlan,
  NewPlanVariant,
  NewProductFamily,
  NewTaxClass,
  Plan,
  PlanChange,
  PlanVariant,
  PlanVariantChange,
  ProductFamily,
  ProductFamilyChange,
  TaxClass,
  TaxClassChange,
} from '../schema.ts';
import {
  inUtc,
  startComponent,
  startCoupon,
  startFamily,
  startPlan,
  startTaxClass,
  startVariant,
} from './start.ts';
import {
  toComponent,
  toComponentRow,
  toCoupon,
  toCouponRow,
  toFamily,
  toFamilyRow,
  toPlan,
  toPlanRow,
  toTaxClass,
  toTaxClassRow,
  toVariant,
  toVariantRow,
} from './tables.ts';

/** Our id of what a request names. @throws `request.invalid` for what this vendor does not have */
async function idOf(
  tx: Db,
  vendorId: string,
  reference: string,
  {
    table,
    path,
    thing,
  }: { readonly table: keyof Tables & string; readonly path: string; readonly thing: string },
): Promise<string> {
  const found = await referencesTo(table)(tx, vendorId, [reference]);
  const id = found.get(reference);
  if (id === undefined) throw unknownReference(path, thing);
  return id;
}

const familyOf = { table: 'product_family', path: 'familyId', thing: 'product family' } as const;

/** The class that a family or component names, by our id. */
async function withTaxClass<Wanted extends { taxClassId?: string | null | undefined }>(
  tx: Db,
  vendorId: string,
  wanted: Wanted,
): Promise<Wanted> {
  if (typeof wanted.taxClassId !== 'string') return wanted;
  const of = { table: 'tax_class', path: 'taxClassId', thing: 'tax class' } as const;
  return { ...wanted, taxClassId: await idOf(tx, vendorId, wanted.taxClassId, of) };
}

/** The products that grants name, by our ids; each once, also where one was named by both of its ids. */
async function withProducts<Wanted extends { grants?: readonly { productId: string }[] | undefined }>(
  tx: Db,
  vendorId: string,
  wanted: Wanted,
): Promise<Wanted> {
  if (!wanted.grants || wanted.grants.length === 0) return wanted;
  const names = [...new Set(wanted.grants.map(({ productId }) => productId))];
  const found = await referencesTo('product')(tx, vendorId, names);
  const grants = wanted.grants.map((grant, at) => {
    const productId = found.get(grant.productId);
    if (productId === undefined) throw unknownReference(`grants.${at}.productId`, 'product');
    return { ...grant, productId };
  });
  return { ...wanted, grants };
}

export const taxClasses = collectionStore<'tax_class', TaxClass, NewTaxClass, TaxClassChange>({
  ...{ table: 'tax_class', prefix: 'tax', toThing: toTaxClass, toRow: toTaxClassRow, start: startTaxClass },
  check: checkTaxClass,
  fixed: [],
  notFound: () => catalogueProblem('tax-class.not-found'),
  externalIdTaken: () => catalogueProblem('tax-class.external-id-taken'),
  inUse: () => catalogueProblem('tax-class.in-use'),
});

export const families = collectionStore<
  'product_family',
  ProductFamily,
  NewProductFamily,
  ProductFamilyChange
>({
  ...{ table: 'product_family', prefix: 'fam', toThing: toFamily, toRow: toFamilyRow, start: startFamily },
  check: () => [],
  resolve: withTaxClass,
  fixed: [],
  notFound: () => catalogueProblem('product-family.not-found'),
  externalIdTaken: () => catalogueProblem('product-family.external-id-taken'),
  inUse: () => catalogueProblem('product-family.in-use'),
  // A coupon that named it alone would be for nothing at all, which nobody would understand.
  keeps: async (tx, vendorId, { id }) =>
    (await tx
      .selectFrom('coupon')
      .select('id')
      .where('vendor_id', '=', vendorId)
      .where('family_ids', 'like', `%"${id}"%`)
      .limit(1)
      .executeTakeFirst()) !== undefined,
});

export const plans = collectionStore<'plan', Plan, NewPlan, PlanChange>({
  ...{ table: 'plan', prefix: 'pln', toThing: toPlan, toRow: toPlanRow, start: startPlan },
  check: () => [],
  resolve: async (tx, vendorId, wanted) =>
    'familyId' in wanted
      ? { ...wanted, familyId: await idOf(tx, vendorId, wanted.familyId, familyOf) }
      : wanted,
  fixed: ['familyId'],
  notFound: () => catalogueProblem('plan.not-found'),
  externalIdTaken: () => catalogueProblem('plan.external-id-taken'),
  inUse: () => catalogueProblem('plan.in-use'),
});

export const variants = collectionStore<'plan_variant', PlanVariant, NewPlanVariant, PlanVariantChange>({
  ...{ table: 'plan_variant', prefix: 'var', toThing: toVariant, toRow: toVariantRow },
  // `resolve` has put its plan's family in.
  start: (wanted, made) => startVariant(wanted as NewPlanVariant & { familyId: string }, made),
  check: checkVariant,
  resolve: async (tx, vendorId, wanted) => {
    const granting = await withProducts(tx, vendorId, wanted);
    if (!('planId' in granting)) return granting;
    const plan = await plans.find(tx, vendorId, granting.planId);
    if (!plan) throw unknownReference('planId', 'plan');
    return { ...granting, planId: plan.id, familyId: plan.familyId };
  },
  fixed: ['planId'],
  notFound: () => catalogueProblem('plan-variant.not-found'),
  externalIdTaken: () => catalogueProblem('plan-variant.external-id-taken'),
  keeps: (_, __, { soldAt }) => soldAt !== null,
  inUse: () => catalogueProblem('plan-variant.sold'),
});

export const components = collectionStore<'component', Component, NewComponent, ComponentChange>({
  ...{
    table: 'component',
    prefix: 'cmp',
    toThing: toComponent,
    toRow: toComponentRow,
    start: startComponent,
  },
  check: checkComponent,
  resolve: async (tx, vendorId, wanted) => {
    const taxed = await withTaxClass(tx, vendorId, await withProducts(tx, vendorId, wanted));
    if (!('familyId' in taxed)) return taxed;
    return { ...taxed, familyId: await idOf(tx, vendorId, taxed.familyId, familyOf) };
  },
  fixed: ['familyId', 'kind'],
  notFound: () => catalogueProblem('component.not-found'),
  externalIdTaken: () => catalogueProblem('component.external-id-taken'),
  keeps: (_, __, { soldAt }) => soldAt !== null,
  inUse: () => catalogueProblem('component.sold'),
});

export const coupons = collectionStore<'coupon', Coupon, NewCoupon, CouponChange>({
  ...{ table: 'coupon', prefix: 'cpn', toThing: toCoupon, toRow: toCouponRow, start: startCoupon },
  check: checkCoupon,
  kept: inUtc,
  resolve: async (tx, vendorId, wanted) => {
    if (!wanted.familyIds || wanted.familyIds.length === 0) return wanted;
    const found = await referencesTo('product_family')(tx, vendorId, wanted.familyIds);
    const ids = wanted.familyIds.map((reference, at) => {
      const id = found.get(reference);
      if (id === undefined) throw unknownReference(`familyIds.${at}`, 'product family');
      return id;
    });
    return { ...wanted, familyIds: [...new Set(ids)] };
  },
  fixed: [],
  notFound: () => catalogueProblem('coupon.not-found'),
  externalIdTaken: () => catalogueProblem('coupon.external-id-taken'),
  keyTaken: () => catalogueProblem('coupon.code-taken'),
  // Orders that fell through gave theirs back.
  keeps: (_, __, { used }) => used > 0,
  inUse: () => catalogueProblem('coupon.sold'),
});
