import { TextField } from '../../../../kit/ui/form/Field.tsx';
import { Icon } from '../../../../kit/ui/Icon.tsx';
import { check } from '../../../../kit/ui/icons.ts';
import { later } from '../../../../kit/ui/later.tsx';
import { watching } from '../../../../kit/ui/signals.ts';
import type { AskedInputProps } from '../../../fields/portal/AskedInput.tsx';
import { asksName, hasNumberField, rowsOf } from '../../details-rules.ts';
import { buyersOf, type Field, type Part } from '../../rules.ts';
import { CountryField } from './CountryField.tsx';
import { Delivery } from './Delivery.tsx';
import type { DetailsProps } from './DetailsPart.tsx';
import { layoutOf } from './layout.ts';
import { errorWords, idOf, labelOf } from './mistakes.ts';
import { StateField } from './StateField.tsx';

/** What is more than a line of text comes in a file of its own: most forms ask for none. */
const Asked = later<AskedInputProps>(
  () => import('../../../fields/portal/AskedInput.tsx').then((file) => file.AskedInput),
  () => null,
);

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
  country: 'billing country-name',
  phone: 'billing tel',
  email: 'email',
  name: 'name',
  password: 'new-password',
};
const ltr: ReadonlySet<Field> = new Set([
  'phone',
  'vatId',
  'email',
  'password',
  'postcode',
  'eInvoiceAddress',
]);

/** `Bakkerij B.V.` brings the full stop of its sentence along. */
const withinSentence = (name: string): string => name.replace(/\.$/, '');

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
  const wiring = (field: Field, optional = false) => ({
    t,
    id: idOf(field),
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
        text(
          field,
          optional,
          undefined,
          field === 'eInvoiceAddress' ? t('order.eInvoiceAddress.hint') : undefined,
        )
      );
    return (
      <StateField
        key={field}
        {...wiring(field, optional)}
        autocomplete={purposes.state}
        states={address.states}
      />
    );
  };
  const asksCountry =
    form.billingFields.address !== 'hidden' && (!customer || customer.missing.includes('country'));
  const own = form.fields.map(({ id, required, kind, choices }) =>
    kind ? (
      <Asked key={id} {...wiring(`answers.${id}`, !required)} kind={kind} choices={choices ?? []} />
    ) : (
      text(`answers.${id}`, !required)
    ),
  );
  if (customer && rows.length === 0 && !asksCountry)
    return (
      <div class="order-you">
        <p class="small muted">{t('order.known', { name: withinSentence(customer.name) })}</p>
        {own}
        <Delivery {...props} />
      </div>
    );
  return (
    <fieldset class="section order-you">
      <legend class="section-title strong">{form.texts.customer ?? t('order.you')}</legend>
      {customer ? (
        <p class="small muted">{t('order.known', { name: withinSentence(customer.name) })}</p>
      ) : null}
      {asksCountry ? (
        <CountryField {...wiring('country')} form={form} autocomplete={purposes.country ?? ''} />
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
      {own}
      <Delivery {...props} />
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
