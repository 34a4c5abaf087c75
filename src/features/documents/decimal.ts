import * as v from 'valibot';
import { currencyExponent } from '../../kit/common/money.ts';

/**
 * A decimal number as text, `3212` or `0.3142`: quantities and unit prices have more digits than a currency, and a
 * float would bend them. At most 12 digits before the point and 10 after it; may be negative.
 */
export const Decimal = v.pipe(
  v.string(),
  v.regex(/^-?(?:0|[1-9]\d{0,11})(?:\.\d{1,10})?$/, 'expected a decimal number as text, like 3212 or 0.3142'),
);
export type Decimal = v.InferOutput<typeof Decimal>;

interface Scaled {
  readonly digits: bigint;
  readonly scale: number;
}

function scaled(decimal: Decimal): Scaled {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return { digits: BigInt(whole + fraction), scale: fraction.length };
}

/** Half away from zero, as invoices are rounded by hand: 2.5 is 3, −2.5 is −3. */
export function divideRounded(numerator: bigint, denominator: bigint): bigint {
  const half = denominator / 2n;
  return numerator < 0n ? -((-numerator + half) / denominator) : (numerator + half) / denominator;
}

/** @throws RangeError beyond what is counted exactly */
export function exact(amount: bigint): number {
  const number = Number(amount);
  if (!Number.isSafeInteger(number)) throw new RangeError('An amount of money is too large to be exact.');
  return number + 0; // -0 becomes 0
}

/**
 * Quantity × unit price in the currency's smallest unit, rounded once: 3212 × € 0.3142 is 100921.
 * @throws RangeError beyond what is counted exactly
 */
export function amountOf(quantity: Decimal, unitPrice: Decimal, currency: string): number {
  const [a, b] = [scaled(quantity), scaled(unitPrice)];
  const shift = a.scale + b.scale - currencyExponent(currency);
  const product = a.digits * b.digits;
  return exact(shift <= 0 ? product * 10n ** BigInt(-shift) : divideRounded(product, 10n ** BigInt(shift)));
}

/** An amount in the smallest unit as a decimal of the major one: 11840 in EUR is `118.4`. */
export function majorOf(amount: number, currency: string): Decimal {
  const exponent = currencyExponent(currency);
  const digits = String(Math.abs(amount)).padStart(exponent + 1, '0');
  const fraction = exponent === 0 ? '' : digits.slice(-exponent).replace(/0+$/, '');
  const whole = digits.slice(0, digits.length - exponent);
  return `${amount < 0 ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`;
}

/** 314200 with 6 digits after the point is `0.3142`. */
export function decimalFrom(value: bigint, digits: number): Decimal {
  const text = String(value < 0n ? -value : value).padStart(digits + 1, '0');
  const fraction = text.slice(text.length - digits).replace(/0+$/, '');
  const whole = text.slice(0, text.length - digits);
  return `${value < 0n ? '-' : ''}${whole}${digits > 0 && fraction ? `.${fraction}` : ''}`;
}

/** A decimal as a whole number of 10^−10: what `Decimal` has at most. */
export function tenDigits(decimal: Decimal): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.padEnd(10, '0'));
}
