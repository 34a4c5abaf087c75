import * as v from 'valibot';
import { Day } from '../../kit/common/day.ts';
import { idOf } from '../../kit/common/id.ts';
import { Currency, Money } from '../../kit/common/money.ts';
import { oneOf } from '../../kit/common/one-of.ts';
import {
  Amount,
  BalanceAccount,
  BySepa,
  NewCheckout,
  PaymentId,
  PaymentMethod,
  PaymentMethodId,
} from './schema.ts';
import { BalanceCurrency, TopUpWay } from './settings-schema.ts';

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
  /** What is left of it, with the fees of its reminders. */
  due: Money,
  fees: Money,
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

/** By what an invoice is paid: what is stored, the balance, the provider's page or a transfer. */
export const InvoiceWay = oneOf([ByMethod, ByBalance, ByKind], ({ kind }) =>
  kind === 'stored' ? ByMethod : kind === 'balance' ? ByBalance : ByKind,
);
export type InvoiceWay = v.InferOutput<typeof InvoiceWay>;

/** What an invoice may be paid by. */
export const PayWays = v.object({
  methods: v.array(PaymentMethod),
  /** The one that is used where none is named; `null`: by transfer. */
  methodId: v.nullable(PaymentMethodId),
  kinds: v.array(v.picklist(['stripe', 'invoice'])),
  /** What can be spent in this currency; `null`: nothing is kept. */
  balance: v.nullable(Money),
});
export type PayWays = v.InferOutput<typeof PayWays>;

/** POST /portal/v1/payments/invoices. */
export const NewInvoicePayment = v.strictObject({
  invoiceId: v.pipe(v.string(), v.maxLength(40)),
  way: InvoiceWay,
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
