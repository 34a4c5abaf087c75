import { expect, test } from 'vitest';
import { csvField, csvOf } from './csv.ts';

test.each([
  ['plain', 'plain'],
  ['a, b', '"a, b"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\nlines', '"two\nlines"'],
  ['=1+1', "'=1+1"],
  ['@cmd', "'@cmd"],
  ['+49 431 555', "'+49 431 555"],
  ['-12.50', '-12.50'],
  ['-12,50', '"-12,50"'],
  ['', ''],
])('the field %j is written as %j', (value, written) => {
  expect(csvField(value)).toBe(written);
});

test('a file begins with a byte order mark, and its lines end as RFC 4180 says', () => {
  expect(
    csvOf([
      ['a', 'b'],
      ['ü', '=x'],
    ]),
  ).toBe("\ufeffa,b\r\nü,'=x\r\n");
});
