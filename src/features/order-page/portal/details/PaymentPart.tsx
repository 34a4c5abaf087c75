import { TextField } from '../../../../kit/ui/form/Field.tsx';
import { watching } from '../../../../kit/ui/signals.ts';
import { wayOf } from '../../rules.ts';
import type { OrderForm } from '../../schema.ts';
import type { DetailsProps } from './DetailsPart.tsx';
import { ErrorLine } from './ErrorLine.tsx';
import { errorWords } from './mistakes.ts';
import type { DetailsWords } from './words.ts';

type Offer = OrderForm['payments'][number];

const nameOf = (t: DetailsWords, offer: Offer): string =>
  offer.kind === 'stored'
    ? t('order.pay.stored', { brand: brandName(offer.method.brand), last4: offer.method.last4 })
    : t(`order.pay.${offer.kind}`);
const brandName = (brand: string): string =>
  brand.length <= 4 ? brand.toUpperCase() : brand.charAt(0).toUpperCase() + brand.slice(1);
const aboutOf = (t: DetailsWords, offer: Offer): string => {
  if (offer.kind === 'stored') return '';
  return offer.kind === 'invoice'
    ? t('order.pay.invoice.text', { days: offer.dueDays })
    : t(`order.pay.${offer.kind}.text`);
};

/** How it is paid: one group, each way with what it needs below it. Not asked where nothing is due today. */
export const PaymentPart = watching(function PaymentPart(props: DetailsProps) {
  const { t, model, form, brand, ordering } = props;
  const chosen = model.payment.value;
  const mistake = ordering.mistakes.value.payment;
  if (model.quote.value && !model.pays.value) return null;
  return (
    <fieldset class="section">
      <legend class="section-title strong">{form.texts.payment ?? t('order.payment')}</legend>
      {form.payments.length === 0 ? <p class="muted">{t('order.pay.none', { brand })}</p> : null}
      <div class="order-choices">
        {form.payments.map((offer) => {
          const way = wayOf(offer);
          const about = aboutOf(t, offer);
          return (
            <div class="order-way" key={way}>
              <label class={`order-choice ${way === chosen ? 'chosen' : ''}`}>
                <input
                  type="radio"
                  name="order-payment"
                  id={way === wayOf(form.payments[0] as Offer) ? 'order-payment' : undefined}
                  checked={way === chosen}
                  aria-invalid={mistake ? 'true' : undefined}
                  onChange={() => {
                    model.payBy(way);
                    ordering.leave('payment');
                  }}
                />
                <span class="order-body">
                  <span class="strong">{nameOf(t, offer)}</span>
                  {about ? <span class="small muted">{about}</span> : null}
                </span>
              </label>
              {offer.kind === 'sepa' && chosen === 'sepa' ? <Mandate {...props} offer={offer} /> : null}
            </div>
          );
        })}
      </div>
      {mistake ? <ErrorLine text={t('order.error.payment')} /> : null}
    </fieldset>
  );
});

/** The account that is collected from, and leave to do so; none of it is kept in the browser. */
const Mandate = watching(function Mandate({
  t,
  model,
  form,
  offer,
  ordering,
}: DetailsProps & { readonly offer: Extract<Offer, { kind: 'sepa' }> }) {
  const values = model.values.value;
  const mistakes = ordering.mistakes.value;
  const text = (field: 'iban' | 'holder') => (
    <TextField
      t={t}
      id={`order-${field}`}
      label={t(`order.pay.${field}`)}
      value={values[field] ?? ''}
      error={mistakes[field] && errorWords(t, form, null, field, mistakes[field], false)}
      dir={field === 'iban' ? 'ltr' : undefined}
      autocomplete={field === 'holder' ? 'name' : 'off'}
      onInput={(typed) => model.type(field, typed)}
      onBlur={() => ordering.leave(field)}
    />
  );
  const { creditor, creditorId } = offer;
  return (
    <div class="order-mandate">
      {text('iban')}
      {text('holder')}
      <div class="field">
        <label class="check small">
          <input
            type="checkbox"
            id="order-mandate"
            checked={Boolean(values.mandate)}
            aria-invalid={mistakes.mandate ? 'true' : undefined}
            onChange={(event) => ordering.tick('mandate', event.currentTarget.checked)}
          />
          <span>{t('order.pay.mandate', { creditor, creditorId })}</span>
        </label>
        {mistakes.mandate ? (
          <ErrorLine text={errorWords(t, form, null, 'mandate', mistakes.mandate, false)} />
        ) : null}
      </div>
    </div>
  );
});
