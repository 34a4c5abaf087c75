import { namesState, partRules } from '../customers/billing-rules.ts';
import { isEInvoiceAddress } from '../customers/e-invoice.ts';
import type { Buyer, DeliveryPart, Field, Mistake, Mistakes, Part, Values } from './rules.ts';
import type { AddressForm, OrderForm } from './schema.ts';

/** Countries that write the house number behind the street, in a field of its own. */
const numberBehind = new Set('AT BE CH CZ DE DK FI HU LI LU NL NO PL SE SI SK'.split(' '));
export const hasNumberField = (country: string): boolean => numberBehind.has(country);

/** What a country has in its addresses, or has not. */
const placed: ReadonlySet<Part> = new Set(['street', 'postcode', 'city', 'state']);

export interface ShownPart<Name = Part> {
  readonly part: Name;
  readonly optional: boolean;
}

type Placed = 'street' | 'houseNumber' | 'postcode' | 'city' | 'state';

/** Street, town and the rest, as the country writes them, with the number where it has a field of its own. */
const placeRows = (address: AddressForm | null, country: string): Placed[][] =>
  (address?.rows ?? [['street'], ['postcode', 'city']]).map((row) =>
    row.flatMap((part): Placed[] =>
      part === 'street' && hasNumberField(country) ? ['street', 'houseNumber'] : [part],
    ),
  );

/** Whether a part of the place may stay empty there. */
const isFree = (address: AddressForm | null, part: Part): boolean =>
  !new Set<Part>(address?.required ?? ['street', 'postcode', 'city']).has(part);

/** Another address for delivery, in rows as its country writes it. */
export function deliveryRows(address: AddressForm | null, country: string): ShownPart<DeliveryPart>[][] {
  const rows: DeliveryPart[][] = [['name'], ...placeRows(address, country), ['addressLine1']];
  return rows.map((row) =>
    row.map((part) => ({ part, optional: part !== 'name' && part !== 'street' && isFree(address, part) })),
  );
}

/** Where there is something to be delivered to another address. */
export const goesElsewhere = ({ deliverTo }: OrderForm, values: Values): boolean =>
  deliverTo && Boolean(values.elsewhere);

/** Companies are asked for their own number, known or not: each order has its own. */
export const asksPurchaseOrder = ({ purchaseOrder }: OrderForm, buyer: Buyer): boolean =>
  purchaseOrder !== 'hidden' && buyer === 'company';

/**
 * The address in rows as the country writes it, each part with whether it may stay empty (BIL-25). A signed-in customer
 * is asked only for what is missing.
 */
export function rowsOf(
  form: OrderForm,
  address: AddressForm | null,
  buyer: Buyer,
  country: string,
): ShownPart[][] {
  const rules = partRules(form.billingFields);
  const lines: Part[][] = placeRows(address, country);
  const at = lines.findIndex((row) => row.includes('street'));
  lines.splice(at + 1, 0, ['addressLine1'], ['addressLine2']);
  const all: Part[][] = [
    ...(buyer === 'company' ? ([['company'], ['vatId']] as Part[][]) : []),
    ['firstName', 'lastName'],
    ...lines,
    ['phone'],
    ...(buyer === 'company' ? ([['eInvoiceAddress'], ['buyerReference']] as Part[][]) : []),
  ];
  const isOptional = (part: Part): boolean => {
    if (part === 'company') return false;
    if (!placed.has(part)) return rules[part] === 'optional';
    return form.billingFields.address === 'optional' || isFree(address, part);
  };
  const asked = (part: Part): boolean =>
    rules[part] !== 'hidden' &&
    (!form.customer || form.customer.missing.includes(part)) &&
    (part !== 'state' || address !== null || namesState(country));
  return all
    .map((row) => row.filter(asked).map((part) => ({ part, optional: isOptional(part) })))
    .filter((row) => row.length > 0);
}

/** A box is ticked for what its text says now: other words need another tick. */
export const isAgreed = (values: Values, { id, version }: OrderForm['terms'][number]): boolean =>
  values[`terms.${id}`] === String(version);

const looksLikeEmail = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

export interface Filled {
  readonly form: OrderForm;
  readonly address: AddressForm | null;
  readonly buyer: Buyer;
  readonly values: Values;
  /** How the country of the other address for delivery writes addresses. */
  readonly toAddress?: AddressForm | null | undefined;
  readonly payment: string;
  /** Something has to be paid today. */
  readonly pays: boolean;
  /** The VAT id is not written as its country writes them. */
  readonly vatWrong: boolean;
}

/** Everything that keeps the order from being sent, in the order of the page. */
export function checkOrder({
  form,
  address,
  buyer,
  values,
  toAddress = null,
  payment,
  pays,
  vatWrong,
}: Filled): Mistakes {
  const found: Partial<Record<Field, Mistake>> = {};
  const text = (field: Field): string => (values[field] ?? '').trim();
  const country = text('country') || (form.customer?.billing.country ?? '');
  const asksCountry = !form.customer || form.customer.missing.includes('country');
  if (asksCountry && !country) found.country = 'missing';
  for (const { part, optional } of rowsOf(form, address, buyer, country).flat()) {
    const value = text(part);
    if (!value && !optional) found[part] = 'missing';
    if (value && part === 'postcode' && address?.postcode && !fits(address.postcode.pattern, value))
      found.postcode = 'wrong';
    if (value && part === 'vatId' && vatWrong) found.vatId = 'wrong';
    if (value && part === 'eInvoiceAddress' && !isEInvoiceAddress(value)) found.eInvoiceAddress = 'wrong';
  }
  if (asksPurchaseOrder(form, buyer) && form.purchaseOrder === 'required' && !text('purchaseOrder'))
    found.purchaseOrder = 'missing';
  if (goesElsewhere(form, values)) {
    const to = text('to.country');
    if (!to) found['to.country'] = 'missing';
    for (const { part, optional } of deliveryRows(toAddress, to).flat()) {
      const value = text(`to.${part}`);
      if (!value && !optional) found[`to.${part}`] = 'missing';
      if (value && part === 'postcode' && toAddress?.postcode && !fits(toAddress.postcode.pattern, value))
        found['to.postcode'] = 'wrong';
    }
  }
  for (const { id, required } of form.fields)
    if (required && !text(`answers.${id}`)) found[`answers.${id}`] = 'missing';
  if (!form.customer) {
    if (asksName(form) && !text('name') && (buyer === 'consumer' || !text('company'))) found.name = 'missing';
    if (!looksLikeEmail.test(text('email'))) found.email = text('email') ? 'wrong' : 'missing';
    if (form.password && (values.password ?? '').length < 8) found.password = 'wrong';
    if (form.accountTerms && !values.accountTerms) found.accountTerms = 'missing';
  }
  if (pays && form.payments.length > 0 && !payment) found.payment = 'missing';
  if (pays && payment === 'sepa') {
    if (text('iban').replace(/\s/g, '').length < 15) found.iban = text('iban') ? 'wrong' : 'missing';
    if (!text('holder')) found.holder = 'missing';
    if (!values.mandate) found.mandate = 'missing';
  }
  for (const terms of form.terms)
    if (terms.required === 'tick' && !isAgreed(values, terms)) found[`terms.${terms.id}`] = 'missing';
  return found;
}

/** Where the address has no name of a person in it, the account still needs one. */
export const asksName = ({ billingFields, customer }: OrderForm): boolean =>
  !customer && billingFields.name === 'hidden';

const fits = (pattern: string, value: string): boolean => {
  try {
    return new RegExp(`^(?:${pattern})$`, 'i').test(value);
  } catch {
    return true; // What this browser cannot read refuses nothing.
  }
};
