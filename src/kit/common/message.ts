import { type Figures, writeDay, writeMoney, writeNumber } from './figures.ts';
import { currencyExponent, decimalOf, type Money, type UnitPrice } from './money.ts';

/**
 * A sentence compiled from ICU MessageFormat 1. Plain text stays text; else its parts in order:
 * `[0, arg]`, `[1, arg, style]` number, `[2, arg, style]` date, `[3, arg, options, offset, ordinal]` plural,
 * `[4, arg, options]` select, `[5]` the plural's `#`, `[6, tag, children]`.
 */
export type Message = string | readonly MessagePart[];
export type MessagePart =
  | string
  | readonly [0, string]
  | readonly [1, string, string?]
  | readonly [2, string, string?]
  | readonly [3, string, Readonly<Record<string, Message>>, number, 0 | 1]
  | readonly [4, string, Readonly<Record<string, Message>>]
  | readonly [5]
  | readonly [6, string, Message];

/** The words of one language for one or more panels. */
export type Words = Readonly<Record<string, Message>>;
/** A tag's value is a function from what stands inside it to what takes its place. */
export type Args = Readonly<Record<string, unknown>>;

/** How figures are written: `locale` is a BCP 47 tag, `today` decides whether a day needs its year. */
export interface Manner {
  readonly locale: string;
  readonly timeZone: string;
  readonly today: string;
  /** Of this very locale: what can be written without `Intl`. */
  readonly figures?: Figures | undefined;
}

const made = new Map<string, unknown>();
/** Building an `Intl` formatter costs up to a millisecond, so each is kept. */
function kept<T>(key: string, make: () => T): T {
  if (!made.has(key)) made.set(key, make());
  return made.get(key) as T;
}

const minus = (text: string): string => text.replace('-', '−');
/** Figures and their units never break; a weekday may stand alone at the end of a line. */
const unbroken = (text: string): string => text.replace(/([^,\s])\s/g, '$1\u00a0');

export function formatNumber(value: number | string, { locale, figures }: Manner): string {
  const text = figures && typeof value === 'number' && writeNumber(`${value}`, figures.marks);
  if (text) return minus(text);
  const format = kept(`n${locale}`, () => new Intl.NumberFormat(locale, { maximumFractionDigits: 10 }));
  return minus(format.format(value as number));
}

/** `118,40 €`: exact for any amount, digits after the point by ISO 4217 and not by what `Intl` thinks of HUF. */
export function formatMoney(money: Money | UnitPrice, { locale, figures }: Manner): string {
  const decimal = 'exact' in money ? money.exact : decimalOf(money);
  const text = figures && writeMoney(decimal, money.currency, figures);
  if (text) return minus(text);
  const digits = currencyExponent(money.currency);
  const format = kept(
    `m${locale}${money.currency}`,
    () =>
      new Intl.NumberFormat(locale, {
        style: 'currency',
        currency: money.currency,
        minimumFractionDigits: digits,
        // What has more digits than its currency is the price of one.
        maximumFractionDigits: 10,
      }),
  );
  return minus(format.format(decimal as unknown as number));
}

export const dayStyles: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  long: { day: 'numeric', month: 'long', year: 'numeric' },
  full: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  near: { weekday: 'short', day: 'numeric', month: 'long' },
  far: { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' },
  time: { hour: 'numeric', minute: '2-digit' },
};

/**
 * A calendar day (`2026-03-31`) is shown as that day everywhere; a moment in the portal's zone. Styles: `long`,
 * `full`, `time`, and `near`: with its weekday, and with the year only when it is not this one.
 */
export function formatDate(value: string, manner: Manner, style = 'long'): string {
  const { locale, timeZone, today, figures } = manner;
  const isDay = value.length === 10;
  const shown = style === 'near' && value.slice(0, 4) !== today.slice(0, 4) ? 'far' : style;
  const written = isDay && figures && writeDay(value, shown, figures);
  if (written) return asWritten(written, locale);
  const zone = isDay ? 'UTC' : timeZone;
  const format = kept(
    `d${locale}${zone}${shown}`,
    () => new Intl.DateTimeFormat(locale, { ...dayStyles[shown], timeZone: zone, calendar: 'gregory' }),
  );
  return asWritten(format.format(new Date(isDay ? `${value}T00:00:00Z` : value)), locale);
}

function asWritten(text: string, locale: string): string {
  // CLDR writes `1 avril`; a French letter writes `1er avril`.
  return unbroken(locale.startsWith('fr') ? text.replace(/(?<![\d\u00a0:])1 (?=\p{L})/u, '1er ') : text);
}

const isMoney = (value: unknown): value is Money | UnitPrice =>
  typeof value === 'object' && value !== null && 'currency' in value;

/**
 * Somebody's name or number in a sentence that runs from the right keeps its own order: `RE-2026-7` is not turned to
 * `7-2026-RE`. An address stays as it is, for whatever looks for one in a text.
 */
const alone = (text: string, { locale }: Manner): string =>
  /^(ar|he)/.test(locale) && !text.startsWith('http') ? `\u2068${text}\u2069` : text;

function formatArg(value: unknown, manner: Manner, style?: string): string {
  if (isMoney(value)) return formatMoney(value, manner);
  return style === undefined && typeof value === 'string'
    ? alone(value, manner)
    : formatNumber(value as number, manner);
}

/** The parts of a sentence in order: text, and whatever the functions given for its tags made. */
export function formatParts<T>(message: Message, args: Args, manner: Manner, hash?: number): (string | T)[] {
  if (typeof message === 'string') return [message];
  return message.flatMap((part): (string | T)[] => {
    if (typeof part === 'string') return [part];
    const value = part[0] === 5 ? hash : args[part[1]];
    switch (part[0]) {
      case 0:
        return [formatArg(value, manner)];
      case 1:
        return [formatArg(value, manner, part[2] ?? '')];
      case 2:
        return [formatDate(value as string, manner, part[2])];
      case 3: {
        const [, , options, offset, ordinal] = part;
        const count = (value as number) - offset;
        const rules = kept(
          `p${manner.locale}${ordinal}`,
          () => new Intl.PluralRules(manner.locale, { type: ordinal ? 'ordinal' : 'cardinal' }),
        );
        const chosen = options[`=${value}`] ?? options[rules.select(count)] ?? options['other'] ?? '';
        return formatParts<T>(chosen, args, manner, count);
      }
      case 4:
        // The value may be somebody's text: `constructor` is no option, though every object has one.
        return formatParts<T>(
          part[2][Object.hasOwn(part[2], String(value)) ? String(value) : 'other'] ?? '',
          args,
          manner,
          hash,
        );
      case 5:
        return [formatNumber(hash ?? 0, manner)];
      default: {
        const inner = formatParts<T>(part[2], args, manner, hash);
        return typeof value === 'function' ? [value(inner) as T] : inner;
      }
    }
  });
}

export const formatText = (message: Message, args: Args, manner: Manner): string =>
  formatParts<string>(message, args, manner).join('');
