import { expect, test } from 'vitest';
import { lastDayOf } from './words.ts';

test.each([
  ['UTC', '2027-04-01T00:00:00.000Z'],
  ['Europe/Berlin, in summer', '2027-03-31T22:00:00.000Z'],
  ['America/New_York', '2027-04-01T04:00:00.000Z'],
  ['Pacific/Honolulu', '2027-04-01T10:00:00.000Z'],
  ['Asia/Kolkata', '2027-03-31T18:30:00.000Z'],
  ['Pacific/Auckland, in summer', '2027-03-31T11:00:00.000Z'],
])('a licence that ends with 31 March in %s says 31 March', (_, expiresAt) => {
  expect(lastDayOf({ expiresAt })).toBe('2027-03-31');
});
