import type { NewOrder } from '../../../orders/schema.ts';
import type { PaymentChoice } from '../../../payments/schema.ts';
import type { PriceQuote } from '../../../pricing/schema.ts';
import type { Filled } from '../../check-order.ts';
import { asksPurchaseOrder, deliveryRows, goesElsewhere, rowsOf } from '../../details-rules.ts';
import type { Values } from '../../rules.ts';
import type { PriceBody } from '../order-model.ts';

/** What is sent to order; ticket, portal and language are added around it. */
export type OrderBody = Partial<NewOrder> & Pick<NewOrder, 'variantId' | 'priceHash' | 'currency'>;

interface Ordering extends Filled {
  readonly wanted: PriceBody;
  readonly quote: PriceQuote;
}

/** Everything that was chosen and typed, and nothing that this form does not show. */
export function bodyOf(ordering: Ordering): OrderBody {
  const { form, address, buyer, values, payment, pays, wanted, quote } = ordering;
  const text = (field: string): string => (values[field] ?? '').trim();
  const { customer } = form;
  const country = text('country') || (customer?.billing.country ?? '');
  const parts = rowsOf(form, address, buyer, country)
    .flat()
    .map(({ part }) => part);
  const asksCountry =
    form.billingFields.address !== 'hidden' && (!customer || customer.missing.includes('country'));
  const billing = {
    ...Object.fromEntries(parts.map((part) => [part, text(part)]).filter(([, value]) => value)),
    ...(asksCountry && country && { country }),
  };
  const answers = Object.fromEntries(
    form.fields.map(({ id }) => [id, text(`answers.${id}`)]).filter(([, answer]) => answer),
  );
  return {
    variantId: wanted.variantId,
    components: wanted.components,
    ...(wanted.orderSession && { orderSession: wanted.orderSession }),
    currency: wanted.currency ?? quote.currency,
    ...(quote.coupon && { coupon: quote.coupon.code }),
    billing,
    ...(asksPurchaseOrder(form, buyer) && text('purchaseOrder') && { purchaseOrder: text('purchaseOrder') }),
    ...(goesElsewhere(form, values) && { deliverTo: deliveryOf(ordering) }),
    acceptances: form.terms.map(({ id: termsId, version }) => ({ termsId, version })),
    ...(form.startNow && buyer === 'consumer' && values.startNow && { startNow: true }),
    ...(pays && payment && { paymentMethod: choiceOf(payment, values) }),
    priceHash: quote.priceHash,
    ...(!customer && {
      email: text('email'),
      ...(text('name') && { name: text('name') }),
      ...(values.password && { password: values.password }),
      ...(form.accountTerms && values.accountTerms && { acceptedTerms: form.accountTerms.id }),
    }),
    ...(Object.keys(answers).length > 0 && { answers }),
    ...(text('tag') && { tag: text('tag') }),
  };
}

function deliveryOf({ values, toAddress = null }: Ordering): NewOrder['deliverTo'] {
  const text = (field: string): string => (values[`to.${field}`] ?? '').trim();
  const country = text('country');
  const parts = deliveryRows(toAddress, country)
    .flat()
    .map(({ part }) => [part, text(part)] as const);
  return { ...Object.fromEntries(parts), country } as NewOrder['deliverTo'];
}

function choiceOf(payment: string, values: Values): PaymentChoice {
  if (payment === 'invoice' || payment === 'stripe') return { kind: payment };
  if (payment === 'sepa')
    return { kind: 'sepa', iban: values.iban ?? '', holder: (values.holder ?? '').trim(), mandate: true };
  return { kind: 'stored', methodId: payment };
}
