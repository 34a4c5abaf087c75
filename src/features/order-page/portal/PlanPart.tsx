import { useState } from 'preact/hooks';
import { Bits } from '../../../kit/ui/Row.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { type Place, periodsOf, samePeriod, savingOf } from '../rules.ts';
import type { OrderPartProps } from './OrderPage.tsx';
import { every, lengthOf, type OrderWords, termsOf } from './words.ts';

/** More than these stand behind “all plans”. */
const mostShown = 4;

/** What is ordered: the plans at one billing period, and how often that is paid. */
export const PlanPart = watching(function PlanPart({
  t,
  model,
  form,
  children,
}: OrderPartProps & { readonly children?: preact.ComponentChildren }) {
  const [all, showAll] = useState(false);
  const places = model.places.value;
  const chosen = model.place.value as Place;
  const { currency, currencies } = form.catalogue;
  const periods = periodsOf(places);
  const here = places.filter(({ variant }) =>
    samePeriod(variant.billingPeriod, chosen.variant.billingPeriod),
  );
  const shown = all || here.length <= mostShown ? here : firstOf(here, chosen);
  const shortest = periods[0];
  return (
    <fieldset class="section order-plans">
      <legend class="vh">{form.texts.order ?? t('order.plan')}</legend>
      <div class="order-head">
        <p class="section-title strong" aria-hidden="true">
          {form.texts.order ?? t('order.plan')}
        </p>
        {periods.length > 1 ? (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row everywhere
          <div class="order-periods" role="group" aria-label={t('order.billing')}>
            {periods.map((period) => {
              const to = sameChoice(places, chosen, period);
              const saves = shortest && period !== shortest ? savingOf(chosen.plan, period, shortest) : 0;
              const name = t('order.by', period);
              return (
                <button
                  type="button"
                  key={name}
                  aria-pressed={samePeriod(period, chosen.variant.billingPeriod)}
                  onClick={() => to && model.choose(to.variant.id)}
                >
                  {saves > 0
                    ? t('order.by.saving', { period: name, amount: { amount: saves, currency } })
                    : name}
                </button>
              );
            })}
          </div>
        ) : null}
      </div>
      <div class="order-choices">
        {shown.map((place) => (
          <Choice
            key={place.variant.id}
            {...{ t, place, currency }}
            many={here.length > 1}
            chosen={place.variant.id === chosen.variant.id}
            onChoose={() => model.choose(place.variant.id)}
          />
        ))}
      </div>
      {shown.length < here.length ? (
        <button type="button" class="link order-start" onClick={() => showAll(true)}>
          {t('order.all-plans', { count: here.length })}
        </button>
      ) : null}
      {children}
      <div class="order-foot small muted">
        <span>{t(form.pricesIncludeTax ? 'order.prices.with' : 'order.prices.without')}</span>
        {currencies.length > 1 && !model.opened.value ? (
          <label>
            {t('order.currency')}{' '}
            <select
              class="order-currency"
              value={currency}
              onChange={(event) => void model.reload(event.currentTarget.value)}
            >
              {currencies.map((code) => (
                <option key={code} value={code}>
                  {code}
                </option>
              ))}
            </select>
          </label>
        ) : null}
      </div>
    </fieldset>
  );
});

interface ChoiceProps {
  readonly t: OrderWords;
  readonly place: Place;
  readonly currency: string;
  readonly many: boolean;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}
const Choice = ({ t, place: { plan, variant, family }, currency, many, chosen, onChoose }: ChoiceProps) => (
  <label class={`order-choice ${chosen ? 'chosen' : ''}`}>
    <input
      type="radio"
      name="order-variant"
      id={`order-${variant.id}`}
      checked={chosen}
      onChange={onChoose}
    />
    <span class="order-body">
      <span class="strong">
        {plan.name}
        {variant.name ? `, ${variant.name}` : ''}
      </span>
      {(plan.description ?? (many ? null : family.description)) ? (
        <span class="small muted">{plan.description ?? family.description}</span>
      ) : null}
      <Bits class="small muted" bits={termsOf(t, variant.terms)} />
      {variant.trial ? (
        <span class="small">{t('order.trial', { length: lengthOf(t, variant.trial) })}</span>
      ) : null}
      {variant.setupFee > 0 ? (
        <span class="small muted">
          {t('order.setup', { amount: { amount: variant.setupFee, currency } })}
        </span>
      ) : null}
    </span>
    <span class="order-price num">
      <span class="strong nowrap">{t.money({ amount: variant.amount, currency })}</span>
      <span class="small muted">{every(t, variant.billingPeriod)}</span>
    </span>
  </label>
);

/** The same plan at another period; where it has none, the first plan that has. */
const sameChoice = (places: readonly Place[], { plan }: Place, period: Place['variant']['billingPeriod']) => {
  const there = places.filter(({ variant }) => samePeriod(variant.billingPeriod, period));
  return there.find((place) => place.plan.id === plan.id) ?? there[0];
};

/** The first four, with the chosen one among them. */
const firstOf = (here: readonly Place[], chosen: Place): readonly Place[] => {
  const first = here.slice(0, mostShown);
  return first.includes(chosen) || !here.includes(chosen) ? first : [...first.slice(0, -1), chosen];
};
