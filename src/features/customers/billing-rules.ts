import type { ProblemField } from '../../kit/common/problem.ts';
import type { BillingField, BillingFieldRules } from '../portals/schema.ts';
import type { BillingAddress } from './schema.ts';

type Part = keyof BillingAddress;
type SomeParts = { readonly [Name in Part]?: string | undefined };

/** Which fields of the address each rule speaks of. */
export const billingParts: Readonly<Record<BillingField, readonly Part[]>> = {
  company: ['company'],
  name: ['firstName', 'lastName'],
  email: ['email', 'emailCc'],
  address: ['street', 'houseNumber', 'postcode', 'city', 'state', 'country'],
  addressExtra: ['addressLine1', 'addressLine2'],
  phone: ['phone'],
  vatId: ['vatId'],
  eInvoice: ['eInvoiceAddress', 'buyerReference', 'invoiceFormat'],
};

/**
 * Not every address has a house number or a state, none needs two extra lines, and not everybody has a reference: these
 * stay free where their rule says required.
 */
const neverNeeded: ReadonlySet<Part> = new Set([
  ...(['houseNumber', 'state', 'addressLine2', 'buyerReference', 'emailCc', 'invoiceFormat'] as const),
]);

/** Countries whose addresses have no postcode, and those that name no town of its own. From Google's address metadata. */
const without: Readonly<Partial<Record<Part, string>>> = {
  postcode:
    'AE AG AO AQ AW BF BI BJ BO BQ BS BV BW BY BZ CD CF CG CI CK CM CW DJ DM ER FJ GA GD GH GM GQ GY HK JM KI KM KN LC ' +
    'LY ML MO MR MS MW NR NU PA PS QA RW SB SC SL SR SS ST SX SY TD TF TG TK TL TO TT TV UG VU WS YE ZW',
  city: 'AE GI JP KY MO NR SG',
};
const withState =
  'AE AS AU BR CA CN CO CR ES FM HK HN ID IN IQ IT JM JP KN KR KY MH MP MX NR PF PG PW RU SO SV TW UM US VE VI';
/** Whether the country's addresses name a state, a province, a prefecture. */
export const namesState = (country: string): boolean => withState.split(' ').includes(country);

const has = (part: Part, country: string | undefined): boolean =>
  !country || !without[part]?.split(' ').includes(country);

const rulesOf = Object.entries(billingParts) as [BillingField, readonly Part[]][];

/** `required`, `optional` or `hidden` for each single field; what the form marks and leaves out. */
export function partRules(
  rules: BillingFieldRules,
): Readonly<Record<Part, 'required' | 'optional' | 'hidden'>> {
  const parts = rulesOf.flatMap(([field, names]) =>
    names.map((part) => [
      part,
      rules[field] === 'required' && neverNeeded.has(part) ? 'optional' : rules[field],
    ]),
  );
  return Object.fromEntries(parts) as Record<Part, 'required' | 'optional' | 'hidden'>;
}

/**
 * What the portal's rules refuse in an address as a customer gave it: a required field that is empty (`missing`), a
 * hidden one that is there (`hidden`). Paths begin with `billing.`; empty when all is well.
 */
export function checkBilling(billing: SomeParts, rules: BillingFieldRules): readonly ProblemField[] {
  const fields: ProblemField[] = [];
  for (const [part, rule] of Object.entries(partRules(rules)) as [Part, string][]) {
    const value = billing[part];
    const path = `billing.${part}`;
    if (rule === 'hidden' && value !== undefined) {
      fields.push({ path, code: 'hidden', message: 'This portal does not take this field.' });
    }
    // Private persons have no address for e-invoices.
    const applies = part !== 'eInvoiceAddress' || Boolean(billing.company?.trim());
    if (rule === 'required' && applies && !value?.trim() && has(part, billing.country)) {
      fields.push({ path, code: 'missing', message: 'This field is needed.' });
    }
  }
  return fields;
}

/** What an XRechnung asks of the one who gets it and is not there; of any other format, nothing. */
export const lackingFor = (billing: SomeParts): Part[] =>
  billing.invoiceFormat === 'xrechnung'
    ? (['eInvoiceAddress', 'buyerReference'] as const).filter((part) => !billing[part]?.trim())
    : [];

/** The address without the fields the portal hides. */
export function shownBilling(billing: BillingAddress, rules: BillingFieldRules): Partial<BillingAddress> {
  const hidden = partRules(rules);
  return Object.fromEntries(Object.entries(billing).filter(([part]) => hidden[part as Part] !== 'hidden'));
}
