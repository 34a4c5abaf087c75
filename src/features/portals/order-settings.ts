import * as v from 'valibot';
import { idOf } from '../../kit/common/id.ts';
import { Currency } from '../../kit/common/money.ts';
import { line, lines } from '../../kit/common/text.ts';
import { isOrderButton } from './order-button.ts';

/** How an order is paid: by bank transfer after an invoice, by SEPA mandate, by card and the rest at Stripe. */
export const PaymentKind = v.picklist(['invoice', 'sepa', 'stripe']);
export type PaymentKind = v.InferOutput<typeof PaymentKind>;

/** What the order page says in the vendor's own words (BIL-29); what is not named has the usual ones. */
export const OrderTexts = v.strictObject({
  /** Title of the window. */
  pageTitle: v.optional(line(120)),
  /** Over the page. */
  title: v.optional(line(120)),
  /** Under the title. */
  intro: v.optional(lines(400)),
  /** Headings: what is ordered, who orders, how it is paid, what metered use costs. */
  order: v.optional(line(80)),
  customer: v.optional(line(80)),
  payment: v.optional(line(80)),
  usage: v.optional(line(80)),
  /** On the button that orders: one of the approved words, see order-button.ts. */
  button: v.optional(
    v.pipe(line(80), v.check(isOrderButton, 'expected one of the approved words, like “Kaufen”')),
  ),
});
export type OrderTexts = v.InferOutput<typeof OrderTexts>;

const unique = <Item>(message: string) =>
  v.check<Item[], string>((items) => new Set(items).size === items.length, message);

export const orderFields = {
  /** Orders are taken: of new customers on the public page, of signed-in ones in the panel `order`. */
  enabled: v.boolean(),
  /** The public page takes orders of people who are no customers yet. */
  newCustomers: v.boolean(),
  /** What is sold here; `null`: all plan variants that allow self-service. */
  variantIds: v.nullable(
    v.pipe(v.array(idOf('var')), v.maxLength(200), unique('expected each variant once')),
  ),
  /** The link of one variant offers the others of its family too, with that one chosen. */
  offersOthers: v.boolean(),
  coupon: v.boolean(),
  /** The first is the default; none: all that the prices are in. */
  currencies: v.pipe(v.array(Currency), v.maxLength(20), unique('expected each currency once')),
  /** Whose orders are taken. */
  buyers: v.picklist(['all', 'consumers', 'companies']),
  /** ISO 3166-1 alpha-2; none: all countries. */
  countries: v.pipe(
    v.array(v.pipe(v.string(), v.regex(/^[A-Z]{2}$/, 'expected a country code like DE'))),
    v.maxLength(249),
    unique('expected each country once'),
  ),
  /** In the order of the page. */
  paymentMethods: v.pipe(v.array(PaymentKind), v.minLength(1), unique('expected each method once')),
  /** Digital services: consumers are asked to let it begin at once, and to know what that does to their withdrawal. */
  startNow: v.boolean(),
  /** Orders are taken by pages alone that the vendor’s server opened (`POST /api/v1/order-sessions`). */
  sessionsOnly: v.boolean(),
  /** Whether companies are asked for their own number of the order. */
  purchaseOrder: v.picklist(['required', 'optional', 'hidden']),
  /** A box lets it go to another address than the invoice. */
  deliverTo: v.boolean(),
};

/** Nothing is sold until somebody switches it on. */
export const orderDefaults = {
  enabled: false,
  newCustomers: true,
  variantIds: null,
  offersOthers: false,
  coupon: false,
  currencies: [],
  buyers: 'all',
  countries: [],
  paymentMethods: ['invoice'],
  startNow: false,
  sessionsOnly: false,
  purchaseOrder: 'hidden',
  deliverTo: false,
  texts: {},
} as const;
