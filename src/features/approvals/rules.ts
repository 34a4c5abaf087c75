import { addDays, type Day, daysBetween } from '../../kit/common/day.ts';
import type { Approval } from './schema.ts';

/** Days that are left until the end of the last one: 0 on that day itself, negative when it is over. */
export const daysLeft = ({ state, dueOn }: Pick<Approval, 'state' | 'dueOn'>, today: Day): number | null =>
  dueOn === null || state === 'approved' || state === 'withdrawn' ? null : daysBetween(today, dueOn);

/** Whether the time to approve is over. */
export const isOverdue = ({ state, dueOn }: Pick<Approval, 'state' | 'dueOn'>, today: Day): boolean =>
  state === 'open' && dueOn !== null && today > dueOn;

/** Whether the customer is to be reminded today: once, from so many days before the last one on. */
export const isToRemind = (
  { state, dueOn, remindDays }: Pick<Approval, 'state' | 'dueOn' | 'remindDays'>,
  remindedOn: Day | null,
  today: Day,
): boolean =>
  state === 'open' &&
  dueOn !== null &&
  remindDays > 0 &&
  remindedOn === null &&
  today >= addDays(dueOn, -remindDays) &&
  today <= dueOn;
