import { describe, expect, test } from 'vitest';
import { isLastOwner, manages, type Standing, stateOf } from './rules.ts';

const anna: Standing = { id: 'anna', role: 'owner', active: true, lastSignInAt: null, invited: false };

describe('people of an account', () => {
  test.each([
    { name: 'an owner', who: { contactId: 'con_1', role: 'owner' as const }, may: true },
    { name: 'another role', who: { contactId: 'con_1', role: 'billing' as const }, may: false },
    {
      name: 'a set of rights of one’s own',
      who: { contactId: 'con_1', role: 'custom' as const },
      may: false,
    },
    { name: 'nobody in particular', who: { contactId: null, role: null }, may: false },
  ])('CON-26 $name looks after people: $may', ({ who, may }) => expect(manages(who)).toBe(may));

  test.each([
    { name: 'who was added by the vendor is in from the start', one: {}, is: 'active' },
    { name: 'who was asked and has not come waits', one: { invited: true }, is: 'invited' },
    { name: 'who has come is in', one: { invited: true, lastSignInAt: '2026-01-01' }, is: 'active' },
    { name: 'who was switched off is out', one: { active: false, invited: true }, is: 'off' },
  ])('CON-26 $name', ({ one, is }) => expect(stateOf({ ...anna, ...one })).toBe(is));

  test.each([
    { name: 'the only owner', others: [], last: true },
    { name: 'beside another owner', others: [{}], last: false },
    { name: 'beside an owner who has not come yet', others: [{ invited: true }], last: true },
    { name: 'beside an owner who is switched off', others: [{ active: false }], last: true },
    { name: 'beside other roles', others: [{ role: 'billing' as const }], last: true },
  ])('DAY-21 $name is the last one: $last', ({ others, last }) =>
    expect(isLastOwner([anna, ...others.map((one) => ({ ...anna, id: 'ben', ...one }))], 'anna')).toBe(last),
  );

  test('DAY-21 who is no owner is never the last one', () => {
    expect(isLastOwner([{ ...anna, role: 'billing' }], 'anna')).toBe(false);
    expect(isLastOwner([], 'anna')).toBe(false);
  });
});
