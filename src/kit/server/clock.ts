/** Where the time comes from; tests and test sides give another one. */
export interface Clock {
  now(): Date;
  /** The world's own, behind a clock that was moved. */
  readonly world?: Clock;
}

export const systemClock: Clock = { now: () => new Date() };

/** The same time, moved: what a test side takes for now. */
export const movedClock = (clock: Clock, byMs: number): Clock =>
  byMs === 0 ? clock : { now: () => new Date(clock.now().getTime() + byMs), world: clock };

/** What it is outside: for queues, tickets and whatever else runs by the world's time on a moved side too. */
export const worldTime = (clock: Clock): Date => (clock.world ?? clock).now();
