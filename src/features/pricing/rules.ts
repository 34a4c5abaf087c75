import { addPeriod, type Day } from '../../kit/common/day.ts';
import type { AmountTier } from '../catalogue/schema.ts';
import { rateOn } from '../catalogue/tax-rates.ts';
import { totalsOf } from '../documents/rules.ts';
import { apportion, bandsOf, hundredthsOf, type Part, partsOf, scaled, within } from './amounts.ts';
import type { Cart, CartCoupon, CartLine, PriceContext } from './cart.ts';
import { pricingProblem } from './problems.ts';
import type { PricedCart, PricedLine, PricedTax, PricedTotals, Sums } from './schema.ts';
import { type TaxRule, taxRuleOf } from './tax.ts';
import { pricedUsage } from './usage.ts';

/**
 * What a cart costs: today, next, and once coupon and setup fee are over. The one calculation for preview, order,
 * invoice and later changes. Amounts are integers of the currency's smallest unit; there is one rounding at each of
 * these steps and no other, always half away from zero:
 *
 * 1. Each line: quantity × price of its tiers, exact.
 * 2. Coupon: percent of the sum of the lines, rounded once; an amount never takes more than there is. What it takes is
 *    shared among the lines by their amounts (largest remainder).
 * 3. Tax: once for each rate on the sum of its lines after the coupon, as documents do it (`documents/rules.ts`,
 *    EN 16931). A price list without tax gets it added; one with tax has it taken out, and what is paid stays as listed.
 * 4. Where the list includes a tax that is not charged, what is paid is the net amount of a sale at home.
 * 5. Net, tax and gross of the single lines are shares of those sums, so that lines add up to totals in each of them.
 *
 * @throws `pricing.no-tax-country`, `pricing.no-rate`, AmountTooLarge
 */
export function priceCart(cart: Cart, context: PriceContext): PricedCart {
  const { today, seller, buyer } = context;
  const { billingPeriod, trial, coupon } = cart;
  const rule = taxRuleOf(seller, buyer);
  const shownFirst = buyer.company ? 'net' : 'gross';
  const begin = trial ? addPeriod(today, trial) : today;
  const dayOf = (period: number) => addPeriod(begin, billingPeriod, period);
  const totals = (period: number) => pricePeriod(cart, context, rule, period, dayOf(period));
  const lowered = coupon && coupon.periods >= 0 && coupon.periods <= mostPeriods ? coupon.periods : 0;
  const settled = Math.max(lowered, cart.lines.some(({ kind }) => kind === 'setup') ? 1 : 0);
  const next = trial ? 0 : 1;
  return {
    currency: cart.currency,
    shownFirst,
    reason: rule.reason,
    taxCountry: rule.country,
    pricesIncludeTax: rule.country !== null && (seller.pricesIncludeTax || shownFirst === 'gross'),
    billingPeriod,
    dueToday: trial ? nothing : totals(0),
    next: { on: dayOf(next), ...totals(next) },
    later: settled > next ? { from: dayOf(settled), ...totals(settled) } : null,
    trialEnds: trial ? begin : null,
    discountEnds: lowered > 0 ? dayOf(lowered) : null,
    usage: cart.usage.map((usage) => pricedUsage(usage, cart.currency, rule, seller, shownFirst, begin)),
  };
}

/** A coupon for more periods than these lowers for ever, as far as anybody now alive is concerned. */
const mostPeriods = 1200;

const zero: Sums = { net: 0, tax: 0, gross: 0 };
const nothing: PricedTotals = { lines: [], full: zero, discount: zero, taxes: [], ...zero };

/** One line in the amounts of the price list. */
interface Listed {
  readonly line: CartLine;
  readonly parts: readonly Part<AmountTier>[];
  readonly amount: number;
  readonly discount: number;
  /** Of the tax that is charged. */
  readonly percent: number;
  /** Of the tax that is in the list's amount; 0 where there is none. */
  readonly includes: number;
}

/**
 * What period `period` costs, counted from 0, the first that is not free; it begins on `day`, whose tax rates hold.
 * `rule` is `taxRuleOf` the same seller and buyer.
 */
export function pricePeriod(
  cart: Cart,
  { seller, buyer }: PriceContext,
  rule: TaxRule,
  period: number,
  day: Day,
): PricedTotals {
  const lines = cart.lines.filter(({ kind }) => kind !== 'setup' || period === 0);
  const amounts = lines.map((line) => {
    const parts = partsOf(line.mode, line.tiers, line.quantity);
    const sum = parts.reduce((whole, { quantity, tier }) => whole + quantity * tier.amount, 0);
    return { parts, amount: within(sum, cart.currency, line.key) };
  });
  const whole = sumOf(amounts.map(({ amount }) => amount));
  within(whole, cart.currency, null);
  const { coupon } = cart;
  const holds = coupon && (coupon.periods < 0 || period < coupon.periods) ? coupon : null;
  const discounts = discountsOf(
    holds,
    amounts.map(({ amount }) => amount),
    whole,
  );
  const listed = lines.map((line, index): Listed => {
    const percent = rule.country === null ? 0 : rateOf(line, rule.country, day);
    const takenOut = rule.takesOut === null ? 0 : rateOf(line, rule.takesOut, day);
    const { parts, amount } = amounts[index] as (typeof amounts)[number];
    const includes = rule.country === null ? takenOut : seller.pricesIncludeTax ? percent : 0;
    return { line, parts, amount, discount: discounts[index] as number, percent, includes };
  });
  const shown = buyer.company ? 'net' : 'gross';
  const priced = withTax(listed).map((sums, index): PricedLine => {
    const { line, parts, percent } = listed[index] as Listed;
    const { key, kind, title, quantity, unit } = line;
    const weighed = parts.map(({ from, quantity: some, tier }) => ({
      from,
      quantity: some,
      weight: some * tier.amount,
    }));
    const bands = bandsOf(weighed, sums.full[shown], cart.currency, key);
    return { key, kind, title, quantity, unit, bands, taxPercent: percent, ...sums };
  });
  const taxes = taxesOf(priced, rule);
  const totals = addUp(priced);
  within(totals.gross, cart.currency, null);
  return {
    lines: priced,
    full: addUp(priced.map(({ full }) => full)),
    discount: addUp(priced.map(({ discount }) => discount)),
    taxes,
    ...totals,
  };
}

function rateOf({ taxClass }: CartLine, country: string, day: Day): number {
  const percent = rateOn(taxClass, country, day);
  if (percent !== undefined) return percent;
  throw pricingProblem('pricing.no-rate', {
    detail: `A tax class with a rate for ${country} is needed; 0 says that there is no tax.`,
  });
}

/** What the coupon takes off each amount; together never more than there is. */
function discountsOf(coupon: CartCoupon | null, amounts: readonly number[], whole: number): number[] {
  if (!coupon || whole === 0) return amounts.map(() => 0);
  if (coupon.percent !== null) {
    const hundredths = hundredthsOf(coupon.percent);
    return apportion(scaled(whole, hundredths, 10_000n), amounts, hundredths, 10_000n);
  }
  const taken = Math.min(coupon.amount ?? 0, whole);
  return apportion(taken, amounts, BigInt(taken), BigInt(whole));
}

type LineSums = Pick<PricedLine, 'full' | 'discount' | 'net' | 'tax' | 'gross'>;

/** Net, tax and gross of each line: shares of what its rate comes to. */
function withTax(lines: readonly Listed[]): LineSums[] {
  const sums: LineSums[] = [];
  const groups = new Map<string, number[]>();
  lines.forEach(({ percent, includes }, index) => {
    const key = `${percent} ${includes}`;
    const group = groups.get(key);
    if (group) group.push(index);
    else groups.set(key, [index]);
  });
  for (const group of groups.values()) {
    const of = group.map((index) => lines[index] as Listed);
    const finals = of.map(({ amount, discount }) => amount - discount);
    const { percent, includes } = of[0] as Listed;
    const rate = hundredthsOf(includes || percent);
    const { net, tax } = totalsOf([{ amount: sumOf(finals), taxPercent: includes || percent }], includes > 0);
    // What is not listed is worked out: the net amount of a list with tax, the tax of one without.
    const [numerator, denominator] = includes > 0 ? [10_000n, 10_000n + rate] : [rate, 10_000n];
    const worked = apportion(includes > 0 ? net : tax, finals, numerator, denominator);
    const both = (listed: number, other: number): Sums => {
      if (includes === 0) return { net: listed, tax: other, gross: listed + other };
      // A tax in the list that is not charged: its net amount is all that is paid.
      if (percent === 0) return { net: other, tax: 0, gross: other };
      return { net: other, tax: listed - other, gross: listed };
    };
    group.forEach((at, index) => {
      const { discount: off } = of[index] as Listed;
      const final = both(finals[index] as number, worked[index] as number);
      const discount = both(off, scaled(off, numerator, denominator));
      sums[at] = { full: plus(final, discount), discount, ...final };
    });
  }
  return sums;
}

const plus = (a: Sums, b: Sums): Sums => ({
  net: a.net + b.net,
  tax: a.tax + b.tax,
  gross: a.gross + b.gross,
});
const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);
const addUp = (all: readonly Sums[]): Sums =>
  all.reduce<Sums>((sum, { net, tax, gross }) => plus(sum, { net, tax, gross }), zero);

/** What each rate comes to; all lines bear the tax of one country, or none. */
function taxesOf(lines: readonly PricedLine[], { reason }: TaxRule): PricedTax[] {
  const percents = [...new Set(lines.map(({ taxPercent }) => taxPercent))].sort((a, b) => b - a);
  return percents.map((percent) => {
    const { net, tax } = addUp(lines.filter(({ taxPercent }) => taxPercent === percent));
    return { percent, net, tax, reason };
  });
}
