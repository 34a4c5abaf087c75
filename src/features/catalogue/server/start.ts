import type {
  Component,
  Coupon,
  NewComponent,
  NewCoupon,
  NewPlan,
  NewPlanVariant,
  NewProductFamily,
  NewTaxClass,
  Plan,
  PlanVariant,
  ProductFamily,
  TaxClass,
} from '../schema.ts';

/** How things begin: what a request leaves out is said here. References are our ids by now. */

interface Made {
  readonly id: string;
  readonly now: string;
}
const begun = ({ externalId }: { readonly externalId?: string | undefined }, { id, now }: Made) => ({
  id,
  externalId: externalId ?? null,
  createdAt: now,
  updatedAt: now,
});

export const startTaxClass = (wanted: NewTaxClass, made: Made): TaxClass => ({
  ...begun(wanted, made),
  name: wanted.name,
  rates: wanted.rates ?? [],
});

export const startFamily = (wanted: NewProductFamily, made: Made): ProductFamily => ({
  ...begun(wanted, made),
  name: wanted.name,
  description: wanted.description ?? null,
  texts: wanted.texts ?? {},
  taxClassId: wanted.taxClassId ?? null,
  active: wanted.active ?? true,
});

export const startPlan = (wanted: NewPlan, made: Made): Plan => ({
  ...begun(wanted, made),
  familyId: wanted.familyId,
  name: wanted.name,
  description: wanted.description ?? null,
  texts: wanted.texts ?? {},
  active: wanted.active ?? true,
  position: wanted.position ?? 0,
});

/** Not in self-service unless it is said: nothing is on sale by mistake. */
export const startVariant = (wanted: NewPlanVariant & { familyId: string }, made: Made): PlanVariant => ({
  ...begun(wanted, made),
  planId: wanted.planId,
  familyId: wanted.familyId,
  name: wanted.name ?? null,
  texts: wanted.texts ?? {},
  billingPeriod: wanted.billingPeriod,
  terms: wanted.terms ?? { minimumTerm: null, renewal: null, notice: null },
  trial: wanted.trial ?? null,
  prices: wanted.prices ?? [],
  selfService: wanted.selfService ?? false,
  switchable: wanted.switchable ?? false,
  grants: wanted.grants ?? [],
  limits: wanted.limits ?? null,
  active: wanted.active ?? true,
  position: wanted.position ?? 0,
  soldAt: null,
});

export const startComponent = (wanted: NewComponent, made: Made): Component => ({
  ...begun(wanted, made),
  familyId: wanted.familyId,
  kind: wanted.kind,
  name: wanted.name,
  description: wanted.description ?? null,
  unit: wanted.unit ?? null,
  texts: wanted.texts ?? {},
  min: wanted.min ?? 1,
  max: wanted.max ?? (wanted.kind === 'switch' ? 1 : -1),
  step: wanted.step ?? 1,
  required: wanted.required ?? false,
  taxClassId: wanted.taxClassId ?? null,
  prices: wanted.prices ?? [],
  selfService: wanted.selfService ?? false,
  shownAsPrice: wanted.shownAsPrice ?? false,
  grants: wanted.grants ?? [],
  active: wanted.active ?? true,
  position: wanted.position ?? 0,
  soldAt: null,
});

export const startCoupon = (wanted: NewCoupon, made: Made): Coupon =>
  inUtc({
    ...begun(wanted, made),
    code: wanted.code,
    name: wanted.name ?? null,
    kind: wanted.kind,
    percent: wanted.percent ?? null,
    amounts: wanted.amounts ?? [],
    periods: wanted.periods ?? 1,
    maxUses: wanted.maxUses ?? -1,
    maxPerCustomer: wanted.maxPerCustomer ?? -1,
    from: wanted.from ?? null,
    until: wanted.until ?? null,
    familyIds: wanted.familyIds ?? [],
    active: wanted.active ?? true,
    used: 0,
  });

/** Its instants as they are kept; one that does not exist stays as it was sent, for the check to refuse. */
export const inUtc = (coupon: Coupon): Coupon => ({
  ...coupon,
  from: utc(coupon.from),
  until: utc(coupon.until),
});
const utc = (instant: string | null): string | null =>
  instant === null || Number.isNaN(Date.parse(instant)) ? instant : new Date(instant).toISOString();
