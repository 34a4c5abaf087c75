import type { ReportColumn, ReportValue } from './schema.ts';

/** What cells are written by: that of a portal and that of the console alike. */
export interface CellWords {
  money(value: { readonly exact: string; readonly currency: string }): string;
  number(value: number): string;
  day(value: string): string;
  readonly manner: { readonly locale: string };
}

const two = (value: number): string => String(value).padStart(2, '0');

/** 3671 seconds are `1:01:11`, 65 are `1:05`. */
export function durationOf(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = two(Math.floor(seconds) % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();
function written(locale: string, options: Intl.DateTimeFormatOptions, at: Date): string {
  const key = locale + JSON.stringify(options);
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(locale, options);
    formats.set(key, format);
  }
  return format.format(at);
}

/** When a figure was taken, to the minute. */
export const takenAt = ({ manner: { locale } }: CellWords, at: string, timeZone: string): string =>
  written(locale, { timeZone, dateStyle: 'short', timeStyle: 'short' }, new Date(at));

/** A value of a report as people read it; times in the zone that the report was asked for. */
export function cellOf(
  t: CellWords,
  { kind, words, unit }: ReportColumn,
  value: ReportValue,
  timeZone: string,
): string {
  if (value === null || value === '') return '';
  if (typeof value === 'object') {
    const [whole, fraction = ''] = value.amount.split('.');
    return t.money({ exact: `${whole}.${fraction.padEnd(2, '0')}`, currency: value.currency });
  }
  const { locale } = t.manner;
  switch (kind) {
    case 'instant':
      return written(locale, { timeZone, dateStyle: 'short', timeStyle: 'medium' }, new Date(value));
    case 'seconds':
      return durationOf(Number(value));
    case 'count':
      return t.number(Number(value));
    case 'decimal':
      return t.number(value as number) + (unit ? ` ${unit}` : '');
    case 'code':
      return words?.[value] ?? String(value);
    case 'day':
      return t.day(String(value));
    case 'month':
      return written(locale, { timeZone: 'UTC', month: 'long', year: 'numeric' }, new Date(`${value}-15`));
    case 'hour':
      return `${value}:00`;
    default:
      return String(value);
  }
}

/** Figures stand at the end of their column. */
export const isFigure = ({ kind }: ReportColumn): boolean =>
  kind === 'seconds' || kind === 'count' || kind === 'decimal' || kind === 'price';

/** What a figure is as a number, for a picture of it. */
export const amountOf = (value: ReportValue | undefined): number =>
  value === null || value === undefined ? 0 : Number(typeof value === 'object' ? value.amount : value);
