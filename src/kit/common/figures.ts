/**
 * How one locale writes figures and days, as data that a document can carry. The first use of `Intl` costs a browser
 * some 15 ms, on a phone 60: what is on the first screen is written from these instead. Made by `figuresOf` of the
 * server, only where they say exactly what its `Intl` says.
 */
export interface Figures {
  readonly locale: string;
  /** Decimal point and the sign between thousands: of numbers, and of money, which differ in Austria and Switzerland. */
  readonly marks: Marks;
  readonly moneyMarks: Marks;
  /** By currency; `0` stands for the figure: `€ 0`, `0 €`. */
  readonly money: Readonly<Record<string, string>>;
  readonly months: readonly string[];
  /** From Sunday on; short and long. */
  readonly weekdays: readonly [readonly string[], readonly string[]];
  /** By style; `{w}` weekday, `{d}` day, `{m}` month, `{y}` year: `{w}, {d}. {m}`. */
  readonly days: Readonly<Record<string, string>>;
}

type Marks = readonly [point: string, group: string];

/** `-1234.5` as `-1.234,5`; `undefined` for what has more than ten digits after its point, or an exponent. */
export function writeNumber(value: string, [point, group]: Marks): string | undefined {
  const [, sign, whole = '', fraction] = /^(-?)(\d+)(?:\.(\d{1,10}))?$/.exec(value) ?? [];
  if (!whole) return undefined;
  return sign + whole.replace(/\B(?=(\d{3})+$)/g, group) + (fraction ? point + fraction : '');
}

/**
 * `decimal` has the digits of its currency already. `undefined` for a currency that is not known here, and below
 * zero: a sign may change the spaces, too (`CHF 5.00`, `CHF-5.00`).
 */
export function writeMoney(decimal: string, currency: string, figures: Figures): string | undefined {
  const pattern = decimal.startsWith('-') ? undefined : figures.money[currency];
  const text = pattern && writeNumber(decimal, figures.moneyMarks);
  return text && pattern.replace('0', text);
}

/** A calendar day; `undefined` for a style that is not known here. */
export function writeDay(day: string, style: string, figures: Figures): string | undefined {
  const date = new Date(`${day}T00:00:00Z`);
  const said: Record<string, string | number | undefined> = {
    w: figures.weekdays[style === 'full' ? 1 : 0][date.getUTCDay()],
    d: date.getUTCDate(),
    m: figures.months[date.getUTCMonth()],
    y: date.getUTCFullYear(),
  };
  return figures.days[style]?.replace(/\{(\w)\}/g, (_, part: string) => String(said[part]));
}
