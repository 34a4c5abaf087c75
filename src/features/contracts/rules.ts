import { addDays, addPeriod, type Day, daysBetween, type Period } from '../../kit/common/day.ts';
import type { Money } from '../../kit/common/money.ts';
import type { ProblemField } from '../../kit/common/problem.ts';
import type { Contract, ContractItem, ContractTerm, ContractTerms, VendorContract } from './schema.ts';

/** What the dates of a contract follow from. */
export interface Dated {
  readonly startsOn: Day;
  readonly endsOn: Day | null;
  readonly cancelledAt: string | null;
  readonly terms: ContractTerms;
}

/**
 * Where a contract stands on `today`, a day in the portal's time zone.
 *
 * - A term counts its first day (§ 187 (2) BGB): 12 months from `2026-01-01` end on `2026-12-31`. Every term is counted
 *   from the contract's first day, so one that began on the 31st never drifts to the 28th.
 * - Notice counts from the day after it is given (§ 187 (1), § 188 (2) BGB): given on `2026-11-30` with one month, it
 *   is over on `2026-12-30`.
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
  const noticeOver = latest(startsOn, noticeEnd(today, terms.notice));
  const first = terms.minimumTerm ?? terms.renewal;
  const minimumEnd = first && lastDayOf(startsOn, first, 1);
  if (minimumEnd === null || (terms.renewal === null && today > minimumEnd)) {
    return {
      startsOn,
      endsOn: null,
      noticeUntil: null,
      endsIfCancelledToday: noticeOver,
      afterwards: 'open-ended',
    };
  }
  const endsOn = terms.renewal === null ? minimumEnd : termEnd(contract, latest(today, startsOn));
  const noticeUntil = lastNotice(endsOn, terms.notice);
  return {
    startsOn,
    endsOn,
    noticeUntil: noticeUntil < startsOn ? null : noticeUntil,
    endsIfCancelledToday:
      terms.renewal === null ? latest(minimumEnd, noticeOver) : termEnd(contract, noticeOver),
    afterwards: terms.renewal === null ? 'open-ended' : 'renews',
  };
}

/** A cancelled contract is served to its last day, that day included. */
export function statusOf(contract: Dated, today: Day): Contract['status'] {
  if (contract.endsOn !== null && contract.endsOn < today) return 'expired';
  if (contract.cancelledAt !== null) return 'cancelled';
  return today < contract.startsOn ? 'scheduled' : 'active';
}

/**
 * Quantity × unit price; `null` for usage, which is billed afterwards.
 * @throws RangeError where the amount is too large to be exact
 */
export function totalOf({ kind, quantity, unitPrice }: ContractItem): Money | null {
  if (kind === 'usage') return null;
  return { amount: exact(quantity * unitPrice.amount), currency: unitPrice.currency };
}

/**
 * What one billing period costs: the plan and its components, without usage. `items` has one line at least and one
 * currency, as `checkContract` sees to.
 * @throws RangeError where the sum is too large to be exact
 */
export function priceOf(items: readonly ContractItem[]): Money {
  const currency = items[0]?.unitPrice.currency ?? 'EUR';
  return { amount: items.reduce((sum, item) => exact(sum + (totalOf(item)?.amount ?? 0)), 0), currency };
}

/** What the customer sees of a contract. */
export function toCustomerContract(contract: VendorContract, today: Day): Contract {
  const { id, number, title, terms, items, billingPeriod, tax, nextChargeOn } = contract;
  return {
    id,
    number,
    title,
    status: statusOf(contract, today),
    term: termOf(contract, today),
    terms: { renewal: terms.renewal, notice: terms.notice },
    items: items.map((item) => ({ ...item, total: totalOf(item) })),
    billingPeriod,
    price: priceOf(items),
    tax,
    nextChargeOn,
  };
}

const firstDay = '1900-01-01';
const lastDay = '2999-12-31';

/** What a schema can't see because it is between fields; empty when the contract holds together. */
export function checkContract(
  contract: Dated & Pick<VendorContract, 'items' | 'nextChargeOn'>,
): readonly ProblemField[] {
  const fields: ProblemField[] = [];
  const refuse = (path: string, code: string, message: string) => fields.push({ path, code, message });
  for (const path of ['startsOn', 'endsOn', 'nextChargeOn'] as const) {
    const day = contract[path];
    if (day !== null && (day < firstDay || day > lastDay)) {
      refuse(path, 'out_of_range', `Expected a day from ${firstDay} to ${lastDay}.`);
    }
  }
  if (contract.endsOn !== null && contract.endsOn < contract.startsOn) {
    refuse('endsOn', 'before_start', 'A contract can not end before it starts.');
  }
  if (contract.cancelledAt !== null && contract.endsOn === null) {
    refuse('endsOn', 'missing', 'A cancelled contract needs its last day.');
  }
  if (contract.cancelledAt !== null && Number.isNaN(Date.parse(contract.cancelledAt))) {
    refuse('cancelledAt', 'iso_timestamp', 'Expected an instant that exists, like 2026-03-01T00:00:00Z.');
  }
  if (new Set(contract.items.map((item) => item.unitPrice.currency)).size > 1) {
    refuse('items', 'currency', 'All prices of a contract need one currency.');
  }
  try {
    priceOf(contract.items);
  } catch {
    refuse('items', 'too_large', 'Quantity times price is too large to be exact.');
  }
  return fields;
}

function exact(amount: number): number {
  if (!Number.isSafeInteger(amount)) throw new RangeError('An amount of money is too large to be exact.');
  return amount + 0; // -0 becomes 0
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
function endOfTerm({ startsOn, terms }: Dated, index: number): Day {
  const renewal = terms.renewal as Period;
  const first = terms.minimumTerm ?? renewal;
  const [firstMonths, renewalMonths] = [monthsOf(first), monthsOf(renewal)];
  if (firstMonths !== undefined && renewalMonths !== undefined) {
    return lastDayOf(startsOn, { count: 1, unit: 'month' }, firstMonths + index * renewalMonths);
  }
  const firstEnd = lastDayOf(startsOn, first, 1);
  return index === 0 ? firstEnd : lastDayOf(addDays(firstEnd, 1), renewal, index);
}

const mostDays = { day: 1, week: 7, month: 31, year: 366 };

/** End of the earliest term that runs up to `day` or beyond; the contract renews. */
function termEnd(contract: Dated, day: Day): Day {
  const { count, unit } = contract.terms.renewal as Period;
  const days = daysBetween(endOfTerm(contract, 0), day);
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
