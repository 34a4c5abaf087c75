import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { idsOf, provedIds } from './titles.ts';

const page = readFileSync(join(import.meta.dirname, 'behaviours.md'), 'utf8');
const onPage = [...page.matchAll(/^\| (\S+) \| (.+) \|$/gm)].flatMap(([, id]) => idsOf(id ?? ''));
const proved = provedIds();

describe('the page of behaviours and the tests say the same', () => {
  test('both were found', () => {
    expect(onPage.length).toBeGreaterThan(15);
    expect(proved.size).toBeGreaterThan(15);
    expect(new Set(onPage).size, 'each id stands on one line').toBe(onPage.length);
  });

  test('each behaviour on the page has a test whose title begins with its id', () => {
    expect(onPage.filter((id) => !proved.has(id))).toEqual([]);
  });

  test('each id that a test claims to prove is explained on the page', () => {
    const unexplained = [...proved].filter(([id]) => !onPage.includes(id));
    expect(unexplained.map(([id, files]) => `${id} (${files.join(', ')})`)).toEqual([]);
  });

  test('ids are read from the start of a title only', () => {
    expect(idsOf('BIL-4, BIL-25 the form shows what the vendor asks for')).toEqual(['BIL-4', 'BIL-25']);
    expect(idsOf('PM02/PM03 a look-alike origin is ignored')).toEqual(
      ['PM02', 'PM03'].map((id) => idsOf(id)[0]),
    );
    expect(idsOf('H07 the address is not on the list')).toEqual(['H7']);
    expect(idsOf('a token of 8 hours (TK26)')).toEqual([]);
    expect(idsOf('HS256 needs our secret')).toEqual([]);
  });
});
