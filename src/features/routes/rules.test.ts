import { expect, test } from 'vitest';
import { keptValue, keyOf, orderOf, wrongIn } from './rules.ts';

test.each([
  { kind: 'number', value: '+49 (30) 123-4567', kept: '+49301234567' },
  { kind: 'number', value: '0031 20 1234567', kept: '+31201234567' },
  { kind: 'route', value: '+49 30', kept: '4930' },
  { kind: 'route', value: '', kept: '' },
  { kind: 'ip', value: ' 203.0.113.0/28 ', kept: '203.0.113.0/28' },
  { kind: 'ip', value: '2001:DB8::/32', kept: '2001:db8::/32' },
  { kind: 'user', value: 'Office-Berlin', kept: 'office-berlin' },
] as const)('CON-28 “$value” is kept as $kept', ({ kind, value, kept }) => {
  expect(keptValue(kind, value)).toBe(kept);
  expect(wrongIn({ kind, value: kept })).toEqual([]);
});

test.each([
  ['number', '030 1234567'],
  ['number', '+0'],
  ['ip', '203.0.113.256'],
  ['ip', '0.0.0.0/0'],
  ['ip', '203.0.113.1/33'],
  ['ip', '2001:db8::1::2'],
  ['ip', '::/0'],
  ['ip', '1:2:3:4:5:6:7'],
  ['user', 'a b'],
  ['user', "x'; --"],
  ['route', '49*'],
] as const)('CON-28 a %s “%s” is refused', (kind, value) => {
  expect(wrongIn({ kind, value: keptValue(kind, value) }).map(({ path }) => path)).toEqual(['value']);
});

test('CON-28 a number is one customer’s, a route may be there twice; lists are in the order of what they are about', () => {
  const number = { id: 'rte_1', kind: 'number', value: '+4930', priority: 0 } as const;
  expect(keyOf(number)).toBe(keyOf({ ...number, id: 'rte_2' }));
  const route = { ...number, kind: 'route', value: '49' } as const;
  expect(keyOf(route)).not.toBe(keyOf({ ...route, id: 'rte_2' }));
  const order = [route, { ...route, priority: 10 }, { ...route, value: '4930' }, number].map(orderOf);
  expect([...order].sort()).toEqual([order[3], order[0], order[1], order[2]]);
});
