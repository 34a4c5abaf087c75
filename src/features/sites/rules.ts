import { addDays, addPeriod, type Day } from '../../kit/common/day.ts';
import type { Light } from './schema.ts';

/** From so many days before, an inspection or the end of a certificate is said to come up. */
export const soonDays = 30;

/** Red when the day is over, amber from `soonDays` before it, green until then. On the day itself it is not overdue. */
export function lightOf(dueOn: Day, today: Day): Light {
  if (dueOn < today) return 'overdue';
  return dueOn <= addDays(today, soonDays) ? 'soon' : 'good';
}

/** Of several the worst: what has to be looked at first. `null` where there is none. */
export function worstOf(lights: readonly (Light | null)[]): Light | null {
  for (const light of ['overdue', 'soon', 'good'] as const) if (lights.includes(light)) return light;
  return null;
}

/**
 * The day after an inspection that was done on `doneOn`: counted from the day it was done, as an interval means, not from
 * the day it was due. `null` for one that does not come again.
 */
export const nextDue = (doneOn: Day, everyMonths: number | null): Day | null =>
  everyMonths === null ? null : addPeriod(doneOn, { count: everyMonths, unit: 'month' });

/**
 * Until when papers of equipment are kept unless the vendor says otherwise: five years, as Regulation (EU) 2024/573
 * article 7 asks of records of leak checks, the longest of the usual ones.
 */
export const keptYears = 5;
export const keptUntil = (issuedOn: Day): Day => addPeriod(issuedOn, { count: keptYears, unit: 'year' });

/** Whose history it is: days from `from` on, before `until`. `null`: without a bound. */
export interface Span {
  readonly from: Day | null;
  readonly until: Day | null;
}

/** Whether a record of this day is in a span: the day of the hand-over itself is the new owner's. */
export const isWithin = (day: Day, { from, until }: Span): boolean =>
  (from === null || day >= from) && (until === null || day < until);
