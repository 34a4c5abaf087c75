import * as v from 'valibot';
import { Currency } from '../../kit/common/money.ts';
import { line, plain } from '../../kit/common/text.ts';

const Sealed = (max: number, shape: RegExp, expected: string) =>
  v.optional(v.nullable(v.pipe(v.string(), v.trim(), v.maxLength(max), plain, v.regex(shape, expected))));

/** What is added to a top-up by one way: hundredths of a percent, and a fixed part in the smallest unit. */
const Surcharge = v.strictObject({
  hundredths: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3_000)),
  fixed: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(1_000_000)),
});
export const BalanceAmount = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(99_999_999));
export const TopUpWay = v.picklist(['stripe', 'sepa', 'invoice', 'voucher']);
export type TopUpWay = v.InferOutput<typeof TopUpWay>;

/** What a currency's balances are topped up by. */
export const BalanceCurrency = v.strictObject({
  currency: Currency,
  minimum: BalanceAmount,
  maximum: BalanceAmount,
  /** The customer is told, and `balance.low` is sent, when a balance comes down to it; `null`: not before its end. */
  lowAt: v.nullable(v.pipe(v.number(), v.safeInteger())),
  surcharges: v.partial(v.strictObject({ stripe: Surcharge, sepa: Surcharge, invoice: Surcharge })),
});
export type BalanceCurrency = v.InferOutput<typeof BalanceCurrency>;

/** Money that customers keep with the vendor, to be spent from. */
export const BalanceSetting = v.strictObject({
  enabled: v.boolean(),
  /** Ways to top up; those that are not set up are not offered. */
  ways: v.pipe(v.array(TopUpWay), v.maxLength(4)),
  currencies: v.pipe(
    v.array(BalanceCurrency),
    v.maxLength(20),
    v.check(
      (all) => new Set(all.map(({ currency }) => currency)).size === all.length,
      'expected each currency once',
    ),
    v.check(
      (all) => all.every(({ minimum, maximum }) => minimum <= maximum),
      'expected no minimum above its maximum',
    ),
  ),
  /** Whether customers may let a stored card top up by itself. */
  automatic: v.boolean(),
  /** Whether a charge is refused that balance and debit limit do not hold; else it is booked and the balance goes below. */
  blocks: v.boolean(),
});
export type BalanceSetting = v.InferOutput<typeof BalanceSetting>;

const RetryDays = v.pipe(
  v.array(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(60))),
  v.maxLength(8),
);

/** GET /api/v1/payment-settings: what this side of the vendor takes. Keys are written and never read again. */
export const PaymentSettings = v.object({
  invoice: v.object({
    enabled: v.boolean(),
    /** Days until an invoice is due. */
    dueDays: v.number(),
  }),
  sepa: v.object({
    enabled: v.boolean(),
    /** Who collects, as the mandate names it, and its SEPA creditor identifier. */
    creditor: v.string(),
    creditorId: v.string(),
  }),
  stripe: v.object({
    enabled: v.boolean(),
    /** Whether a key is stored, and its last four symbols. */
    secretKey: v.nullable(v.string()),
    webhookSecret: v.nullable(v.string()),
    /** The one before, which still opens events while it is being exchanged. */
    formerWebhookSecret: v.nullable(v.string()),
    /** To be entered at Stripe as the endpoint's address, with `webhookEvents`. */
    webhookUrl: v.string(),
    webhookEvents: v.array(v.string()),
  }),
  balance: BalanceSetting,
  /** Days after which a charge of a stored card that failed is tried again, one after the other. */
  retryDays: RetryDays,
  updatedAt: v.nullable(v.string()),
});
export type PaymentSettings = v.InferOutput<typeof PaymentSettings>;

/** PATCH /api/v1/payment-settings; what is not named stays. */
export const PaymentSettingsChange = v.partial(
  v.strictObject({
    invoice: v.partial(
      v.strictObject({
        enabled: v.boolean(),
        dueDays: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(365)),
      }),
    ),
    sepa: v.partial(
      v.strictObject({
        enabled: v.boolean(),
        creditor: line(70),
        creditorId: v.pipe(
          v.string(),
          v.maxLength(60),
          v.transform((text) => text.replace(/\s/g, '').toUpperCase()),
        ),
      }),
    ),
    stripe: v.partial(
      v.strictObject({
        enabled: v.boolean(),
        /** `null` forgets it; absent: it stays. */
        secretKey: Sealed(
          300,
          /^(?:sk|rk)_(?:test|live)_[\w]+$/,
          'expected a key like sk_live_… or rk_test_…',
        ),
        webhookSecret: Sealed(300, /^whsec_[\w+/=-]+$/, 'expected a signing secret like whsec_…'),
        /** `null` ends the exchange at once. */
        formerWebhookSecret: v.null(),
      }),
    ),
    balance: BalanceSetting,
    retryDays: RetryDays,
  }),
);
export type PaymentSettingsChange = v.InferOutput<typeof PaymentSettingsChange>;
