import { expect, test } from 'vitest';
import { draftLimits, limitsOf } from './limit-fields.ts';

test('what a plan lets customers use is typed as it is kept; nothing typed says nothing', () => {
  expect(limitsOf(draftLimits(null))).toBeNull();
  const limits = { calls: -1, domains: 0, noLabel: null, atZero: 'refuse', atMaximum: null } as const;
  expect(draftLimits(limits)).toMatchObject({ 'limits.calls': '-1', 'limits.noLabel': '' });
  expect(limitsOf(draftLimits(limits))).toEqual(limits);
});
