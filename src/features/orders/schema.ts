import * as v from 'valibot';
import { idOf } from '../../kit/common/id.ts';
import { Currency, Money } from '../../kit/common/money.ts';
import { line, plain } from '../../kit/common/text.ts';
import { Bootstrap } from '../access/schema.ts';
import { ComponentId, VariantId } from '../catalogue/schema.ts';
import {
  BillingAddress,
  ContactId,
  CustomerId,
  DeliveryAddress,
  Email,
  Password,
  PurchaseOrder,
} from '../customers/schema.ts';
import { PaymentChoice, PortalPayment } from '../payments/schema.ts';
import { Language, PortalId, Slug } from '../portals/schema.ts';
import { wantedFields } from '../pricing/schema.ts';
import { AcceptedTerms, TermsAgreement } from '../terms/schema.ts';
import { holdsCardNumber } from './card-number.ts';

export const OrderId = idOf('ord');
export const OrderSessionId = idOf('ose');

/**
 * `placed`: the vendor looks at the customer first. `awaiting-payment`: nothing is delivered before the money is there.
 * `payment-mismatch`: what came is not what was asked. `paid`, `delivering`: its steps are under way. `stuck`: one of them
 * failed again and again. `expired`: nobody paid in time.
 */
export const OrderState = v.picklist([
  'placed',
  'awaiting-payment',
  'payment-mismatch',
  'paid',
  'delivering',
  'stuck',
  'delivered',
  'expired',
  'cancelled',
]);
export type OrderState = v.InferOutput<typeof OrderState>;

/** `failed` is tried again by itself; `stuck` waits for somebody. */
export const StepState = v.picklist(['waiting', 'done', 'failed', 'stuck']);
export type StepState = v.InferOutput<typeof StepState>;

/** POST /portal/v1/orders, with an `Idempotency-Key`. In a session, what stands before `variantId` is left out. */
export const NewOrder = v.pipe(
  v.strictObject({
    /** Who is not signed in names the portal, and sends the ticket of POST /portal/v1/order-tickets. */
    portal: v.optional(Slug),
    ticket: v.optional(v.pipe(v.string(), v.maxLength(400), plain)),
    work: v.optional(v.pipe(v.string(), v.maxLength(40), plain)),
    /** No person sees this field. */
    website: v.optional(v.pipe(v.string(), v.maxLength(400))),
    parentOrigin: v.optional(v.pipe(v.string(), v.maxLength(300))),
    /** The person's name, where the billing address asks for none. */
    name: v.optional(line(160)),
    email: v.optional(Email),
    /** Left out: the person sets one later, or comes in another way. */
    password: v.optional(Password),
    /** By the id of the portal's own fields. */
    answers: v.optional(v.record(v.pipe(v.string(), v.maxLength(40), plain), line(500)), {}),
    /** `id` of the terms of use, where a new account needs them. */
    acceptedTerms: v.optional(v.pipe(v.string(), v.maxLength(40), plain)),
    /** The vendor's own tag, as the address of the page carried it. */
    tag: v.optional(line(120)),

    /** Of a page that the vendor's server opened: what is ordered, and for how much, is fixed by it. */
    orderSession: v.optional(v.pipe(v.string(), v.maxLength(120), plain)),
    ...wantedFields,
    /** In a session: what is to change of the customer's address; what is not named stays. */
    billing: v.optional(v.partial(BillingAddress), {}),
    /** The customer's own number of this order; every invoice of it prints it. */
    purchaseOrder: v.optional(PurchaseOrder),
    /** Where it goes, if that is not the billing address; tax follows the billing address. */
    deliverTo: v.optional(DeliveryAddress),
    acceptances: v.optional(v.pipe(v.array(AcceptedTerms), v.maxLength(30)), []),
    /** A consumer wants it to begin at once, and knows what that does to the right of withdrawal. */
    startNow: v.optional(v.boolean(), false),
    /** Left out where nothing is to be paid today. */
    paymentMethod: v.optional(PaymentChoice),
    /** Of the price that was shown: another one is refused with `order.price-changed`. */
    priceHash: v.pipe(v.string(), v.maxLength(200), plain),
    /** Today's total as it was shown; stands beside today's real one in the refusal. */
    shown: v.optional(Money),
    language: v.optional(Language),
  }),
  // The provider's own page takes cards; a number that somebody typed into one of our fields must not be kept.
  v.check((order) => !holdsCardNumber(order), 'expected no card number here'),
);
export type NewOrder = v.InferOutput<typeof NewOrder>;

/** POST /portal/v1/order-tickets: leave to send one order, for whoever is not signed in. */
export const NewOrderTicket = v.strictObject({
  portal: Slug,
  parentOrigin: v.optional(v.pipe(v.string(), v.maxLength(300))),
  language: v.optional(Language),
});
export type NewOrderTicket = v.InferOutput<typeof NewOrderTicket>;
export const OrderTicket = v.object({
  ticket: v.string(),
  /** The order is taken from then on: nobody fills the page in sooner. */
  waitMs: v.number(),
  /** Leading zero bits that SHA-256 of `<ticket>.<work>` must have; `null`: no work is asked for. */
  workBits: v.nullable(v.number()),
});
export type OrderTicket = v.InferOutput<typeof OrderTicket>;

/** One line as it was ordered; the amounts are those of the invoice. */
export const OrderLine = v.object({
  kind: v.picklist(['plan', 'component', 'setup', 'usage']),
  variantId: v.nullable(v.string()),
  componentId: v.nullable(v.string()),
  title: v.string(),
  quantity: v.number(),
  unit: v.nullable(v.string()),
});
export type OrderLine = v.InferOutput<typeof OrderLine>;

const shown = {
  id: OrderId,
  number: v.string(),
  state: OrderState,
  title: v.string(),
  lines: v.array(OrderLine),
  currency: Currency,
  /** What is due today, as the price was when the order was placed. */
  net: Money,
  tax: Money,
  gross: Money,
  coupon: v.nullable(v.string()),
  placedAt: v.string(),
  paidAt: v.nullable(v.string()),
  deliveredAt: v.nullable(v.string()),
  contractId: v.nullable(v.string()),
};

/** What whoever ordered sees of it: GET /portal/v1/orders/:id. */
export const PortalOrder = v.object({
  ...shown,
  invoice: v.nullable(v.object({ id: v.string(), number: v.string() })),
  /** `waiting` holds what is tried again by itself: whoever ordered is told that it is in hand. */
  steps: v.array(v.object({ name: v.string(), state: v.picklist(['waiting', 'done', 'in-hand']) })),
  terms: v.array(TermsAgreement),
  payment: v.nullable(PortalPayment),
  /** The address to which the confirmation goes; `null`: this portal sends no mail, and the page is the confirmation. */
  confirmationTo: v.nullable(v.string()),
});
export type PortalOrder = v.InferOutput<typeof PortalOrder>;

/** `redirect`: the provider's page is opened by POST /portal/v1/payments/:id/checkout, at the top or in a tab. */
export const OrderNext = v.variant('kind', [
  v.object({ kind: v.literal('done') }),
  v.object({ kind: v.literal('redirect'), paymentId: v.string() }),
]);
export type OrderNext = v.InferOutput<typeof OrderNext>;

export const PlacedOrder = v.object({
  order: PortalOrder,
  next: OrderNext,
  /** For a new customer; absent where the vendor looks at it first, and in a session. */
  sessionToken: v.optional(v.string()),
  expiresAt: v.optional(v.string()),
  bootstrap: v.optional(Bootstrap),
});
export type PlacedOrder = v.InferOutput<typeof PlacedOrder>;

/** One stored step, as the vendor sees it. */
export const OrderStep = v.object({
  name: v.string(),
  state: StepState,
  attempts: v.number(),
  /** Why the last attempt failed: a sentence. */
  error: v.nullable(v.string()),
  /** When it is tried again by itself. */
  dueAt: v.nullable(v.string()),
  /** What it made. */
  resultId: v.nullable(v.string()),
  doneAt: v.nullable(v.string()),
});
export type OrderStep = v.InferOutput<typeof OrderStep>;

/** `/api/v1/orders`. */
export const Order = v.object({
  ...shown,
  externalId: v.nullable(v.string()),
  customerId: CustomerId,
  contactId: v.nullable(ContactId),
  portalId: PortalId,
  /** How it came: the public page, a customer's session, or a page opened by the vendor's server. */
  way: v.picklist(['public', 'session', 'order-session']),
  variantId: VariantId,
  components: v.array(v.object({ id: ComponentId, quantity: v.number() })),
  couponId: v.nullable(v.string()),
  invoiceId: v.nullable(v.string()),
  paymentKind: v.nullable(v.string()),
  billing: v.partial(v.object(BillingAddress.entries)),
  purchaseOrder: v.nullable(v.string()),
  deliverTo: v.nullable(DeliveryAddress),
  answers: v.record(v.string(), v.string()),
  tag: v.nullable(v.string()),
  startNow: v.boolean(),
  language: Language,
  terms: v.array(TermsAgreement),
  steps: v.array(OrderStep),
  cancelledAt: v.nullable(v.string()),
  /** When an order that nobody paid expires. */
  expiresAt: v.nullable(v.string()),
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type Order = v.InferOutput<typeof Order>;

/** POST /api/v1/order-sessions (CRY-24): made by the vendor's server, opened once by a customer's browser. */
export const NewOrderSession = v.strictObject({
  portalId: PortalId,
  /** Our id or `ext:…`: whoever orders is this customer; left out: a new one. */
  customerId: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(140)))),
  ...wantedFields,
  /** Stands over the page in place of the plan's name. */
  text: v.optional(v.nullable(v.pipe(line(200), v.minLength(1))), null),
  lifetimeMinutes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_080)), 60),
});
export type NewOrderSession = v.InferOutput<typeof NewOrderSession>;
export const OrderSession = v.object({
  id: OrderSessionId,
  /** Told once. */
  code: v.string(),
  url: v.string(),
  expiresAt: v.string(),
});
export type OrderSession = v.InferOutput<typeof OrderSession>;

/** POST /portal/v1/order-sessions: what the page of an order session shows. It is used up by its order. */
export const OpenOrderSession = v.strictObject({
  portal: Slug,
  code: v.pipe(v.string(), v.maxLength(120), plain),
});
export const OpenedOrderSession = v.object({
  variantId: VariantId,
  components: v.array(v.object({ id: ComponentId, quantity: v.number() })),
  currency: Currency,
  coupon: v.nullable(v.string()),
  text: v.nullable(v.string()),
  expiresAt: v.string(),
});
export type OpenedOrderSession = v.InferOutput<typeof OpenedOrderSession>;
