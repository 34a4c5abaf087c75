import type { BillingAddress, DeliveryAddress } from '../customers/schema.ts';
import type { PaperLanguage, Party } from './schema.ts';

/** Countries that write the house number first. */
const numberFirst = new Set(['GB', 'IE', 'US', 'CA', 'AU', 'NZ', 'FR', 'LU', 'IL', 'IN']);

const joined = (...parts: readonly string[]): string => parts.filter(Boolean).join(' ');

type Town = Pick<BillingAddress, 'country' | 'city' | 'postcode' | 'state'>;

function townOf({ country, city, postcode, state = '' }: Town): string[] {
  if (country === 'GB' || country === 'IE') return [city, postcode];
  if (country === 'US' || country === 'CA' || country === 'AU')
    return [[city, joined(state, postcode)].filter(Boolean).join(', ')];
  if (country === 'NL') return [joined(postcode, '', city)];
  if (country === 'IT') return [joined(postcode, city, state)];
  return [joined(postcode, city), state];
}

const streetOf = ({
  country,
  street,
  houseNumber,
}: Pick<BillingAddress, 'country' | 'street' | 'houseNumber'>): string =>
  numberFirst.has(country) ? joined(houseNumber, street) : joined(street, houseNumber);

/** The country's name goes last, in the letter's language, where the letter leaves the sender's country. */
function countryOf({ country }: Town, from: string | undefined, language: PaperLanguage): string {
  if (!country || country === from) return '';
  return new Intl.DisplayNames([language], { type: 'region' }).of(country) ?? country;
}

/** The recipient as it is printed: from the billing address as it stands when the document is made. */
export function buyerFrom(
  customer: { readonly name: string; readonly number: string | null; readonly billing: BillingAddress },
  from: string | undefined,
  language: PaperLanguage,
): Party {
  const { billing } = customer;
  const person = joined(billing.firstName, billing.lastName);
  const name = billing.company || person || customer.name;
  const lines = [
    billing.company ? person : '',
    billing.addressLine1,
    streetOf(billing),
    billing.addressLine2,
    ...townOf(billing),
    countryOf(billing, from, language),
  ].filter((text) => text !== '');
  return {
    name,
    lines,
    ...(customer.number && { number: customer.number }),
    ...(billing.vatId && { vatId: billing.vatId }),
    ...(streetOf(billing) && { street: streetOf(billing) }),
    ...(billing.postcode && { postcode: billing.postcode }),
    ...(billing.city && { city: billing.city }),
    ...(billing.country && { country: billing.country }),
    ...(billing.buyerReference && { buyerReference: billing.buyerReference }),
    ...(billing.eInvoiceAddress && { eInvoiceAddress: billing.eInvoiceAddress }),
  };
}

/** Another address than the recipient's, as it is printed. */
export function deliveryFrom(to: DeliveryAddress, from: string | undefined, language: PaperLanguage): Party {
  const lines = [to.addressLine1, streetOf(to), ...townOf(to), countryOf(to, from, language)];
  return { name: to.name, lines: lines.filter((text) => text !== '') };
}
