import * as v from 'valibot';
import { Period } from '../../kit/common/day.ts';
import { Currency } from '../../kit/common/money.ts';
import { PriceMode, UnitTier } from '../contracts/metered.ts';
import { ContractTerms } from '../contracts/schema.ts';
import { Language } from '../portals/schema.ts';
import { AmountTier, ComponentId, FamilyId, PlanId, TaxClassId, TaxRate, VariantId } from './schema.ts';

/**
 * What an order page may show, in one language and one currency. Names are in that language, amounts in the smallest
 * unit of that currency, with or without tax as the vendor's tax setting says.
 */

const described = { name: v.string(), description: v.nullable(v.string()) };

export const OrderVariant = v.object({
  id: VariantId,
  /** `null`: the billing period says it. */
  name: v.nullable(v.string()),
  billingPeriod: Period,
  terms: ContractTerms,
  trial: v.nullable(Period),
  /** For one billing period. */
  amount: v.number(),
  /** Once. */
  setupFee: v.number(),
});
export type OrderVariant = v.InferOutput<typeof OrderVariant>;

export const OrderPlan = v.object({ id: PlanId, ...described, variants: v.array(OrderVariant) });
export type OrderPlan = v.InferOutput<typeof OrderPlan>;

/** A component at the billing periods for which it has a price in this currency, and for no other. */
export const OrderComponent = v.object({
  id: ComponentId,
  ...described,
  unit: v.nullable(v.string()),
  kind: v.picklist(['quantity', 'switch']),
  /** Of switches 1. */
  min: v.number(),
  /** `-1`: as many as wanted; of switches 1. */
  max: v.number(),
  step: v.number(),
  required: v.boolean(),
  /** `null`: the standard rates. Already that of the family where it has none of its own. */
  taxClassId: v.nullable(TaxClassId),
  prices: v.array(v.object({ period: Period, mode: PriceMode, tiers: v.array(AmountTier) })),
});
export type OrderComponent = v.InferOutput<typeof OrderComponent>;

/** What is counted and billed afterwards; shown under “usage fees”, never ordered. */
export const OrderMetered = v.object({
  id: ComponentId,
  ...described,
  unit: v.nullable(v.string()),
  taxClassId: v.nullable(TaxClassId),
  /** `period: null`: with every billing period. */
  prices: v.array(v.object({ period: v.nullable(Period), mode: PriceMode, tiers: v.array(UnitTier) })),
});
export type OrderMetered = v.InferOutput<typeof OrderMetered>;

export const OrderFamily = v.object({
  id: FamilyId,
  ...described,
  /** Of its plans. `null`: the standard rates. */
  taxClassId: v.nullable(TaxClassId),
  plans: v.array(OrderPlan),
  components: v.array(OrderComponent),
  metered: v.array(OrderMetered),
});
export type OrderFamily = v.InferOutput<typeof OrderFamily>;

/**
 * For one variant: one family with one plan with that variant. For a portal's choice: every family of which something
 * can be ordered, in the vendor's order. A component goes with the plans of its own family alone.
 */
export const CatalogueForOrder = v.object({
  language: Language,
  currency: Currency,
  /** In which at least one of the plans can be had; the one above is among them. */
  currencies: v.array(Currency),
  families: v.array(OrderFamily),
  /** Every class that is named above. */
  taxClasses: v.array(v.object({ id: TaxClassId, rates: v.array(TaxRate) })),
});
export type CatalogueForOrder = v.InferOutput<typeof CatalogueForOrder>;
