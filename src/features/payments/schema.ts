import * as v from 'valibot';
import { holdsCardNumber } from '../../kit/common/card-number.ts';
import { Day } from '../../kit/common/day.ts';
import { idOf } from '../../kit/common/id.ts';
import { Currency, Money } from '../../kit/common/money.ts';
import { oneOf } from '../../kit/common/one-of.ts';
import { line } from '../../kit/common/text.ts';
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

export const Amount = v.pipe(
  v.number(),
  v.safeInteger('expected a whole number of the smallest unit, like 1190'),
);
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
 * `purchase` out of the balance, the `collection` of an invoice, what was booked from a bank `statement`, an invoice paid
 * out of the `balance`, or a `credit`: what came for an invoice and is kept as balance now.
 */
export const PaymentPurpose = v.picklist([
  'top-up',
  'auto-top-up',
  'voucher',
  'purchase',
  'collection',
  'statement',
  'balance',
  'credit',
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

/**
 * `origin`: by the way it came, as Stripe sends back what it charged. `transfer`: the vendor sends it, and it is noted.
 * `balance`: it is kept as the customer's balance.
 */
export const RefundWay = v.picklist(['origin', 'transfer', 'balance']);
export type RefundWay = v.InferOutput<typeof RefundWay>;

/** POST /api/v1/payments/:id/refunds: part of it or, without an amount, what is left. */
export const NewRefund = v.strictObject({
  amount: v.optional(v.pipe(Amount, v.minValue(1))),
  way: v.optional(RefundWay, 'origin'),
});
export type NewRefund = v.InferInput<typeof NewRefund>;

/** PUT /api/v1/payments/:id/booking: what it pays; `null`: nothing, it is balance. */
export const PaymentBooking = v.strictObject({
  /** Our id or `ext:…`, of whichever customer: then the payment is that one's. */
  invoiceId: v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(132))),
  /** What becomes of what is more than the invoice asks for. */
  excess: v.optional(v.picklist(['balance', 'refund'])),
});
export type PaymentBooking = v.InferOutput<typeof PaymentBooking>;

/** `requested`: Stripe has not taken it yet; it is asked again until it says yes or no. */
export const Refund = v.object({
  id: idOf('rfd'),
  paymentId: PaymentId,
  amount: Money,
  state: v.picklist(['requested', 'done', 'failed']),
  failure: v.nullable(v.string()),
  way: RefundWay,
  /** The credit note for which it went back. */
  creditNoteId: v.nullable(v.string()),
  createdAt: v.string(),
});
export type Refund = v.InferOutput<typeof Refund>;

/** GET /api/v1/credit-notes/:id/refunds: what went back for it, and what may still. */
export const CreditNoteRefunds = v.object({
  left: Money,
  /** Those that can be chosen now. */
  ways: v.array(RefundWay),
  items: v.array(Refund),
});
export type CreditNoteRefunds = v.InferOutput<typeof CreditNoteRefunds>;
/** POST /api/v1/credit-notes/:id/refunds: part of it or, without an amount, what is left. */
export const NewCreditNoteRefund = v.strictObject({
  way: RefundWay,
  amount: v.optional(v.pipe(Amount, v.minValue(1))),
});
export type NewCreditNoteRefund = v.InferOutput<typeof NewCreditNoteRefund>;

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
export const BySepa = v.strictObject({
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
