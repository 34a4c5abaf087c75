import * as v from 'valibot';
import { Day, Period } from '../../kit/common/day.ts';
import { idOf } from '../../kit/common/id.ts';
import { Currency, Money } from '../../kit/common/money.ts';
import { OrderComponent } from '../catalogue/order-schema.ts';
import { ComponentId, VariantId } from '../catalogue/schema.ts';
import { AgreedPrice } from '../contracts/agreed.ts';
import { ContractId, ContractItem, ContractTerms, VendorContract } from '../contracts/schema.ts';
import { CustomerId } from '../customers/schema.ts';
import { InvoiceWay, PayWays } from '../payments/panel-schema.ts';
import { Quantity, Sums } from '../pricing/schema.ts';

export const ContractChangeId = idOf('chg');
export const PauseId = idOf('pau');

/** `now`: from today; `period`: with the next billing period; `term`: once the term that runs is over. */
export const Start = v.picklist(['now', 'period', 'term']);
export type Start = v.InferOutput<typeof Start>;

/** `up` and `down` are another plan, or another billing period; `free` is one that costs nothing. */
export const Direction = v.picklist(['up', 'down', 'free', 'quantity-up', 'quantity-down']);
export type Direction = v.InferOutput<typeof Direction>;

const wanted = {
  variantId: VariantId,
  components: v.optional(
    v.pipe(
      v.array(v.strictObject({ id: ComponentId, quantity: Quantity })),
      v.maxLength(200),
      v.check((all) => new Set(all.map(({ id }) => id)).size === all.length, 'expected each component once'),
    ),
    [],
  ),
  /** Left out: the first that is allowed. */
  start: v.optional(Start),
};
/** `POST …/contracts/:id/change/preview`: what a change would cost; nothing is changed. */
export const ChangeWish = v.strictObject(wanted);
export type ChangeWish = v.InferOutput<typeof ChangeWish>;
/** `POST …/contracts/:id/change`, with an `Idempotency-Key`. */
export const NewChange = v.strictObject({
  ...wanted,
  /** Of the preview that was agreed to: another price is refused with `contract-change.price-changed`. */
  priceHash: v.pipe(v.string(), v.maxLength(100)),
  /**
   * By what the charge of today is paid; left out: by what the contract is. `stripe` and `invoice` leave its invoice
   * open: POST /portal/v1/payments/invoices goes on with it.
   */
  payment: v.optional(InvoiceWay),
});
export type NewChange = v.InferOutput<typeof NewChange>;

/** One line before and after: what it is, how many, what it costs for one billing period. */
const SideLine = v.object({
  key: v.string(),
  title: v.string(),
  quantity: v.number(),
  unit: v.nullable(v.string()),
  price: Money,
});
const Side = v.object({
  title: v.string(),
  billingPeriod: Period,
  lines: v.array(SideLine),
  /** For one billing period, as the contract shows its prices. */
  price: Money,
  /** Whether the prices include the tax. */
  taxIncluded: v.boolean(),
});
export type ChangeSide = v.InferOutput<typeof Side>;

export const ChangeQuote = v.object({
  direction: Direction,
  /** When it may begin, the usual one first. */
  starts: v.array(Start),
  start: Start,
  /** First day on which it holds. */
  on: Day,
  before: Side,
  after: Side,
  /** What there is less of afterwards, or no more. */
  lost: v.array(v.object({ title: v.string(), before: v.number(), after: v.number() })),
  /** What is charged today; below 0 it is credited. Its lines are those of the document. */
  dueNow: v.object({
    currency: Currency,
    lines: v.array(v.object({ title: v.string(), from: Day, until: Day, amount: v.number() })),
    ...Sums.entries,
  }),
  /** The payment after that. */
  next: v.nullable(v.object({ on: Day, currency: Currency, ...Sums.entries })),
  /** The terms, where they are agreed anew from that day on. */
  terms: v.nullable(ContractTerms),
  priceHash: v.string(),
});
export type ChangeQuote = v.InferOutput<typeof ChangeQuote>;

/** What can be chosen: `GET …/contracts/:id/change`. */
export const ChangeOptions = v.object({
  currency: Currency,
  /** What is booked now. */
  variantId: VariantId,
  components: v.array(v.object({ id: ComponentId, quantity: v.number() })),
  variants: v.array(
    v.object({
      id: VariantId,
      title: v.string(),
      billingPeriod: Period,
      /** Of the price list, with or without tax as `pricesIncludeTax` says. */
      amount: v.number(),
      description: v.nullable(v.string()),
    }),
  ),
  pricesIncludeTax: v.boolean(),
  /** What a charge of today may be paid by; `null`: whoever asks decides nothing about money. */
  ways: v.nullable(PayWays),
  offered: v.array(
    v.object({
      ...OrderComponent.entries,
      /** Stays as it is booked: only the vendor changes it. */
      fixed: v.boolean(),
    }),
  ),
});
export type ChangeOptions = v.InferOutput<typeof ChangeOptions>;

/** What a contract is before or after a change. */
export const StoredSide = v.object({
  title: v.string(),
  items: v.array(ContractItem),
  billingPeriod: Period,
  tax: VendorContract.entries.tax,
  terms: ContractTerms,
  agreed: v.nullable(AgreedPrice),
});
export type StoredSide = v.InferOutput<typeof StoredSide>;

export const ChangeState = v.picklist(['pending', 'applied', 'cancelled']);
/** `/api/v1/contracts/:id/changes`. */
export const ContractChangeRecord = v.object({
  id: ContractChangeId,
  contractId: ContractId,
  customerId: CustomerId,
  state: ChangeState,
  direction: Direction,
  effectiveOn: Day,
  before: v.object({ title: v.string(), price: Money, billingPeriod: Period }),
  after: v.object({ title: v.string(), price: Money, billingPeriod: Period }),
  documentIds: v.array(v.string()),
  createdAt: v.string(),
  appliedAt: v.nullable(v.string()),
});
export type ContractChangeRecord = v.InferOutput<typeof ContractChangeRecord>;

/** `POST …/contracts/:id/pause`. */
export const NewPause = v.strictObject({
  /** Today or later. */
  from: Day,
  /** Last day; `null`: until it is resumed. */
  until: v.nullable(Day),
});
export type NewPause = v.InferOutput<typeof NewPause>;
/** What a pause would be: `GET …/contracts/:id/pause`. */
export const PauseOptions = v.object({
  /** How much of the price stays to be paid, in percent. */
  billedPercent: v.number(),
  /** `null`: as long as wanted. */
  maxDays: v.nullable(v.number()),
  earliest: Day,
});
export type PauseOptions = v.InferOutput<typeof PauseOptions>;

/** What became of a request: the contract as it stands now is read again. */
export const ChangeOutcome = v.object({
  change: ContractChangeRecord,
  documentIds: v.array(v.string()),
});

/** Days of a contract that were charged. */
export const ContractCharge = v.object({
  from: Day,
  until: Day,
  /** Of the whole period, in hundredths of days; `units` of them were charged. */
  ofUnits: v.number(),
  units: v.number(),
  documentId: v.nullable(v.string()),
});
export type ContractCharge = v.InferOutput<typeof ContractCharge>;

/** One thing that happened to a contract, or will. */
export const HistoryEntry = v.object({
  kind: v.picklist([
    ...(['begins', 'changed', 'change-waits', 'change-off', 'paused'] as const),
    ...(['cancelled', 'cancellation-undone', 'resubscribed', 'withdrawn', 'ends'] as const),
    ...(['invoice', 'credit-note'] as const),
  ]),
  on: Day,
  /** Of a pause its last day, of a cancellation the contract's; `null`: until it is resumed. */
  until: v.nullable(Day),
  /** What it is from then on. */
  title: v.nullable(v.string()),
  /** Of one billing period from then on; of a document what it comes to, below 0 where it goes back. */
  amount: v.nullable(Money),
  documentId: v.nullable(v.string()),
  number: v.nullable(v.string()),
});
export type HistoryEntry = v.InferOutput<typeof HistoryEntry>;

export const FiguresQuery = v.strictObject({ from: v.optional(Day), until: v.optional(Day) });
/** Contracts of some days, as whoever owns the business counts them (DAY-37). */
export const Figures = v.object({
  from: Day,
  until: Day,
  /** On the last day. */
  active: v.number(),
  paused: v.number(),
  /** Begun in these days. */
  begun: v.number(),
  /** Ended in these days. */
  ended: v.number(),
  /** Cancelled in these days, whenever they end, by the reason that was given. */
  cancelled: v.array(v.object({ reason: v.nullable(v.string()), count: v.number() })),
  /** Of one month, by currency: what contracts that run on the last day come to. */
  recurring: v.array(v.object({ amount: Money, contracts: v.number() })),
  /** Invoices past their day, by currency. */
  overdue: v.array(v.object({ amount: Money, count: v.number() })),
});
export type Figures = v.InferOutput<typeof Figures>;
