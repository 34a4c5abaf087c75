import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CsvScanner } from './csv-scanner.ts';

function rowsOf(parts: readonly string[], separator = ','): string[][] {
  const scanner = new CsvScanner(separator);
  return [...parts.flatMap((part) => [...scanner.rows(part, false)]), ...scanner.rows('', true)];
}

test.each([
  {
    name: 'line feeds',
    text: 'a,b\nc,d\n',
    rows: [
      ['a', 'b'],
      ['c', 'd'],
    ],
  },
  {
    name: 'carriage returns and line feeds',
    text: 'a,b\r\nc,d\r\n',
    rows: [
      ['a', 'b'],
      ['c', 'd'],
    ],
  },
  {
    name: 'carriage returns alone',
    text: 'a,b\rc,d\r',
    rows: [
      ['a', 'b'],
      ['c', 'd'],
    ],
  },
  {
    name: 'no ending behind the last row',
    text: 'a,b\nc,',
    rows: [
      ['a', 'b'],
      ['c', ''],
    ],
  },
  { name: 'an empty row', text: 'a\n\nb\n', rows: [['a'], [''], ['b']] },
  { name: 'a carriage return inside a cell', text: 'a\nb\rc\n', rows: [['a'], ['b\rc']] },
  {
    name: 'quotes, separators and endings in quotes',
    text: '"a""b","c,d"\r\n"e\r\nf",""\r\n',
    rows: [
      ['a"b', 'c,d'],
      ['e\r\nf', ''],
    ],
  },
  {
    name: 'a header in quotes',
    text: '"a","b"\rc,d',
    rows: [
      ['a', 'b'],
      ['c', 'd'],
    ],
  },
])('IE02 rows of a CSV file: $name, however it is cut', ({ text, rows }) => {
  expect(rowsOf([text])).toEqual(rows);
  expect(rowsOf([...text])).toEqual(rows);
});

test('IE02 what was put into quotes is read again, whatever stands in it and however it is cut', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\r', '\n', ' ', 'é') });
  const row = fc.array(cell, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 9 }),
      (rows, size) => {
        const text = rows
          .map((cells) => cells.map((one) => `"${one.replaceAll('"', '""')}"`).join(','))
          .join('\r\n');
        const parts = Array.from({ length: Math.ceil(text.length / size) }, (_, n) =>
          text.slice(n * size, n * size + size),
        );
        expect(rowsOf(parts)).toEqual(rows);
      },
    ),
  );
});

test.each([
  { name: 'a quote that is never closed', text: 'a,b\nc,"d\ne,f\n', row: 2 },
  { name: 'text behind a closing quote', text: 'a\n"b"c\n', row: 2 },
  { name: 'a quote inside a cell', text: 'a\nb\nc"d"\n', row: 3 },
])('IE02 $name is refused with its row', ({ text, row }) => {
  expect(() => rowsOf([text])).toThrow(expect.objectContaining({ name: 'BrokenFile', row }));
  expect(() => rowsOf([...text])).toThrow(expect.objectContaining({ name: 'BrokenFile', row }));
});
