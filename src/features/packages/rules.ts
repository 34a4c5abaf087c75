import { addDays, type Day, daysBetween } from '../../kit/common/day.ts';
import type { ProblemField } from '../../kit/common/problem.ts';
import type { Package } from './schema.ts';

export type PackageState = 'running' | 'used-up' | 'over' | 'ahead' | 'off';

export function stateOf(
  {
    active,
    startsOn,
    endsOn,
    included,
    used,
  }: Pick<Package, 'active' | 'startsOn' | 'endsOn' | 'included' | 'used'>,
  today: Day,
): PackageState {
  if (!active) return 'off';
  if (endsOn !== null && endsOn < today) return 'over';
  if (startsOn > today) return 'ahead';
  return included >= 0 && used >= included ? 'used-up' : 'running';
}

/** What does not hold together. */
export const wrongIn = ({
  startsOn,
  endsOn,
}: Pick<Package, 'startsOn' | 'endsOn'>): readonly ProblemField[] =>
  endsOn !== null && endsOn < startsOn
    ? [{ path: 'endsOn', code: 'order', message: 'It ends before it begins.' }]
    : [];

/** As one that begins on this day, unused; its period is as long as it was. */
export const begunOn = (
  { startsOn, endsOn }: Pick<Package, 'startsOn' | 'endsOn'>,
  day: Day,
): { readonly startsOn: Day; readonly endsOn: Day | null } => ({
  startsOn: day,
  endsOn: endsOn && addDays(day, daysBetween(startsOn, endsOn)),
});
