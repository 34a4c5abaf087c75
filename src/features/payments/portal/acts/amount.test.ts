import { expect, test } from 'vitest';
import { amountOf, typedOf } from './amount.ts';

test.each([
  ['12', 'EUR', 1_200],
  ['12,5', 'EUR', 1_250],
  [' 12.50 ', 'EUR', 1_250],
  ['0.07', 'EUR', 7],
  ['12.345', 'EUR', undefined],
  ['1.234', 'EUR', undefined],
  ['1.234', 'KWD', 1_234],
  ['500', 'JPY', 500],
  ['500.0', 'JPY', undefined],
  ['-5', 'EUR', undefined],
  ['1e3', 'EUR', undefined],
  ['', 'EUR', undefined],
])('CON-37 “%s” of %s is %s in the smallest unit', (typed, currency, amount) => {
  expect(amountOf(typed, currency)).toBe(amount);
  if (amount !== undefined) expect(amountOf(typedOf(amount, currency), currency)).toBe(amount);
});
