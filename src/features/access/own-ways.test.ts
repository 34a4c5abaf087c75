import { expect, test } from 'vitest';
import { signInDefaults } from '../portals/schema.ts';
import { ownWays } from './own-ways.ts';
import { shownWays } from './portal/shown-ways.ts';

test.each([
  { on: {}, mail: 'sends', ways: [] },
  { on: { password: true }, mail: 'sends', ways: ['password'] },
  { on: { mailedCode: true, password: true }, mail: 'sends', ways: ['password', 'mail'] },
  { on: { mailedCode: true, accessCode: true }, mail: 'down', ways: ['code', 'mail'] },
  { on: { mailedCode: true, accessCode: true }, mail: 'never', ways: ['code'] },
  { on: { accessCode: true, customerSecret: true }, mail: 'sends', ways: ['code'] },
  {
    on: { password: true, mailedCode: true, oidc: true, customerSecret: true },
    mail: 'sends',
    ways: ['password', 'mail', 'oidc', 'code'],
  },
] as const)('DAY-38 with $on and mail that $mail the page offers $ways', ({ on, mail, ways }) => {
  expect(ownWays({ ...signInDefaults, ...on }, mail)).toEqual(ways);
});

test('DAY-38 one way stands open, one is a press away, the rest is behind another way; the chosen one comes first', () => {
  const ways = ['password', 'mail', 'oidc', 'code'] as const;
  expect(shownWays(ways, undefined)).toEqual({ first: 'password', second: 'mail', others: ['oidc', 'code'] });
  expect(shownWays(ways, 'code')).toEqual({ first: 'code', second: 'password', others: ['mail', 'oidc'] });
  expect(shownWays(['code'], 'mail')).toEqual({ first: 'code', second: undefined, others: [] });
});
