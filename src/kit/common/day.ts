import * as v from 'valibot';

/** A calendar day without time or zone, `2026-03-31`; a day that does not exist (`2026-02-30`) is refused. */
export const Day = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a date like 2026-03-31'),
  v.check((text) => isDay(text), 'expected a date that exists'),
);
export type Day = string;

/** A length in whole calendar units. `{ count: 1, unit: 'month' }`. */
export const Period = v.object({
  count: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1200)),
  unit: v.picklist(['day', 'week', 'month', 'year']),
});
export type Period = v.InferOutput<typeof Period>;

const two = (value: number): string => (value < 10 ? `0${value}` : `${value}`);

/**
 * Days since 1970-01-01 and back by plain arithmetic on the Gregorian calendar (Howard Hinnant, "chrono-compatible
 * low-level date algorithms"): a list of contracts counts hundreds of days at each read, and `Date` costs ten times as much.
 */
function numberOf(day: Day): number {
  const month = Number(day.slice(5, 7));
  const year = Number(day.slice(0, 4)) - (month <= 2 ? 1 : 0);
  const era = Math.floor(year / 400);
  const ofEra = year - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + Number(day.slice(8)) - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + dayOfYear - 719_468;
}

function dayOf(number: number): Day {
  const shifted = number + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const ofEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * ofEra + Math.floor(ofEra / 4) - Math.floor(ofEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const date = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = era * 400 + ofEra + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(date)}`;
}

export function isDay(text: string): boolean {
  const ms = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(ms) && new Date(ms).toISOString().slice(0, 10) === text;
}

/** Days from `from` to `to`; negative when `to` lies before. */
export const daysBetween = (from: Day, to: Day): number => numberOf(to) - numberOf(from);

export const addDays = (day: Day, count: number): Day => dayOf(numberOf(day) + count);

/** Days of month 1 to 12. */
const daysIn = (year: number, month: number): number => {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
};

/** Months are clamped to the last day they have: `2026-01-31` + 1 month is `2026-02-28` (as § 188 BGB counts). */
function addMonths(day: Day, count: number): Day {
  // Counted without `Date`: terms of a list of contracts are worked out at each read.
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + count;
  const year = Math.floor(months / 12);
  const month = months - year * 12 + 1;
  const date = Math.min(Number(day.slice(8)), daysIn(year, month));
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(date)}`;
}

/** `day` moved by `times` periods; `times` may be negative. */
export function addPeriod(day: Day, { count, unit }: Period, times = 1): Day {
  const n = count * times;
  if (unit === 'day') return addDays(day, n);
  if (unit === 'week') return addDays(day, n * 7);
  return addMonths(day, unit === 'year' ? n * 12 : n);
}

const zones = new Map<string, { readonly format: Intl.DateTimeFormat; second: number; day: Day }>();

/** The calendar day it is at `instant` in an IANA zone: `2026-03-31T22:30:00Z` in Europe/Berlin is `2026-04-01`. */
export function dayIn(timeZone: string, instant: Date): Day {
  let zone = zones.get(timeZone);
  if (!zone) {
    // Making one costs a hundred times what using it does. There are some 600 zones, so the map stays small.
    const format = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short', calendar: 'gregory' });
    zone = { format, second: Number.NaN, day: '' };
    zones.set(timeZone, zone);
  }
  // Every request asks for today: within one second it is the same day, since zones differ by whole seconds.
  const second = Math.floor(instant.getTime() / 1000);
  if (second !== zone.second) {
    zone.day = zone.format.format(instant);
    zone.second = second;
  }
  return zone.day;
}

const quarterMs = 15 * 60_000;

/**
 * The first instant of a day in an IANA zone: `2026-03-29` in Europe/Berlin begins at `2026-03-28T23:00:00Z`. Zones are
 * up to 14 hours ahead and 12 behind, and change by whole quarters of an hour: looked for among those.
 */
export function startOfDay(day: Day, timeZone: string): Date {
  const first = Date.parse(`${day}T00:00:00Z`) - 14 * 3_600_000;
  let [before, at] = [-1, 26 * 4];
  while (at - before > 1) {
    const middle = Math.floor((before + at) / 2);
    if (dayIn(timeZone, new Date(first + middle * quarterMs)) >= day) at = middle;
    else before = middle;
  }
  return new Date(first + at * quarterMs);
}
