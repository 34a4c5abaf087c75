import { addPeriod, type Day, daysBetween, type Period } from '../../kit/common/day.ts';
import { scaled } from './amounts.ts';

/** `days` of the `of` days that a period has. */
export interface Share {
  readonly days: number;
  readonly of: number;
}

/**
 * What is left of a billing period on `day`, that day included: of a month that began on `2026-03-01`, on `2026-03-21`
 * 11 of 31 days. All of it before it began, nothing once it is over.
 */
export function shareOfPeriod(beginsOn: Day, period: Period, day: Day): Share {
  const of = daysBetween(beginsOn, addPeriod(beginsOn, period));
  return { days: Math.min(of, Math.max(0, of - daysBetween(beginsOn, day))), of };
}

/** That share of an amount, half away from zero. What was used and what is left add up: one is the rest of the other. */
export const prorated = (amount: number, { days, of }: Share): number =>
  scaled(amount, BigInt(days), BigInt(of));
