import { expect, test } from 'vitest';
import { cardNumbersIn, holdsCardNumber } from './card-number.ts';

test.each([
  '4242424242424242',
  '4242 4242 4242 4242',
  'my card is 5555-5555-5555-4444, thanks',
  '378282246310005',
])('OM22 %s is a card', (text) => {
  expect(holdsCardNumber(text)).toBe(true);
});

test.each([
  ['a digit that does not fit', '4242424242424241'],
  ['a phone number', '+49 1511 2345678'],
  ['a phone number without its plus', '4915112345678'],
  ['an IBAN', 'DE89 3704 0044 0532 0130 00'],
  ['an EAN', '4006381333931'],
  ['an order number', 'ORD-2026-000042'],
  ['part of a longer number', '94242424242424242000'],
])('OM22 %s is no card', (_, text) => {
  expect(holdsCardNumber(text)).toBe(false);
});

test('OM22 cards are found however deep they lie, and passwords are nobody’s business', () => {
  const body = {
    billing: { street: 'x', notes: ['4242424242424242'] },
    amount: 4242424242424242,
    password: '4242424242424242',
  };
  expect(cardNumbersIn(body)).toEqual(['billing.notes.0', 'amount']);
});
