import { readDigits } from './digits.ts';

/** Digits of an authenticator app's code. */
export const otpDigits = 6;
/** Seconds for which a code stands in the app. */
export const otpPeriod = 30;
/** How many recovery codes are handed out at once. */
export const recoveryCodeCount = 10;

/** Letters and digits that are not taken for each other on paper. */
export const recoveryAlphabet = 'abcdefghijkmnpqrstuvwxyz23456789';

export type TypedSecond =
  | { readonly kind: 'otp'; readonly code: string }
  | { readonly kind: 'recovery'; readonly code: string };

/**
 * What somebody typed into the field for the code: six digits of the app, however grouped, or else a recovery code in
 * its written form, `k7wm-x3pd-hq9r`. `undefined` for what can be neither.
 */
export function readSecond(typed: string): TypedSecond | undefined {
  const digits = readDigits(typed);
  if (digits !== undefined) return { kind: 'otp', code: digits };
  const plain = typed
    .normalize('NFKC')
    .replace(/[\s\-‐-―_.]/g, '')
    .toLowerCase();
  if (plain.length !== 12 || [...plain].some((symbol) => !recoveryAlphabet.includes(symbol)))
    return undefined;
  return { kind: 'recovery', code: plain.match(/.{4}/g)?.join('-') as string };
}

/** The key as people copy it by hand: `ABCD EFGH …`. */
export const groupedKey = (key: string): string => key.match(/.{1,4}/g)?.join(' ') ?? key;
