import { currencyExponent } from '../../../../kit/common/money.ts';

/**
 * What somebody typed as an amount, in the smallest unit: `12`, `12,50`, `12.5`. `undefined` for anything else; no
 * thousands are guessed at, since `1.234` is two different amounts in two countries.
 */
export function amountOf(typed: string, currency: string): number | undefined {
  const digits = currencyExponent(currency);
  const parts = /^\s*(\d{1,9})(?:[.,](\d+))?\s*$/.exec(typed);
  if (!parts) return undefined;
  const fraction = parts[2] ?? '';
  if (fraction.length > digits) return undefined;
  return Number(`${parts[1]}${fraction.padEnd(digits, '0')}`);
}

/** The other way round, as it stands in a field. */
export function typedOf(amount: number, currency: string): string {
  const digits = currencyExponent(currency);
  const text = String(amount).padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`.replace(/\.0+$/, '');
}
