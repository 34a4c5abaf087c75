import type { AbusedLicence } from './care-schema.ts';

/** Refused machines that point at a key that went around: one or two are somebody with a new computer. */
const fewRefused = 3;

/**
 * Whether a licence is worth a look: several machines were refused, or many more used it than it has places, one after the
 * other. Of a licence without a limit nothing can be said.
 */
export const isSuspicious = ({
  machineLimit,
  used,
  refused,
}: Pick<AbusedLicence, 'machineLimit' | 'used' | 'refused'>): boolean =>
  machineLimit >= 0 && (refused >= fewRefused || used >= 2 * machineLimit + 3);
