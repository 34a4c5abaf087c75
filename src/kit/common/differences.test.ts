import { expect, test } from 'vitest';
import { differencesOf } from './differences.ts';

test('states differ in settings, whatever order they were written in', () => {
  expect(differencesOf({ a: 1, b: { c: true, d: [1, 2] } }, { b: { d: [1, 2], c: true }, a: 1 })).toEqual([]);
  expect(differencesOf({ a: { b: 1 } }, { a: { c: 2 } })).toEqual([
    { path: 'a.b', before: 1, after: null },
    { path: 'a.c', before: null, after: 2 },
  ]);
  expect(differencesOf({ list: [1, 2] }, { list: [2, 1] })).toEqual([
    { path: 'list', before: [1, 2], after: [2, 1] },
  ]);
  expect(differencesOf([{ a: 1, b: 2 }], [{ b: 2, a: 1 }])).toEqual([]);
  // Nothing and an empty group are the same, a group in place of nothing is its settings.
  expect(differencesOf({ a: {} }, { a: null })).toEqual([]);
  expect(differencesOf(null, { on: true })).toEqual([{ path: 'on', before: null, after: true }]);
});
