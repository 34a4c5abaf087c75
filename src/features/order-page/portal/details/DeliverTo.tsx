import { TextField } from '../../../../kit/ui/form/Field.tsx';
import { watching } from '../../../../kit/ui/signals.ts';
import { deliveryRows, hasNumberField } from '../../details-rules.ts';
import type { Field } from '../../rules.ts';
import { CountryField } from './CountryField.tsx';
import type { DetailsProps } from './DetailsPart.tsx';
import { layoutOf } from './layout.ts';
import { errorWords, idOf, labelOf } from './mistakes.ts';
import { StateField } from './StateField.tsx';

const purposes: Readonly<Partial<Record<Field, string>>> = {
  'to.name': 'shipping name',
  'to.street': 'shipping address-line1',
  'to.addressLine1': 'shipping address-line2',
  'to.postcode': 'shipping postal-code',
  'to.city': 'shipping address-level2',
  'to.state': 'shipping address-level1',
};

/** The other address for delivery. */
export const DeliverTo = watching(function DeliverTo({ t, model, form, ordering }: DetailsProps) {
  const values = model.values.value;
  const mistakes = ordering.mistakes.value;
  const address = model.toAddress.value;
  const country = values['to.country'] ?? '';
  const hasNumber = hasNumberField(country);
  const wiring = (field: Field, optional = false) => ({
    t,
    id: idOf(field),
    label: labelOf(t, form, address, field, hasNumber),
    value: values[field] ?? '',
    error: mistakes[field] && errorWords(t, form, address, field, mistakes[field], hasNumber),
    optional,
    onInput: (text: string) => model.type(field, text),
    onBlur: () => ordering.leave(field),
  });
  const part = (field: Field, optional: boolean) =>
    field === 'to.state' && address?.states ? (
      <StateField
        key={field}
        {...wiring(field, optional)}
        states={address.states}
        autocomplete={purposes[field]}
      />
    ) : (
      <TextField
        key={field}
        {...wiring(field, optional)}
        autocomplete={purposes[field]}
        dir={field === 'to.postcode' ? 'ltr' : undefined}
      />
    );
  return (
    <fieldset class="order-you order-to">
      <legend class="strong">{t('order.to')}</legend>
      <CountryField {...wiring('to.country')} form={form} autocomplete="shipping country-name" />
      {deliveryRows(address, country).map((row) => (
        <div key={row[0]?.part} class={layoutOf(row.map((one) => one.part))}>
          {row.map((one) => part(`to.${one.part}`, one.optional))}
        </div>
      ))}
    </fieldset>
  );
});
