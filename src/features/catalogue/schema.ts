import * as v from 'valibot';
import { Day, Period } from '../../kit/common/day.ts';
import { idOf } from '../../kit/common/id.ts';
import { Currency, Money } from '../../kit/common/money.ts';
import { oneOf } from '../../kit/common/one-of.ts';
import { line, lines } from '../../kit/common/text.ts';
import { PriceMode, UnitTier, UpTo } from '../contracts/metered.ts';
import { ContractTerms } from '../contracts/schema.ts';
import { Country, ExternalId } from '../customers/schema.ts';
import { PlanLimits } from '../domains/plan-limits.ts';
import { ComponentGrants, LicenceGrants } from '../licences/grant.ts';
import { Language } from '../portals/schema.ts';

export const FamilyId = idOf('fam');
export const PlanId = idOf('pln');
export const VariantId = idOf('var');
export const ComponentId = idOf('cmp');
export const CouponId = idOf('cpn');
export const TaxClassId = idOf('tax');

/** One of the catalogue's things in a request: our id, or `ext:` and the vendor's own. */
const referenceTo = (prefix: string) =>
  v.pipe(
    v.string(),
    v.regex(
      new RegExp(`^(?:${prefix}_[0-9a-z]{12,26}|ext:.{1,128})$`, 'u'),
      `expected an id like ${prefix}_01k… or ext: and your own`,
    ),
  );
export const FamilyReference = referenceTo('fam');
export const PlanReference = referenceTo('pln');
export const TaxClassReference = referenceTo('tax');

const name = v.pipe(line(160), v.minLength(1));
const description = v.nullable(lines(2000));
/** In the vendor's language first, then per language; what a language does not say is said by the plain field. */
const textsOf = <Fields extends v.ObjectEntries>(fields: Fields) =>
  v.record(Language, v.partial(v.strictObject(fields)));
/** Where it stands among its neighbours, 0 first; the same number: the older one first. */
const position = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000));

/** An amount in the currency's smallest unit that nobody mistypes: 0 to a hundred thousand million. */
const Amount = v.pipe(
  v.number(),
  v.safeInteger('expected a whole number of the smallest unit, for example 1190'),
  v.minValue(0),
  v.maxValue(100_000_000_000),
);
/** `19`, `7.7`, `5.25`: percent with two digits after the point at most. */
export const Percent = v.pipe(
  v.number(),
  v.minValue(0),
  v.maxValue(100),
  v.check(
    (percent) => Math.abs(percent * 100 - Math.round(percent * 100)) < 1e-9,
    'expected two digits after the point at most',
  ),
);

const stored = { externalId: v.nullable(v.string()), createdAt: v.string(), updatedAt: v.string() };

/** A rate from its first day on, until one with a later day. */
export const TaxRate = v.strictObject({ country: Country, percent: Percent, from: Day });
export type TaxRate = v.InferOutput<typeof TaxRate>;

const taxClassFields = {
  /** `Reduced`, `Books`; only the vendor reads it. */
  name,
  /** Country and first day name a rate. A country that is missing here has its standard rate: see tax-rates.ts. */
  rates: v.pipe(v.array(TaxRate), v.maxLength(500)),
};
/** What is not taxed at the standard rate of a country. Whatever names no class has the standard rate. */
export const TaxClass = v.object({ id: TaxClassId, ...stored, ...taxClassFields });
export type TaxClass = v.InferOutput<typeof TaxClass>;
export const NewTaxClass = v.strictObject({
  ...v.partial(v.strictObject(taxClassFields)).entries,
  name,
  externalId: v.optional(ExternalId),
});
export type NewTaxClass = v.InferOutput<typeof NewTaxClass>;
export const TaxClassChange = v.partial(v.strictObject(taxClassFields));
export type TaxClassChange = v.InferOutput<typeof TaxClassChange>;

const familyFields = {
  name,
  description,
  texts: textsOf({ name, description }),
  /** Of its plans, and of its components unless they have one of their own; `null`: the standard rates. */
  taxClassId: v.nullable(TaxClassId),
  /** Nothing of a family that is not active can be ordered. */
  active: v.boolean(),
};
/** What belongs together: plans of which a customer has one, and components that go with any of them. */
export const ProductFamily = v.object({ id: FamilyId, ...stored, ...familyFields });
export type ProductFamily = v.InferOutput<typeof ProductFamily>;
const taxClassReference = v.nullable(TaxClassReference);
export const NewProductFamily = v.strictObject({
  ...v.partial(v.strictObject({ ...familyFields, taxClassId: taxClassReference })).entries,
  name,
  externalId: v.optional(ExternalId),
});
export type NewProductFamily = v.InferOutput<typeof NewProductFamily>;
export const ProductFamilyChange = v.partial(
  v.strictObject({ ...familyFields, taxClassId: taxClassReference }),
);
export type ProductFamilyChange = v.InferOutput<typeof ProductFamilyChange>;

const planFields = {
  name,
  description,
  texts: textsOf({ name, description }),
  active: v.boolean(),
  position,
};
/** `Team`, `Ökostrom 24`: what customers compare. Its price, period and terms stand in its variants. */
export const Plan = v.object({ id: PlanId, familyId: FamilyId, ...stored, ...planFields });
export type Plan = v.InferOutput<typeof Plan>;
export const NewPlan = v.strictObject({
  ...v.partial(v.strictObject(planFields)).entries,
  /** A plan stays in its family. */
  familyId: FamilyReference,
  name,
  externalId: v.optional(ExternalId),
});
export type NewPlan = v.InferOutput<typeof NewPlan>;
export const PlanChange = v.partial(v.strictObject(planFields));
export type PlanChange = v.InferOutput<typeof PlanChange>;

/** Both in the smallest unit of `currency`, with or without tax as the vendor's tax setting says. */
export const PlanPrice = v.strictObject({
  currency: Currency,
  /** For one `billingPeriod`. */
  amount: Amount,
  /** Once, at the beginning. */
  setupFee: v.optional(Amount, 0),
});
export type PlanPrice = v.InferOutput<typeof PlanPrice>;

const variantFields = {
  /** `Yearly`; `null`: the billing period says it. */
  name: v.nullable(name),
  texts: textsOf({ name }),
  billingPeriod: Period,
  /** As every contract made from it has them; later changes do not reach contracts that were signed. */
  terms: ContractTerms,
  /** Free time before the first charge; `null`: none. */
  trial: v.nullable(Period),
  /** One per currency; it can be ordered in these and no other. */
  prices: v.pipe(v.array(PlanPrice), v.maxLength(50)),
  /** Has an order link, and the public may order it. */
  selfService: v.boolean(),
  /** A customer of another variant may change to this one. */
  switchable: v.boolean(),
  /** Licences that an order makes; product ids are ours. */
  grants: LicenceGrants,
  /** What a contract of it lets its customer use, beside what other contracts do; `null`: nothing is said. */
  limits: v.nullable(PlanLimits),
  active: v.boolean(),
  position,
};
/** A plan at one billing period, with its terms and prices: what an order link leads to. */
export const PlanVariant = v.object({
  id: VariantId,
  planId: PlanId,
  /** That of its plan. */
  familyId: FamilyId,
  ...stored,
  ...variantFields,
  /** When it was first ordered; it can no longer be deleted then. `null`: never. */
  soldAt: v.nullable(v.string()),
});
export type PlanVariant = v.InferOutput<typeof PlanVariant>;
export const NewPlanVariant = v.strictObject({
  ...v.partial(v.strictObject(variantFields)).entries,
  /** A variant stays with its plan. */
  planId: PlanReference,
  billingPeriod: Period,
  externalId: v.optional(ExternalId),
});
export type NewPlanVariant = v.InferOutput<typeof NewPlanVariant>;
export const PlanVariantChange = v.partial(v.strictObject(variantFields));
export type PlanVariantChange = v.InferOutput<typeof PlanVariantChange>;

/** Of what is ordered: the price of one for one period, in the smallest unit. */
export const AmountTier = v.strictObject({ upTo: UpTo, amount: Amount });
export type AmountTier = v.InferOutput<typeof AmountTier>;

export const ComponentPrice = v.strictObject({
  currency: Currency,
  /** The billing period of the variants it goes with; `null`, of metered ones alone: any. */
  period: v.nullable(Period),
  mode: v.optional(PriceMode, 'graduated'),
  /** Lowest first; at least one, the last without end. */
  tiers: v.pipe(
    v.array(oneOf([AmountTier, UnitTier], (given) => ('unitPrice' in given ? UnitTier : AmountTier))),
    v.minLength(1),
    v.maxLength(50),
  ),
});
export type ComponentPrice = v.InferOutput<typeof ComponentPrice>;

/** `quantity`: any number of. `switch`: once or not at all. `metered`: counted and billed afterwards, never ordered. */
export const ComponentKind = v.picklist(['quantity', 'switch', 'metered']);
export type ComponentKind = v.InferOutput<typeof ComponentKind>;

const unit = v.nullable(line(40));
const quantity = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000));
const componentFields = {
  name,
  description,
  /** What one is called: `user`, `minute`. */
  unit,
  texts: textsOf({ name, description, unit }),
  /** Smallest quantity once it is chosen at all; of switches 1, of metered ones without meaning. */
  min: v.pipe(quantity, v.minValue(1)),
  /** Largest quantity; `-1`: as many as wanted. Of switches 1. */
  max: v.union([v.literal(-1), quantity], 'expected a quantity up to 1000000, or -1 for unlimited'),
  /** `min`, `min + step`, `min + 2 × step` … can be ordered. */
  step: v.pipe(quantity, v.minValue(1)),
  /** Every order has it, `min` of it at least. */
  required: v.boolean(),
  /** `null`: that of its family. */
  taxClassId: v.nullable(TaxClassId),
  /** One per currency and period. What has no price for a variant's period and currency is not offered with it. */
  prices: v.pipe(v.array(ComponentPrice), v.maxLength(200)),
  /** May be chosen on order pages; of metered ones without meaning. */
  selfService: v.boolean(),
  /** Of metered ones: shown as price information on order pages. */
  shownAsPrice: v.boolean(),
  /** What it adds to the licences of the variant; of metered ones nothing. */
  grants: ComponentGrants,
  active: v.boolean(),
  position,
};
/** What is booked beside a plan of the same family, or counted and billed afterwards. */
export const Component = v.object({
  id: ComponentId,
  familyId: FamilyId,
  kind: ComponentKind,
  ...stored,
  ...componentFields,
  /** When it was first ordered; it can no longer be deleted then. `null`: never. */
  soldAt: v.nullable(v.string()),
});
export type Component = v.InferOutput<typeof Component>;
export const NewComponent = v.strictObject({
  ...v.partial(v.strictObject({ ...componentFields, taxClassId: taxClassReference })).entries,
  /** A component stays in its family, and of its kind. */
  familyId: FamilyReference,
  kind: ComponentKind,
  name,
  externalId: v.optional(ExternalId),
});
export type NewComponent = v.InferOutput<typeof NewComponent>;
export const ComponentChange = v.partial(
  v.strictObject({ ...componentFields, taxClassId: taxClassReference }),
);
export type ComponentChange = v.InferOutput<typeof ComponentChange>;

/**
 * What customers type: letters A to Z, digits, `-`, `.` and `_`, kept as written. Capital or small letters and spaces make
 * no difference; other alphabets are refused, so that no two codes look alike.
 */
export const CouponCode = v.pipe(
  v.string(),
  v.trim(),
  v.regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,38}[A-Za-z0-9])?$/,
    'expected 1 to 40 letters A to Z, digits, - . _',
  ),
);
const count = v.pipe(v.number(), v.integer(), v.minValue(-1), v.maxValue(1_000_000_000));
/** An instant in UTC, `2026-03-01T00:00:00.000Z`. */
const instant = v.nullable(v.pipe(v.string(), v.isoTimestamp()));
const couponFields = {
  code: CouponCode,
  /** What it is for; only the vendor reads it. */
  name: v.nullable(name),
  kind: v.picklist(['percent', 'amount']),
  /** More than 0, 100 at most; `null` of amounts. */
  percent: v.nullable(Percent),
  /** Off the whole order, each billing period; one per currency, more than 0. An order in another currency can't use it. */
  amounts: v.pipe(v.array(v.strictObject({ ...Money.entries, amount: Amount })), v.maxLength(50)),
  /** Billing periods it lowers, the first ones; `-1`: all. Setup fees count to the first. */
  periods: v.pipe(
    count,
    v.check((periods) => periods !== 0, 'expected 1 or more, or -1 for always'),
  ),
  /** Orders altogether; `-1`: any number, `0`: none any more. */
  maxUses: count,
  /** Orders of one customer; `-1`: any number. */
  maxPerCustomer: count,
  /** First instant it works; `null`: at once. */
  from: instant,
  /** First instant it no longer works; `null`: never. */
  until: instant,
  /** What it lowers; empty: everything. */
  familyIds: v.pipe(v.array(FamilyId), v.maxLength(100)),
  active: v.boolean(),
};
export const Coupon = v.object({
  id: CouponId,
  ...stored,
  ...couponFields,
  /** Orders that have it now; those that fell through do not count. */
  used: v.number(),
});
export type Coupon = v.InferOutput<typeof Coupon>;
const familyReferences = v.pipe(v.array(FamilyReference), v.maxLength(100));
export const NewCoupon = v.strictObject({
  ...v.partial(v.strictObject({ ...couponFields, familyIds: familyReferences })).entries,
  code: CouponCode,
  kind: couponFields.kind,
  externalId: v.optional(ExternalId),
});
export type NewCoupon = v.InferOutput<typeof NewCoupon>;
export const CouponChange = v.partial(v.strictObject({ ...couponFields, familyIds: familyReferences }));
export type CouponChange = v.InferOutput<typeof CouponChange>;
