import * as v from 'valibot';
import { expect, test } from 'vitest';
import { line, lines } from './text.ts';

const takes = (schema: v.GenericSchema, text: string) => v.safeParse(schema, text).success;

test.each([
  ['a sign that turns what follows around', 'Acme \u202e'],
  ['one that isolates', '\u2067Acme'],
  ['marks piled upon a letter', `Z${'\u0301'.repeat(7)}algo`],
  ['a control character', 'Ac\u0007me'],
  ['half a pair', 'Acme \ud83d'],
])('F09 a name with %s is refused, in one line and in several', (_, text) => {
  expect(takes(line(200), text)).toBe(false);
  expect(takes(lines(200), `first\n${text}`)).toBe(false);
});

test.each([
  'Müller & Söhne',
  'חברת בע״מ \u200f(1998)',
  'שָׁלוֹם',
  'ปั๊มน้ำมัน',
  'Việt Nam',
  'क्षेत्रीय',
  'O’Neill 👩‍👩‍👧',
  'Z̈',
])('F09 names of every script are taken: %s', (text) => {
  expect(takes(line(200), text)).toBe(true);
  expect(takes(lines(200), `${text}\n${text}`)).toBe(true);
});
