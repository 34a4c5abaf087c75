import * as v from 'valibot';

/**
 * Digits after the decimal point per ISO 4217 (List One, 2024-06-25), where it is not 2. Not taken from `Intl`:
 * ICU reports 0 for HUF, IDR and COP and 0 for IQD, which would show amounts a hundred or a thousand times too big.
 */
const exponents: Readonly<Record<string, number>> = {
  BHD: 3,
  BIF: 0,
  CLF: 4,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  IQD: 3,
  ISK: 0,
  JOD: 3,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  PYG: 0,
  RWF: 0,
  TND: 3,
  UGX: 0,
  UYI: 0,
  UYW: 4,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
};

/** Digits after the decimal point of an ISO 4217 currency: `EUR` 2, `JPY` 0, `IQD` 3. */
export const currencyExponent = (currency: string): number => exponents[currency] ?? 2;

export const Currency = v.pipe(v.string(), v.regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code like EUR'));

/** `{ amount: 11840, currency: 'EUR' }` is € 118.40: an integer in the currency's smallest unit, may be negative. */
export const Money = v.object({
  amount: v.pipe(v.number(), v.safeInteger('expected a whole number of the smallest unit, for example 1190')),
  currency: Currency,
});
export type Money = v.InferOutput<typeof Money>;

/** A price of one, which may have more digits than its currency: `{ exact: '0.0042', currency: 'EUR' }`. Shown, never counted. */
export interface UnitPrice {
  /** In the major unit, with the digits of its currency at least. */
  readonly exact: string;
  readonly currency: string;
}

/** `0.5` of EUR is shown as `0.50`. */
export function priceOfOne(decimal: string, currency: string): UnitPrice {
  const [whole, fraction = ''] = decimal.split('.');
  const digits = fraction.padEnd(currencyExponent(currency), '0');
  return { exact: digits ? `${whole}.${digits}` : decimal, currency };
}

/** The amount as an exact decimal string, `'118.40'`: what `Intl.NumberFormat` takes without passing a float. */
export function decimalOf({ amount, currency }: Money): string {
  const exponent = currencyExponent(currency);
  const digits = String(Math.abs(amount)).padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const sign = amount < 0 ? '-' : '';
  return exponent === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-exponent)}`;
}
