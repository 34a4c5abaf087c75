import * as v from 'valibot';
import { Day, Period } from '../../kit/common/day.ts';
import { idOf } from '../../kit/common/id.ts';
import { Currency } from '../../kit/common/money.ts';
import { PriceMode, UnitTier, UpTo } from './metered.ts';

const title = v.pipe(v.string(), v.maxLength(400));
const Percent = v.pipe(v.number(), v.minValue(0), v.maxValue(100));
const Amount = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** By its id the rates of today are looked up; those that stand here hold where the class is gone. */
const TaxClass = v.nullable(
  v.object({
    id: v.optional(v.string()),
    rates: v.pipe(v.array(v.object({ country: v.string(), percent: Percent, from: Day })), v.maxLength(500)),
  }),
);

/**
 * What was agreed when somebody ordered or changed: the cart, with the prices of the list of that day. A renewal is
 * priced from it by the one calculation that priced the order, so it comes to what was shown.
 */
export const AgreedPrice = v.object({
  variantId: v.string(),
  /** With the quantities that were chosen; tiers make several items of one. */
  components: v.pipe(v.array(v.object({ id: v.string(), quantity: v.number() })), v.maxLength(200)),
  /** Whether the amounts below include the tax of the vendor's country. */
  pricesIncludeTax: v.boolean(),
  cart: v.object({
    currency: Currency,
    billingPeriod: Period,
    trial: v.nullable(Period),
    lines: v.pipe(
      v.array(
        v.object({
          key: v.string(),
          kind: v.picklist(['plan', 'component', 'setup']),
          title,
          quantity: v.number(),
          unit: v.nullable(v.string()),
          mode: PriceMode,
          tiers: v.array(v.object({ upTo: UpTo, amount: Amount })),
          taxClass: TaxClass,
        }),
      ),
      v.maxLength(300),
    ),
    usage: v.pipe(
      v.array(
        v.object({
          key: v.string(),
          title,
          unit: v.nullable(v.string()),
          mode: PriceMode,
          tiers: v.array(UnitTier),
          taxClass: TaxClass,
        }),
      ),
      v.maxLength(200),
    ),
    /** Of the first `periods` that are paid for, counted from `billingFrom`. */
    coupon: v.nullable(
      v.object({
        code: v.string(),
        percent: v.nullable(Percent),
        amount: v.nullable(Amount),
        periods: v.number(),
      }),
    ),
  }),
});
export type AgreedPrice = v.InferOutput<typeof AgreedPrice>;

/** Days on which a contract rests, the last one included; `until: null`: until somebody resumes it. */
export const ContractPause = v.object({
  id: idOf('pau'),
  from: Day,
  until: v.nullable(Day),
  /** How much of the price is charged meanwhile, in percent. */
  billedPercent: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100)),
  /** Days that were charged before it was known are made good again; `false` while that is to be done. */
  settled: v.boolean(),
});
export type ContractPause = v.InferOutput<typeof ContractPause>;

/** What a contract will be from a day on. */
export const PendingChange = v.object({
  id: idOf('chg'),
  /** First day on which it holds. */
  on: Day,
  title,
  /** Price of one billing period from then on, as the contract shows its own. */
  price: v.object({ amount: v.number(), currency: Currency }),
  billingPeriod: Period,
});
export type PendingChange = v.InferOutput<typeof PendingChange>;

/** Who makes the invoices; `null`: as the portal says. */
export const BilledBy = v.picklist(['portico', 'elsewhere']);
export type BilledBy = v.InferOutput<typeof BilledBy>;
