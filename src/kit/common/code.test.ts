import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newCode, readCode } from './code.ts';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const position = fc.integer({ min: 0, max: 24 });

test('a code has five groups of five and is read as itself', () => {
  for (let n = 0; n < 1000; n++) {
    const code = newCode();
    expect(code).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}$/);
    expect(readCode(code)).toEqual({ code });
  }
});

test('CD01 a code is taken however it is typed: small letters, look-alikes, spaces, dashes, full width', () => {
  const code = 'ABCDE-01234-56789-FGHJK-MNPQ0';
  const right = [...alphabet].map((last) => code.slice(0, -1) + last).find((whole) => readCode(whole).code);
  const bare = (right as string).replaceAll('-', '');
  const typed = [
    bare.toLowerCase(),
    bare.replaceAll('0', 'o').replaceAll('1', 'l'),
    bare.replaceAll('0', 'O').replaceAll('1', 'I'),
    [...bare].join(' '),
    ` ${bare.slice(0, 7)}\u2013${bare.slice(7)}\u00A0`,
    [...bare].map((symbol) => String.fromCharCode(symbol.charCodeAt(0) + 0xfee0)).join(''),
    bare.replace(/.{5}/g, '$&\u2014'),
  ];
  for (const text of typed) expect(readCode(text), text).toEqual({ code: right });
});

test('CD01 letters that merely lower-case to ours are no symbols of a code', () => {
  const code = newCode().replaceAll('-', '');
  for (const stranger of ['\u212A', '\u0130', '\u017F', '\u0410', 'ß'])
    expect(readCode(stranger + code.slice(1)).wrong).toBe('shape');
});

test('CD02 one wrong symbol is known for a slip, wherever it is', () => {
  fc.assert(
    fc.property(position, fc.integer({ min: 1, max: 31 }), (at, by) => {
      const bare = newCode().replaceAll('-', '');
      const other = alphabet[(alphabet.indexOf(bare[at] as string) + by) % 32] as string;
      expect(readCode(bare.slice(0, at) + other + bare.slice(at + 1)).wrong).toBe('typo');
    }),
  );
});

test('CD02 two neighbours swapped are known for a slip, but for 0 and Z', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 23 }), (at) => {
      const bare = newCode().replaceAll('-', '');
      const [a, b] = [bare[at] as string, bare[at + 1] as string];
      fc.pre(a !== b && [a, b].sort().join('') !== '0Z');
      expect(readCode(bare.slice(0, at) + b + a + bare.slice(at + 2)).wrong).toBe('typo');
    }),
  );
});

test.each(['', ' ', '-', '12345', 'x'.repeat(201), '\u0000'.repeat(25), 'ABCDE-01234-56789-FGHJK-MNPQ'])(
  'what has no shape of a code is none: %j',
  (text) => expect(readCode(text)).toEqual({ wrong: 'shape' }),
);

test('CD11 a hundred thousand codes are all different, and each symbol is as frequent as the others', () => {
  const seen = new Set<string>();
  const counts = new Map<string, number>();
  for (let n = 0; n < 100_000; n++) {
    const bare = newCode().replaceAll('-', '').slice(0, 24);
    seen.add(bare);
    for (const symbol of bare) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
  }
  expect(seen.size).toBe(100_000);
  expect(counts.size).toBe(32);
  for (const count of counts.values()) expect(Math.abs(count / 75_000 - 1)).toBeLessThan(0.02);
});

test('CD11 nothing but waits and names of history entries is drawn from Math.random', () => {
  const root = new URL('../../../', import.meta.url).pathname;
  const users = ['src', 'embed'].flatMap((folder) =>
    readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path))
      .map((path) => `${folder}/${path}`)
      .filter((path) => readFileSync(`${root}${path}`, 'utf8').includes('Math.random')),
  );
  expect(users.sort()).toEqual([
    'embed/client/send.ts',
    'src/features/webhooks/server/finish.ts',
    'src/features/webhooks/server/sender.ts',
    'src/kit/browser/places.ts',
    'src/kit/server/db/db.ts',
    'src/kit/server/db/sqlite/reader.ts',
    'src/kit/server/db/sqlite/writer.ts',
    'src/kit/server/idempotency.ts',
    'src/kit/server/jobs.ts',
    'src/kit/server/outbox.ts',
    'src/kit/server/portable/freeze.ts',
    'src/kit/server/work.ts',
  ]);
});
