import { expect, test } from 'vitest';
import { isWithin, keptUntil, lightOf, nextDue, worstOf } from './rules.ts';
import { calendarFile } from './server/ics.ts';

test.each([
  ['2026-11-21', 'overdue'],
  ['2026-11-22', 'soon'],
  ['2026-12-22', 'soon'],
  ['2026-12-23', 'good'],
])('DAY-31 due on %s, seen on 22 November 2026: %s', (dueOn, light) => {
  expect(lightOf(dueOn, '2026-11-22')).toBe(light);
});

test('DAY-31 a place shows the worst of what stands there, and the next day counts from the one it was done on', () => {
  expect(worstOf(['good', null, 'overdue', 'soon'])).toBe('overdue');
  expect(worstOf([null])).toBeNull();
  expect(nextDue('2026-08-31', 6)).toBe('2027-02-28');
  expect(nextDue('2026-08-31', null)).toBeNull();
  expect(keptUntil('2024-02-29')).toBe('2029-02-28');
  expect(isWithin('2026-11-01', { from: null, until: '2026-11-01' })).toBe(false);
  expect(isWithin('2026-11-01', { from: '2026-11-01', until: null })).toBe(true);
});

test('DAY-31 a calendar escapes what people wrote and breaks its lines between letters', () => {
  const title = `Keuring; a, b\n${'é'.repeat(60)}`;
  const event = { id: 'isp_1', on: '2026-12-31', title, place: '', updatedAt: '2026-11-22T10:00:00.000Z' };
  const file = calendarFile('K', 'portico.example', [event]);
  expect(file.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
  const whole = file.replace(/\r\n /g, '');
  expect(whole).toContain(`SUMMARY:Keuring\\; a\\, b\\n${'é'.repeat(60)}`);
  expect(whole).toContain('DTEND;VALUE=DATE:20270101');
  expect(whole).toContain('DTSTAMP:20261122T100000Z');
});
