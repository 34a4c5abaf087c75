import type { BillingFieldRules, Language } from '../../portals/schema.ts';
import { checkBilling, lackingFor, namesState, partRules } from '../billing-rules.ts';
import type { Profile, ProfileChange } from '../schema.ts';
import { type BillingPart, billingOrder } from './billing-order.ts';

/** Everything the form asks; which of it is shown depends on the portal's rules and on who is signed in. */
export type ProfileField = BillingPart | 'name' | 'language' | 'timeZone';
export type ProfileValues = { readonly [Field in ProfileField]?: string | undefined };
export type FieldError = 'missing' | 'wrong' | 'too-long';
export type ProfileErrors = Readonly<Partial<Record<ProfileField, FieldError>>>;

/** In characters, as in the schema of the request. */
export const maxLengths: Readonly<Record<ProfileField, number>> = {
  name: 160,
  language: 8,
  timeZone: 80,
  company: 120,
  firstName: 80,
  lastName: 80,
  email: 254,
  street: 120,
  houseNumber: 20,
  postcode: 20,
  city: 80,
  state: 80,
  country: 2,
  addressLine1: 120,
  addressLine2: 120,
  phone: 40,
  vatId: 20,
  eInvoiceAddress: 120,
  buyerReference: 80,
  emailCc: 254,
  invoiceFormat: 9,
};

/** The address as it is read, and what the form alone asks: who gets a copy, and in which format invoices come. */
export const formOrder: readonly BillingPart[] = [
  ...billingOrder.flatMap((field) => (field === 'email' ? (['email', 'emailCc'] as const) : field)),
  'invoiceFormat',
];

export interface ShownField {
  readonly field: BillingPart;
  readonly optional: boolean;
}
export function shownFields(
  rules: BillingFieldRules,
  values: Pick<ProfileValues, 'country' | 'state' | 'invoiceFormat'> = {},
): readonly ShownField[] {
  const parts = partRules(rules);
  const { country = '', state = '', invoiceFormat } = values;
  return formOrder
    .filter(
      (field) =>
        parts[field] !== 'hidden' &&
        (field !== 'state' || state !== '' || namesState(country)) &&
        // Absent where the portal makes no e-invoices.
        (field !== 'invoiceFormat' || invoiceFormat !== undefined),
    )
    .map((field) => ({ field, optional: parts[field] === 'optional' }));
}

/** The form as the server knows it. */
export function valuesOf({ contact, billing, language, timeZone }: Profile, spoken: Language): ProfileValues {
  return {
    ...billing,
    ...(contact && { name: contact.name }),
    language: contact?.language ?? language ?? spoken,
    timeZone: timeZone ?? '',
  };
}

const looksLikeEmail = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

/** What has to be mended before it is sent, in the order of the screen. The server checks all of it again. */
export function checkProfile(values: ProfileValues, rules: BillingFieldRules): ProfileErrors {
  const shown = shownFields(rules, values).map(({ field }) => field);
  const billing = Object.fromEntries(shown.map((field) => [field, values[field] ?? '']));
  const missing = new Set<string>([
    ...checkBilling(billing, rules).map(({ path }) => path.replace('billing.', '')),
    ...lackingFor(billing),
  ]);
  const errors: Partial<Record<ProfileField, FieldError>> = {};
  for (const field of [...(values.name === undefined ? [] : (['name'] as const)), ...shown]) {
    const value = (values[field] ?? '').trim();
    if (missing.has(field) || (field === 'name' && value === '')) errors[field] = 'missing';
    else if (value.length > maxLengths[field]) errors[field] = 'too-long';
    else if ((field === 'email' || field === 'emailCc') && value !== '' && !looksLikeEmail.test(value))
      errors[field] = 'wrong';
  }
  return errors;
}

/** Only what differs, so that two people changing two fields don't undo each other; `undefined`: nothing does. */
export function changeOf(before: ProfileValues, now: ProfileValues): ProfileChange | undefined {
  const differs = (field: ProfileField) =>
    now[field] !== undefined && now[field]?.trim() !== (before[field] ?? '').trim();
  const billing = Object.fromEntries(formOrder.filter(differs).map((field) => [field, now[field]?.trim()]));
  const change: ProfileChange = {
    ...(Object.keys(billing).length > 0 && { billing }),
    ...(differs('name') && { name: now.name?.trim() ?? '' }),
    ...(differs('language') && { language: now.language as Language }),
    ...(differs('timeZone') && { timeZone: now.timeZone || null }),
  };
  return Object.keys(change).length > 0 ? change : undefined;
}

/** What the server refused, at the fields it named. */
export function errorsFrom(
  fields: readonly { readonly path: string; readonly code: string }[],
): ProfileErrors {
  return Object.fromEntries(
    fields
      .map(({ path, code }) => [path.replace('billing.', ''), code === 'missing' ? 'missing' : 'wrong'])
      .filter(([field = '']) => Object.hasOwn(maxLengths, field)),
  );
}
