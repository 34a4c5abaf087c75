import * as v from 'valibot';
import type { Db } from '../../../kit/server/db/db.ts';
import { ListQuery } from '../../../kit/server/http/list.ts';
import { collectionRoutes } from '../../access/server/collection-routes.ts';
import {
  Component,
  ComponentChange,
  ComponentKind,
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
import { components, coupons, families, plans, taxClasses, variants } from './stores.ts';

const flag = v.optional(
  v.pipe(
    v.picklist(['true', 'false']),
    v.transform((text) => (text === 'true' ? 1 : 0)),
  ),
);
const reference = v.optional(v.pipe(v.string(), v.maxLength(132)));

/** Columns of a list's filters; those that were not given narrow nothing. */
const filtered = <Filter extends Record<string, unknown>>(filter: Filter) =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Filter]: Exclude<Filter[Name], undefined>;
  };

/** `/api/v1/product-families`. */
export const familiesVendorRoutes = collectionRoutes({
  name: 'product-families',
  thing: 'product-family',
  one: 'a product family',
  schema: ProductFamily,
  query: v.strictObject({ ...ListQuery.entries, active: flag }),
  list: ({ db, vendorId }, { active }, paging) => families.list(db, vendorId, paging, filtered({ active })),
  read: ({ db, vendorId }, reference) => families.require(db, vendorId, reference),
  create: {
    body: NewProductFamily,
    description:
      'Plans of which a customer has one, and the components that go with them. Of a family that is not active nothing can be ordered.',
    problems: ['product-family.external-id-taken'],
    act: (tx, { vendorId, at }, wanted) => families.create(tx, vendorId, wanted, at),
  },
  change: {
    body: ProductFamilyChange,
    act: (tx, { vendorId, at }, reference, change) => families.update(tx, vendorId, reference, change, at),
  },
  upsert: {
    body: v.omit(NewProductFamily, ['externalId']),
    act: (tx, { vendorId, at }, externalId, wanted) => families.upsert(tx, vendorId, externalId, wanted, at),
  },
  remove: {
    summary: 'Delete a product family that has nothing in it',
    problems: ['product-family.in-use'],
    act: (tx, { vendorId }, reference) => families.remove(tx, vendorId, reference),
  },
  about: ({ id }) => ({ data: { productFamilyId: id } }),
});

/** `/api/v1/plans`. */
export const plansVendorRoutes = collectionRoutes({
  name: 'plans',
  thing: 'plan',
  one: 'a plan',
  schema: Plan,
  query: v.strictObject({ ...ListQuery.entries, active: flag, familyId: reference }),
  list: async ({ db, vendorId }, { active, familyId }, paging) => {
    const family = await named(families, db, vendorId, familyId);
    return family === null ? [] : plans.list(db, vendorId, paging, filtered({ active, family_id: family }));
  },
  read: ({ db, vendorId }, reference) => plans.require(db, vendorId, reference),
  create: {
    body: NewPlan,
    description: 'What customers compare; its prices and terms stand in its variants.',
    problems: ['plan.external-id-taken'],
    act: (tx, { vendorId, at }, wanted) => plans.create(tx, vendorId, wanted, at),
  },
  change: {
    body: PlanChange,
    act: (tx, { vendorId, at }, reference, change) => plans.update(tx, vendorId, reference, change, at),
  },
  upsert: {
    body: v.omit(NewPlan, ['externalId']),
    act: (tx, { vendorId, at }, externalId, wanted) => plans.upsert(tx, vendorId, externalId, wanted, at),
  },
  remove: {
    summary: 'Delete a plan that has no variants',
    problems: ['plan.in-use'],
    act: (tx, { vendorId }, reference) => plans.remove(tx, vendorId, reference),
  },
  about: ({ id, familyId }) => ({ data: { planId: id, productFamilyId: familyId } }),
});

/** `/api/v1/plan-variants`. */
export const variantsVendorRoutes = collectionRoutes({
  name: 'plan-variants',
  thing: 'plan-variant',
  one: 'a plan variant',
  schema: PlanVariant,
  query: v.strictObject({
    ...ListQuery.entries,
    ...{ active: flag, selfService: flag, planId: reference, familyId: reference },
  }),
  list: async ({ db, vendorId }, { active, selfService, planId, familyId }, paging) => {
    const plan = await named(plans, db, vendorId, planId);
    const family = await named(families, db, vendorId, familyId);
    if (plan === null || family === null) return [];
    const filter = { active, self_service: selfService, plan_id: plan, family_id: family };
    return variants.list(db, vendorId, paging, filtered(filter));
  },
  read: ({ db, vendorId }, reference) => variants.require(db, vendorId, reference),
  create: {
    body: NewPlanVariant,
    description:
      'A plan at one billing period, with its terms and one price per currency. With `selfService` it has an order link and the public may order it.',
    problems: ['plan-variant.external-id-taken'],
    act: (tx, { vendorId, at }, wanted) => variants.create(tx, vendorId, wanted, at),
  },
  change: {
    body: PlanVariantChange,
    description: 'Contracts that were signed keep their terms and prices. `prices` are replaced as a whole.',
    act: (tx, { vendorId, at }, reference, change) => variants.update(tx, vendorId, reference, change, at),
  },
  upsert: {
    body: v.omit(NewPlanVariant, ['externalId']),
    act: (tx, { vendorId, at }, externalId, wanted) => variants.upsert(tx, vendorId, externalId, wanted, at),
  },
  remove: {
    summary: 'Delete a plan variant that was never ordered',
    problems: ['plan-variant.sold'],
    act: (tx, { vendorId }, reference) => variants.remove(tx, vendorId, reference),
  },
  about: ({ id, planId }) => ({ data: { planVariantId: id, planId } }),
});

/** `/api/v1/components`. */
export const componentsVendorRoutes = collectionRoutes({
  name: 'components',
  thing: 'component',
  one: 'a component',
  schema: Component,
  query: v.strictObject({
    ...ListQuery.entries,
    ...{ active: flag, familyId: reference, kind: v.optional(ComponentKind) },
  }),
  maxBytes: 262_144, // 200 prices with their tiers
  list: async ({ db, vendorId }, { active, familyId, kind }, paging) => {
    const family = await named(families, db, vendorId, familyId);
    if (family === null) return [];
    return components.list(db, vendorId, paging, filtered({ active, kind, family_id: family }));
  },
  read: ({ db, vendorId }, reference) => components.require(db, vendorId, reference),
  create: {
    body: NewComponent,
    description:
      'What is booked beside a plan of the same family: a `quantity`, a `switch` that is booked once or not at all, or `metered`, which is counted and billed afterwards and never ordered. One that has no price in a variant’s currency and billing period is not offered with it.',
    problems: ['component.external-id-taken'],
    act: (tx, { vendorId, at }, wanted) => components.create(tx, vendorId, wanted, at),
  },
  change: {
    body: ComponentChange,
    description: '`prices` are replaced as a whole.',
    act: (tx, { vendorId, at }, reference, change) => components.update(tx, vendorId, reference, change, at),
  },
  upsert: {
    body: v.omit(NewComponent, ['externalId']),
    act: (tx, { vendorId, at }, externalId, wanted) =>
      components.upsert(tx, vendorId, externalId, wanted, at),
  },
  remove: {
    summary: 'Delete a component that was never ordered',
    problems: ['component.sold'],
    act: (tx, { vendorId }, reference) => components.remove(tx, vendorId, reference),
  },
  about: ({ id, familyId }) => ({ data: { componentId: id, productFamilyId: familyId } }),
});

/** `/api/v1/coupons`. */
export const couponsVendorRoutes = collectionRoutes({
  name: 'coupons',
  thing: 'coupon',
  one: 'a coupon',
  schema: Coupon,
  query: v.strictObject({ ...ListQuery.entries, active: flag }),
  list: ({ db, vendorId }, { active }, paging) => coupons.list(db, vendorId, paging, filtered({ active })),
  read: ({ db, vendorId }, reference) => coupons.require(db, vendorId, reference),
  create: {
    body: NewCoupon,
    description:
      'A code that takes percent or an amount off the first `periods` billing periods. Capital or small letters and spaces make no difference to whoever types it.',
    problems: ['coupon.external-id-taken', 'coupon.code-taken'],
    act: (tx, { vendorId, at }, wanted) => coupons.create(tx, vendorId, wanted, at),
  },
  change: {
    body: CouponChange,
    description: 'What was ordered with it keeps the discount it had.',
    problems: ['coupon.code-taken'],
    act: (tx, { vendorId, at }, reference, change) => coupons.update(tx, vendorId, reference, change, at),
  },
  upsert: {
    body: v.omit(NewCoupon, ['externalId']),
    problems: ['coupon.code-taken'],
    act: (tx, { vendorId, at }, externalId, wanted) => coupons.upsert(tx, vendorId, externalId, wanted, at),
  },
  remove: {
    summary: 'Delete a coupon that no order has used',
    problems: ['coupon.sold'],
    act: (tx, { vendorId }, reference) => coupons.remove(tx, vendorId, reference),
  },
  about: ({ id }) => ({ data: { couponId: id } }),
});

/** `/api/v1/tax-classes`. */
export const taxClassesVendorRoutes = collectionRoutes({
  name: 'tax-classes',
  thing: 'tax-class',
  one: 'a tax class',
  schema: TaxClass,
  list: ({ db, vendorId }, _, paging) => taxClasses.list(db, vendorId, paging, {}),
  read: ({ db, vendorId }, reference) => taxClasses.require(db, vendorId, reference),
  create: {
    body: NewTaxClass,
    description:
      'For what is not taxed at the standard rate: a rate per country from a day on. A country without one keeps its standard rate, which is known here.',
    problems: ['tax-class.external-id-taken'],
    act: (tx, { vendorId, at }, wanted) => taxClasses.create(tx, vendorId, wanted, at),
  },
  change: {
    body: TaxClassChange,
    description: '`rates` are replaced as a whole.',
    act: (tx, { vendorId, at }, reference, change) => taxClasses.update(tx, vendorId, reference, change, at),
  },
  upsert: {
    body: v.omit(NewTaxClass, ['externalId']),
    act: (tx, { vendorId, at }, externalId, wanted) =>
      taxClasses.upsert(tx, vendorId, externalId, wanted, at),
  },
  remove: {
    summary: 'Delete a tax class that nothing has',
    problems: ['tax-class.in-use'],
    act: (tx, { vendorId }, reference) => taxClasses.remove(tx, vendorId, reference),
  },
  about: ({ id }) => ({ data: { taxClassId: id } }),
});

interface Finds {
  find(db: Db, vendorId: string, reference: string): Promise<{ readonly id: string } | undefined>;
}
/** Our id of what a filter names; `undefined` where it names nothing, `null` where there is no such thing. */
const named = async (
  store: Finds,
  db: Db,
  vendorId: string,
  reference: string | undefined,
): Promise<string | null | undefined> =>
  reference === undefined ? undefined : ((await store.find(db, vendorId, reference))?.id ?? null);
