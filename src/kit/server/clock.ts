/** Where the time comes from; tests and test sides give another one. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** The same time, moved: what a test side takes for now. */
export const movedClock = (clock: Clock, byMs: number): Clock =>
  byMs === 0 ? clock : { now: () => new Date(clock.now().getTime() + byMs) };
