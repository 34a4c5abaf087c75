import { addDays, type Day } from '../../kit/common/day.ts';
import { goesOn } from './rules.ts';
import type { ReportColumn, UsageReport } from './schema.ts';

/** What grows with the days: an average does not, and of money nothing is foretold. */
export const addsUp = ({ key, kind }: Pick<ReportColumn, 'key' | 'kind'>): boolean =>
  (kind === 'count' || kind === 'seconds' || kind === 'decimal') && key !== 'average';

/** As exact as a guess is: whole ones, and of a few parts of them hundredths. */
export const guessed = ({ kind }: Pick<ReportColumn, 'kind'>, value: number): number =>
  kind === 'decimal' && value < 100 ? Math.round(value * 100) / 100 : Math.round(value);

type Part = Pick<UsageReport, 'report' | 'period' | 'from' | 'until'>;

const daysIn = ({ from, until }: Pick<Part, 'from' | 'until'>): number =>
  (Date.parse(until) - Date.parse(from)) / 86_400_000 + 1;

export interface Forecast {
  /** Of the whole period, as it goes. */
  readonly total: number;
  readonly until: Day;
  /** What comes to each day or month yet: of the running month on top of what it has. */
  readonly by: ReadonlyMap<string, number>;
}

/**
 * The days to come as the average of those so far, of a report by day or month.
 * @param sum what all of it comes to by now
 */
export function forecastOf({ report, ...days }: Part, sum: number): Forecast | undefined {
  const ahead = goesOn(days);
  if (!ahead || sum <= 0 || (report !== 'day' && report !== 'month')) return undefined;
  const each = sum / daysIn(days);
  const by = new Map<string, number>();
  for (let day = addDays(days.until, 1); day <= ahead.until; day = addDays(day, 1)) {
    const key = report === 'day' ? day : day.slice(0, 7);
    by.set(key, (by.get(key) ?? 0) + each);
  }
  return { total: sum * ahead.factor, until: ahead.until, by };
}

/** A month has so many days, on average. */
const monthDays = 365.25 / 12;

/** An even share of what is included, for one day or month; `undefined` where the time is shorter than that. */
export function shareOf(report: UsageReport['report'], limit: UsageReport['limit']): number | undefined {
  if (!limit || (report !== 'day' && report !== 'month')) return undefined;
  const days = daysIn(limit);
  const count = report === 'day' ? days : Math.round(days / monthDays);
  return count > 0 ? limit.value / count : undefined;
}
