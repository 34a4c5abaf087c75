import * as v from 'valibot';
import { Day, Period } from '../../kit/common/day.ts';
import { idOf } from '../../kit/common/id.ts';
import { Money } from '../../kit/common/money.ts';
import { line } from '../../kit/common/text.ts';
import {
  CustomerId,
  CustomerReference,
  DeliveryAddress,
  ExternalId,
  PurchaseOrder,
} from '../customers/schema.ts';
import { AgreedPrice, BilledBy, ContractPause, PendingChange } from './agreed.ts';
import { Metered } from './metered.ts';

export const ContractId = idOf('ctr');

const title = v.pipe(line(160), v.minLength(1));

/** One booked line. `plan` comes first, `component` is a quantity or on/off extra, `usage` is billed afterwards. */
export const ContractItem = v.strictObject({
  kind: v.picklist(['plan', 'component', 'usage']),
  title,
  quantity: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000)),
  /** What one of `quantity` is called, `users`; shown after the number. */
  unit: v.optional(line(40)),
  /** Price of one for one `billingPeriod`; of usage that of its first tier, rounded: `metered` says it exactly. */
  unitPrice: Money,
  /** Of `usage`, and there always: what one `unit` costs. Left out by whoever writes it: `unitPrice` is the price of each. */
  metered: v.optional(Metered),
  /** What of the catalogue it was ordered as. */
  variantId: v.optional(v.pipe(v.string(), v.regex(/^var_[0-9a-z]{12,26}$/, 'expected an id like var_01k…'))),
  componentId: v.optional(
    v.pipe(v.string(), v.regex(/^cmp_[0-9a-z]{12,26}$/, 'expected an id like cmp_01k…')),
  ),
  /** Where its tax is not that of the contract. */
  taxPercent: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(100))),
});
export type ContractItem = v.InferOutput<typeof ContractItem>;

/** What notice goes to the end of: four weeks “to the end of a month”. */
export const NoticeTo = v.picklist(['month', 'quarter', 'year']);
export type NoticeTo = v.InferOutput<typeof NoticeTo>;

/** The terms agreed at signature; later changes of the vendor's terms do not reach them. */
export const ContractTerms = v.strictObject({
  /** First length of the contract; absent while it may end at any time with notice. */
  minimumTerm: v.nullable(Period),
  /** What it renews by after that; `null`: runs on open-ended, to be ended with `notice` at any time. */
  renewal: v.nullable(Period),
  notice: v.nullable(Period),
  /** The contract ends only with a calendar month, quarter or year; absent or `null`: whenever a term or notice is over. */
  noticeTo: v.optional(v.nullable(NoticeTo)),
});
export type ContractTerms = v.InferOutput<typeof ContractTerms>;

export const ContractStatus = v.picklist(['scheduled', 'active', 'cancelled', 'expired']);
export type ContractStatus = v.InferOutput<typeof ContractStatus>;

const contractFields = {
  /** As printed on letters. */
  number: v.nullable(line(60)),
  title,
  startsOn: Day,
  /** Last day of a contract that was cancelled or ends by itself; `null` while it goes on. */
  endsOn: v.nullable(Day),
  cancelledAt: v.nullable(v.pipe(v.string(), v.isoTimestamp())),
  terms: ContractTerms,
  items: v.pipe(v.array(ContractItem), v.minLength(1), v.maxLength(200)),
  billingPeriod: Period,
  /** Included in or added to the prices of `items`: `{ included: true, percent: 19 }`; percent in hundredths allowed. */
  tax: v.strictObject({ included: v.boolean(), percent: v.pipe(v.number(), v.minValue(0), v.maxValue(100)) }),
  nextChargeOn: v.nullable(Day),
  /** The customer's own number of it, as its invoices print it. */
  purchaseOrder: v.nullable(PurchaseOrder),
  /** Where it is delivered to, if that is not where its invoices go. */
  deliverTo: v.nullable(DeliveryAddress),
  /** Who makes its invoices; `null`: as its portal says. */
  billing: v.nullable(BilledBy),
  /** First day of the first billing period; all others are counted from it. `null`: `nextChargeOn`, or its first day. */
  billingFrom: v.nullable(Day),
  /** Last day up to which invoices were made; `null`: none yet. */
  billedUntil: v.nullable(Day),
  /** The stored way to pay; `null`: the customer's usual one. */
  paymentMethodId: v.nullable(line(64)),
  /** First day of the terms, where they were agreed anew by a change; `null`: the first day of the contract. */
  termsFrom: v.nullable(Day),
  /** Last day on which the customer may withdraw from it; `null`: not, or not known. */
  withdrawalUntil: v.nullable(Day),
  /** What was ordered, at which prices; `null`: the prices of `items` are all that is known. Who writes `items` ends it. */
  agreed: v.nullable(AgreedPrice),
  /** Oldest first. */
  pauses: v.pipe(v.array(ContractPause), v.maxLength(200)),
};

/** What the vendor's API stores and reads. */
export const VendorContract = v.object({
  id: ContractId,
  customerId: CustomerId,
  externalId: v.nullable(v.string()),
  ...contractFields,
  pendingChange: v.nullable(PendingChange),
  status: ContractStatus,
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type VendorContract = v.InferOutput<typeof VendorContract>;

export const NewContract = v.strictObject({
  ...v.partial(v.strictObject(contractFields)).entries,
  customerId: CustomerReference,
  externalId: v.optional(ExternalId),
  title,
  startsOn: Day,
  items: contractFields.items,
  billingPeriod: Period,
});
export type NewContract = v.InferOutput<typeof NewContract>;
export const ContractChange = v.partial(v.strictObject(contractFields));
export type ContractChange = v.InferOutput<typeof ContractChange>;

/** Where a contract stands today; every day is one in the portal's time zone. See rules.ts. */
export const ContractTerm = v.object({
  startsOn: Day,
  /** Last day of the term that runs now; `null` when open-ended. */
  endsOn: v.nullable(Day),
  /** Last day on which notice still ends the contract at `endsOn`; `null` when there is none to keep. */
  noticeUntil: v.nullable(Day),
  /** Earliest last day when notice were given today; `null` when it can't be ended by notice. */
  endsIfCancelledToday: v.nullable(Day),
  /** What happens after `endsOn` without notice. */
  afterwards: v.picklist(['ends', 'renews', 'open-ended']),
});
export type ContractTerm = v.InferOutput<typeof ContractTerm>;

/** What the customer sees: GET /portal/v1/contracts and `bootstrap.contracts`. */
export const Contract = v.object({
  id: ContractId,
  number: v.nullable(v.string()),
  title: v.string(),
  status: ContractStatus,
  term: ContractTerm,
  terms: v.object({
    renewal: v.nullable(Period),
    notice: v.nullable(Period),
    noticeTo: v.optional(v.nullable(NoticeTo)),
  }),
  items: v.array(
    v.object({
      ...ContractItem.entries,
      /** quantity × unitPrice; `null` for usage */ total: v.nullable(Money),
    }),
  ),
  billingPeriod: Period,
  /** Sum of the items for one billing period. */
  price: Money,
  tax: v.object({ included: v.boolean(), percent: v.number() }),
  nextChargeOn: v.nullable(Day),
  /** The pause that is on, or comes next. */
  pause: v.nullable(v.object({ from: Day, until: v.nullable(Day) })),
  pendingChange: v.nullable(PendingChange),
  /** Its customer may change what is booked: it is of the catalogue, and billed here. */
  changeable: v.boolean(),
  /** Last day on which the customer may withdraw; absent where none lies ahead. */
  withdrawUntil: v.optional(Day),
});
export type Contract = v.InferOutput<typeof Contract>;
