import type { OwnWay } from '../own-ways.ts';

export interface ShownWays {
  /** Stands open. */
  readonly first: OwnWay | undefined;
  /** One press away. */
  readonly second: OwnWay | undefined;
  /** Behind “another way”. */
  readonly others: readonly OwnWay[];
}

/** One or two ways are shown, the rest waits: whoever chose another one finds that first. */
export function shownWays(ways: readonly OwnWay[], chosen: OwnWay | undefined): ShownWays {
  const first = chosen && ways.includes(chosen) ? chosen : ways[0];
  const [second, ...others] = ways.filter((way) => way !== first);
  return { first, second, others };
}
