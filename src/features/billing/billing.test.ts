import { expect, test } from 'vitest';
import { stepLines } from './charges.ts';
import { periodAt, periodWith, unitsOf } from './periods.ts';

const month = { count: 1, unit: 'month' } as const;
const pause = (from: string, until: string | null, billedPercent = 0) => ({
  ...{ id: 'pau_000000000001', from, until, billedPercent, settled: true },
});

test.each([
  ['2026-01-31', '2026-01-31', 0, '2026-01-31', '2026-02-27'],
  ['2026-01-31', '2026-02-28', 1, '2026-02-28', '2026-03-30'],
  ['2026-01-31', '2026-03-31', 2, '2026-03-31', '2026-04-29'],
  ['2024-02-29', '2027-12-24', 45, '2027-11-29', '2027-12-28'],
])('BIL-52 periods from %s: %s lies in number %i', (first, day, index, from, until) => {
  expect(periodWith(first, month, day)).toEqual({ index, from, until });
});

test('BIL-52 periods follow each other without a gap, whatever their length and first day', () => {
  for (const unit of ['day', 'week', 'month', 'year'] as const) {
    for (const first of ['2024-02-29', '2025-12-31', '2026-05-15']) {
      for (let index = 0; index < 40; index += 1) {
        const here = periodAt(first, { count: 2, unit }, index);
        const next = periodAt(first, { count: 2, unit }, index + 1);
        expect(periodWith(first, { count: 2, unit }, here.until)).toEqual(here);
        expect(new Date(Date.parse(here.until) + 86_400_000).toISOString().slice(0, 10)).toBe(next.from);
      }
    }
  }
});

test.each([
  ['all of it', null, [], 3000],
  ['up to an end within', '2026-06-10', [], 1000],
  ['nothing behind an end', '2026-05-31', [], 0],
  ['a pause within', null, [pause('2026-06-11', '2026-06-20')], 2000],
  ['a pause that costs half', null, [pause('2026-05-01', '2026-06-10', 50)], 2500],
  ['a pause without end', null, [pause('2026-06-16', null)], 1500],
  ['a pause behind the end', '2026-06-05', [pause('2026-06-11', null)], 500],
] as const)('BIL-53 June is paid for: %s', (_, endsOn, pauses, units) => {
  expect(unitsOf({ from: '2026-06-01', until: '2026-06-30' }, { endsOn, pauses })).toBe(units);
});

test('BIL-52 a charge that is corrected again and again comes to the rounded part that is due', () => {
  const price = {
    ...{ currency: 'EUR', included: true, reason: 'domestic' as const },
    lines: [{ title: 'Plan', taxPercent: 19, amount: 9999 }],
  };
  let units = 0;
  let sum = 0;
  for (const to of [3100, 1700, 1650, 2999, 0, 1234]) {
    const charge = { from: '2026-07-01', until: '2026-07-31', ofUnits: 3100, units, price };
    sum += stepLines({ charge, to })[0]?.amount ?? 0;
    units = to;
    expect(sum).toBe(Math.round((9999 * to) / 3100));
  }
});
