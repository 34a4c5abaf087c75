import { type Figures, writeDay, writeMoney, writeNumber } from '../../kit/common/figures.ts';
import { dayStyles } from '../../kit/common/message.ts';
import { currencyExponent } from '../../kit/common/money.ts';

/** Currencies that a document can write; others are left to the browser's `Intl`. */
const currencies = ['EUR', 'USD', 'GBP', 'CHF', 'SEK', 'DKK', 'NOK', 'PLN', 'CZK'] as const;
/** Enough for every language with some of its variants; the tags come from visitors, so there is an end to it. */
const keptLocales = 64;

const kept = new Map<string, Figures | null>();

/** Figures of a locale; `null` for one that they cannot write exactly as `Intl` does, such as Indian English. */
export function figuresOf(locale: string): Figures | null {
  const known = kept.get(locale);
  if (known !== undefined) return known;
  const figures = attempt(locale);
  if (kept.size >= keptLocales) kept.clear();
  kept.set(locale, figures);
  return figures;
}

function attempt(locale: string): Figures | null {
  try {
    const made = makeFigures(locale);
    return saysTheSame(made) ? made : null;
  } catch (error) {
    // A tag that looks like one and is none: `de-aaaaa-aaaaa`.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const moneyFormat = (locale: string, currency: string): Intl.NumberFormat => {
  const digits = currencyExponent(currency);
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
};

const dayFormat = (locale: string, style: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(locale, { ...dayStyles[style], timeZone: 'UTC', calendar: 'gregory' });

type Part = Intl.NumberFormatPart | Intl.DateTimeFormatPart;

/** Parts as a pattern; what is not named stays as it is, and what is named twice stands once. */
const pattern = (parts: readonly Part[], names: Readonly<Record<string, string>>): string =>
  parts
    .map(({ type, value }) => names[type] ?? value)
    .filter((part, i, all) => part !== '0' || all[i - 1] !== '0')
    .join('');

const written = ['long', 'full', 'near', 'far'] as const;

function makeFigures(locale: string): Figures {
  const partOf = (parts: readonly Part[], type: string) => parts.find((part) => part.type === type)?.value;
  const marksOf = (format: Intl.NumberFormat) => {
    const parts = format.formatToParts(1234567.5);
    return [partOf(parts, 'decimal') ?? '', partOf(parts, 'group') ?? ''] as const;
  };
  const figure = { integer: '0', group: '0', decimal: '0', fraction: '0' };
  const day = { weekday: '{w}', day: '{d}', month: '{m}', year: '{y}' };
  const on = (style: string, month: number, date: number) =>
    dayFormat(locale, style).formatToParts(Date.UTC(2026, month, date));
  // 2026-02-01 is a Sunday.
  const weekdays = (style: string) =>
    Array.from({ length: 7 }, (_, i) => partOf(on(style, 1, 1 + i), 'weekday') ?? '');
  return {
    locale,
    marks: marksOf(new Intl.NumberFormat(locale)),
    moneyMarks: marksOf(moneyFormat(locale, 'EUR')),
    money: Object.fromEntries(
      currencies.map((currency) => [
        currency,
        pattern(moneyFormat(locale, currency).formatToParts(1234567), figure),
      ]),
    ),
    months: Array.from({ length: 12 }, (_, i) => partOf(on('long', i, 1), 'month') ?? ''),
    weekdays: [weekdays('near'), weekdays('full')],
    days: Object.fromEntries(written.map((style) => [style, pattern(on(style, 1, 1), day)])),
  };
}

/** Swedish writes a real minus, as we do for everyone at the end. */
const hyphen = (text: string): string => text.replace('−', '-');

/** Compared over every month, weekday, currency and size of a number: grouping, digits and cases differ by language. */
function saysTheSame(figures: Figures): boolean {
  const { locale } = figures;
  const numbers = ['0', '7', '-19', '1234', '12345', '1234567', '-123456789', '0.25', '1234.5'];
  const plain = new Intl.NumberFormat(locale, { maximumFractionDigits: 10 });
  return (
    numbers.every((text) => writeNumber(text, figures.marks) === hyphen(plain.format(Number(text)))) &&
    currencies.every((currency) => {
      const format = moneyFormat(locale, currency);
      return ['0.05', '1.90', '1234.50', '12345.00', '9876543.21'].every(
        (text) => writeMoney(text, currency, figures) === format.format(text as unknown as number),
      );
    }) &&
    written.every((style) => {
      const format = dayFormat(locale, style);
      return Array.from(
        { length: 12 * 9 },
        (_, i) => new Date(Date.UTC(2026, i % 12, 1 + (i % 9) * 3)),
      ).every((date) => writeDay(date.toISOString().slice(0, 10), style, figures) === format.format(date));
    })
  );
}
