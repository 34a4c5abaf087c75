import { expect, test } from 'vitest';
import { dueOf, isReached, recipientsOf, wrongIn } from './rules.ts';

const rule = {
  unit: 'percent',
  threshold: 80,
  currency: null,
  comparison: 'at-least',
  mostOften: 'day',
  mutedUntil: null,
  lastFiredAt: null,
  told: [],
} as const;
const calls = (value: number, more: object = {}) => ({ value, limit: 1000, period: '2026-11', ...more });
const at = (instant: string) => new Date(instant);

test.each([
  ['80 % of 1,000 are 800', rule, calls(800), true],
  ['799 are not', rule, calls(799), false],
  ['of no limit there is no percentage', rule, calls(5_000_000, { limit: -1 }), false],
  ['nor of a limit of nothing', rule, calls(1, { limit: 0 }), false],
  [
    'a balance falls to its figure',
    { ...rule, unit: 'money', threshold: 1000, currency: 'EUR', comparison: 'at-most' },
    { value: 1000, currency: 'EUR' },
    true,
  ],
  [
    'one of another currency does not',
    { ...rule, unit: 'money', threshold: 1000, currency: 'EUR', comparison: 'at-most' },
    { value: 0, currency: 'GBP' },
    false,
  ],
] as const)('CON-28 alert: %s', (_, of, figure, reached) => {
  expect(isReached(of, figure)).toBe(reached);
});

test('CON-28 an alert is told when it begins to hold, once, and again in the next period', () => {
  const first = dueOf(rule, [calls(850)], at('2026-11-10T09:00:00Z'));
  expect(first.figures).toHaveLength(1);
  const told = { ...rule, told: first.told, lastFiredAt: '2026-11-10T09:00:00Z' };
  expect(dueOf(told, [calls(990)], at('2026-11-20T09:00:00Z'))).toEqual({ figures: [], told: first.told });
  const next = dueOf(told, [calls(900, { period: '2026-12' })], at('2026-12-20T09:00:00Z'));
  expect(next.figures).toHaveLength(1);
});

test('CON-28 what goes below and comes again is told again, at most so often; what waits is told if it still holds', () => {
  const told = { ...rule, told: ['2026-11|'], lastFiredAt: '2026-11-10T09:00:00Z' };
  const below = dueOf(told, [calls(700)], at('2026-11-10T10:00:00Z'));
  expect(below).toEqual({ figures: [], told: [] });
  const again = { ...told, told: below.told };
  expect(dueOf(again, [calls(810)], at('2026-11-10T11:00:00Z'))).toEqual({ figures: [], told: [] });
  expect(dueOf(again, [calls(810)], at('2026-11-11T09:00:00Z')).figures).toHaveLength(1);
});

test('CON-28 while it is muted nothing is told, and afterwards what still holds', () => {
  const muted = { ...rule, mutedUntil: '2026-11-12T00:00:00Z' };
  expect(dueOf(muted, [calls(900)], at('2026-11-11T23:59:00Z'))).toEqual({ figures: [], told: [] });
  expect(dueOf(muted, [calls(900)], at('2026-11-12T00:00:00Z')).figures).toHaveLength(1);
});

test('CON-28 each licence is told of by itself', () => {
  const days = { ...rule, unit: 'days', threshold: 14, comparison: 'at-most', told: ['|lic_1'] } as const;
  const one = { value: 3, subject: { id: 'lic_1', name: 'One' } };
  const two = { value: 14, subject: { id: 'lic_2', name: 'Two' } };
  const due = dueOf(
    days,
    [one, two, { value: 15, subject: { id: 'lic_3', name: 'Three' } }],
    at('2026-11-11T00:00:00Z'),
  );
  expect(due.figures).toEqual([two]);
  expect(due.told).toEqual(['|lic_1', '|lic_2']);
});

test('CON-28 percent goes with what has a limit, a currency with money', () => {
  expect(wrongIn({ metric: 'calls', unit: 'percent', currency: null })).toEqual([]);
  expect(wrongIn({ metric: 'usage:sms', unit: 'count', currency: null })).toEqual([]);
  expect(wrongIn({ metric: 'balance', unit: 'percent', currency: null })[0]?.path).toBe('unit');
  expect(wrongIn({ metric: 'balance', unit: 'money', currency: null })[0]?.path).toBe('currency');
  expect(wrongIn({ metric: 'weather', unit: 'count', currency: null })[0]?.path).toBe('metric');
});

test('CON-28 who wanted no more mail of an alert stays without, however often the list is sent', () => {
  const before = [
    { kind: 'email', email: 'a@x.example', stoppedAt: '2026-11-01T00:00:00Z' },
    { kind: 'account', stoppedAt: null },
  ] as const;
  const after = recipientsOf(
    [
      { kind: 'email', email: 'A@x.example' },
      { kind: 'contact', contactId: 'con_1' },
      { kind: 'email', email: 'a@x.example' },
    ],
    before,
  );
  expect(after.map(({ kind, stoppedAt }) => [kind, stoppedAt])).toEqual([
    ['email', '2026-11-01T00:00:00Z'],
    ['contact', null],
  ]);
});
