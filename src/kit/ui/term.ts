import { type Day, daysBetween } from '../common/day.ts';

export interface TermSpan {
  readonly from: Day;
  /** Last day; `null` while there is no end. */
  readonly until: Day | null;
  readonly today: Day;
  /** Last day on which an act still counts; what comes after it is hatched. */
  readonly deadline?: Day | null | undefined;
}

export interface TermMarks {
  /** Shares of the track from its start, 0 to 1. */
  readonly today: number;
  readonly deadline: number | undefined;
  readonly begun: boolean;
  readonly over: boolean;
}

/** Where the marks of a term stand. Without an end the track shows as much time to come as has passed by half. */
export function termMarks({ from, until, today, deadline }: TermSpan): TermMarks {
  const passed = daysBetween(from, today);
  const whole = until ? Math.max(1, daysBetween(from, until)) : Math.max(90, passed * 1.5);
  const share = (days: number) => Math.min(1, Math.max(0, days / whole));
  const shown = deadline && until && deadline >= from && deadline < until;
  return {
    today: share(passed),
    deadline: shown ? share(daysBetween(from, deadline)) : undefined,
    begun: passed >= 0,
    over: until !== null && today > until,
  };
}

/**
 * Where a label of `width` begins so that its mark at `at` is above it and 12 px stay free to the labels at both
 * ends; `undefined` where there is no such place. All in pixels.
 */
export function placeLabel(
  at: number,
  width: number,
  ends: { readonly start: number; readonly end: number; readonly whole: number },
): number | undefined {
  const first = ends.start + 12;
  const last = ends.whole - ends.end - 12 - width;
  const from = Math.min(Math.max(at - width / 2, first), last);
  return from >= first && Math.abs(from + width / 2 - at) <= width / 2 ? from : undefined;
}
