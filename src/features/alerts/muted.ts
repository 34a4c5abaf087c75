import { addDays, type Day } from '../../kit/common/day.ts';

/** The last day on which nothing is told, of the instant that is kept; empty: it is not muted. Days are those of UTC. */
export const mutedDay = (alert: { readonly mutedUntil: string | null } | undefined): string =>
  alert?.mutedUntil ? new Date(Date.parse(alert.mutedUntil) - 1).toISOString().slice(0, 10) : '';

/** The instant with which that day is over. */
export const overAt = (day: Day): string => `${addDays(day, 1)}T00:00:00.000Z`;
