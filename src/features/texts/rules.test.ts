import { expect, test } from 'vitest';
import { e164Of, isServed, maskedNumber, mayTryAgain, stateAfter } from './rules.ts';

test.each([
  ['+49 151 1234567', '+491511234567'],
  ['0049 (151) 123-4567', '+491511234567'],
  ['+1.202.555.0143', '+12025550143'],
  ['\u202a+49 151 1234567\u202c', '+491511234567'],
  ['＋４９ １５１ １２３４５６７', '+491511234567'],
  ['+123456789012345', '+123456789012345'],
])('CON-35 %s is the number %s', (typed, number) => {
  expect(e164Of(typed)).toBe(number);
});

test.each([
  '0151 1234567',
  '+0151 1234567',
  '+49',
  '+1234567890123456',
  '+49 151 ABC',
  '',
  '++491511234567',
  '+49;1',
])('CON-35 “%s” is no number that a text can be sent to', (typed) => {
  expect(e164Of(typed)).toBeUndefined();
});

test('CON-35 texts go where the vendor says, and numbers are told by three digits', () => {
  expect(isServed('+491511234567', null)).toBe(true);
  expect(isServed('+491511234567', ['+43', '+49'])).toBe(true);
  expect(isServed('+4471234567', ['+43', '+49'])).toBe(false);
  expect(maskedNumber('+491511234567')).toBe('+49…567');
});

test.each([
  { status: 204, reached: true, state: 'taken', again: false },
  { status: 500, reached: true, state: 'refused', again: false },
  { status: 302, reached: true, state: 'refused', again: false },
  { status: 429, reached: true, state: 'refused', again: true },
  { status: 503, reached: true, state: 'refused', again: true },
  { status: null, reached: false, state: 'refused', again: true },
  { status: null, reached: true, state: 'unknown', again: false },
])('CON-35 after status $status (reached: $reached) a text is $state, tried again: $again', (row) => {
  const tried = { status: row.status, reached: row.reached, detail: null };
  expect(stateAfter(tried)).toBe(row.state);
  expect(mayTryAgain(tried)).toBe(row.again);
});
