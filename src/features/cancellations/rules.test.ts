import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, addPeriod, type Day } from '../../kit/common/day.ts';
import { dueOn, remaining, withdrawalUntil } from './rules.ts';

const month = { count: 1, unit: 'month' } as const;
const contract = (nextChargeOn: Day | null, billedUntil: Day | null = null) => ({
  items: [
    { kind: 'plan', title: 'Plan', quantity: 1, unitPrice: { amount: 3100, currency: 'EUR' } } as const,
  ],
  billingPeriod: month,
  nextChargeOn,
  billedUntil,
});
const eur = (amount: number) => ({ amount, currency: 'EUR' });

test.each([
  ['to the end of a period', '2026-12-01', '2026-12-31', 1, 3100, '2026-12-01', 3100],
  ['three periods', '2026-12-01', '2027-02-28', 3, 9300, '2027-02-01', 3100],
  ['ten days of the last one', '2026-12-01', '2026-12-10', 1, 1000, '2026-12-01', 1000],
  ['before the next charge', '2026-12-01', '2026-11-30', 0, 0, null, 0],
] as const)('BIL-6 what a contract still costs, %s', (_, next, endsOn, count, sum, on, amount) => {
  expect(remaining(contract(next), endsOn)).toEqual({
    ...{ count, sum: eur(sum), back: null },
    last: on && { on, amount: eur(amount) },
  });
});

test('BIL-6 what was charged for days behind the end comes back', () => {
  expect(remaining(contract('2026-12-01', '2026-11-30'), '2026-11-20').back).toEqual(eur(1033));
  expect(remaining(contract('2027-01-01', '2026-12-31'), '2026-11-30').back).toEqual(eur(3100));
  expect(remaining(contract('2026-12-01', '2026-11-30'), '2026-11-30').back).toBeNull();
  expect(remaining(contract(null), '2026-11-30')).toMatchObject({ count: 0, last: null, back: null });
});

test('BIL-6 a later end never costs less, and one day costs no more than a period', () => {
  const day = fc.integer({ min: 0, max: 900 });
  fc.assert(
    fc.property(day, day, (from, more) => {
      const next = addDays('2026-01-31', from);
      const end = addDays(next, more);
      const [now, later] = [remaining(contract(next), end), remaining(contract(next), addDays(end, 1))];
      expect(later.sum.amount).toBeGreaterThanOrEqual(now.sum.amount);
      expect(later.sum.amount - now.sum.amount).toBeLessThanOrEqual(3100);
      // Each of the periods is counted from the first one, so that none drifts.
      expect(now.last?.on).toBe(addPeriod(next, month, now.count - 1));
    }),
  );
});

test.each([
  ['2026-11-02', '2026-11-16'],
  ['a Saturday', '2026-11-07', '2026-11-23'],
  ['a Sunday', '2026-11-08', '2026-11-23'],
  ['over the leap day', '2028-02-21', '2028-03-06'],
])('U30 a withdrawal has fourteen days, and never ends on a weekend (%s)', (...cells) => {
  const [made = '', until] = cells.slice(-2);
  expect(withdrawalUntil(made)).toBe(until);
});

test('U30 somebody looks within a week; money of a withdrawal goes back within two', () => {
  expect(dueOn('cancel', '2026-11-22')).toBe('2026-11-29');
  expect(dueOn('withdraw', '2026-11-22')).toBe('2026-12-06');
});
