import { addDays, addPeriod, type Day, startOfDay } from '../../kit/common/day.ts';
import { mostDays } from './rules.ts';
import type { Every } from './schema.ts';

const isMonday = (day: Day): boolean => new Date(`${day}T00:00:00Z`).getUTCDay() === 1;

/** The first day of what is running on this one: of a week that is its Monday. */
function beginOf(every: Every, day: Day): Day {
  if (every === 'day') return day;
  if (every === 'month') return `${day.slice(0, 8)}01`;
  let monday = day;
  while (!isMonday(monday)) monday = addDays(monday, -1);
  return monday;
}

/** The last day that is over for good: yesterday, Sunday, the last of the month before. */
export const lastWhole = (every: Every, today: Day): Day => addDays(beginOf(every, today), -1);

/** The day on which the next is over, after what was sent until then. */
const nextDay = (every: Every, covered: Day): Day =>
  addPeriod(beginOf(every, addDays(covered, 1)), { count: 1, unit: every });

const morningMs = 6 * 3_600_000;

/** Early in the morning where whoever reads it is, when what came late is there too. */
export const dueAt = (every: Every, covered: Day, timeZone: string): Date =>
  new Date(startOfDay(nextDay(every, covered), timeZone).getTime() + morningMs);

/** What is to be sent, also after days without service: all of it in one; `undefined`: nothing is over yet. */
export function daysToSend(
  every: Every,
  covered: Day,
  today: Day,
): { readonly from: Day; readonly until: Day } | undefined {
  const until = lastWhole(every, today);
  if (until <= covered) return undefined;
  const [, from = until] = [addDays(covered, 1), addDays(until, 1 - mostDays)].sort();
  return { from, until };
}
