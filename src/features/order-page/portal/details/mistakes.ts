import type { DeliveryPart, Field, Mistake } from '../../rules.ts';
import type { AddressForm, OrderForm } from '../../schema.ts';
import type { DetailsWords } from './words.ts';

/** Countries that write the number into a field of its own have one label for it, the others one for both. */
export function labelOf(
  t: DetailsWords,
  form: OrderForm,
  address: AddressForm | null,
  field: Field,
  hasNumber: boolean,
): string {
  if (field === 'postcode') return t('order.postcode', { name: address?.names.postcode ?? '' });
  if (field === 'city') return t('order.city', { name: address?.names.city ?? '' });
  if (field === 'state') return t('order.state', { name: address?.names.state ?? '' });
  if (field === 'street') return t(hasNumber ? 'order.street' : 'order.street.whole');
  if (field === 'iban' || field === 'holder') return t(`order.pay.${field}`);
  if (field === 'mandate') return t('order.mandate');
  if (field === 'accountTerms') return t('order.account-terms');
  if (field.startsWith('to.')) {
    const part = field.slice(3) as DeliveryPart;
    return part === 'name' ? t('order.to.name') : labelOf(t, form, address, part, hasNumber);
  }
  if (field.startsWith('answers.'))
    return form.fields.find(({ id }) => field === `answers.${id}`)?.label ?? field;
  if (field.startsWith('terms.')) return form.terms.find(({ id }) => field === `terms.${id}`)?.title ?? field;
  return t(`order.${field}` as 'order.company');
}

/** What to do, beside the field and in the summary alike. */
export function errorWords(
  t: DetailsWords,
  form: OrderForm,
  address: AddressForm | null,
  field: Field,
  mistake: Mistake,
  hasNumber: boolean,
): string {
  if (field === 'to.country') return t('order.error.country');
  if (field === 'country' || field === 'email' || field === 'payment' || field === 'iban')
    return t(`order.error.${field}`);
  if (field === 'password') return t('order.error.password');
  const label = labelOf(t, form, address, field, hasNumber);
  if (field === 'mandate' || field === 'accountTerms' || field.startsWith('terms.'))
    return t('order.error.tick', { title: label });
  if (mistake === 'missing') return t('order.error.missing', { field: label });
  if (field === 'vatId') return t('order.error.vatId');
  const example = address?.postcode?.example;
  if (field === 'eInvoiceAddress') return t('order.error.eInvoiceAddress');
  if ((field === 'postcode' || field === 'to.postcode') && example)
    return t('order.error.postcode', { example });
  return t('order.error.wrong', { field: label });
}

/** Where each field stands, for the summary of mistakes to lead there. */
export const idOf = (field: Field): string => `order-${field.replace('.', '-')}`;
