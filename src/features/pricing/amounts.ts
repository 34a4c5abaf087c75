import { currencyExponent } from '../../kit/common/money.ts';
import type { AmountTier } from '../catalogue/schema.ts';
import type { PriceMode, UnitTier } from '../contracts/metered.ts';
import { amountOf, type Decimal, decimalFrom, divideRounded, majorOf } from '../documents/decimal.ts';
import type { Band } from './schema.ts';

/** A basket, or one line of it, comes to more than can be counted or printed. `key` is the line's, if it is one. */
export class AmountTooLarge extends RangeError {
  override readonly name = 'AmountTooLarge';
  readonly key: string | null;
  constructor(key: string | null) {
    super('An amount of money is too large.');
    this.key = key;
  }
}

/**
 * Counted exactly (2^53) and printable on a document (twelve digits before the point).
 * @throws AmountTooLarge
 */
export function within(amount: number, currency: string, key: string | null): number {
  if (Number.isSafeInteger(amount) && amount < 10 ** (12 + currencyExponent(currency))) return amount;
  throw new AmountTooLarge(key);
}

/** Part of a quantity with a price of its own. */
export interface Part<Tier> {
  /** Its first piece, counted from 1. */
  readonly from: number;
  readonly quantity: number;
  readonly tier: Tier;
}

/**
 * What of a quantity falls into which tier. By volume the whole has the price of the tier it reaches; graduated, each
 * tier has its own part. The last tier has no end, so nothing is left over.
 */
export function partsOf<Tier extends AmountTier | UnitTier>(
  mode: PriceMode,
  tiers: readonly Tier[],
  quantity: number,
): Part<Tier>[] {
  if (mode === 'volume') {
    const tier = tiers.find(({ upTo }) => upTo === null || quantity <= upTo) as Tier;
    return [{ from: 1, quantity, tier }];
  }
  const parts: Part<Tier>[] = [];
  let before = 0;
  for (const tier of tiers) {
    if (before >= quantity) break;
    const end = Math.min(quantity, tier.upTo ?? quantity);
    if (end > before) parts.push({ from: before + 1, quantity: end - before, tier });
    before = Math.max(before, end);
  }
  return parts;
}

/**
 * Splits `total` into whole units by exact shares `amounts[i] × numerator ÷ denominator`, of which it is the rounded
 * sum: each gets its share rounded down, and what is left goes one by one to those that lost most (largest remainder;
 * of equal ones to the first). So parts add up to the total, no part is a whole unit away from its share, and one that
 * comes out even keeps its share.
 */
export function apportion(
  total: number,
  amounts: readonly number[],
  numerator: bigint,
  denominator: bigint,
): number[] {
  let left = BigInt(total);
  const shares = amounts.map((amount, index) => {
    const exact = BigInt(amount) * numerator;
    const whole = exact / denominator;
    left -= whole;
    return { index, whole, lost: exact - whole * denominator };
  });
  const given = shares.map(({ whole }) => Number(whole));
  if (left > 0n) {
    shares.sort((a, b) => (a.lost === b.lost ? a.index - b.index : a.lost > b.lost ? -1 : 1));
    for (const { index } of shares.slice(0, Number(left))) given[index] = (given[index] as number) + 1;
  }
  return given;
}

/** `amount × numerator ÷ denominator`, half away from zero. */
export const scaled = (amount: number, numerator: bigint, denominator: bigint): number =>
  Number(divideRounded(BigInt(amount) * numerator, denominator));

/** Percent with two digits after the point as a whole number of hundredths: 19 is 1900. */
export const hundredthsOf = (percent: number): bigint => BigInt(Math.round(percent * 100));

/** What a line shows, split by its parts, each with the unit price by which it comes to its amount. */
export function bandsOf(
  parts: readonly { readonly from: number; readonly quantity: number; readonly weight: number }[],
  shown: number,
  currency: string,
  key: string,
): Band[] {
  const whole = parts.reduce((sum, { weight }) => sum + weight, 0);
  const weights = parts.map(({ weight }) => weight);
  const amounts =
    parts.length === 1 || whole === 0
      ? parts.map((_, index) => (index === 0 ? shown : 0))
      : apportion(shown, weights, BigInt(shown), BigInt(whole));
  return parts.map(({ from, quantity }, index) => {
    const amount = amounts[index] as number;
    const unitPrice = unitPriceFor(amount, quantity, currency);
    // Ten digits after the point are enough for a million pieces of anything but currencies with four digits.
    if (unitPrice === undefined) throw new AmountTooLarge(key);
    return { from, quantity, unitPrice, amount };
  });
}

/** The shortest unit price with which `quantity` comes to exactly `amount`, from the currency's own digits on. */
function unitPriceFor(amount: number, quantity: number, currency: string): Decimal | undefined {
  const exponent = currencyExponent(currency);
  if (amount % quantity === 0) return majorOf(amount / quantity, currency);
  for (let digits = exponent; digits <= 10; digits++) {
    const price = divideRounded(BigInt(amount) * 10n ** BigInt(digits - exponent), BigInt(quantity));
    const decimal = decimalFrom(price, digits);
    if (amountOf(String(quantity), decimal, currency) === amount) return decimal;
  }
  return undefined;
}
