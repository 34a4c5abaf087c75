import { currencyExponent } from '../../common/money.ts';

/** Amounts as people type them, in the major unit: `12,90` is 1290 cents. */

/** Digits with one point or comma before the decimals, as on a price tag; spaces may stand between thousands. */
export const digits = /^(\d{1,12})(?:[.,](\d+))?$/;

/**
 * The amount in the smallest unit that somebody typed; `undefined` where it is none. `1.290` is refused in euros, since
 * it may be one or a thousand; it never means either by mistake.
 */
export function minorOf(text: string, currency: string): number | undefined {
  const [, whole, fraction = ''] = digits.exec(text.replace(/[\s\u00a0\u202f]/g, '')) ?? [];
  const exponent = currencyExponent(currency);
  if (whole === undefined || fraction.length > exponent) return undefined;
  const amount = Number(whole + fraction.padEnd(exponent, '0'));
  return amount <= 100_000_000_000 ? amount : undefined;
}

/** A price that may be less than the smallest unit, `0,0042` as `0.0042`; `undefined` where it is none. */
export function decimalTyped(text: string): string | undefined {
  const [, whole, fraction = ''] = digits.exec(text.replace(/[\s\u00a0\u202f]/g, '')) ?? [];
  if (whole === undefined || fraction.length > 10) return undefined;
  const decimals = fraction.replace(/0+$/, '');
  return `${BigInt(whole)}${decimals ? `.${decimals}` : ''}`;
}

/** Whether the language writes `12,90`. */
export const hasComma = (locale: string): boolean => new Intl.NumberFormat(locale).format(1.5).includes(',');
