import { searchText } from '../../../kit/server/search.ts';
import { couponKey } from '../rules.ts';
import type { Component, Coupon, Plan, PlanVariant, ProductFamily, TaxClass } from '../schema.ts';

/** Lists, texts, terms and prices as JSON text: they are read and written together. */
interface CommonColumns {
  vendor_id: string;
  id: string;
  external_id: string | null;
  search_text: string;
  created_at: string;
  updated_at: string;
}
export interface TaxClassTable extends CommonColumns {
  name: string;
  rates: string;
}
export interface ProductFamilyTable extends CommonColumns {
  name: string;
  description: string | null;
  texts: string;
  tax_class_id: string | null;
  active: number;
}
export interface PlanTable extends CommonColumns {
  family_id: string;
  name: string;
  description: string | null;
  texts: string;
  active: number;
  position: number;
}
export interface PlanVariantTable extends CommonColumns {
  plan_id: string;
  /** That of its plan, which never changes: so that one query reads a family. */
  family_id: string;
  name: string | null;
  texts: string;
  billing_period: string;
  terms: string;
  trial: string | null;
  prices: string;
  grants: string;
  limits: string | null;
  self_service: number;
  switchable: number;
  active: number;
  position: number;
  sold_at: string | null;
}
export interface ComponentTable extends CommonColumns {
  family_id: string;
  kind: string;
  name: string;
  description: string | null;
  unit: string | null;
  texts: string;
  min: number;
  max: number;
  step: number;
  required: number;
  tax_class_id: string | null;
  prices: string;
  grants: string;
  self_service: number;
  shown_as_price: number;
  active: number;
  position: number;
  sold_at: string | null;
}
export interface CouponTable extends CommonColumns {
  code: string;
  /** The code as it is looked up. */
  code_key: string;
  name: string | null;
  kind: string;
  /** In hundredths: 1250 is 12.5 %. */
  percent: number | null;
  amounts: string;
  periods: number;
  max_uses: number;
  max_per_customer: number;
  works_from: string | null;
  works_until: string | null;
  family_ids: string;
  active: number;
  used: number;
}
interface CouponUseTable {
  vendor_id: string;
  order_id: string;
  coupon_id: string;
  customer_id: string | null;
  used_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    tax_class: TaxClassTable;
    product_family: ProductFamilyTable;
    plan: PlanTable;
    plan_variant: PlanVariantTable;
    component: ComponentTable;
    coupon: CouponTable;
    coupon_use: CouponUseTable;
  }
}

interface Common {
  readonly id: string;
  readonly externalId: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}
const fromCommon = (row: CommonColumns): Common => ({
  id: row.id,
  externalId: row.external_id,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});
/** @param texts what it is found by, beside the vendor's own id */
const toCommon = (
  vendorId: string,
  { id, externalId, createdAt, updatedAt }: Common,
  ...texts: readonly (string | null | undefined)[]
): CommonColumns => ({
  vendor_id: vendorId,
  id,
  external_id: externalId,
  search_text: searchText(...texts, externalId),
  created_at: createdAt,
  updated_at: updatedAt,
});

const flag = (yes: boolean): number => (yes ? 1 : 0);
const namesIn = (texts: ProductFamily['texts']) => Object.values(texts).map(({ name }) => name);

export const toTaxClass = (row: TaxClassTable): TaxClass => ({
  ...fromCommon(row),
  name: row.name,
  rates: JSON.parse(row.rates) as TaxClass['rates'],
});
export const toTaxClassRow = (vendorId: string, thing: TaxClass): TaxClassTable => ({
  ...toCommon(vendorId, thing, thing.name),
  name: thing.name,
  rates: JSON.stringify(thing.rates),
});

export const toFamily = (row: ProductFamilyTable): ProductFamily => ({
  ...fromCommon(row),
  name: row.name,
  description: row.description,
  texts: JSON.parse(row.texts) as ProductFamily['texts'],
  taxClassId: row.tax_class_id,
  active: row.active === 1,
});
export const toFamilyRow = (vendorId: string, thing: ProductFamily): ProductFamilyTable => ({
  ...toCommon(vendorId, thing, thing.name, ...namesIn(thing.texts)),
  name: thing.name,
  description: thing.description,
  texts: JSON.stringify(thing.texts),
  tax_class_id: thing.taxClassId,
  active: flag(thing.active),
});

export const toPlan = (row: PlanTable): Plan => ({
  ...fromCommon(row),
  familyId: row.family_id,
  name: row.name,
  description: row.description,
  texts: JSON.parse(row.texts) as Plan['texts'],
  active: row.active === 1,
  position: row.position,
});
export const toPlanRow = (vendorId: string, thing: Plan): PlanTable => ({
  ...toCommon(vendorId, thing, thing.name, ...namesIn(thing.texts)),
  family_id: thing.familyId,
  name: thing.name,
  description: thing.description,
  texts: JSON.stringify(thing.texts),
  active: flag(thing.active),
  position: thing.position,
});

export const toVariant = (row: PlanVariantTable): PlanVariant => ({
  ...fromCommon(row),
  planId: row.plan_id,
  familyId: row.family_id,
  name: row.name,
  texts: JSON.parse(row.texts) as PlanVariant['texts'],
  billingPeriod: JSON.parse(row.billing_period) as PlanVariant['billingPeriod'],
  terms: JSON.parse(row.terms) as PlanVariant['terms'],
  trial: row.trial === null ? null : (JSON.parse(row.trial) as PlanVariant['trial']),
  prices: JSON.parse(row.prices) as PlanVariant['prices'],
  selfService: row.self_service === 1,
  switchable: row.switchable === 1,
  grants: JSON.parse(row.grants) as PlanVariant['grants'],
  limits: row.limits === null ? null : (JSON.parse(row.limits) as PlanVariant['limits']),
  active: row.active === 1,
  position: row.position,
  soldAt: row.sold_at,
});
export const toVariantRow = (vendorId: string, thing: PlanVariant): PlanVariantTable => ({
  ...toCommon(vendorId, thing, thing.name, ...namesIn(thing.texts)),
  plan_id: thing.planId,
  family_id: thing.familyId,
  name: thing.name,
  texts: JSON.stringify(thing.texts),
  billing_period: JSON.stringify(thing.billingPeriod),
  terms: JSON.stringify(thing.terms),
  trial: thing.trial && JSON.stringify(thing.trial),
  prices: JSON.stringify(thing.prices),
  grants: JSON.stringify(thing.grants),
  limits: thing.limits && JSON.stringify(thing.limits),
  self_service: flag(thing.selfService),
  switchable: flag(thing.switchable),
  active: flag(thing.active),
  position: thing.position,
  sold_at: thing.soldAt,
});

export const toComponent = (row: ComponentTable): Component => ({
  ...fromCommon(row),
  familyId: row.family_id,
  kind: row.kind as Component['kind'],
  name: row.name,
  description: row.description,
  unit: row.unit,
  texts: JSON.parse(row.texts) as Component['texts'],
  min: row.min,
  max: row.max,
  step: row.step,
  required: row.required === 1,
  taxClassId: row.tax_class_id,
  prices: JSON.parse(row.prices) as Component['prices'],
  selfService: row.self_service === 1,
  shownAsPrice: row.shown_as_price === 1,
  grants: JSON.parse(row.grants) as Component['grants'],
  active: row.active === 1,
  position: row.position,
  soldAt: row.sold_at,
});
export const toComponentRow = (vendorId: string, thing: Component): ComponentTable => ({
  ...toCommon(vendorId, thing, thing.name, ...namesIn(thing.texts)),
  family_id: thing.familyId,
  kind: thing.kind,
  name: thing.name,
  description: thing.description,
  unit: thing.unit,
  texts: JSON.stringify(thing.texts),
  min: thing.min,
  max: thing.max,
  step: thing.step,
  required: flag(thing.required),
  tax_class_id: thing.taxClassId,
  prices: JSON.stringify(thing.prices),
  grants: JSON.stringify(thing.grants),
  self_service: flag(thing.selfService),
  shown_as_price: flag(thing.shownAsPrice),
  active: flag(thing.active),
  position: thing.position,
  sold_at: thing.soldAt,
});

export const toCoupon = (row: CouponTable): Coupon => ({
  ...fromCommon(row),
  code: row.code,
  name: row.name,
  kind: row.kind as Coupon['kind'],
  percent: row.percent === null ? null : row.percent / 100,
  amounts: JSON.parse(row.amounts) as Coupon['amounts'],
  periods: row.periods,
  maxUses: row.max_uses,
  maxPerCustomer: row.max_per_customer,
  from: row.works_from,
  until: row.works_until,
  familyIds: JSON.parse(row.family_ids) as Coupon['familyIds'],
  active: row.active === 1,
  used: row.used,
});
export const toCouponRow = (vendorId: string, thing: Coupon): CouponTable => ({
  ...toCommon(vendorId, thing, thing.code, thing.name),
  code: thing.code,
  code_key: couponKey(thing.code) as string, // a code the schema took is one
  name: thing.name,
  kind: thing.kind,
  percent: thing.percent === null ? null : Math.round(thing.percent * 100),
  amounts: JSON.stringify(thing.amounts),
  periods: thing.periods,
  max_uses: thing.maxUses,
  max_per_customer: thing.maxPerCustomer,
  works_from: thing.from,
  works_until: thing.until,
  family_ids: JSON.stringify(thing.familyIds),
  active: flag(thing.active),
  used: thing.used,
});
