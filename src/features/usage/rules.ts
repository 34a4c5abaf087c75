import { addDays, addPeriod, type Day, dayIn, startOfDay } from '../../kit/common/day.ts';
import type { PeriodName } from './schema.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

export interface Days {
  readonly from: Day;
  /** Included. */
  readonly until: Day;
}

/** Days of a report at most: three years and a bit. */
export const mostDays = 1100;

/** Which days a name means today. */
export function daysOf(period: PeriodName, today: Day, custom: Partial<Days> = {}): Days {
  const month = today.slice(0, 7);
  const year = Number(today.slice(0, 4));
  switch (period) {
    case 'month':
      return { from: `${month}-01`, until: today };
    case 'last-month': {
      const until = addDays(`${month}-01`, -1);
      return { from: `${until.slice(0, 7)}-01`, until };
    }
    case 'days-30':
      return { from: addDays(today, -29), until: today };
    case 'year':
      return { from: `${year}-01-01`, until: today };
    case 'last-year':
      return { from: `${year - 1}-01-01`, until: `${year - 1}-12-31` };
    default:
      return { from: custom.from ?? custom.until ?? today, until: custom.until ?? today };
  }
}

/** The same part of the period before: of a running month the same days of the last one. */
export function daysBefore(period: PeriodName, { from, until }: Days): Days {
  const earlier = (day: Day, unit: 'month' | 'year') => addPeriod(day, { count: 1, unit }, -1);
  const ended = addDays(from, -1);
  switch (period) {
    case 'month':
    case 'year':
      return { from: earlier(from, period), until: earlier(until, period) };
    case 'last-month':
      return { from: earlier(from, 'month'), until: ended };
    case 'last-year':
      return { from: earlier(from, 'year'), until: ended };
    default:
      return { from: addDays(from, (Date.parse(from) - Date.parse(until)) / dayMs - 1), until: ended };
  }
}

/**
 * What a running period comes to as it goes: so many times what there is by now, on that day. `undefined`: it is over, or
 * this is its first day, which says nothing of the others.
 */
export function goesOn({
  period,
  from,
  until,
}: Days & { readonly period: PeriodName }): { readonly factor: number; readonly until: Day } | undefined {
  if (period !== 'month' && period !== 'year') return undefined;
  const last = addDays(addPeriod(from, { count: 1, unit: period }), -1);
  const daysTo = (day: Day) => (Date.parse(day) - Date.parse(from)) / dayMs + 1;
  return last <= until || until <= from ? undefined : { factor: daysTo(last) / daysTo(until), until: last };
}

/** Some time in which the zone stays as far from UTC as it is. */
export interface Segment {
  readonly fromMs: number;
  readonly toMs: number;
  readonly offsetMinutes: number;
}

/** Days in a zone as instants, cut where clocks are changed: adding the offset gives local time within each. */
export function segmentsOf({ from, until }: Days, timeZone: string): Segment[] {
  const end = startOfDay(addDays(until, 1), timeZone).getTime();
  const segments: Segment[] = [];
  let at = startOfDay(from, timeZone).getTime();
  while (at < end) {
    const offset = offsetAt(at, timeZone);
    // Clocks are changed on quarters of an hour; a zone keeps its offset for weeks at least.
    let to = at;
    while (to < end && offsetAt(Math.min(to + 7 * dayMs, end - 1), timeZone) === offset) {
      to = Math.min(to + 7 * dayMs, end);
    }
    if (to < end) {
      let [same, other] = [to, Math.min(to + 7 * dayMs, end)];
      while (other - same > 15 * minuteMs) {
        const middle = same + Math.floor((other - same) / 2 / (15 * minuteMs)) * 15 * minuteMs;
        if (middle === same) break;
        if (offsetAt(middle, timeZone) === offset) same = middle;
        else other = middle;
      }
      to = other;
    }
    segments.push({ fromMs: at, toMs: to, offsetMinutes: offset });
    at = to;
  }
  return segments;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Minutes to add to UTC for the local time of a zone: 120 in Europe/Berlin in summer. */
export function offsetAt(ms: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
      ...{ hour: 'numeric', minute: 'numeric' },
    });
    if (formats.size > 700) formats.clear();
    formats.set(timeZone, format);
  }
  const at = Math.floor(ms / minuteMs) * minuteMs;
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
  return (Date.UTC(year, month - 1, day, hour, minute) - at) / minuteMs;
}

/** A day by its number since 1970, and back. */
export const dayOfNumber = (number: number): Day => new Date(number * dayMs).toISOString().slice(0, 10);

export type Source = 'record' | 'q' | 'h' | 'd' | 'w';
/** Some time, and from what its figures are read. */
export interface Piece {
  readonly source: Source;
  readonly fromMs: number;
  readonly toMs: number;
}

const up = (ms: number, step: number) => Math.ceil(ms / step) * step;
const down = (ms: number, step: number) => Math.floor(ms / step) * step;

/**
 * Cuts a time into what was added up and what was not: whole weeks and days (of UTC) from their sums, the rest of the summed
 * time from those of hours or quarters, what no sum covers from the records themselves.
 * @param finest of the sums there are for it: `q` covers every beginning of a day there is, `h` whole hours alone
 * @param grain sums of at most this length are wanted, because they are put together by time
 */
export function piecesOf(
  fromMs: number,
  toMs: number,
  summedUntil: number,
  { finest, grain = 'w' }: { readonly finest: 'q' | 'h'; readonly grain?: 'q' | 'h' | 'd' | 'w' },
): Piece[] {
  const pieces: Piece[] = [];
  const add = (source: Source, a: number, b: number) => {
    if (a < b) pieces.push({ source, fromMs: a, toMs: b });
  };
  const end = Math.min(toMs, summedUntil);
  const steps = { q: hourMs / 4, h: hourMs, d: dayMs, w: 7 * dayMs } as const;
  const grains = ['w', 'd', 'h', 'q'] as const;
  const order = grains.slice(grains.indexOf(grain), grains.indexOf(finest) + 1);
  const fill = (a: number, b: number, at: number): void => {
    const source = order[at];
    if (a >= b || source === undefined) {
      add('record', a, b);
      return;
    }
    const [first, last] = [up(a, steps[source]), down(b, steps[source])];
    if (first >= last) {
      fill(a, b, at + 1);
      return;
    }
    fill(a, first, at + 1);
    add(source, first, last);
    fill(last, b, at + 1);
  };
  fill(fromMs, end, 0);
  add('record', Math.max(fromMs, summedUntil), toMs);
  return pieces;
}

/** Each month of a time by its name, `2026-03`, cut where its own clocks are changed. */
export function monthsOf({ from, until }: Days, timeZone: string): { month: string; segments: Segment[] }[] {
  const months: { month: string; segments: Segment[] }[] = [];
  for (let first = from; first <= until; ) {
    const month = first.slice(0, 7);
    const next = addPeriod(`${month}-01`, { count: 1, unit: 'month' });
    const last = next > until ? until : addDays(next, -1);
    months.push({ month, segments: segmentsOf({ from: first, until: last }, timeZone) });
    first = next;
  }
  return months;
}

/** The day a zone has, said by whoever looks. */
export const todayIn = (timeZone: string, now: Date): Day => dayIn(timeZone, now);

/** Days that are left of a time when others have theirs; both ends included. */
export function daysLeft({ from, until }: Days, taken: readonly Days[]): Days[] {
  let left: Days[] = [{ from, until }];
  for (const one of taken) {
    left = left.flatMap((some) => {
      if (one.until < some.from || one.from > some.until) return [some];
      return [
        ...(one.from > some.from ? [{ from: some.from, until: addDays(one.from, -1) }] : []),
        ...(one.until < some.until ? [{ from: addDays(one.until, 1), until: some.until }] : []),
      ];
    });
  }
  return left;
}
