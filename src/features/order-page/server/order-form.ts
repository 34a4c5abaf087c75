import { baseOf } from '../../../kit/common/languages.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { type VisibilityFacts, visibilityOf } from '../../access/rules.ts';
import type { PortalSession } from '../../access/server/env.ts';
import { readCatalogueForOrder } from '../../catalogue/server/order-store.ts';
import { checkBilling, shownBilling } from '../../customers/billing-rules.ts';
import type { Customer } from '../../customers/schema.ts';
import { requireCustomer } from '../../customers/server/customers-store.ts';
import { askedField } from '../../fields/rules.ts';
import { askedFields } from '../../fields/server/values-store.ts';
import { orderProblem } from '../../orders/problems.ts';
import { offersFor } from '../../payments/server/start.ts';
import { orderButtonOf } from '../../portals/order-button.ts';
import type { Language, Portal } from '../../portals/schema.ts';
import { readTaxSetting } from '../../pricing/server/tax-setting-store.ts';
import { usualCountryOf } from '../../pricing/tax.ts';
import { labelOf } from '../../signup/rules.ts';
import { termsInForce as accountTermsOf } from '../../signup/server/terms-store.ts';
import { shownTerms, termsInForce } from '../../terms/server/agreements-store.ts';
import type { OrderForm } from '../schema.ts';
import { addressFormOf } from './address-forms.ts';

export interface OrderPageWish {
  readonly portal: Portal;
  readonly vendorId: string;
  readonly variant?: string | undefined;
  readonly language: Language;
  readonly currency?: string | undefined;
  /** Tags of the browser, the best first: the region of one is where the visitor seems to be. */
  readonly tags?: readonly string[];
  /** Whoever is signed in. */
  readonly by?: { readonly session: PortalSession; readonly facts: VisibilityFacts } | undefined;
}

/**
 * Everything that the order page shows before it has asked for a price.
 * @throws `order.closed` where nobody can order this here
 */
export async function orderFormOf(db: Db, wish: OrderPageWish): Promise<OrderForm> {
  const { portal, vendorId, language, by } = wish;
  const { order } = portal;
  if (!order.enabled || (!by && !order.newCustomers)) throw orderProblem('order.closed');
  const customer = by && (await requireCustomer(db, vendorId, by.session.customerId));
  const catalogue = await readCatalogueForOrder(
    db,
    vendorId,
    { variant: wish.variant, variantIds: order.variantIds, others: order.offersOthers },
    {
      language,
      currency: wish.currency ?? customer?.currency ?? undefined,
      currencies: order.currencies,
      selfService: true,
    },
  );
  if (!catalogue) throw orderProblem('order.closed');
  const tax = await readTaxSetting(db, vendorId);
  const country = guessOf(wish.tags ?? [], order.countries) ?? usualCountryOf(tax.country, order.countries);
  const at = (customer?.billing.country || country) ?? null;
  const payments = await offersFor(db, vendorId, {
    currency: catalogue.currency,
    allowed: order.paymentMethods,
    ...(customer && { customerId: customer.id }),
  });
  const wishes = [language, ...portal.languages];
  const texts = textsIn(order.texts, language);
  const { variant } = wish;
  const named = catalogue.families.flatMap(({ plans }) => plans.flatMap(({ variants }) => variants));
  return {
    catalogue,
    variantId: variant && named.some(({ id }) => id === variant) ? variant : null,
    texts,
    button: orderButtonOf(language, texts.button),
    coupon: order.coupon,
    buyers: order.buyers,
    startNow: order.startNow,
    sessionsOnly: order.sessionsOnly,
    purchaseOrder: order.purchaseOrder,
    deliverTo: order.deliverTo,
    billingFields: portal.billingFields,
    countries: order.countries,
    country,
    address: at ? ((await addressFormOf(at)) ?? null) : null,
    pricesIncludeTax: tax.pricesIncludeTax,
    payments,
    terms: (await termsInForce(db, vendorId, portal.id)).map((one) => {
      const { text: _, ...shown } = shownTerms(one, wishes);
      return shown;
    }),
    password: !customer && portal.signIn.password,
    accountTerms: customer ? null : await accountTermsOf(db, vendorId),
    fields: [
      ...(customer
        ? []
        : portal.signUp.fields.map(({ id, label, required }) => ({
            id,
            label: labelOf(label, wishes),
            required,
          }))),
      // Of a customer that is known, what it orders is asked about alone.
      ...(await askedFields(db, vendorId, customer ? ['contract'] : ['customer', 'contract'])).map((field) =>
        askedField(field, wishes[0] ?? 'en'),
      ),
    ],
    approval: !customer && portal.signUp.approval,
    customer: by && customer ? knownOf(customer, portal, by.facts) : null,
  };
}

/** What is known of a customer that is signed in, and what the portal's rules still miss. */
const knownOf = (
  { name, billing, currency }: Customer,
  { billingFields }: Portal,
  facts: VisibilityFacts,
): OrderForm['customer'] => ({
  name,
  billing: shownBilling(billing, billingFields),
  missing: checkBilling(shownBilling(billing, billingFields), billingFields).map(({ path }) =>
    path.replace('billing.', ''),
  ),
  mayOrder: visibilityOf('order', facts).change,
  currency,
});

/**
 * In the page's language, a variant's over those of the language itself. What is left open has our words: they are in the
 * page's language too, as those of another one are not.
 */
const textsIn = (texts: Portal['order']['texts'], language: Language): OrderForm['texts'] => {
  const base = baseOf(language);
  return { ...(base && texts[base]), ...texts[language] };
};

/** `de-AT` says Austria; `de` says nothing. */
function guessOf(tags: readonly string[], sold: readonly string[]): string | undefined {
  const countries = tags.map((tag) => /-([A-Za-z]{2})$/.exec(tag)?.[1]?.toUpperCase());
  return countries.find((code) => code !== undefined && (sold.length === 0 || sold.includes(code)));
}
