import type { ProblemField } from '../../kit/common/problem.ts';
import type { BillingField, BillingFieldRules } from '../portals/schema.ts';
import type { BillingAddress } from './schema.ts';

type Part = keyof BillingAddress;
type SomeParts = { readonly [Name in Part]?: string | undefined };

/** Which fields of the address each rule speaks of. */
export const billingParts: Readonly<Record<BillingField, readonly Part[]>> = {
  company: ['company'],
  name: ['firstName', 'lastName'],
  email: ['email'],
  address: ['street', 'houseNumber', 'postcode', 'city', 'country'],
  addressExtra: ['addressLine1', 'addressLine2'],
  phone: ['phone'],
  vatId: ['vatId'],
};

/** Not every address has a house number, and none needs two extra lines: these stay free where their rule says required. */
const neverNeeded: ReadonlySet<Part> = new Set(['houseNumber', 'addressLine2']);

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
    if (rule === 'required' && !value?.trim()) {
      fields.push({ path, code: 'missing', message: 'This field is needed.' });
    }
  }
  return fields;
}

/** The address without the fields the portal hides. */
export function shownBilling(billing: BillingAddress, rules: BillingFieldRules): Partial<BillingAddress> {
  const hidden = partRules(rules);
  return Object.fromEntries(Object.entries(billing).filter(([part]) => hidden[part as Part] !== 'hidden'));
}
