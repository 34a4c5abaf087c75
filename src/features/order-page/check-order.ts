import { isEInvoiceAddress } from '../customers/e-invoice.ts';
import { asksName, asksPurchaseOrder, deliveryRows, goesElsewhere, rowsOf } from './details-rules.ts';
import type { Buyer, Field, Mistake, Mistakes, Values } from './rules.ts';
import type { AddressForm, OrderForm } from './schema.ts';

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

const fits = (pattern: string, value: string): boolean => {
  try {
    return new RegExp(`^(?:${pattern})$`, 'i').test(value);
  } catch {
    return true; // What this browser cannot read refuses nothing.
  }
};
