import { addDays, addPeriod, type Day, daysBetween, type Period } from '../../kit/common/day.ts';
import type { ContractPause } from '../contracts/agreed.ts';

/** One billing period, both days included. */
export interface BillingPeriod {
  /** 0 is the first. */
  readonly index: number;
  readonly from: Day;
  readonly until: Day;
}

/** All periods are counted from the first day, so that one that began on the 31st never drifts to the 28th. */
export const periodAt = (first: Day, period: Period, index: number): BillingPeriod => ({
  index,
  from: addPeriod(first, period, index),
  until: addDays(addPeriod(first, period, index + 1), -1),
});

const mostDays = { day: 1, week: 7, month: 31, year: 366 };

/** The period that `day` lies in; the first one for days before it. */
export function periodWith(first: Day, period: Period, day: Day): BillingPeriod {
  const days = daysBetween(first, day);
  // Starts from below, so that years of daily periods are a few steps.
  let index = Math.max(0, Math.floor(days / (period.count * mostDays[period.unit])) - 1);
  while (addPeriod(first, period, index + 1) <= day) index += 1;
  return periodAt(first, period, index);
}

export const earlier = (one: Day, other: Day): Day => (one < other ? one : other);
export const later = (one: Day, other: Day): Day => (one > other ? one : other);

/** A day counts a hundred: a pause may leave a part of its price to be paid. */
export const wholeDay = 100;

export const daysOf = (from: Day, until: Day): number => Math.max(0, daysBetween(from, until) + 1);

/**
 * How much of the days `from` to `until` is to be paid, in hundredths of days: none behind the contract's last day, the
 * agreed part of those within a pause.
 */
export function unitsOf(
  { from, until }: { readonly from: Day; readonly until: Day },
  { endsOn, pauses }: { readonly endsOn: Day | null; readonly pauses: readonly ContractPause[] },
): number {
  const last = endsOn === null ? until : earlier(endsOn, until);
  let units = daysOf(from, last) * wholeDay;
  for (const pause of pauses) {
    const begins = later(pause.from, from);
    const ends = pause.until === null ? last : earlier(pause.until, last);
    units -= daysOf(begins, ends) * (wholeDay - pause.billedPercent);
  }
  return units;
}
