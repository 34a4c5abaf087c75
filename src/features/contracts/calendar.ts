import { addDays, addPeriod, type Day, daysBetween, type Period, startOfDay } from '../../kit/common/day.ts';
import type { ContractTerm, ContractTerms } from './schema.ts';

/** What the dates of a contract follow from. */
export interface Dated {
  readonly startsOn: Day;
  /** First day of the terms where a change agreed them anew. */
  readonly termsFrom?: Day | null;
  readonly endsOn: Day | null;
  readonly cancelledAt: string | null;
  readonly terms: ContractTerms;
}

const countedFrom = ({ startsOn, termsFrom }: Dated): Day => termsFrom ?? startsOn;

/**
 * Where a contract stands on `today`, a day in the portal's time zone.
 *
 * - A term counts its first day (§ 187 (2) BGB): 12 months from `2026-01-01` end on `2026-12-31`. Every term is counted
 *   from the contract's first day, so one that began on the 31st never drifts to the 28th.
 * - Notice counts from the day after it is given (§ 187 (1), § 188 (2) BGB): given on `2026-11-30` with one month, it
 *   is over on `2026-12-30`.
 * - Where notice goes to the end of a month, quarter or year, every last day moves on to the end of the one it lies in:
 *   12 months from `2026-01-15` "to the end of a month" are over on `2027-01-31`.
 * - A contract with a last day of its own (cancelled, or agreed to end) keeps no notice.
 */
export function termOf(contract: Dated, today: Day): ContractTerm {
  const { startsOn, terms } = contract;
  if (contract.endsOn !== null || contract.cancelledAt !== null) {
    return {
      startsOn,
      endsOn: contract.endsOn,
      noticeUntil: null,
      endsIfCancelledToday: null,
      afterwards: 'ends',
    };
  }
  const endsIfCancelledToday = endByNotice(contract, today);
  const minimumEnd = minimumEndOf(contract);
  if (minimumEnd === null || (terms.renewal === null && today > minimumEnd)) {
    return { startsOn, endsOn: null, noticeUntil: null, endsIfCancelledToday, afterwards: 'open-ended' };
  }
  const endsOn = terms.renewal === null ? minimumEnd : termEnd(contract, latest(today, startsOn));
  const noticeUntil = lastNotice(endsOn, terms.notice);
  return {
    startsOn,
    endsOn,
    noticeUntil: noticeUntil < startsOn ? null : noticeUntil,
    endsIfCancelledToday,
    afterwards: terms.renewal === null ? 'open-ended' : 'renews',
  };
}

/** What notice given on a day brings, and how long it still would. */
export interface Ending {
  /** Last day of the contract where notice is given today. */
  readonly endsOn: Day;
  /** Last day on which notice still ends it then. */
  readonly noticeUntil: Day;
  /**
   * The first moment that is too late for it: midnight after `noticeUntil` in the portal's zone, an instant in UTC.
   * Notice that arrives a second before ends the contract on `endsOn`, at this moment and later a period after it.
   */
  readonly tooLateFrom: string;
}

/** BIL-7: the two dates that govern a cancellation; `undefined` for a contract that ends anyway. */
export function endingOf(contract: Dated, today: Day, timeZone: string): Ending | undefined {
  if (contract.endsOn !== null || contract.cancelledAt !== null) return undefined;
  const endsOn = endByNotice(contract, today);
  const noticeUntil = lastNotice(endsOn, contract.terms.notice);
  return {
    endsOn,
    noticeUntil,
    tooLateFrom: startOfDay(addDays(noticeUntil, 1), timeZone).toISOString(),
  };
}

/** Days on which a contract may be ended by notice of today. */
export interface Ends {
  readonly earliest: Day;
  /** Ends of later terms, the next ones first; empty where any later day will do. */
  readonly later: readonly Day[];
  /** Any day up to this one may be named, where nothing else binds; else `null`. */
  readonly anyDayUntil: Day | null;
}

const laterEnds = 5;
/** Further ahead nobody plans, and a mistyped year would end nothing. */
const yearsAhead = 3;

/** `undefined` for a contract that ends anyway. */
export function endsAllowed(contract: Dated, today: Day): Ends | undefined {
  if (contract.endsOn !== null || contract.cancelledAt !== null) return undefined;
  const earliest = endByNotice(contract, today);
  if (contract.terms.renewal === null && !contract.terms.noticeTo) {
    const anyDayUntil = addPeriod(earliest, { count: yearsAhead, unit: 'year' });
    return { earliest, later: [], anyDayUntil };
  }
  const later: Day[] = [];
  for (let end = earliest; later.length < laterEnds; later.push(end)) {
    end = nextEnd(contract, addDays(end, 1));
  }
  return { earliest, later, anyDayUntil: null };
}

export function mayEndOn(contract: Dated, today: Day, day: Day): boolean {
  const ends = endsAllowed(contract, today);
  if (!ends) return false;
  if (ends.anyDayUntil !== null) return day >= ends.earliest && day <= ends.anyDayUntil;
  return day === ends.earliest || ends.later.includes(day);
}

/** Earliest last day of a contract whose notice is given on `given`. */
const endByNotice = (contract: Dated, given: Day): Day =>
  nextEnd(contract, latest(contract.startsOn, noticeEnd(given, contract.terms.notice)));

/** The first day from `day` on with which the contract may end. */
function nextEnd(contract: Dated, day: Day): Day {
  if (contract.terms.renewal !== null) return termEnd(contract, day);
  const minimumEnd = minimumEndOf(contract);
  return closing(contract, minimumEnd === null ? day : latest(minimumEnd, day));
}

/** Last day of the first term; `null` where none was agreed. */
function minimumEndOf(contract: Dated): Day | null {
  const first = contract.terms.minimumTerm ?? contract.terms.renewal;
  return first && closing(contract, lastDayOf(countedFrom(contract), first, 1));
}

const monthsOfPart = { month: 1, quarter: 3, year: 12 };

/** `day`, or the last one of its month, quarter or year where notice goes to that. */
function closing({ terms }: Dated, day: Day): Day {
  if (!terms.noticeTo) return day;
  const months = monthsOfPart[terms.noticeTo];
  const month = Number(day.slice(5, 7));
  const ahead = Math.ceil(month / months) * months - month;
  return addDays(addPeriod(`${day.slice(0, 8)}01`, { count: ahead + 1, unit: 'month' }), -1);
}

const latest = (a: Day, b: Day): Day => (a > b ? a : b);

/**
 * Last day of `times` periods whose first day is `from`: the day before the one that bears the same number, and the
 * last of the month where that does not exist (§ 188 (2) and (3) BGB). One month from `2026-01-31`: `2026-02-28`.
 */
function lastDayOf(from: Day, period: Period, times: number): Day {
  const inMonths = period.unit === 'month' || period.unit === 'year';
  if (inMonths && !from.endsWith('-01')) return addPeriod(addDays(from, -1), period, times);
  return addDays(addPeriod(from, period, times), -1);
}

const monthsOf = ({ count, unit }: Period): number | undefined =>
  unit === 'month' ? count : unit === 'year' ? count * 12 : undefined;

/** Last day of term `index`, where 0 is the first. */
function endOfTerm(contract: Dated, index: number): Day {
  const { terms } = contract;
  const from = countedFrom(contract);
  const renewal = terms.renewal as Period;
  const first = terms.minimumTerm ?? renewal;
  const [firstMonths, renewalMonths] = [monthsOf(first), monthsOf(renewal)];
  if (firstMonths !== undefined && renewalMonths !== undefined) {
    const months = firstMonths + index * renewalMonths;
    return closing(contract, lastDayOf(from, { count: 1, unit: 'month' }, months));
  }
  const firstEnd = lastDayOf(from, first, 1);
  return closing(contract, index === 0 ? firstEnd : lastDayOf(addDays(firstEnd, 1), renewal, index));
}

const mostDays = { day: 1, week: 7, month: 31, year: 366 };

/** End of the earliest term that runs up to `day` or beyond; the contract renews. */
function termEnd(contract: Dated, day: Day): Day {
  const { count, unit } = contract.terms.renewal as Period;
  // What `closing` added to the first term is no term's length: a year at most is counted again.
  const days = daysBetween(endOfTerm(contract, 0), day) - (contract.terms.noticeTo ? 366 : 0);
  // Starts from below, so that a century of daily renewals is a few steps and not 36,500.
  let index = Math.max(0, Math.floor(days / (count * mostDays[unit])) - 1);
  let end = endOfTerm(contract, index);
  while (end < day) end = endOfTerm(contract, ++index);
  return end;
}

/** The day on which notice given on `given` is over; the same day where no notice was agreed. */
const noticeEnd = (given: Day, notice: Period | null): Day => (notice ? addPeriod(given, notice) : given);

/** The latest day on which notice is still over by `end`. */
function lastNotice(end: Day, notice: Period | null): Day {
  if (!notice) return end;
  let day = addPeriod(end, notice, -1);
  // From 28 February back one month is 28 January, yet notice of 31 January is over on 28 February as well.
  while (noticeEnd(addDays(day, 1), notice) <= end) day = addDays(day, 1);
  return day;
}
