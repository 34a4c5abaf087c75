import * as v from 'valibot';
import { Day, Period } from '../../kit/common/day.ts';
import { Currency } from '../../kit/common/money.ts';
import { line } from '../../kit/common/text.ts';
import { ComponentId, VariantId } from '../catalogue/schema.ts';
import { PriceMode } from '../contracts/metered.ts';
import { Country } from '../customers/schema.ts';
import { Decimal } from '../documents/decimal.ts';
import { Language, Slug } from '../portals/schema.ts';

/** Integer in the smallest unit of the currency that stands beside it. */
const Amount = v.number();

/** As a customer writes it: `DE 123 456 789`. Empty: none. */
export const VatIdText = line(20);

/**
 * How a vendor's sales are taxed: `/api/v1/tax-setting`. Rates that differ from a country's standard rate stand in the
 * catalogue's tax classes.
 */
const taxFields = {
  /** Where the vendor is established; `null`: not said yet, and nothing can be priced. */
  country: v.nullable(Country),
  /** All prices of the catalogue and amounts of coupons include the tax of that country. */
  pricesIncludeTax: v.boolean(),
  /** Consumers in other countries of the EU pay their own country's tax (One-Stop-Shop); else that of the vendor's. */
  oss: v.boolean(),
  /** Further countries in which the vendor is registered and charges consumers local tax. */
  alsoIn: v.pipe(v.array(Country), v.maxLength(60)),
  /** No tax at all, as small businesses may choose to (in Germany § 19 UStG). */
  smallBusiness: v.boolean(),
  /** The vendor's own; named as the one who asks when a customer's is checked. */
  vatId: VatIdText,
};
export const TaxSetting = v.object({ ...taxFields, updatedAt: v.nullable(v.string()) });
export type TaxSetting = v.InferOutput<typeof TaxSetting>;
export const TaxSettingChange = v.partial(v.strictObject(taxFields));
export type TaxSettingChange = v.InferOutput<typeof TaxSettingChange>;

/**
 * Of a VAT id: `valid` and `invalid` say the official service or its checksum, `unchecked` is one that is well formed
 * while the service did not answer (yet), or of a country that has none. It never holds up an order.
 */
export const VatIdState = v.picklist(['valid', 'invalid', 'unchecked']);
export type VatIdState = v.InferOutput<typeof VatIdState>;

/** Why the tax is what it is. */
export const TaxReason = v.picklist([
  'domestic',
  'destination',
  'reverse-charge',
  'export',
  'small-business',
]);
export type TaxReason = v.InferOutput<typeof TaxReason>;

/** `net + tax = gross`, always. */
export const Sums = v.object({ net: Amount, tax: Amount, gross: Amount });
export type Sums = v.InferOutput<typeof Sums>;

/** Part of a quantity that has a price of its own: `quantity` from number `from` on. */
export const Band = v.object({ from: v.number(), quantity: v.number(), unitPrice: Decimal, amount: Amount });
export type Band = v.InferOutput<typeof Band>;

export const PricedLine = v.object({
  /** `plan`, `setup`, or the component's id. */
  key: v.string(),
  kind: v.picklist(['plan', 'component', 'setup']),
  title: v.string(),
  quantity: v.number(),
  unit: v.nullable(v.string()),
  /** How the amount before the discount comes about, as `shownFirst` says; one entry unless graduated. */
  bands: v.array(Band),
  taxPercent: v.number(),
  /** Before the discount; its `net` or `gross` is what the line shows. */
  full: Sums,
  /** What the coupon takes off, positive. `full − discount` is what follows. */
  discount: Sums,
  ...Sums.entries,
});
export type PricedLine = v.InferOutput<typeof PricedLine>;

export const PricedTax = v.object({ percent: v.number(), net: Amount, tax: Amount, reason: TaxReason });
export type PricedTax = v.InferOutput<typeof PricedTax>;

/** What is charged at one moment. All lines together are the totals, in `net`, `tax` and `gross`. */
export const PricedTotals = v.object({
  /** Empty where nothing is charged, as at the begin of a trial. */
  lines: v.array(PricedLine),
  full: Sums,
  discount: Sums,
  /** One a rate, high to low. */
  taxes: v.array(PricedTax),
  ...Sums.entries,
});
export type PricedTotals = v.InferOutput<typeof PricedTotals>;

/** Metered: shown, never summed. */
export const PricedUsage = v.object({
  /** The component's id. */
  key: v.string(),
  title: v.string(),
  unit: v.nullable(v.string()),
  mode: PriceMode,
  /** Price of one in the major unit, with or without tax as `shownFirst` says. */
  tiers: v.array(v.object({ upTo: v.nullable(v.number()), unitPrice: Decimal })),
  taxPercent: v.number(),
  /** What so many cost, with or without tax as `shownFirst` says: an estimate that the customer may change. */
  example: v.object({ quantity: v.number(), amount: Amount }),
});
export type PricedUsage = v.InferOutput<typeof PricedUsage>;

export const PricedCart = v.object({
  currency: Currency,
  /** Consumers see what they pay with tax in it, companies without. */
  shownFirst: v.picklist(['net', 'gross']),
  /** Of everything in the cart; the same for all lines. */
  reason: TaxReason,
  /** Whose tax it is; `null` where none is charged. */
  taxCountry: v.nullable(Country),
  /** Of a document made from it: its lines are gross amounts. */
  pricesIncludeTax: v.boolean(),
  billingPeriod: Period,
  dueToday: PricedTotals,
  /** The payment after today's: the first one after a trial, else the second. */
  next: v.object({ on: Day, ...PricedTotals.entries }),
  /** One period without coupon and setup fee, once both are over; `null`: `next` is that already. */
  later: v.nullable(v.object({ from: Day, ...PricedTotals.entries })),
  trialEnds: v.nullable(Day),
  /** First day that the coupon no longer lowers; `null`: no coupon, or for ever. */
  discountEnds: v.nullable(Day),
  usage: v.array(PricedUsage),
});
export type PricedCart = v.InferOutput<typeof PricedCart>;

/** How many of a component: a whole number from 1 on. What is not wanted is left out. */
export const Quantity = v.pipe(
  v.number('expected a whole number'),
  v.safeInteger('expected a whole number'),
  v.minValue(1, 'expected 1 or more; what is not wanted is left out'),
  v.maxValue(1_000_000),
);

/** What a customer chose; also a part of the body of `POST /portal/v1/orders`. */
export const wantedFields = {
  variantId: VariantId,
  components: v.optional(
    v.pipe(
      v.array(v.strictObject({ id: ComponentId, quantity: Quantity })),
      v.maxLength(200),
      v.check(
        (items) => new Set(items.map(({ id }) => id)).size === items.length,
        'expected each component once',
      ),
    ),
    [],
  ),
  currency: v.optional(Currency),
  coupon: v.optional(v.pipe(v.string(), v.maxLength(60))),
};
export const Wanted = v.object(wantedFields);
export type Wanted = v.InferOutput<typeof Wanted>;

/** What of the buyer decides about tax. */
export const BuyerFacts = v.strictObject({
  country: v.optional(v.union([v.literal(''), Country]), ''),
  /** Orders for a company; a VAT id says so too. */
  company: v.optional(v.boolean(), false),
  vatId: v.optional(VatIdText, ''),
});
export type BuyerFacts = v.InferOutput<typeof BuyerFacts>;

/** `POST /portal/v1/orders/price`: what it costs, without ordering it. */
export const PriceRequest = v.strictObject({
  ...wantedFields,
  /** Slug of the portal; not in a session, which knows its own. */
  portal: v.optional(Slug),
  /** Code of an order session, whose prices were fixed when it was made. */
  orderSession: v.optional(v.pipe(v.string(), v.maxLength(120))),
  /** Titles are in this language. */
  language: v.optional(Language),
  /** In a session what is left out is the customer's own; else an unknown country is the vendor's. */
  buyer: v.optional(v.partial(BuyerFacts)),
  /** Of metered components, for the example. */
  estimates: v.optional(
    v.pipe(v.array(v.strictObject({ id: ComponentId, quantity: Quantity })), v.maxLength(50)),
    [],
  ),
});
export type PriceRequest = v.InferOutput<typeof PriceRequest>;

export const QuotedVatId = v.object({
  /** Without spaces, with its country: `DE123456789`. */
  vatId: v.string(),
  state: VatIdState,
  /** Why it is invalid: malformed or wrong check digits, unknown to the service, or of another country than the address. */
  problem: v.nullable(v.picklist(['format', 'unknown', 'country'])),
  /** As the official service knows the company; many countries do not tell. */
  name: v.nullable(v.string()),
});
export type QuotedVatId = v.InferOutput<typeof QuotedVatId>;

export const PriceQuote = v.object({
  ...PricedCart.entries,
  /** The country that was reckoned with. */
  country: Country,
  /** `null`: none was given. */
  vatId: v.nullable(QuotedVatId),
  /** `null`: none was given. What can not be used is refused, with `fields[].path` = `coupon`. */
  coupon: v.nullable(
    v.object({
      code: v.string(),
      percent: v.nullable(v.number()),
      /** As the price list has it. */
      amount: v.nullable(Amount),
      /** `-1`: always. */
      periods: v.number(),
    }),
  ),
  /** Sent along with the order: what was agreed to is what is charged, or the order is refused. */
  priceHash: v.string(),
});
export type PriceQuote = v.InferOutput<typeof PriceQuote>;

/** What is known of a customer's VAT id: `GET /api/v1/customers/:id/vat-id`. */
export const VatIdCheck = v.object({
  ...QuotedVatId.entries,
  /** As registered, where the country tells. */
  address: v.nullable(v.string()),
  /** Which official service was asked last; `null`: none. */
  service: v.nullable(v.picklist(['vies', 'hmrc'])),
  /** When it answered last. */
  checkedAt: v.nullable(v.string()),
  /** Its number for that answer (VIES: consultation number), the proof that it was asked; only where your own VAT id is set. */
  proof: v.nullable(v.string()),
  /** Why there was no answer the last time, in the service's own word: `MS_UNAVAILABLE`. */
  failure: v.nullable(v.string()),
});
export type VatIdCheck = v.InferOutput<typeof VatIdCheck>;
