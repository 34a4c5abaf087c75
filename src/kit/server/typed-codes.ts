import { randomInt } from 'node:crypto';
import { recoveryAlphabet } from '../common/second-factor.ts';

/** A number of so many digits, at most 14, with zeros at its beginning too. */
export const drawDigits = (length: number): string => String(randomInt(10 ** length)).padStart(length, '0');

/** Groups of four symbols, 20 random bits each, to be read from a screen or paper: `k7wm-x3pd`. */
export function drawGroups(count: number): string {
  const group = () =>
    Array.from({ length: 4 }, () => recoveryAlphabet[randomInt(recoveryAlphabet.length)]).join('');
  return Array.from({ length: count }, group).join('-');
}
