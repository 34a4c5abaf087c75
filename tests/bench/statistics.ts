/** Middle value; of an even number, the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Median of `values[i] / base[i]`: rounds are compared with themselves, so that a slow minute cancels out. */
export const medianRatio = (values: readonly number[], base: readonly number[]): number =>
  median(values.map((value, i) => value / (base[i] ?? Number.NaN)));

/** One line of the table. `worth` is compared with `must` and `goal`; smaller is better for all of them. */
export interface Row {
  readonly id: string;
  readonly what: string;
  readonly worth: number;
  readonly must: number;
  readonly goal: number;
  readonly unit: string;
  /** The absolute figures behind the ratio, as measured on this machine on this day. */
  readonly detail: string;
}

export const verdict = ({ worth, must, goal }: Row): string =>
  !Number.isFinite(worth) ? 'not measured' : worth <= goal ? 'goal' : worth <= must ? 'must' : 'over';
