import type { Period } from '../../../kit/common/day.ts';
import { currencyExponent, decimalOf } from '../../../kit/common/money.ts';
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

/** What is typed into price lists, and what it means. Amounts are typed in the major unit: `12,90` is 1290 cents. */

/** Digits with one point or comma before the decimals, as on a price tag; spaces may stand between thousands. */
const typed = /^(\d{1,12})(?:[.,](\d+))?$/;

/**
 * The amount in the smallest unit that somebody typed; `undefined` where it is none. `1.290` is refused in euros, since
 * it may be one or a thousand; it never means either by mistake.
 */
export function minorOf(text: string, currency: string): number | undefined {
  const [, whole, fraction = ''] = typed.exec(text.replace(/[\s\u00a0\u202f]/g, '')) ?? [];
  const exponent = currencyExponent(currency);
  if (whole === undefined || fraction.length > exponent) return undefined;
  const amount = Number(whole + fraction.padEnd(exponent, '0'));
  return amount <= 100_000_000_000 ? amount : undefined;
}

/** A price that may be less than the smallest unit, `0,0042` as `0.0042`; `undefined` where it is none. */
export function decimalTyped(text: string): string | undefined {
  const [, whole, fraction = ''] = typed.exec(text.replace(/[\s\u00a0\u202f]/g, '')) ?? [];
  if (whole === undefined || fraction.length > 10) return undefined;
  const digits = fraction.replace(/0+$/, '');
  return `${BigInt(whole)}${digits ? `.${digits}` : ''}`;
}

const asTyped = (decimal: string, comma: boolean): string => (comma ? decimal.replace('.', ',') : decimal);

/** Whether the language writes `12,90`. */
export const hasComma = (locale: string): boolean => new Intl.NumberFormat(locale).format(1.5).includes(',');

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
  const [, whole, fraction = ''] = typed.exec(text.trim()) ?? [];
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
