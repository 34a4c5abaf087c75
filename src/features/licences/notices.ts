import { type Day, dayIn, daysBetween } from '../../kit/common/day.ts';
import type { Licence } from './schema.ts';

/** The last day on which it works, in a zone: what ends at midnight works until the evening before. */
export const lastDayIn = (timeZone: string, expiresAt: string): Day =>
  dayIn(timeZone, new Date(Date.parse(expiresAt) - 1));

export interface NoticeDue {
  /** Which of the days it is: by it and the last day a notice is told from every other one. */
  readonly days: number;
  readonly daysLeft: number;
  readonly lastDay: Day;
}

/**
 * Which notice is due of a licence that ends: of the days ahead that have come the nearest, so that after a stand-still
 * nobody gets two at once. None for what goes on by itself, is blocked, is over, or was made after that day had come.
 */
export function noticeDue(
  { expiresAt, renews, blocked, createdAt }: Pick<Licence, 'expiresAt' | 'renews' | 'blocked' | 'createdAt'>,
  {
    noticeDays,
    timeZone,
    now,
  }: { readonly noticeDays: readonly number[]; readonly timeZone: string; readonly now: Date },
): NoticeDue | undefined {
  if (expiresAt === null || renews || blocked !== null || Date.parse(expiresAt) <= now.getTime())
    return undefined;
  const lastDay = lastDayIn(timeZone, expiresAt);
  const daysLeft = daysBetween(dayIn(timeZone, now), lastDay);
  const days = noticeDays.filter((ahead) => ahead >= daysLeft).sort((one, other) => one - other)[0];
  if (days === undefined) return undefined;
  const madeAhead = daysBetween(dayIn(timeZone, new Date(createdAt)), lastDay);
  return madeAhead > days ? { days, daysLeft, lastDay } : undefined;
}
