import { useState } from 'preact/hooks';
import { priceOfOne } from '../../../../kit/common/money.ts';
import { Icon } from '../../../../kit/ui/Icon.tsx';
import { afterPress } from '../../../../kit/ui/press.ts';
import { watching } from '../../../../kit/ui/signals.ts';
import type { OrderComponent, OrderMetered } from '../../../catalogue/order-schema.ts';
import { clampQuantity, type Place, samePeriod, tierAt } from '../../rules.ts';
import { minus, plus } from '../icons.ts';
import type { OrderPartProps } from '../OrderPage.tsx';
import { every } from '../words.ts';
import './extras.style.ts';
import { type ExtrasWords, isTiny, thousandOf } from './words.ts';

/** What goes with the plan, and what its use costs. */
export const Extras = (props: ExtrasProps) => (
  <>
    <Components {...props} />
    <Usage {...props} />
  </>
);

/** Components with a number, components that are on or off. */
const Components = watching(function Components(props: ExtrasProps) {
  const { t, model } = props;
  const components = model.components.value;
  return components.length === 0 ? null : (
    <section class="section">
      <h2 class="section-title strong">{t('order.extras')}</h2>
      <div class="order-items">
        {components.map((component) =>
          component.kind === 'switch' ? (
            <Switch key={component.id} {...props} component={component} />
          ) : (
            <Quantity key={component.id} {...props} component={component} />
          ),
        )}
      </div>
    </section>
  );
});

export { Compare } from './Compare.tsx';
export { Coupon } from './Coupon.tsx';
export { Summary } from './Summary.tsx';

export type ExtrasProps = Omit<OrderPartProps, 't'> & { readonly t: ExtrasWords };

type ComponentProps = ExtrasProps & { readonly component: OrderComponent };
const idFor = (id: string): string => `order-${id}`;

/** `9,00 € je Domain im Monat`. */
function priceText(
  { t, model, form }: ExtrasProps,
  { prices, unit, kind }: OrderComponent,
  quantity: number,
) {
  const { billingPeriod } = (model.place.value as Place).variant;
  const price = prices.find(({ period }) => samePeriod(period, billingPeriod));
  if (!price) return { text: '', price: undefined };
  const tier = price.mode === 'volume' ? tierAt(price.tiers, Math.max(1, quantity)) : 0;
  const amount = { amount: price.tiers[tier]?.amount ?? 0, currency: form.catalogue.currency };
  const again = every(t, billingPeriod);
  const text =
    kind === 'switch'
      ? `${t.money(amount)} ${again}`
      : unit
        ? t('order.per', { amount, unit, every: again })
        : t('order.each', { amount, every: again });
  return { text, price };
}

const Switch = watching(function Switch(props: ComponentProps) {
  const { model, component } = props;
  const on = (model.quantities.value[component.id] ?? 0) > 0;
  return (
    <label class="order-item">
      <span class="order-body">
        <span class="strong">{component.name}</span>
        {component.description ? <span class="small muted">{component.description}</span> : null}
        <span class="small muted num">{priceText(props, component, 1).text}</span>
      </span>
      <input
        type="checkbox"
        class="order-box"
        id={idFor(component.id)}
        checked={on}
        disabled={component.required}
        onChange={(event) => model.count(component.id, event.currentTarget.checked ? 1 : 0)}
      />
    </label>
  );
});

const Quantity = watching(function Quantity(props: ComponentProps) {
  const { t, model, component } = props;
  const { id, name, description, step, min } = component;
  const [put, setPut] = useState<number | undefined>(undefined);
  const quantity = model.quantities.value[id] ?? 0;
  const { text, price } = priceText(props, component, quantity);
  const move = (by: number) => {
    const least = Math.max(1, min);
    const wanted = quantity === 0 && by > 0 ? least : quantity + by * step;
    model.count(id, clampQuantity(wanted < least ? 0 : wanted, component));
    setPut(undefined);
  };
  return (
    <div class="order-item with-control">
      <div class="order-body">
        <label class="strong" for={idFor(id)}>
          {name}
        </label>
        {description ? <span class="small muted">{description}</span> : null}
        <span class="small muted num">{text}</span>
        <span class="small order-put" role="status" id={`${idFor(id)}-put`}>
          {put === undefined ? '' : t('order.clamped', { quantity: put })}
        </span>
      </div>
      <div class="order-stepper">
        <button type="button" aria-label={t('order.less', { name })} onClick={() => move(-1)}>
          <Icon d={minus} />
        </button>
        <input
          id={idFor(id)}
          inputMode="numeric"
          autocomplete="off"
          dir="ltr"
          value={String(quantity)}
          aria-describedby={`${idFor(id)}-put`}
          onInput={(event) => {
            const typed = Number(event.currentTarget.value.replace(/\D/g, '').slice(0, 7));
            model.count(id, typed);
          }}
          onBlur={(event) => {
            const right = model.settle(id);
            afterPress(() => setPut(right === quantity ? undefined : right));
            event.currentTarget.value = String(right);
          }}
        />
        <button type="button" aria-label={t('order.more', { name })} onClick={() => move(1)}>
          <Icon d={plus} />
        </button>
      </div>
      {price && price.tiers.length > 1 ? <Tiers {...props} tiers={price.tiers} quantity={quantity} /> : null}
    </div>
  );
});

interface TiersProps extends ComponentProps {
  readonly tiers: readonly { readonly upTo: number | null; readonly amount: number }[];
  readonly quantity: number;
}
/** Prices by quantity; the one that holds now is marked. */
const Tiers = ({ t, form, component, tiers, quantity }: TiersProps) => {
  const now = quantity > 0 ? tierAt(tiers, quantity) : -1;
  return (
    <table class="order-tiers small num">
      <caption class="vh">{t('order.tiers', { name: component.name })}</caption>
      <thead>
        <tr>
          <th scope="col">{t('order.tiers.quantity')}</th>
          <th scope="col" class="end">
            {t('order.tiers.price')}
          </th>
        </tr>
      </thead>
      <tbody>
        {tiers.map(({ upTo, amount }, index) => {
          const from = (tiers[index - 1]?.upTo ?? 0) + 1;
          return (
            <tr key={from} aria-current={index === now ? 'true' : undefined}>
              <td>
                {upTo === null ? t('order.tiers.over', { from }) : t('order.tiers.span', { from, to: upTo })}
              </td>
              <td class="end">{t.money({ amount, currency: form.catalogue.currency })}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
};

/** What is counted and billed afterwards: never ordered, and never in the total. */
const Usage = watching(function Usage(props: ExtrasProps) {
  const { t, model, form } = props;
  const metered = model.metered.value;
  return metered.length === 0 ? null : (
    <section class="section">
      <h2 class="section-title strong">{form.texts.usage ?? t('order.usage')}</h2>
      <p class="small muted">{t('order.usage.text')}</p>
      <div class="order-items">
        {metered.map((one) => (
          <Metered key={one.id} {...props} metered={one} />
        ))}
      </div>
    </section>
  );
});

const Metered = watching(function Metered({
  t,
  model,
  form,
  metered,
}: ExtrasProps & { readonly metered: OrderMetered }) {
  const { id, name, description } = metered;
  const { currency } = form.catalogue;
  const { billingPeriod } = (model.place.value as Place).variant;
  const priced = model.quote.value?.usage.find(({ key }) => key === id);
  const own = metered.prices.find(({ period }) => samePeriod(period, billingPeriod));
  const price = (priced ?? own)?.tiers[0]?.unitPrice ?? '0';
  const unit = metered.unit ?? t('order.usage.one');
  const example = priced?.example;
  return (
    <div class="order-item with-control">
      <div class="order-body">
        <span class="strong">{name}</span>
        {description ? <span class="small muted">{description}</span> : null}
        <span class="small muted num">
          {isTiny(price)
            ? t('order.usage.thousand', {
                amount: t.money(priceOfOne(thousandOf(price), currency)),
                count: 1000,
                unit,
              })
            : t('order.usage.price', { amount: t.money(priceOfOne(price, currency)), unit })}
        </span>
      </div>
      {example ? (
        <span class="order-estimate small muted num">
          <input
            class="input"
            inputMode="numeric"
            autocomplete="off"
            dir="ltr"
            aria-label={t('order.usage.estimate', { name })}
            value={String(model.estimates.value[id] ?? example.quantity)}
            onInput={(event) => {
              const typed = Number(event.currentTarget.value.replace(/\D/g, '').slice(0, 7));
              if (typed > 0) model.estimate(id, typed);
            }}
          />
          <span>{t('order.usage.costs', { amount: { amount: example.amount, currency } })}</span>
        </span>
      ) : null}
    </div>
  );
});
