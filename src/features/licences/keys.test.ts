import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hintOf, newKey, spellingOf, spellingsOf } from './keys.ts';

const meant = (typed: string, key: string, isOurs: boolean) =>
  spellingsOf(typed).includes(spellingOf(key, isOurs));

test.each([
  { keyFormat: 'groups', keyPrefix: null },
  { keyFormat: 'groups', keyPrefix: 'DWS8' },
  { keyFormat: 'guid', keyPrefix: null },
  { keyFormat: 'guid', keyPrefix: 'OPAL' },
] as const)('a key of $keyFormat with prefix $keyPrefix is found however it is typed', (product) => {
  const key = newKey(product);
  for (const typed of [key, ` ${key.toLowerCase()} `, key.replaceAll('-', ' '), key.replaceAll('-', '')]) {
    expect(meant(typed, key, true), typed).toBe(true);
  }
  expect(meant(newKey(product), key, true)).toBe(false);
  expect(hintOf(key).length).toBeLessThan(key.length - 12);
});

test('a key from elsewhere is its bytes, whatever it looks like', () => {
  expect(meant('ABCDE-FGHIJ-KLMNO', 'ABCDE-FGHIJ-KLMNO', false)).toBe(true);
  expect(meant('abcde-fghij-klmno', 'ABCDE-FGHIJ-KLMNO', false)).toBe(true);
  expect(meant('ABCDE-FGHIJ-KLMNO', 'abcde-fghij-klmno', false)).toBe(false);
  expect(meant('ABCDEFGHIJKLMNO', 'ABCDE-FGHIJ-KLMNO', false)).toBe(false);
  const own = newKey({ keyFormat: 'groups', keyPrefix: null });
  expect(meant(own, own, false)).toBe(true);
  expect(meant(own.replaceAll('-', ''), own, false)).toBe(false);
});

test('a hint never tells more than half of a key', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 4, maxLength: 80, unit: 'grapheme-ascii' }), (key) => {
      expect(hintOf(key).length - 1).toBeLessThanOrEqual(Math.ceil(key.length / 2) + 3);
    }),
  );
});
