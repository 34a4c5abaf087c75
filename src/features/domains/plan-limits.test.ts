import { expect, test } from 'vitest';
import { byHand, countsOn, following, noneAllowed, type PlanLimits, sumOf } from './plan-limits.ts';

const nothing: PlanLimits = { calls: null, domains: null, noLabel: null, atZero: null, atMaximum: null };

test('what several contracts give adds up; without limit is so altogether', () => {
  expect(sumOf([])).toEqual(noneAllowed);
  const small: PlanLimits = { ...nothing, calls: 1000, domains: 3, atZero: 'refuse' };
  expect(sumOf([small, { ...nothing, calls: 500, noLabel: 2 }])).toEqual({
    ...{ calls: 1500, domains: 3, noLabel: 2, atZero: 'refuse', atMaximum: 'go-on' },
  });
  expect(sumOf([small, { ...nothing, calls: -1, atZero: 'go-on' }])).toMatchObject({
    ...{ calls: -1, domains: 3, atZero: 'go-on' },
  });
  expect(
    sumOf([
      { ...nothing, calls: 900_000_000_000 },
      { ...nothing, calls: 900_000_000_000 },
    ]).calls,
  ).toBe(1_000_000_000_000);
});

test('what was set by hand stays, and follows again when that is asked for', () => {
  const before = { ...noneAllowed, calls: 1000, domains: 3 };
  const after = { ...noneAllowed, calls: 5000, domains: 10 };
  const held = { ...before, calls: 1200 };
  expect(byHand(held, before)).toEqual(['calls']);
  expect(following(held, { before, after })).toEqual({ domains: 10 });
  expect(following(held, { before, after, again: ['calls'] })).toEqual({ calls: 5000, domains: 10 });
  expect(following(before, { before, after: noneAllowed })).toEqual({ calls: 0, domains: 0 });
});

test('a contract gives from its first day to its last, and nothing while it rests', () => {
  const contract = { startsOn: '2026-11-01', endsOn: '2026-11-30', pauses: [] };
  expect(countsOn(contract, '2026-10-31')).toBe(false);
  expect(countsOn(contract, '2026-11-01')).toBe(true);
  expect(countsOn(contract, '2026-11-30')).toBe(true);
  expect(countsOn(contract, '2026-12-01')).toBe(false);
  const rests = { ...contract, endsOn: null, pauses: [{ from: '2026-11-10', until: '2026-11-12' }] };
  expect(countsOn(rests, '2026-11-09')).toBe(true);
  expect(countsOn(rests, '2026-11-12')).toBe(false);
  expect(countsOn(rests, '2026-11-13')).toBe(true);
  expect(countsOn({ ...contract, pauses: [{ from: '2026-11-10', until: null }] }, '2026-11-20')).toBe(false);
});
