import { useState } from 'preact/hooks';
import { watching } from '../../../../kit/ui/signals.ts';
import { type Place, samePeriod } from '../../rules.ts';
import { every, lengthOf } from '../words.ts';
import type { ExtrasProps } from './Extras.tsx';
import type { ExtrasWords } from './words.ts';

type Fact = readonly [name: string, of: (place: Place) => string];

/** What plans may differ in; a fact that none of them has is left out. */
const factsOf = (t: ExtrasWords, currency: string): readonly Fact[] => [
  [t('order.compare.about'), ({ plan }) => plan.description ?? ''],
  [
    t('order.compare.price'),
    ({ variant }) => `${t.money({ amount: variant.amount, currency })} ${every(t, variant.billingPeriod)}`,
  ],
  [t('order.compare.trial'), ({ variant: { trial } }) => (trial ? lengthOf(t, trial) : '')],
  [
    t('order.compare.setup'),
    ({ variant }) => (variant.setupFee > 0 ? t.money({ amount: variant.setupFee, currency }) : ''),
  ],
  [
    t('order.compare.minimum'),
    ({ variant: { terms } }) => (terms.minimumTerm ? lengthOf(t, terms.minimumTerm) : t('order.term.open')),
  ],
  [t('order.compare.renewal'), ({ variant: { terms } }) => (terms.renewal ? lengthOf(t, terms.renewal) : '')],
  [t('order.compare.notice'), ({ variant: { terms } }) => (terms.notice ? lengthOf(t, terms.notice) : '')],
];

/** The plans at one billing period side by side, opened in its place. */
export const Compare = watching(function Compare({ t, model, form }: ExtrasProps) {
  const [open, setOpen] = useState(false);
  const chosen = model.place.value as Place;
  const here = model.places.value.filter(({ variant }) =>
    samePeriod(variant.billingPeriod, chosen.variant.billingPeriod),
  );
  if (here.length < 2) return null;
  const facts = factsOf(t, form.catalogue.currency).filter(([, of]) => here.some((place) => of(place)));
  return (
    <>
      <button
        type="button"
        class="link order-start"
        aria-expanded={open}
        aria-controls="order-compare"
        onClick={() => setOpen(!open)}
      >
        {t(open ? 'order.compare.close' : 'order.compare')}
      </button>
      {open ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled has to be reached by keys
        <section class="order-compare" id="order-compare" aria-label={t('order.compare.table')} tabIndex={0}>
          <table class="small num">
            <caption class="vh">{t('order.compare.table')}</caption>
            <thead>
              <tr>
                <td />
                {here.map(({ plan, variant }) => (
                  <th scope="col" key={variant.id} class={variant.id === chosen.variant.id ? 'chosen' : ''}>
                    {plan.name}
                    {variant.name ? `, ${variant.name}` : ''}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {facts.map(([name, of]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {here.map((place) => (
                    <td key={place.variant.id} class={place.variant.id === chosen.variant.id ? 'chosen' : ''}>
                      {of(place) || '–'}
                    </td>
                  ))}
                </tr>
              ))}
              <tr>
                <td />
                {here.map(({ plan, variant }) => (
                  <td key={variant.id} class={variant.id === chosen.variant.id ? 'chosen' : ''}>
                    {variant.id === chosen.variant.id ? (
                      <span class="strong">{t('order.compare.chosen')}</span>
                    ) : (
                      <button type="button" class="link" onClick={() => model.choose(variant.id)}>
                        {t('order.compare.choose', { plan: plan.name })}
                      </button>
                    )}
                  </td>
                ))}
              </tr>
            </tbody>
          </table>
        </section>
      ) : null}
    </>
  );
});
