import * as v from 'valibot';
import { holdsCardNumber } from '../../kit/common/card-number.ts';
import { Day } from '../../kit/common/day.ts';
import { idOf } from '../../kit/common/id.ts';
import { Currency, Money } from '../../kit/common/money.ts';
import { oneOf } from '../../kit/common/one-of.ts';
import { line, plain } from '../../kit/common/text.ts';
import { CustomerId, CustomerReference, ExternalId } from '../customers/schema.ts';

export const PaymentId = idOf('pay');
export const PaymentMethodId = idOf('pmt');

/**
 * How money moves. `invoice`: the customer transfers it; `sepa`: we collect it by mandate; `stripe`: card and the like
 * on Stripe's own page; `manual`: booked by the vendor, as cash, vouchers and gifts are.
 */
export const PaymentKind = v.picklist(['invoice', 'sepa', 'stripe', 'manual']);
export type PaymentKind = v.InferOutput<typeof PaymentKind>;
/** Only `completed` counts in a customer's balance. */
export const PaymentStatus = v.picklist(['pending', 'completed', 'cancelled', 'failed', 'refunded']);
export type PaymentStatus = v.InferOutput<typeof PaymentStatus>;

/**
 * What the vendor has to look at. `mismatch`: what was paid is not what was asked; `late`: paid after the order was over;
 * `undelivered`: paid, and what was bought has not been delivered yet.
 */
export const PaymentAttention = v.picklist(['mismatch', 'late', 'undelivered']);
export type PaymentAttention = v.InferOutput<typeof PaymentAttention>;

const Amount = v.pipe(v.number(), v.safeInteger('expected a whole number of the smallest unit, like 1190'));
const NotNothing = v.pipe(
  Amount,
  v.check((amount) => amount !== 0, 'expected an amount other than 0'),
);
/** Negative is money that went out: a purchase from the balance. */
export const PaymentAmount = v.strictObject({ amount: NotNothing, currency: Currency });
/** What vendors write down of a payment; a card's number is not to be kept, whoever typed it. */
const noCard = v.check<string, string>(
  (text) => !holdsCardNumber(text),
  'expected no number of a payment card',
);
const description = v.pipe(line(200), noCard);

/**
 * What a payment is for besides an order: `top-up` of the balance, `auto-top-up` the same by itself, `voucher`, a
 * `purchase` out of the balance, the `collection` of an invoice, what was booked from a bank `statement`, or an invoice
 * paid out of the `balance`.
 */
export const PaymentPurpose = v.picklist([
  'top-up',
  'auto-top-up',
  'voucher',
  'purchase',
  'collection',
  'statement',
  'balance',
]);
export type PaymentPurpose = v.InferOutput<typeof PaymentPurpose>;

export const Payment = v.object({
  id: PaymentId,
  externalId: v.nullable(v.string()),
  customerId: CustomerId,
  /** The order or invoice it pays. */
  orderId: v.nullable(v.string()),
  invoiceId: v.nullable(v.string()),
  kind: PaymentKind,
  status: PaymentStatus,
  amount: Money,
  /** What went back of it, in the smallest unit. */
  refunded: v.number(),
  description: v.string(),
  /** What the customer writes on its transfer, or the collection bears. */
  reference: v.string(),
  methodId: v.nullable(PaymentMethodId),
  /** The provider's own id of it: `pi_…`. */
  providerId: v.nullable(v.string()),
  /** Why it failed, in the provider's word: `card_declined`. */
  failure: v.nullable(v.string()),
  attention: v.nullable(PaymentAttention),
  completedAt: v.nullable(v.string()),
  /** `null`: none of these. */
  purpose: v.nullable(PaymentPurpose),
  /** Of the amount, what was added for paying this way: it does not count in the balance. */
  surcharge: v.number(),
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type Payment = v.InferOutput<typeof Payment>;

/** POST /api/v1/payments: what the vendor books. */
export const NewPayment = v.strictObject({
  customerId: CustomerReference,
  externalId: v.optional(ExternalId),
  /** Our id or `ext:…` of one of the customer's invoices: when it is paid, the invoice is. */
  invoiceId: v.optional(v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(132)))),
  kind: v.optional(v.picklist(['invoice', 'sepa', 'manual']), 'manual'),
  status: v.optional(v.picklist(['pending', 'completed']), 'completed'),
  amount: PaymentAmount,
  description: v.optional(description, ''),
  reference: v.optional(v.pipe(line(60), noCard)),
});
export type NewPayment = v.InferOutput<typeof NewPayment>;

/** PATCH: a transfer arrived (`completed`) or will not (`cancelled`, `failed`); a payment goes no way back. */
export const PaymentChange = v.partial(
  v.strictObject({
    status: v.picklist(['pending', 'completed', 'cancelled', 'failed', 'refunded']),
    description,
    failure: v.nullable(line(60)),
    /** What was looked into is taken off the list. */
    attention: v.null(),
  }),
);
export type PaymentChange = v.InferOutput<typeof PaymentChange>;

/** POST /api/v1/payments/:id/refunds: part of it or, without an amount, what is left. */
export const NewRefund = v.strictObject({
  amount: v.optional(v.pipe(Amount, v.minValue(1))),
});
export type NewRefund = v.InferOutput<typeof NewRefund>;

/** `requested`: Stripe has not taken it yet; it is asked again until it says yes or no. */
export const Refund = v.object({
  id: idOf('rfd'),
  paymentId: PaymentId,
  amount: Money,
  state: v.picklist(['requested', 'done', 'failed']),
  failure: v.nullable(v.string()),
  createdAt: v.string(),
});
export type Refund = v.InferOutput<typeof Refund>;

/** What a customer agreed to be topped up by itself, in the smallest unit. */
export const AutoTopUp = v.object({
  /** The balance at or below which it happens. */
  below: v.number(),
  amount: v.number(),
  /** At most so much in a month. */
  ceiling: v.number(),
  methodId: PaymentMethodId,
  agreedAt: v.string(),
});
export type AutoTopUp = v.InferOutput<typeof AutoTopUp>;

/** One currency of what a customer keeps with the vendor. */
export const BalanceAccount = v.object({
  balance: Money,
  /** How far below zero it may go. */
  debitLimit: v.number(),
  /** What can be spent: balance and debit limit. */
  available: v.number(),
  level: v.picklist(['ok', 'low', 'exhausted']),
  /** Whether nothing may be spent until it is topped up. */
  blocked: v.boolean(),
  automatic: v.nullable(AutoTopUp),
});
export type BalanceAccount = v.InferOutput<typeof BalanceAccount>;

/** A customer's balance by currency: the sum of what was completed, less what went back. */
export const Balance = v.object({
  customerId: CustomerId,
  balance: v.array(Money),
  accounts: v.array(BalanceAccount),
});
export type Balance = v.InferOutput<typeof Balance>;

/** PUT /api/v1/customers/:id/debit-limit. */
export const DebitLimit = v.strictObject({
  amount: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(99_999_999_999)),
  currency: Currency,
});

/** POST /runtime/v1/balance/charges: what the vendor's software spends. */
export const NewCharge = v.strictObject({
  customerId: CustomerReference,
  /** Positive: what is taken. */
  amount: v.strictObject({ amount: v.pipe(Amount, v.minValue(1)), currency: Currency }),
  description: v.optional(description, ''),
  /** The vendor's own id of it: a second charge with it is refused. */
  externalId: v.optional(ExternalId),
});
export const ChargeAnswer = v.object({ payment: Payment, account: BalanceAccount });

/** A stored way to pay. */
export const PaymentMethod = v.object({
  id: PaymentMethodId,
  customerId: CustomerId,
  kind: v.picklist(['sepa', 'stripe']),
  /** `visa`, `sepa`. */
  brand: v.string(),
  last4: v.string(),
  holder: v.nullable(v.string()),
  /** Of a card: `2028-04`, the last month in which it is good. */
  goodUntil: v.nullable(v.string()),
  /** Of a mandate: its reference, and when it was given. */
  mandate: v.nullable(v.object({ reference: v.string(), signedAt: v.string() })),
  /** The one that is used where none is named. */
  isDefault: v.boolean(),
  createdAt: v.string(),
});
export type PaymentMethod = v.InferOutput<typeof PaymentMethod>;

/** An IBAN as it is typed: spaces and small letters are put right; checked in rules.ts. */
const IbanInput = v.pipe(
  v.string(),
  v.maxLength(60),
  v.transform((text) => text.replace(/[\s-]/g, '').toUpperCase()),
);

const ByInvoice = v.strictObject({ kind: v.literal('invoice') });
const BySepa = v.strictObject({
  kind: v.literal('sepa'),
  iban: IbanInput,
  holder: v.pipe(line(70), v.minLength(1)),
  /** That the mandate's text was read and is given; its words stand in the offer. */
  mandate: v.literal(true, 'expected the mandate to be given'),
});
const ByStripe = v.strictObject({ kind: v.literal('stripe') });
const ByStored = v.strictObject({ kind: v.literal('stored'), methodId: PaymentMethodId });
const ways = { invoice: ByInvoice, sepa: BySepa, stripe: ByStripe, stored: ByStored };
/** `paymentMethod` of an order. */
export const PaymentChoice = oneOf([ByInvoice, BySepa, ByStripe, ByStored], (given) => {
  const kind = String(given.kind);
  return Object.hasOwn(ways, kind) ? ways[kind as keyof typeof ways] : ByInvoice;
});
export type PaymentChoice = v.InferOutput<typeof PaymentChoice>;

/** A way to pay as the order page draws it; only what can be used now is offered. */
export const PaymentOffer = v.variant('kind', [
  v.object({ kind: v.literal('invoice'), dueDays: v.number() }),
  /** The mandate's text is `payments.mandate.text` with these two names. */
  v.object({ kind: v.literal('sepa'), creditor: v.string(), creditorId: v.string() }),
  v.object({ kind: v.literal('stripe') }),
  v.object({ kind: v.literal('stored'), method: PaymentMethod }),
]);
export type PaymentOffer = v.InferOutput<typeof PaymentOffer>;

/** What to transfer, and where to; `qr`: the text of the EPC code that banking apps scan, where the currency is EUR. */
export const Transfer = v.object({
  holder: v.string(),
  iban: v.string(),
  bic: v.nullable(v.string()),
  bank: v.nullable(v.string()),
  reference: v.string(),
  qr: v.nullable(v.string()),
});
export type Transfer = v.InferOutput<typeof Transfer>;

/** A payment as the customer follows it: GET /portal/v1/payments/:id, and on the confirmation page. */
export const PortalPayment = v.object({
  id: PaymentId,
  kind: PaymentKind,
  status: PaymentStatus,
  amount: Money,
  description: v.string(),
  createdAt: v.string(),
  completedAt: v.nullable(v.string()),
  dueOn: v.nullable(Day),
  orderId: v.nullable(v.string()),
  failure: v.nullable(v.string()),
  /** Of `invoice`, while the money has not come. */
  transfer: v.nullable(Transfer),
  method: v.nullable(PaymentMethod),
  /** Whether POST /portal/v1/payments/:id/checkout gives a page to pay on. */
  payable: v.boolean(),
});
export type PortalPayment = v.InferOutput<typeof PortalPayment>;

/** Stripe's page, opened at the top or in a tab from the person's click; never in a frame. */
export const Checkout = v.object({
  /** `null`: nothing is left to be done there, `status` says how it went. */
  url: v.nullable(v.string()),
  status: PaymentStatus,
});
export type Checkout = v.InferOutput<typeof Checkout>;
/** Where Stripe's page leads back to. */
export const NewCheckout = v.strictObject({
  /** The panel to come back to. */
  panel: v.optional(v.pipe(v.string(), v.maxLength(40), v.regex(/^[a-z-]*$/)), ''),
  /**
   * `page`: the portal is the page itself and comes back in the same tab. `tab`: it stands in a vendor's page, which is
   * still open behind the tab that comes back; that one says how it went, and is closed.
   */
  from: v.optional(v.picklist(['page', 'tab']), 'tab'),
});

const Sealed = (max: number, shape: RegExp, expected: string) =>
  v.optional(v.nullable(v.pipe(v.string(), v.trim(), v.maxLength(max), plain, v.regex(shape, expected))));

/** What is added to a top-up by one way: hundredths of a percent, and a fixed part in the smallest unit. */
const Surcharge = v.strictObject({
  hundredths: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3_000)),
  fixed: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(1_000_000)),
});
const BalanceAmount = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(99_999_999));
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

/** A signed message of a provider as it was taken. */
export const PaymentEvent = v.object({
  id: v.string(),
  type: v.string(),
  /** `applied`, or why it was not. */
  outcome: v.string(),
  paymentId: v.nullable(v.string()),
  receivedAt: v.string(),
});
export type PaymentEvent = v.InferOutput<typeof PaymentEvent>;

/** What a portal's customer may top up by, with what it costs; `null` in the overview where nothing can be topped up. */
export const TopUpOffer = v.object({
  ways: v.array(TopUpWay),
  currencies: v.array(BalanceCurrency),
  automatic: v.boolean(),
});
export type TopUpOffer = v.InferOutput<typeof TopUpOffer>;

/** A stored way to pay with what is paid by it: while that is something, it is not removed without another in its place. */
export const UsedMethod = v.object({
  ...PaymentMethod.entries,
  contracts: v.array(v.object({ id: v.string(), title: v.string() })),
});
export type UsedMethod = v.InferOutput<typeof UsedMethod>;

/** An invoice that is still to be paid. */
export const OpenInvoice = v.object({
  id: v.string(),
  number: v.string(),
  dueOn: v.nullable(Day),
  overdue: v.boolean(),
  /** What is left of it. */
  due: Money,
  /** A charge or debit is on its way: it needs not be paid as well. */
  underWay: v.boolean(),
});
export type OpenInvoice = v.InferOutput<typeof OpenInvoice>;

/** GET /portal/v1/payments/overview: all that the panel shows at once besides the list. */
export const PaymentsOverview = v.object({
  accounts: v.array(BalanceAccount),
  topUp: v.nullable(TopUpOffer),
  methods: v.array(UsedMethod),
  /** Kinds of ways to pay that can be stored. */
  adds: v.array(v.picklist(['stripe', 'sepa'])),
  /** Whom a mandate names. */
  creditor: v.nullable(v.object({ name: v.string(), id: v.string() })),
  openInvoices: v.array(OpenInvoice),
  /** A charge of a stored card that failed last. */
  failed: v.nullable(
    v.object({ id: PaymentId, amount: Money, description: v.string(), againOn: v.nullable(v.string()) }),
  ),
});
export type PaymentsOverview = v.InferOutput<typeof PaymentsOverview>;

const ByMethod = v.strictObject({ kind: v.literal('stored'), methodId: PaymentMethodId });
const ByKind = v.strictObject({ kind: v.picklist(['stripe', 'invoice']) });
const ByBalance = v.strictObject({ kind: v.literal('balance') });

/** POST /portal/v1/payments/top-ups. */
export const NewTopUp = v.strictObject({
  /** What the balance gains; a surcharge comes on top. */
  amount: v.strictObject({ amount: v.pipe(Amount, v.minValue(1)), currency: Currency }),
  way: oneOf([ByMethod, ByKind], ({ kind }) => (kind === 'stored' ? ByMethod : ByKind)),
  /** As it was shown; where it is another one by now, nothing is done. */
  surcharge: v.pipe(Amount, v.minValue(0)),
});
export type NewTopUp = v.InferOutput<typeof NewTopUp>;

/** POST /portal/v1/payments/invoices. */
export const NewInvoicePayment = v.strictObject({
  invoiceId: v.pipe(v.string(), v.maxLength(40)),
  way: oneOf([ByMethod, ByBalance, ByKind], ({ kind }) =>
    kind === 'stored' ? ByMethod : kind === 'balance' ? ByBalance : ByKind,
  ),
});
export type NewInvoicePayment = v.InferOutput<typeof NewInvoicePayment>;

/** PUT /portal/v1/payments/automatic: what is agreed to; the amounts in the smallest unit. */
export const NewAutoTopUp = v.strictObject({
  currency: Currency,
  /** `null` ends it. */
  agreed: v.nullable(
    v.strictObject({
      below: v.pipe(Amount, v.minValue(0), v.maxValue(99_999_999)),
      amount: v.pipe(Amount, v.minValue(1), v.maxValue(99_999_999)),
      ceiling: v.pipe(Amount, v.minValue(1), v.maxValue(999_999_999)),
      methodId: PaymentMethodId,
      /** That the customer said yes to it. */
      consent: v.literal(true, 'expected the consent to be given'),
    }),
  ),
});
export type NewAutoTopUp = v.InferOutput<typeof NewAutoTopUp>;

/** POST /portal/v1/payments/methods: a mandate; a card is stored on Stripe's page. */
export const NewMethod = v.strictObject({
  ...BySepa.entries,
  /** The way to pay in whose place it comes. */
  replaces: v.optional(v.nullable(PaymentMethodId), null),
});
/** POST /portal/v1/payments/methods/setup. */
export const NewSetup = v.strictObject({
  ...NewCheckout.entries,
  replaces: v.optional(v.nullable(PaymentMethodId), null),
});
export const Setup = v.object({ id: idOf('pms'), url: v.string() });
/** PUT /portal/v1/payments/default; `null`: invoices are transferred. */
export const DefaultMethod = v.strictObject({ methodId: v.nullable(PaymentMethodId) });
/** DELETE /portal/v1/payments/methods/:id: by what its contracts are paid from now on; `invoice`: by transfer. */
export const MethodRemoval = v.strictObject({
  replaceBy: v.optional(v.union([PaymentMethodId, v.literal('invoice')])),
});

export const VoucherId = idOf('vch');
/** POST /portal/v1/payments/vouchers: as it was typed. */
export const NewRedemption = v.strictObject({ code: v.pipe(v.string(), v.minLength(1), v.maxLength(200)) });

/** A voucher without its code. */
export const Voucher = v.object({
  id: VoucherId,
  externalId: v.nullable(v.string()),
  /** Which of the vendor's makings it belongs to. */
  batch: v.string(),
  /** The last symbols of its code. */
  last4: v.string(),
  amount: Money,
  /** The last day on which it is taken; `null`: no end. */
  expiresOn: v.nullable(Day),
  state: v.picklist(['open', 'redeemed', 'voided']),
  customerId: v.nullable(CustomerId),
  paymentId: v.nullable(PaymentId),
  redeemedAt: v.nullable(v.string()),
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type Voucher = v.InferOutput<typeof Voucher>;

/** POST /api/v1/vouchers. */
export const NewVouchers = v.strictObject({
  batch: v.pipe(line(60), v.minLength(1)),
  count: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(500)),
  amount: v.strictObject({ amount: BalanceAmount, currency: Currency }),
  expiresOn: v.optional(v.nullable(Day), null),
});
export type NewVouchers = v.InferOutput<typeof NewVouchers>;
/** The codes, in the one answer that holds them all. */
export const MadeVouchers = v.object({
  batch: v.string(),
  vouchers: v.array(v.object({ id: VoucherId, code: v.string() })),
});
export const VoucherCode = v.object({ code: v.string() });
