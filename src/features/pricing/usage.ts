import type { Day } from '../../kit/common/day.ts';
import { currencyExponent } from '../../kit/common/money.ts';
import { rateOn } from '../catalogue/tax-rates.ts';
import { type Decimal, decimalFrom, divideRounded, exact, tenDigits } from '../documents/decimal.ts';
import { AmountTooLarge, hundredthsOf, partsOf } from './amounts.ts';
import type { CartUsage, PriceContext } from './cart.ts';
import type { PricedUsage } from './schema.ts';
import type { TaxRule } from './tax.ts';

/** A fraction by which listed prices become shown ones. */
interface Factor {
  readonly times: bigint;
  readonly by: bigint;
}

/**
 * What metered use costs, with or without tax as the rest of the cart shows it. A price that is worked out keeps two
 * digits more than the listed one has, ten at most; the example is worked out from the listed price and rounded once.
 */
export function pricedUsage(
  usage: CartUsage,
  currency: string,
  rule: TaxRule,
  seller: PriceContext['seller'],
  shownFirst: 'net' | 'gross',
  day: Day,
): PricedUsage {
  const { key, title, unit, mode, tiers, taxClass } = usage;
  const rate = (country: string | null) => (country === null ? 0 : (rateOn(taxClass, country, day) ?? 0));
  const taxPercent = rate(rule.country);
  const included = seller.pricesIncludeTax ? rate(rule.country ?? rule.takesOut) : 0;
  const wanted = shownFirst === 'gross' ? taxPercent : 0;
  const factor = { times: 10_000n + hundredthsOf(wanted), by: 10_000n + hundredthsOf(included) };
  const amountOf = (quantity: number) => amountFor(usage, quantity, currency, factor);
  const quantity = usage.estimate ?? roundQuantity(amountOf, currency);
  return {
    ...{ key, title, unit, mode, taxPercent },
    tiers: tiers.map(({ upTo, unitPrice }) => ({ upTo, unitPrice: shownPrice(unitPrice, factor) })),
    example: { quantity, amount: amountOf(quantity) },
  };
}

function shownPrice(listed: Decimal, { times, by }: Factor): Decimal {
  if (times === by) return listed;
  const digits = Math.min(10, (listed.split('.')[1]?.length ?? 0) + 2);
  const scale = 10n ** BigInt(10 - digits);
  return decimalFrom(divideRounded(tenDigits(listed) * times, by * scale), digits);
}

function amountFor(usage: CartUsage, quantity: number, currency: string, { times, by }: Factor): number {
  const sum = partsOf(usage.mode, usage.tiers, quantity).reduce(
    (whole, part) => whole + BigInt(part.quantity) * tenDigits(part.tier.unitPrice),
    0n,
  );
  const scale = 10n ** BigInt(10 - currencyExponent(currency));
  try {
    return exact(divideRounded(sum * times, by * scale));
  } catch {
    throw new AmountTooLarge(usage.key);
  }
}

/** 1, 10, 100 …: the first that costs something one can picture, ten euros or a thousand yen. */
function roundQuantity(amountOf: (quantity: number) => number, currency: string): number {
  const enough = Math.max(1000, 10 ** (currencyExponent(currency) + 1));
  let quantity = 1;
  while (quantity < 1_000_000 && amountOf(quantity) < enough) quantity *= 10;
  return quantity;
}
