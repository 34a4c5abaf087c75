import { expect, test } from 'vitest';
import { daysLeft, isOverdue, isToRemind } from './rules.ts';

test.each([
  ['open', '2026-12-01', '2026-11-22', 9, false],
  ['open', '2026-11-22', '2026-11-22', 0, false],
  ['open', '2026-11-21', '2026-11-22', -1, true],
  ['open', null, '2026-11-22', null, false],
  ['overdue', '2026-11-21', '2026-11-22', -1, false],
  ['approved', '2026-11-21', '2026-11-22', null, false],
  ['withdrawn', '2026-11-21', '2026-11-22', null, false],
] as const)('CON-38 %s and due on %s, on %s there are %s days left', (state, dueOn, today, left, over) => {
  expect(daysLeft({ state, dueOn }, today)).toBe(left);
  expect(isOverdue({ state, dueOn }, today)).toBe(over);
});

test.each([
  ['2026-11-27', null, false],
  ['2026-11-28', null, true],
  ['2026-12-01', null, true],
  ['2026-12-02', null, false],
  ['2026-11-30', '2026-11-28', false],
])('CON-38 due on 1 December and reminded three days before: on %s after %s', (today, remindedOn, wanted) => {
  const approval = { state: 'open', dueOn: '2026-12-01', remindDays: 3 } as const;
  expect(isToRemind(approval, remindedOn, today)).toBe(wanted);
  expect(isToRemind({ ...approval, remindDays: 0 }, null, today)).toBe(false);
});
