import type {
  AmountTier,
  ComponentPrice,
  NewComponent,
  NewCoupon,
  NewPlan,
  NewPlanVariant,
  NewProductFamily,
  NewTaxClass,
} from '../../../../features/catalogue/schema.ts';
import type { UnitTier } from '../../../../features/contracts/metered.ts';
import type { ContractTerms } from '../../../../features/contracts/schema.ts';
import type { OrderSettings } from '../../../../features/portals/schema.ts';
import type { Period } from '../../../../kit/common/day.ts';

type Own<New> = Omit<New, 'externalId' | 'familyId' | 'planId'> & { readonly externalId: string };

export interface DemoFamily extends Own<NewProductFamily> {
  readonly plans: readonly (Own<NewPlan> & { readonly variants: readonly Own<NewPlanVariant>[] })[];
  readonly components: readonly Own<NewComponent>[];
}

/** What one company sells, with its own words first. */
export interface DemoCatalogue {
  readonly taxClasses?: readonly (NewTaxClass & { readonly externalId: string })[];
  readonly families: readonly DemoFamily[];
  /** For this company's families alone. */
  readonly coupons: readonly Omit<NewCoupon, 'familyIds'>[];
  /** How its order page asks. */
  readonly order: Partial<OrderSettings>;
}

export const month: Period = { count: 1, unit: 'month' };
export const quarter: Period = { count: 3, unit: 'month' };
export const year: Period = { count: 1, unit: 'year' };
const months = (count: number): Period => ({ count, unit: 'month' });
const days = (count: number): Period => ({ count, unit: 'day' });

/** At any time with a month's notice. */
export const monthly: ContractTerms = { minimumTerm: null, renewal: null, notice: months(1) };
/** A year, then open-ended with a month's notice, as § 309 No. 9 BGB asks of consumer contracts. */
export const aYear: ContractTerms = { minimumTerm: months(12), renewal: null, notice: months(1) };
/** A year at a time. */
export const yearly: ContractTerms = { minimumTerm: year, renewal: year, notice: days(30) };
/** Two years, then a year at a time. */
export const twoYears: ContractTerms = { minimumTerm: months(24), renewal: months(12), notice: months(3) };

/** One price for each, in so many currencies: `flat(month, { EUR: 500 })`. */
export const flat = (period: Period, amounts: Readonly<Record<string, number>>): ComponentPrice[] =>
  Object.entries(amounts).map(([currency, amount]) => ({
    ...({ currency, period, mode: 'graduated' } as const),
    tiers: [{ upTo: null, amount }],
  }));

export const tiered = (
  currency: string,
  period: Period,
  mode: ComponentPrice['mode'],
  tiers: AmountTier[],
): ComponentPrice => ({ currency, period, mode, tiers });

/** What is metered costs the same with every billing period. */
export const metered = (currency: string, tiers: UnitTier[]): ComponentPrice => ({
  ...({ currency, period: null, mode: 'graduated' } as const),
  tiers,
});

export const prices = (amounts: Readonly<Record<string, readonly [amount: number, setupFee?: number]>>) =>
  Object.entries(amounts).map(([currency, [amount, setupFee = 0]]) => ({ currency, amount, setupFee }));
