import { describe, expect, test } from 'vitest';
import { addsUp, forecastOf, guessed, shareOf } from './outlook.ts';

describe('what a running period comes to', () => {
  const month = { period: 'month', from: '2026-11-01', until: '2026-11-28' } as const;

  test('each day to come has the average of the days so far', () => {
    expect(forecastOf({ ...month, report: 'day' }, 56)).toEqual({
      ...{ total: 60, until: '2026-11-30' },
      by: new Map([
        ['2026-11-29', 2],
        ['2026-11-30', 2],
      ]),
    });
  });

  test('the running month has what comes on top, the months behind it have whole ones', () => {
    const year = { report: 'month', period: 'year', from: '2026-01-01', until: '2026-11-28' } as const;
    const found = forecastOf(year, 332 * 3);
    expect(found?.by).toEqual(
      new Map([
        ['2026-11', 6],
        ['2026-12', 93],
      ]),
    );
    expect(found?.total).toBeCloseTo(365 * 3);
  });

  test.each([
    ['the first day', { ...month, until: '2026-11-01', report: 'day' }, 4],
    ['the last day', { ...month, until: '2026-11-30', report: 'day' }, 4],
    ['nothing used', { ...month, report: 'day' }, 0],
    ['a period that is over', { ...month, period: 'last-month', report: 'day' }, 4],
    ['a report that is not by time', { ...month, report: 'destination' }, 4],
  ] as const)('%s foretells nothing', (_, part, sum) => {
    expect(forecastOf(part, sum)).toBeUndefined();
  });

  test('an average and money are not foretold', () => {
    expect(addsUp({ key: 'records', kind: 'count' })).toBe(true);
    expect(addsUp({ key: 'average', kind: 'seconds' })).toBe(false);
    expect(addsUp({ key: 'price', kind: 'price' })).toBe(false);
    expect(guessed({ kind: 'count' }, 3.7)).toBe(4);
    expect(guessed({ kind: 'decimal' }, 0.333)).toBe(0.33);
  });
});

test.each([
  ['day', '2026-11-15', '2026-12-14', 10],
  ['month', '2026-11-15', '2026-12-14', 300],
  ['month', '2026-02-01', '2026-02-28', 300],
  ['month', '2026-01-01', '2026-12-31', 25],
  ['month', '2026-11-02', '2026-11-08', undefined],
  ['hour', '2026-11-01', '2026-11-30', undefined],
] as const)('by %s, 300 from %s to %s are %d', (report, from, until, share) => {
  expect(shareOf(report, { column: 'records', value: 300, from, until })).toBe(share);
  expect(shareOf(report, null)).toBeUndefined();
});
