import { expect, test } from 'vitest';
import { counts, covers, mayAsk, obstacleOf } from './rules.ts';
import type { LoginAsPolicy } from './schema.ts';

const facts = { policy: 'customer', customerActive: true, shown: true, grants: [] } as const;

test.each([
  { name: 'nothing was allowed', facts, look: 'not-granted', act: 'not-granted' },
  {
    name: 'to look',
    facts: { ...facts, grants: [{ mode: 'look', source: 'customer' }] },
    look: null,
    act: 'not-granted',
  },
  {
    name: 'to act, which includes to look',
    facts: { ...facts, grants: [{ mode: 'act', source: 'code' }] },
    look: null,
    act: null,
  },
  {
    name: 'only an operator wrote it down, and the word is the customer’s',
    facts: { ...facts, grants: [{ mode: 'act', source: 'operator' }] },
    look: 'not-granted',
    act: 'not-granted',
  },
  { name: 'operators write it down', facts: { ...facts, policy: 'operator' }, look: null, act: null },
  {
    name: 'switched off, whatever was allowed',
    facts: { ...facts, policy: 'off', grants: [{ mode: 'act', source: 'customer' }] },
    look: 'off',
    act: 'off',
  },
  {
    name: 'the customer could not see it',
    facts: { ...facts, policy: 'operator', shown: false },
    look: 'not-shown',
    act: 'not-shown',
  },
  {
    name: 'the customer is switched off',
    facts: { ...facts, customerActive: false },
    look: 'customer-inactive',
    act: 'customer-inactive',
  },
] as const)('CCM-36 $name', ({ facts, look, act }) => {
  expect([obstacleOf('look', facts), obstacleOf('act', facts)]).toEqual([look, act]);
});

test('DAY-29 a grant counts as long as the policy of now would take it', () => {
  const of = (policy: LoginAsPolicy) =>
    (['customer', 'code', 'operator'] as const).filter((source) => counts({ source }, policy));
  expect(of('customer')).toEqual(['customer', 'code']);
  expect(of('operator')).toEqual(['customer', 'code', 'operator']);
  expect(of('off')).toEqual([]);
  expect([covers('act', 'look'), covers('look', 'act'), covers('look', 'look')]).toEqual([true, false, true]);
});

test('IE09 what a route says is the least that an operator needs; a write that says nothing is the customer’s alone', () => {
  const asked = (method: string, rule: Parameters<typeof mayAsk>[1]) =>
    (['look', 'act'] as const).map((mode) => mayAsk(method, rule, mode));
  expect(asked('GET', undefined)).toEqual([true, true]);
  expect(asked('POST', undefined)).toEqual([false, false]);
  expect(asked('POST', 'look')).toEqual([true, true]);
  expect(asked('PATCH', 'act')).toEqual([false, true]);
  expect(asked('GET', 'denied')).toEqual([false, false]);
});
