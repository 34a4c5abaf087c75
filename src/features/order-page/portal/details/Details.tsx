import { useMemo } from 'preact/hooks';
import { SelectField, TextField } from '../../../../kit/ui/form/Field.tsx';
import { Icon } from '../../../../kit/ui/Icon.tsx';
import { check } from '../../../../kit/ui/icons.ts';
import { watching } from '../../../../kit/ui/signals.ts';
import { countriesIn } from '../../../customers/countries.ts';
import { asksName, hasNumberField, rowsOf } from '../../details-rules.ts';
import { buyersOf, type Field, type Part } from '../../rules.ts';
import type { DetailsProps } from './DetailsPart.tsx';
import { errorWords, labelOf } from './mistakes.ts';

/** What the browser may fill in. */
const purposes: Readonly<Partial<Record<Field, string>>> = {
  company: 'billing organization',
  firstName: 'billing given-name',
  lastName: 'billing family-name',
  street: 'billing address-line1',
  addressLine1: 'billing address-line2',
  addressLine2: 'billing address-line3',
  postcode: 'billing postal-code',
  city: 'billing address-level2',
  state: 'billing address-level1',
  country: 'billing country',
  phone: 'billing tel',
  email: 'email',
  name: 'name',
  password: 'new-password',
};
const ltr: ReadonlySet<Field> = new Set(['phone', 'vatId', 'email', 'password', 'postcode']);
const layoutOf = (row: readonly Part[]): string => {
  if (row.length === 1) return '';
  if (row[1] === 'houseNumber') return 'pair narrow-end';
  return row[0] === 'postcode' ? 'pair narrow-start' : 'pair';
};

/** Who orders: the country first, since it says what the rest is called and in which order it stands. */
export const Details = watching(function Details(props: DetailsProps) {
  const { t, model, form, ordering } = props;
  const values = model.values.value;
  const buyer = model.buyer.value;
  const country = model.country.value;
  const address = model.address.value;
  const mistakes = ordering.mistakes.value;
  const buyers = buyersOf(form);
  const rows = rowsOf(form, address, buyer, country);
  const { customer } = form;
  const countries = useMemo(
    () =>
      countriesIn(t.manner.locale).filter(
        ({ code }) => form.countries.length === 0 || form.countries.includes(code),
      ),
    [t.manner.locale, form],
  );
  const wiring = (field: Field, optional = false) => ({
    t,
    id: `order-${field.replace('.', '-')}`,
    label: labelOf(t, form, address, field, hasNumberField(country)),
    value: values[field] ?? '',
    error: mistakes[field] && errorWords(t, form, address, field, mistakes[field], hasNumberField(country)),
    optional,
    onInput: (text: string) => model.type(field, text),
    onBlur: () => ordering.leave(field),
  });
  const text = (field: Field, optional = false, type?: 'email' | 'tel' | 'password', hint?: string) => (
    <TextField
      key={field}
      {...wiring(field, optional)}
      type={type ?? (field === 'phone' ? 'tel' : 'text')}
      dir={ltr.has(field) ? 'ltr' : undefined}
      class={field === 'phone' ? 'w-middle' : ''}
      autocomplete={purposes[field]}
      hint={hint}
    />
  );
  const part = (field: Part, optional: boolean) => {
    if (field !== 'state' || !address?.states)
      return field === 'vatId' ? (
        <VatId key={field} {...props}>
          {text(field, optional)}
        </VatId>
      ) : (
        text(field, optional)
      );
    return (
      <SelectField
        key={field}
        {...wiring(field, optional)}
        autocomplete={purposes.state}
        options={[{ value: '', label: t('order.state.choose') }, ...address.states]}
      />
    );
  };
  const asksCountry =
    form.billingFields.address !== 'hidden' && (!customer || customer.missing.includes('country'));
  if (customer && rows.length === 0 && !asksCountry)
    return <p class="small muted">{t('order.known', { name: customer.name })}</p>;
  return (
    <fieldset class="section order-you">
      <legend class="section-title strong">{form.texts.customer ?? t('order.you')}</legend>
      {customer ? <p class="small muted">{t('order.known', { name: customer.name })}</p> : null}
      {asksCountry ? (
        <SelectField
          {...wiring('country')}
          class="w-middle"
          autocomplete={purposes.country}
          options={[
            { value: '', label: t('order.country.choose') },
            ...countries.map(({ code, name }) => ({ value: code, label: name })),
          ]}
        />
      ) : null}
      {!customer && buyers.length > 1 ? (
        <div class="order-kinds" role="radiogroup" aria-label={t('order.kind')}>
          {buyers.map((kind) => (
            <label class="check" key={kind}>
              <input
                type="radio"
                name="order-kind"
                checked={kind === buyer}
                onChange={() => model.sellTo(kind)}
              />
              {t(`order.kind.${kind}`)}
            </label>
          ))}
        </div>
      ) : null}
      {asksName(form) ? text('name') : null}
      {rows.map((row) => (
        <div key={row[0]?.part} class={layoutOf(row.map((one) => one.part))}>
          {row.map((one) => part(one.part, one.optional))}
        </div>
      ))}
      {customer ? null : text('email', false, 'email', t('order.email.hint'))}
      {form.password ? text('password', false, 'password', t('order.password.hint')) : null}
      {form.fields.map(({ id, required }) => text(`answers.${id}`, !required))}
    </fieldset>
  );
});

/** What the register says of the number, as soon as it is known; it never holds anything up. */
const VatId = watching(function VatId({
  t,
  model,
  children,
}: DetailsProps & { readonly children: preact.ComponentChildren }) {
  const quote = model.quote.value;
  const typed = (model.values.value.vatId ?? '').trim();
  const found = typed && !model.settling.value ? quote?.vatId : null;
  const said = () => {
    if (!found) return '';
    if (found.state === 'valid')
      return t(quote?.reason === 'reverse-charge' ? 'order.vat.reverse' : 'order.vat.valid');
    if (found.state === 'unchecked') return t('order.vat.unchecked');
    if (found.problem === 'country') return t('order.vat.country');
    return t(found.problem === 'unknown' ? 'order.vat.unknown' : 'order.error.vatId');
  };
  const isGood = found?.state === 'valid';
  return (
    <div class="field">
      {children}
      <p class={isGood ? 'ok small' : 'small muted'} role="status">
        {isGood ? <Icon d={check} /> : null}
        {said()}
      </p>
    </div>
  );
});
