import { expect, test } from 'vitest';
import { begunOn, stateOf, wrongIn } from './rules.ts';

const booked = { active: true, startsOn: '2026-11-01', endsOn: '2026-11-30', included: 500, used: 20 };

test.each([
  ['running', {}],
  ['used-up', { used: 500 }],
  ['running', { used: 900, included: -1 }],
  ['used-up', { used: 0, included: 0 }],
  ['over', { endsOn: '2026-11-21' }],
  ['ahead', { startsOn: '2026-11-23', endsOn: null }],
  ['off', { active: false }],
] as const)('CON-12 a package is %s: %j', (state, more) => {
  expect(stateOf({ ...booked, ...more }, '2026-11-22')).toBe(state);
});

test('CON-12 a package of the template begins anew and is as long as it was', () => {
  expect(begunOn(booked, '2026-12-15')).toEqual({ startsOn: '2026-12-15', endsOn: '2027-01-13' });
  expect(begunOn({ ...booked, endsOn: null }, '2026-12-15')).toEqual({
    startsOn: '2026-12-15',
    endsOn: null,
  });
  expect(wrongIn({ startsOn: '2026-11-02', endsOn: '2026-11-01' })).toHaveLength(1);
});
