import { expect, test } from 'vitest';
import { counts, fileEnd, freeingOf, hasRoom, isUnreachable, stateOf } from './rules.ts';

const now = new Date('2026-11-22T10:00:00.000Z');

test('CRY-23 no limit is -1, and 0 is none', () => {
  expect([hasRoom(-1, 9_999), hasRoom(0, 0), hasRoom(2, 1), hasRoom(2, 2)]).toEqual([
    ...[true, false, true, false],
  ]);
});

test.each([
  [{ blocked: null, expiresAt: null }, 'valid'],
  [{ blocked: null, expiresAt: '2026-11-22T10:00:00.001Z' }, 'valid'],
  [{ blocked: null, expiresAt: '2026-11-22T10:00:00.000Z' }, 'expired'],
  [{ blocked: 'payment', expiresAt: '2026-01-01T00:00:00.000Z' }, 'blocked'],
] as const)('%j is %s', (licence, state) => expect(stateOf(licence, now)).toBe(state));

test('a machine counts for good, or as long as its lease', () => {
  expect(
    [null, '2026-11-22T10:00:00.000Z', '2026-11-22T10:00:01.000Z'].map((leaseEndsAt) =>
      counts({ leaseEndsAt }, now),
    ),
  ).toEqual([true, false, true]);
});

test('freed machines count for the product’s days; then there is one more', () => {
  const freed = ['2026-11-21T10:00:00.000Z', '2026-11-02T10:00:00.000Z', '2026-09-01T10:00:00.000Z'];
  const limit = { most: 3, perDays: 30 };
  expect(freeingOf(limit, freed, now)).toEqual({ left: 1, nextAt: '2026-12-02T10:00:00.000Z' });
  expect(freeingOf({ most: 1, perDays: 30 }, freed, now).left).toBe(0);
  expect(freeingOf({ most: -1, perDays: 30 }, freed, now).left).toBe(-1);
  expect(freeingOf(limit, [], now)).toEqual({ left: 3, nextAt: null });
});

test('a machine is unreachable after the product’s days', () => {
  const seen = (lastSeenAt: string) => isUnreachable({ lastSeenAt }, { unreachableDays: 60 }, now);
  expect([seen('2026-11-20T10:00:00.000Z'), seen('2026-09-23T10:00:00.000Z')]).toEqual([false, true]);
});

test('a signed answer ends with what ends first', () => {
  const end = (expiresAt: string | null, leaseEndsAt: string | null) =>
    fileEnd({ offlineDays: 14 }, { expiresAt }, { leaseEndsAt }, now);
  expect(end(null, null)).toBe('2026-12-06T10:00:00.000Z');
  expect(end('2026-11-30T00:00:00.000Z', null)).toBe('2026-11-30T00:00:00.000Z');
  expect(end('2026-11-30T00:00:00.000Z', '2026-11-22T10:10:00.000Z')).toBe('2026-11-22T10:10:00.000Z');
});
