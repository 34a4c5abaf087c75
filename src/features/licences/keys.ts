import { newCode, readCode, withoutSeparators } from '../../kit/common/code.ts';
import type { KeyFormat } from './schema.ts';

/** A new key, of 120 random bits and more. */
export function newKey({
  keyFormat,
  keyPrefix,
}: {
  readonly keyFormat: KeyFormat;
  readonly keyPrefix: string | null;
}): string {
  const key = keyFormat === 'guid' ? crypto.randomUUID() : newCode();
  return keyPrefix === null ? key : `${keyPrefix}-${key}`;
}

const codeLength = 25;
const longestPrefix = 8;

/** What is hashed of a key that was made here: its random part, so that a slip in the prefix does no harm. */
function randomPart(text: string): string | undefined {
  const bare = withoutSeparators(text);
  const prefixed = bare.length - codeLength;
  if (prefixed >= 0 && prefixed <= longestPrefix) {
    const { code } = readCode(bare.slice(prefixed));
    if (code !== undefined) return `code:${code}`;
  }
  const [, hex] = /^[0-9a-z]{0,8}([0-9a-f]{32})$/.exec(bare.toLowerCase().replace(/[{}]/g, '')) ?? [];
  return hex === undefined ? undefined : `guid:${hex}`;
}

/** What a stored key is found by. One that was brought along is nothing but its bytes. */
export const spellingOf = (key: string, isOurs: boolean): string =>
  (isOurs ? randomPart(key) : undefined) ?? `text:${key}`;

/** What somebody may have meant who typed this: ours forgivingly, others byte for byte, or in capitals. */
export function spellingsOf(typed: string): readonly string[] {
  const text = typed.trim();
  const ours = randomPart(text);
  const texts = [text, text.replace(/\s+/g, ''), text.toUpperCase()].map((one) => `text:${one}`);
  return [...new Set([...(ours === undefined ? [] : [ours]), ...texts])];
}

/**
 * By which people recognise a key without being able to use it: how it begins, and its last four symbols,
 * `DWS8-7KQ2M…9F3C`. Of a short one less.
 */
export function hintOf(key: string): string {
  if (key.length < 16) return `${key.slice(0, 2)}…`;
  const [first = '', second = ''] = key.split('-');
  const head = first.length <= longestPrefix && second ? `${first}-${second}` : first;
  return `${head.slice(0, Math.min(14, Math.floor(key.length / 3)))}…${key.slice(-4)}`;
}
