import { expect, test } from 'vitest';
import { matching, meantBy } from './combo-rules.ts';

const options = [
  { value: 'AT', label: 'Österreich' },
  { value: 'GB', label: 'Vereinigtes Königreich' },
  { value: 'NL', label: 'Niederlande' },
  { value: 'SE', label: 'Schweden' },
];
const found = (typed: string) => matching(options, typed).map(({ value }) => value);

test('DAY-6 a list is searched by what somebody types, with or without marks, in any word, or by its code', () => {
  expect(found('oster')).toEqual(['AT']);
  expect(found('könig')).toEqual(['GB']);
  expect(found('se')).toEqual(['SE']);
  expect(found('sch')).toEqual(['SE']);
  expect(found('')).toHaveLength(4);
  expect(found('narnia')).toEqual([]);
  expect(meantBy(options, 'niederlande')?.value).toBe('NL');
  expect(meantBy(options, 'at')?.value).toBe('AT');
  expect(meantBy(options, 'nieder')).toBeUndefined();
});
