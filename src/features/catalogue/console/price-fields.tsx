import type { Period } from '../../../kit/common/day.ts';
import { Action } from '../../../kit/ui/console/Action.tsx';
import type { FormField } from '../../../kit/ui/console/Form.tsx';
import { plus, x } from '../../../kit/ui/console/icons.ts';
import type { Component } from '../schema.ts';
import {
  type AmountDraft,
  type PriceDraft,
  type RateDraft,
  type TieredDraft,
  type Wrong,
  wrongAmount,
  wrongPrice,
  wrongRate,
  wrongTier,
} from './drafts.ts';
import { Cell, Choice, RowEditor, rowsOf } from './RowEditor.tsx';
import { lengthOf, type Words } from './words.ts';

/** What is wrong in a list, said with its place. */
const sayWrong = (t: Words, wrong: Wrong | undefined): string | undefined =>
  wrong && t(`catalogue.wrong.${wrong.what}`, { line: wrong.at + 1 });

const upper = (text: string): string => text.trim().toUpperCase().slice(0, 3);
const decimal = { inputmode: 'decimal' } as const;
/** The currency most likely meant next. */
const usual = (rows: readonly { readonly currency: string }[]): string => (rows.length === 0 ? 'EUR' : '');

/** Prices of a variant, one per currency. */
export const pricesField = (t: Words): FormField => ({
  ...{ name: 'prices', label: t('catalogue.prices'), kind: 'own' as const, always: true },
  check: (text: string) => sayWrong(t, wrongPrice(rowsOf(text))),
  draw: (own) => (
    <RowEditor<PriceDraft>
      {...{ own, t, legend: t('catalogue.prices'), hint: t('catalogue.prices.hint') }}
      add={t('catalogue.price.add')}
      fresh={(rows) => ({ currency: usual(rows), amount: '', setupFee: '' })}
      nameOf={({ currency }) => currency}
      draw={(row, change) => (
        <>
          <Cell
            label={t('catalogue.currency')}
            width="tiny"
            value={row.currency}
            onInput={(text) => change({ ...row, currency: upper(text) })}
          />
          <Cell
            {...decimal}
            label={t('catalogue.price')}
            value={row.amount}
            onInput={(amount) => change({ ...row, amount })}
          />
          <Cell
            {...decimal}
            label={t('catalogue.setup-fee')}
            value={row.setupFee}
            onInput={(setupFee) => change({ ...row, setupFee })}
          />
        </>
      )}
    />
  ),
});

interface TierFields {
  readonly kind: Component['kind'];
  readonly unit: string;
  /** Billing periods it may be priced for, by their keys. */
  readonly periods: ReadonlyMap<string, Period>;
}

/** Prices of a component by currency and billing period, each with its tiers. */
export const tiersField = (t: Words, { kind, unit, periods }: TierFields): FormField => ({
  ...{ name: 'prices', label: t('catalogue.prices'), kind: 'own' as const, always: true },
  check: (text: string) => sayWrong(t, wrongTier(rowsOf(text), kind)),
  draw: (own) => (
    <RowEditor<TieredDraft>
      {...{ own, t, legend: t('catalogue.prices') }}
      hint={t(kind === 'metered' ? 'catalogue.prices.metered' : 'catalogue.prices.tiers')}
      add={t('catalogue.price.add')}
      fresh={(rows) => ({
        currency: usual(rows),
        period: kind === 'metered' ? '' : ([...periods.keys()][0] ?? ''),
        ...{ mode: 'graduated', tiers: [{ upTo: '', price: '' }] },
      })}
      nameOf={({ currency }) => currency}
      draw={(row, change) => (
        <>
          <Cell
            label={t('catalogue.currency')}
            width="tiny"
            value={row.currency}
            onInput={(text) => change({ ...row, currency: upper(text) })}
          />
          <Choice
            label={t('catalogue.period')}
            value={row.period}
            onInput={(period) => change({ ...row, period })}
            options={[
              ...(kind === 'metered' ? [{ value: '', label: t('catalogue.period.any') }] : []),
              ...[...periods].map(([value, period]) => ({ value, label: lengthOf(t, period) })),
            ]}
          />
          {row.tiers.length > 1 ? (
            <Choice
              label={t('catalogue.mode')}
              value={row.mode}
              onInput={(mode) => change({ ...row, mode: mode as TieredDraft['mode'] })}
              options={(['graduated', 'volume'] as const).map((mode) => ({
                value: mode,
                label: t(`catalogue.mode.${mode}`),
              }))}
            />
          ) : null}
          <Tiers t={t} unit={unit} row={row} change={change} />
        </>
      )}
    />
  ),
});

interface TiersProps {
  readonly t: Words;
  readonly unit: string;
  readonly row: TieredDraft;
  readonly change: (row: TieredDraft) => void;
}
function Tiers({ t, unit, row, change }: TiersProps) {
  const put = (tiers: TieredDraft['tiers']) => change({ ...row, tiers });
  const one = unit || t('catalogue.piece');
  return (
    <div class="tiers">
      {row.tiers.map((tier, at) => {
        const last = at === row.tiers.length - 1;
        const set = (changed: Partial<typeof tier>) =>
          put(row.tiers.map((old, place) => (place === at ? { ...old, ...changed } : old)));
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a tier is its place
          <div class="cells" key={at}>
            {last ? (
              at > 0 && <span class="cell tiny" />
            ) : (
              <Cell
                label={t('catalogue.up-to')}
                inputmode="numeric"
                width="tiny"
                value={tier.upTo}
                onInput={(upTo) => set({ upTo })}
              />
            )}
            <Cell
              {...decimal}
              label={
                last && at > 0
                  ? t('catalogue.price.beyond', { unit: one })
                  : t('catalogue.price.of', { unit: one })
              }
              value={tier.price}
              onInput={(price) => set({ price })}
            />
            {row.tiers.length > 1 ? (
              <Action
                small
                icon={x}
                iconOnly
                onClick={() => put(row.tiers.filter((_, place) => place !== at))}
              >
                {t('catalogue.tier.remove', { number: at + 1 })}
              </Action>
            ) : null}
          </div>
        );
      })}
      <span>
        <Action
          small
          kind="plain"
          icon={plus}
          onClick={() => {
            const before = row.tiers.slice(0, -1);
            const final = row.tiers.at(-1) ?? { upTo: '', price: '' };
            put([...before, { upTo: '', price: final.price }, { ...final, price: '' }]);
          }}
        >
          {t('catalogue.tier.add')}
        </Action>
      </span>
    </div>
  );
}

/** What a coupon takes off, one per currency. */
export const amountsField = (t: Words): FormField => ({
  ...{ name: 'amounts', label: t('catalogue.coupon.amounts'), kind: 'own' as const },
  need: t('catalogue.coupon.amounts.need'),
  check: (text: string) => {
    const rows = rowsOf<AmountDraft>(text);
    return rows.length === 0 ? t('catalogue.coupon.amounts.need') : sayWrong(t, wrongAmount(rows));
  },
  draw: (own) => (
    <RowEditor<AmountDraft>
      {...{ own, t, legend: t('catalogue.coupon.amounts') }}
      add={t('catalogue.price.add')}
      fresh={(rows) => ({ currency: usual(rows), amount: '' })}
      nameOf={({ currency }) => currency}
      draw={(row, change) => (
        <>
          <Cell
            label={t('catalogue.currency')}
            width="tiny"
            value={row.currency}
            onInput={(text) => change({ ...row, currency: upper(text) })}
          />
          <Cell
            {...decimal}
            label={t('catalogue.coupon.amount')}
            value={row.amount}
            onInput={(amount) => change({ ...row, amount })}
          />
        </>
      )}
    />
  ),
});

/** Rates of a tax class by country, each from a day on. */
export const ratesField = (t: Words): FormField => ({
  ...{ name: 'rates', label: t('catalogue.tax.rates'), kind: 'own' as const, always: true },
  check: (text: string) => sayWrong(t, wrongRate(rowsOf(text))),
  draw: (own) => (
    <RowEditor<RateDraft>
      {...{ own, t, legend: t('catalogue.tax.rates'), hint: t('catalogue.tax.rates.hint') }}
      add={t('catalogue.tax.add')}
      fresh={() => ({ country: '', percent: '', from: new Date().toISOString().slice(0, 10) })}
      nameOf={({ country }) => country}
      draw={(row, change) => (
        <>
          <Cell
            label={t('catalogue.tax.country')}
            width="tiny"
            value={row.country}
            onInput={(text) => change({ ...row, country: upper(text).slice(0, 2) })}
          />
          <Cell
            {...decimal}
            label={t('catalogue.tax.percent')}
            width="tiny"
            value={row.percent}
            onInput={(percent) => change({ ...row, percent })}
          />
          <Cell
            label={t('catalogue.tax.from')}
            type="date"
            value={row.from}
            onInput={(from) => change({ ...row, from })}
          />
        </>
      )}
    />
  ),
});

/** A length as two fields side by side; an empty number is none. */
export const periodFields = (
  t: Words,
  name: string,
  label: string,
  { need, hint }: { readonly need?: string; readonly hint?: string } = {},
): FormField[] => [
  {
    ...{ name: `${name}.count`, label, hint, need, kind: 'number', width: 'w-short', layout: 'narrow-start' },
    always: true,
    check: (text: string) => (/^[1-9]\d{0,3}$/.test(text.trim()) ? undefined : t('catalogue.number')),
  },
  {
    ...{ name: `${name}.unit`, label: t('catalogue.unit-of', { what: label }), kind: 'select', always: true },
    width: 'w-short',
    options: (['day', 'week', 'month', 'year'] as const).map((unit) => ({
      value: unit,
      label: t(`catalogue.unit.${unit}`),
    })),
  },
];
