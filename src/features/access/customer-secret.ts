import { newCode, readCode } from '../../kit/common/code.ts';

/** A GUID (RFC 9562, version 4), or one that is short like a licence key: `7KQ2M-9XR4T-B3WFD-H8NVC`, 95 random bits. */
export type SecretFormat = 'guid' | 'short';

const shortSymbols = 19;

export const newSecret = (format: SecretFormat): string =>
  format === 'guid' ? crypto.randomUUID() : newCode(shortSymbols);

export type ReadSecret =
  | { readonly secret: string; readonly format: SecretFormat; readonly wrong?: never }
  /** `shape`: no secret at all; `typo`: of a short one's shape, but the check symbol does not fit. */
  | { readonly secret?: never; readonly wrong: 'shape' | 'typo' };

/** The secret that was meant, in its written form: capitals, spaces, dashes and braces do not matter. */
export function readSecret(typed: string): ReadSecret {
  const hex = typed.length > 200 ? '' : typed.replace(/[\s{}\u2010-\u2015-]/g, '').toLowerCase();
  if (/^[0-9a-f]{32}$/.test(hex)) {
    const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
    return { secret: parts.join('-'), format: 'guid' };
  }
  const read = readCode(typed, shortSymbols);
  return read.code === undefined ? { wrong: read.wrong } : { secret: read.code, format: 'short' };
}

/** One field takes both: what has a customer secret's shape is none of an access code's, and the other way round. */
export const isSecret = (typed: string): boolean => readSecret(typed).wrong !== 'shape';
