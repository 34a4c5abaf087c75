import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, addPeriod, dayIn, daysBetween, isDay, startOfDay } from './day.ts';

const anyDay = fc
  .date({ min: new Date('0100-01-01'), max: new Date('9990-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

test('days are counted as the calendar has them', () => {
  fc.assert(
    fc.property(anyDay, fc.integer({ min: -3000, max: 3000 }), (day, count) => {
      const expected = new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000)
        .toISOString()
        .slice(0, 10);
      expect(addDays(day, count)).toBe(expected);
      expect(daysBetween(day, expected)).toBe(count);
    }),
  );
});

test.each([
  ['2026-01-31', { count: 1, unit: 'month' }, 1, '2026-02-28'],
  ['2024-01-31', { count: 1, unit: 'month' }, 1, '2024-02-29'],
  ['2024-02-29', { count: 1, unit: 'year' }, 1, '2025-02-28'],
  ['2026-03-31', { count: 1, unit: 'month' }, -1, '2026-02-28'],
  ['2026-12-31', { count: 2, unit: 'week' }, 1, '2027-01-14'],
  ['2026-12-31', { count: 1, unit: 'day' }, 3, '2027-01-03'],
] as const)('%s and %o, %i times, is %s', (day, period, times, expected) => {
  expect(addPeriod(day, period, times)).toBe(expected);
});

test('a day that does not exist is none', () => {
  for (const text of ['2026-02-30', '2026-13-01', '2026-1-1', 'today', '', '2026-02-28T00:00']) {
    expect(isDay(text), text).toBe(false);
  }
  expect(isDay('2024-02-29')).toBe(true);
});

test('the day depends on the zone', () => {
  expect(dayIn('Europe/Berlin', new Date('2026-03-31T22:30:00Z'))).toBe('2026-04-01');
  expect(dayIn('America/Los_Angeles', new Date('2026-03-31T22:30:00Z'))).toBe('2026-03-31');
});

test('a day begins at its first instant in the zone, also where clocks are set at midnight', () => {
  const begins = (day: string, zone: string) => startOfDay(day, zone).toISOString();
  expect(begins('2026-03-29', 'Europe/Berlin')).toBe('2026-03-28T23:00:00.000Z');
  expect(begins('2026-03-30', 'Europe/Berlin')).toBe('2026-03-29T22:00:00.000Z');
  expect(begins('2026-11-22', 'Pacific/Kiritimati')).toBe('2026-11-21T10:00:00.000Z');
  expect(begins('2026-11-22', 'Pacific/Pago_Pago')).toBe('2026-11-22T11:00:00.000Z');
  expect(begins('2026-11-22', 'Asia/Kathmandu')).toBe('2026-11-21T18:15:00.000Z');
  // Midnight is left out on this day in Beirut.
  expect(begins('2026-03-29', 'Asia/Beirut')).toBe('2026-03-28T22:00:00.000Z');
});
