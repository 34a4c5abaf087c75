import { expect, test } from 'vitest';
import { daysToSend, dueAt, lastWhole } from './mail-rules.ts';

test.each([
  ['day', '2026-11-22', '2026-11-21'],
  ['week', '2026-11-22', '2026-11-15'],
  ['week', '2026-11-23', '2026-11-22'],
  ['month', '2026-11-22', '2026-10-31'],
  ['month', '2026-03-01', '2026-02-28'],
] as const)('of every %s on %s all is over until %s', (every, today, until) => {
  expect(lastWhole(every, today)).toBe(until);
});

test.each([
  ['day', '2026-11-21', '2026-11-23T05:00:00.000Z'],
  ['week', '2026-11-15', '2026-11-23T05:00:00.000Z'],
  ['month', '2026-10-31', '2026-12-01T05:00:00.000Z'],
  // In summer six in the morning is another instant.
  ['month', '2026-03-31', '2026-05-01T04:00:00.000Z'],
] as const)('every %s, sent until %s, is due next at %s in Berlin', (every, covered, at) => {
  expect(dueAt(every, covered, 'Europe/Berlin').toISOString()).toBe(at);
});

test('after days without service one mail holds all that was not sent', () => {
  expect(daysToSend('day', '2026-11-18', '2026-11-22')).toEqual({ from: '2026-11-19', until: '2026-11-21' });
  expect(daysToSend('week', '2026-11-01', '2026-11-22')).toEqual({ from: '2026-11-02', until: '2026-11-15' });
  expect(daysToSend('day', '2026-11-21', '2026-11-22')).toBeUndefined();
  expect(daysToSend('day', '2020-01-01', '2026-11-22')).toEqual({ from: '2023-11-18', until: '2026-11-21' });
});
