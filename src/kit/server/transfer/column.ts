import type * as v from 'valibot';
import { type Currency, currencyExponent, decimalOf, type Money } from '../../common/money.ts';

/** How a cell of a CSV file is read and written; in JSON a field has the API's own shape. */
export type ColumnType =
  | 'text'
  | 'choice'
  /** `true` or `false`; `yes`, `no`, `1` and `0` are read too. */
  | 'boolean'
  /** `1190` or `19.5`, with a point and nothing between the thousands. */
  | 'number'
  /** `2026-03-31` */
  | 'day'
  /** `2026-03-31T09:00:00Z` */
  | 'instant'
  /** `118.40 EUR` */
  | 'money'
  /** `3 months` */
  | 'period'
  /** Our id, or the vendor's own id with or without `ext:`. */
  | 'reference'
  /** The name of a file that comes beside the table. */
  | 'file'
  /** The API's JSON, for what has no one line of its own. */
  | 'json';

/** One column of a file, said once: reading, writing, the documentation and the console's form follow from it. */
export interface Column {
  /** The field of the API's shape, by its dotted path: `billing.city`. */
  readonly name: string;
  readonly type: ColumnType;
  /** One sentence for whoever fills it. */
  readonly doc: string;
  readonly example: string;
  readonly required?: true;
  /** What other systems call it: proposed for a file that has such a column. */
  readonly aliases?: readonly string[];
  readonly choices?: readonly string[];
  /** What an empty cell says: `null`, or empty text. Absent: the field is left as it is. */
  readonly empty?: null | '';
  /** Written by an export, not read by an import. */
  readonly readOnly?: true;
  /** Never written by an export: a password's hash may come in, not go out. */
  readonly writeOnly?: true;
}

/** What a cell means, or why it means nothing. */
export type Cell = { readonly value: unknown } | { readonly refused: string };

const truths: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  1: true,
  false: false,
  no: false,
  0: false,
};

const readers: Partial<Record<ColumnType, (text: string) => Cell>> = {
  boolean(text) {
    const value = truths[text.toLowerCase()];
    return value === undefined ? { refused: 'expected true or false' } : { value };
  },
  number: (text) =>
    /^-?\d{1,15}(?:\.\d{1,10})?$/.test(text)
      ? { value: Number(text) }
      : { refused: 'expected a number like 1190 or 19.5' },
  money: readMoney,
  period: readPeriod,
  reference: (text) => ({ value: isReference(text) ? text : `ext:${text}` }),
  json(text) {
    try {
      return { value: JSON.parse(text) };
    } catch {
      return { refused: 'expected JSON' };
    }
  },
};

const isReference = (text: string): boolean => /^(?:[a-z]{3}_[0-9a-z]{12,26}$|ext:)/.test(text);

/** Reads a cell that is not empty. */
export function readCell({ type }: Column, text: string): Cell {
  const read = readers[type];
  return read ? read(type === 'json' ? text : text.trim()) : { value: text };
}

function readMoney(text: string): Cell {
  const refused = { refused: 'expected an amount with its currency, like 118.40 EUR' };
  const [, sign, whole, digits = '', currency] =
    /^(-?)(\d{1,15})(?:\.(\d{1,4}))? ([A-Z]{3})$/.exec(text) ?? [];
  if (whole === undefined || currency === undefined) return refused;
  const exponent = currencyExponent(currency);
  if (digits.length > exponent) return { refused: `${currency} has ${exponent} digits after the point` };
  const amount = Number(whole + digits.padEnd(exponent, '0'));
  if (!Number.isSafeInteger(amount)) return refused;
  const value: Money = {
    amount: sign && amount !== 0 ? -amount : amount,
    currency: currency as v.InferOutput<typeof Currency>,
  };
  return { value };
}

function readPeriod(text: string): Cell {
  const [, count, unit] = /^(\d{1,4}) (day|week|month|year)s?$/.exec(text) ?? [];
  return count ? { value: { count: Number(count), unit } } : { refused: 'expected a length like 3 months' };
}

/** The text of a value; `null` and `undefined` are an empty cell. */
export function writeCell({ type, empty }: Column, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (type === 'json') return JSON.stringify(value);
  if (type === 'number' || type === 'boolean') return String(value);
  if (type === 'money') return `${decimalOf(value as Money)} ${(value as Money).currency}`;
  if (type === 'period') {
    const { count, unit } = value as { count: number; unit: string };
    return `${count} ${unit}${count === 1 ? '' : 's'}`;
  }
  return guarded(String(value), empty === null);
}

/**
 * A spreadsheet takes text that begins with one of these for a formula and runs it, also behind spaces and quotes
 * (CSV injection). An apostrophe in front makes it text again.
 */
const formula = /^['"\s]*[=+\-@\t\r＝＋－＠]/;

/** What has an apostrophe of its own where ours would stand is guarded too, so that reading takes away ours alone. */
const needsGuard = (text: string): boolean => formula.test(text) || /^'+$/.test(text);

/** Safe to open in a spreadsheet. A lone apostrophe is empty text where an empty cell would be `null`. */
function guarded(text: string, emptyIsNull: boolean): string {
  if (text === '') return emptyIsNull ? "'" : '';
  return needsGuard(text) ? `'${text}` : text;
}

/** Undoes `guarded`; text of others keeps its apostrophe: `'s-Hertogenbosch`. */
export const unguarded = (text: string): string =>
  text.startsWith("'") && (text === "'" || needsGuard(text.slice(1))) ? text.slice(1) : text;
