import type { Period } from '../../../kit/common/day.ts';
import { decimalOf } from '../../../kit/common/money.ts';
import { decimalTyped, digits, minorOf } from '../../../kit/ui/console/amounts.ts';
import type { UnitTier } from '../../contracts/metered.ts';
import { periodKey } from '../rules.ts';
import type {
  AmountTier,
  Component,
  ComponentPrice,
  Coupon,
  PlanPrice,
  PlanVariant,
  TaxRate,
} from '../schema.ts';

/** What is typed into price lists, and what it means. */

const asTyped = (decimal: string, comma: boolean): string => (comma ? decimal.replace('.', ',') : decimal);

export interface PriceDraft {
  readonly currency: string;
  readonly amount: string;
  readonly setupFee: string;
}
export const draftPrices = ({ prices }: Pick<PlanVariant, 'prices'>, comma: boolean): PriceDraft[] =>
  prices.map(({ currency, amount, setupFee }) => ({
    currency,
    amount: asTyped(decimalOf({ amount, currency }), comma),
    setupFee: setupFee === 0 ? '' : asTyped(decimalOf({ amount: setupFee, currency }), comma),
  }));

/** What is wrong with a price list as it was typed: place in it, and the message that says it. */
export interface Wrong {
  readonly at: number;
  readonly what: 'currency' | 'repeated' | 'amount' | 'tier' | 'country' | 'day' | 'percent';
}

const isCurrency = (text: string): boolean => /^[A-Z]{3}$/.test(text);

export function wrongPrice(drafts: readonly PriceDraft[]): Wrong | undefined {
  const seen = new Set<string>();
  for (const [at, { currency, amount, setupFee }] of drafts.entries()) {
    if (!isCurrency(currency)) return { at, what: 'currency' };
    if (seen.has(currency)) return { at, what: 'repeated' };
    seen.add(currency);
    if (minorOf(amount, currency) === undefined) return { at, what: 'amount' };
    if (setupFee.trim() !== '' && minorOf(setupFee, currency) === undefined) return { at, what: 'amount' };
  }
  return undefined;
}

/** Of drafts in which nothing is wrong. */
export const pricesOf = (drafts: readonly PriceDraft[]): PlanPrice[] =>
  drafts.map(({ currency, amount, setupFee }) => ({
    currency,
    amount: minorOf(amount, currency) ?? 0,
    setupFee: minorOf(setupFee, currency) ?? 0,
  }));

export interface TierDraft {
  /** Empty in the last one: without end. */
  readonly upTo: string;
  readonly price: string;
}
export interface TieredDraft {
  readonly currency: string;
  /** `1 months`, as `periodKey` has it; empty: with every billing period. */
  readonly period: string;
  readonly mode: ComponentPrice['mode'];
  readonly tiers: readonly TierDraft[];
}

export const draftTiers = ({ prices }: Pick<Component, 'prices'>, comma: boolean): TieredDraft[] =>
  prices.map(({ currency, period, mode, tiers }) => ({
    currency,
    period: period ? periodKey(period) : '',
    mode,
    tiers: (tiers as (AmountTier | UnitTier)[]).map((tier) => ({
      upTo: tier.upTo === null ? '' : String(tier.upTo),
      price: asTyped(
        'unitPrice' in tier ? tier.unitPrice : decimalOf({ amount: tier.amount, currency }),
        comma,
      ),
    })),
  }));

const wholeNumber = (text: string): number | undefined =>
  /^[1-9]\d{0,8}$/.test(text.trim()) ? Number(text) : undefined;

export function wrongTier(drafts: readonly TieredDraft[], kind: Component['kind']): Wrong | undefined {
  const seen = new Set<string>();
  for (const [at, { currency, period, tiers }] of drafts.entries()) {
    if (!isCurrency(currency)) return { at, what: 'currency' };
    if (seen.has(`${currency} ${period}`)) return { at, what: 'repeated' };
    seen.add(`${currency} ${period}`);
    let before = 0;
    for (const [place, { upTo, price }] of tiers.entries()) {
      const amount = kind === 'metered' ? decimalTyped(price) : minorOf(price, currency);
      if (amount === undefined) return { at, what: 'amount' };
      if (place === tiers.length - 1) continue;
      const end = wholeNumber(upTo);
      if (end === undefined || end <= before) return { at, what: 'tier' };
      before = end;
    }
  }
  return undefined;
}

/** Of drafts in which nothing is wrong; `periods` by their keys. */
export const tiersOf = (
  drafts: readonly TieredDraft[],
  kind: Component['kind'],
  periods: ReadonlyMap<string, Period>,
): ComponentPrice[] =>
  drafts.map(({ currency, period, mode, tiers }) => ({
    ...{ currency, period: periods.get(period) ?? null, mode },
    tiers: tiers.map(({ upTo, price }, place) => {
      const end = place === tiers.length - 1 ? null : (wholeNumber(upTo) ?? null);
      return kind === 'metered'
        ? { upTo: end, unitPrice: decimalTyped(price) ?? '0' }
        : { upTo: end, amount: minorOf(price, currency) ?? 0 };
    }),
  }));

export interface AmountDraft {
  readonly currency: string;
  readonly amount: string;
}
export const draftAmounts = ({ amounts }: Pick<Coupon, 'amounts'>, comma: boolean): AmountDraft[] =>
  amounts.map((money) => ({ currency: money.currency, amount: asTyped(decimalOf(money), comma) }));
export const wrongAmount = (drafts: readonly AmountDraft[]): Wrong | undefined =>
  wrongPrice(drafts.map((draft) => ({ ...draft, setupFee: '' })));
export const amountsOf = (drafts: readonly AmountDraft[]): Coupon['amounts'] =>
  drafts.map(({ currency, amount }) => ({ currency, amount: minorOf(amount, currency) ?? 0 }));

export interface RateDraft {
  readonly country: string;
  readonly percent: string;
  readonly from: string;
}
export const draftRates = (rates: readonly TaxRate[], comma: boolean): RateDraft[] =>
  rates.map(({ country, percent, from }) => ({ country, percent: asTyped(String(percent), comma), from }));

/** `19`, `7,7`: two decimals at most, 100 at most; `undefined` where it is none. */
export function percentTyped(text: string): number | undefined {
  const [, whole, fraction = ''] = digits.exec(text.trim()) ?? [];
  if (whole === undefined || fraction.length > 2) return undefined;
  const percent = Number(`${whole}.${fraction || '0'}`);
  return percent <= 100 ? percent : undefined;
}
export function wrongRate(drafts: readonly RateDraft[]): Wrong | undefined {
  const seen = new Set<string>();
  for (const [at, { country, percent, from }] of drafts.entries()) {
    if (!/^[A-Z]{2}$/.test(country)) return { at, what: 'country' };
    if (percentTyped(percent) === undefined) return { at, what: 'percent' };
    if (!/^\d{4}-\d{2}-\d{2}$/.test(from)) return { at, what: 'day' };
    if (seen.has(`${country} ${from}`)) return { at, what: 'repeated' };
    seen.add(`${country} ${from}`);
  }
  return undefined;
}
export const ratesOf = (drafts: readonly RateDraft[]): TaxRate[] =>
  drafts.map(({ country, percent, from }) => ({ country, percent: percentTyped(percent) ?? 0, from }));

/** `{ count: 12, unit: 'month' }` as two fields hold it; empty: none. */
export const draftPeriod = (period: Period | null): { count: string; unit: string } => ({
  count: period ? String(period.count) : '',
  unit: period?.unit ?? 'month',
});
export const periodOf = (count: string, unit: string): Period | null =>
  count.trim() === '' ? null : { count: Number(count), unit: unit as Period['unit'] };
