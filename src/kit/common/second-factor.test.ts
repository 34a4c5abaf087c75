import { expect, test } from 'vitest';
import { groupedKey, readSecond } from './second-factor.ts';

test.each([
  ['123456', { kind: 'otp', code: '123456' }],
  [' 123 456 ', { kind: 'otp', code: '123456' }],
  ['１２３-４５６', { kind: 'otp', code: '123456' }],
  ['١٢٣ ٤٥٦', { kind: 'otp', code: '123456' }],
  ['K7WM X3PD hq9r', { kind: 'recovery', code: 'k7wm-x3pd-hq9r' }],
  ['k7wm-x3pd-hq9r', { kind: 'recovery', code: 'k7wm-x3pd-hq9r' }],
  ['12345', undefined],
  ['1234567', undefined],
  ['k7wm-x3pd-hq9o', undefined],
  ['', undefined],
])('CCM-43 %j is read as the code that was meant', (typed, meant) => {
  expect(readSecond(typed)).toEqual(meant);
});

test('CCM-43 the key of an app is written in groups of four', () => {
  expect(groupedKey('ABCDEFGHIJ')).toBe('ABCD EFGH IJ');
});
