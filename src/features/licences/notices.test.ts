import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noticeDue } from './notices.ts';

const timeZone = 'Europe/Berlin';
const made = '2026-01-01T00:00:00Z';
const due = (now: string, change: object = {}, noticeDays: readonly number[] = [7, 3]) =>
  noticeDue(
    // Midnight in Berlin: the last day is 31 March.
    { expiresAt: '2026-03-31T22:00:00Z', renews: false, blocked: null, createdAt: made, ...change },
    { noticeDays, timeZone, now: new Date(now) },
  );

test.each([
  { name: 'eight days ahead there is none', now: '2026-03-23T20:00:00Z', days: undefined },
  { name: 'seven days ahead, in the zone of the portal', now: '2026-03-23T23:00:00Z', days: 7 },
  { name: 'five days ahead the one of seven is still due', now: '2026-03-26T12:00:00Z', days: 7 },
  { name: 'three days ahead the nearer one alone', now: '2026-03-28T12:00:00Z', days: 3 },
  { name: 'on its last day too', now: '2026-03-31T21:59:00Z', days: 3 },
  { name: 'once it is over there is none', now: '2026-03-31T22:00:00Z', days: undefined },
])('CRY-25 $name', ({ now, days }) => expect(due(now)?.days).toBe(days));

test('CRY-25 no notice of what renews, is blocked, does not end, or was bought for less than those days', () => {
  const now = '2026-03-29T12:00:00Z';
  expect(due(now)).toEqual({ days: 3, daysLeft: 2, lastDay: '2026-03-31' });
  for (const change of [
    { renews: true },
    { blocked: 'payment' },
    { expiresAt: null },
    { createdAt: '2026-03-28T09:00:00Z' },
  ])
    expect(due(now, change)).toBeUndefined();
  expect(due(now, {}, [])).toBeUndefined();
});

test('CRY-25 whatever days are set, a daily look sends each of them at most once and in order', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 6 }), (noticeDays) => {
      const sent: number[] = [];
      for (let day = 0; day < 90; day++) {
        const found = due(new Date(Date.parse(made) + day * 86_400_000).toISOString(), {}, noticeDays);
        if (found && sent.at(-1) !== found.days) sent.push(found.days);
      }
      expect(sent).toEqual([...noticeDays].sort((one, other) => other - one));
    }),
  );
});
