import type { Licence, LicenceState, Machine, Product } from './schema.ts';

export const unlimited = -1;

/** Whether one more machine fits: `used` of `limit` are there. */
export const hasRoom = (limit: number, used: number): boolean => limit === unlimited || used < limit;

/** What a licence is at a moment, whatever machine asks. */
export const stateOf = (
  { blocked, expiresAt }: Pick<Licence, 'blocked' | 'expiresAt'>,
  now: Date,
): Exclude<LicenceState, 'not-activated'> => {
  if (blocked !== null) return 'blocked';
  return expiresAt !== null && Date.parse(expiresAt) <= now.getTime() ? 'expired' : 'valid';
};

/** A new key is no way around a block; where others know the old one it is the way out. */
export const mayRenewKey = ({ blocked }: Pick<Licence, 'blocked'>): boolean =>
  blocked === null || blocked === 'leaked';

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** Until when a machine of a floating licence counts that says now that it is in use. */
export const leaseEnd = ({ heartbeatMinutes }: Pick<Product, 'heartbeatMinutes'>, now: Date): string =>
  new Date(now.getTime() + heartbeatMinutes * minuteMs).toISOString();

/** Whether a machine counts: for good, or as long as its lease. */
export const counts = ({ leaseEndsAt }: Pick<Machine, 'leaseEndsAt'>, now: Date): boolean =>
  leaseEndsAt === null || leaseEndsAt > now.toISOString();

/** Not seen for so long that it may be lost. */
export const isUnreachable = (
  { lastSeenAt }: Pick<Machine, 'lastSeenAt'>,
  { unreachableDays }: Pick<Product, 'unreachableDays'>,
  now: Date,
): boolean => now.getTime() - Date.parse(lastSeenAt) >= unreachableDays * dayMs;

/** What is left of a licence's machines to free, and when there is more of it again. */
export interface Freeing {
  /** -1: as many as one likes. */
  readonly left: number;
  /** When one that was freed no longer counts; `null`: none does. */
  readonly nextAt: string | null;
}

/** @param freed instants at which machines were freed */
export function freeingOf(
  { most, perDays }: Product['deactivations'],
  freed: readonly string[],
  now: Date,
): Freeing {
  const since = now.getTime() - perDays * dayMs;
  const counted = freed.filter((at) => Date.parse(at) > since).sort();
  const first = counted[0];
  const nextAt = first === undefined ? null : new Date(Date.parse(first) + perDays * dayMs).toISOString();
  return { left: most === unlimited ? unlimited : Math.max(0, most - counted.length), nextAt };
}

/** The moment from which freed machines still count. */
export const freeingSince = ({ perDays }: Product['deactivations'], now: Date): string =>
  new Date(now.getTime() - perDays * dayMs).toISOString();

/**
 * How long a signed answer is good without a new one: the product's days, never longer than the licence, and for a
 * floating one no longer than its lease.
 */
export function fileEnd(
  { offlineDays }: Pick<Product, 'offlineDays'>,
  { expiresAt }: Pick<Licence, 'expiresAt'>,
  { leaseEndsAt }: Pick<Machine, 'leaseEndsAt'>,
  now: Date,
): string {
  const ends = [new Date(now.getTime() + offlineDays * dayMs).toISOString(), expiresAt, leaseEndsAt];
  return ends.filter((end) => end !== null).sort()[0] as string;
}
