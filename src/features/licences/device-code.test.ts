import { expect, test } from 'vitest';
import { asksTooSoon, newUserCode, readUserCode } from './device-code.ts';

test('CRY-13 a code that is typed is read whatever stands between its letters', () => {
  const code = newUserCode();
  expect(code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
  expect(readUserCode(` ${code.toLowerCase().replace('-', ' ')}`)).toBe(code);
  for (const typed of ['', code.slice(1), `${code}B`, 'AAAA-AAAA'])
    expect(readUserCode(typed)).toBeUndefined();
});

test('CRY-13 a program that asks sooner than it may is told to slow down', () => {
  const now = new Date('2026-11-22T12:00:00Z');
  expect(asksTooSoon({ everySeconds: 5, askedAt: null }, now)).toBe(false);
  expect(asksTooSoon({ everySeconds: 5, askedAt: '2026-11-22T11:59:55.001Z' }, now)).toBe(true);
  expect(asksTooSoon({ everySeconds: 5, askedAt: '2026-11-22T11:59:55.000Z' }, now)).toBe(false);
});
