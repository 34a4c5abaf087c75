import { expect, test } from 'vitest';
import { daysBefore, goesOn } from './rules.ts';

test.each([
  ['month', '2026-11-01', '2026-11-22', '2026-10-01', '2026-10-22'],
  // The month before is shorter: as many of its days as there are.
  ['month', '2026-03-01', '2026-03-31', '2026-02-01', '2026-02-28'],
  ['year', '2028-01-01', '2028-02-29', '2027-01-01', '2027-02-28'],
  ['last-month', '2026-10-01', '2026-10-31', '2026-09-01', '2026-09-30'],
  ['last-year', '2025-01-01', '2025-12-31', '2024-01-01', '2024-12-31'],
  ['days-30', '2026-10-24', '2026-11-22', '2026-09-24', '2026-10-23'],
  ['custom', '2026-11-22', '2026-11-22', '2026-11-21', '2026-11-21'],
] as const)('before %s of %s to %s lies %s to %s', (period, from, until, first, last) => {
  expect(daysBefore(period, { from, until })).toEqual({ from: first, until: last });
});

test.each([
  ['month', '2026-11-01', '2026-11-22', { factor: 30 / 22, until: '2026-11-30' }],
  ['month', '2026-11-01', '2026-11-30', undefined],
  ['year', '2026-01-01', '2026-01-02', { factor: 365 / 2, until: '2026-12-31' }],
  // The first day says nothing of the others.
  ['month', '2026-11-01', '2026-11-01', undefined],
  ['last-month', '2026-10-01', '2026-10-31', undefined],
  ['custom', '2026-11-01', '2026-11-22', undefined],
] as const)('%s of %s to %s comes to %o times what it is', (period, from, until, ahead) => {
  expect(goesOn({ period, from, until })).toEqual(ahead);
});
