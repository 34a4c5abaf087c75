import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Column, unguarded, writeCell } from './column.ts';
import { csvRows } from './csv-rows.ts';
import { jsonRows } from './json-rows.ts';
import { KeySet } from './key-set.ts';
import { tableReader } from './table-reader.ts';
import { csvHeader, csvLine } from './write-rows.ts';

const column = (name: string, type: Column['type'], more: Partial<Column> = {}): Column => ({
  ...{ name, type, doc: '', example: '' },
  ...more,
});
const columns = [
  column('text', 'text', { empty: '' }),
  column('maybe', 'text', { empty: null }),
  column('group.count', 'number'),
  column('group.flag', 'boolean'),
  column('price', 'money'),
  column('length', 'period', { empty: null }),
  column('things', 'json'),
];

async function* cut(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function readAll(text: string, size = 1000): Promise<unknown[]> {
  const read: unknown[] = [];
  let reader: ReturnType<typeof tableReader> | undefined;
  for await (const rows of csvRows(cut(text, size), {})) {
    for (const { cells } of rows) {
      if (!reader) {
        reader = tableReader(cells, columns);
        continue;
      }
      if ('refused' in reader) throw new Error(JSON.stringify(reader.refused));
      const { value, refused } = reader.reader.read(cells);
      expect(refused).toEqual([]);
      read.push(value);
    }
  }
  return read;
}

const nasty = fc.oneof(
  fc.string({ unit: 'binary' }).filter((text) => !/[\0\uFFFD]/.test(text)),
  fc.string({
    unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '＝', "'", '"', ' ', ',', ';', '\n', 'a', '1'),
  }),
);
const thing = fc.record({
  text: nasty,
  maybe: fc.option(nasty),
  group: fc.record({ count: fc.integer({ min: -1e9, max: 1e9 }), flag: fc.boolean() }),
  price: fc.record({
    amount: fc.maxSafeInteger().filter((n) => Math.abs(n) < 1e14),
    currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
  }),
  length: fc.option(
    fc.record({
      count: fc.integer({ min: 1, max: 1200 }),
      unit: fc.constantFrom('day', 'week', 'month', 'year'),
    }),
  ),
  things: fc.jsonValue().filter((value) => value !== null && !JSON.stringify(value).includes('\uFFFD')),
});

test('IE01 what an export writes is read again exactly as it was, whatever stands in it and however it is cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(thing, { maxLength: 8 }),
      fc.integer({ min: 1, max: 300 }),
      async (things, size) => {
        const plain = things.map((one) => ({
          ...one,
          price: { ...one.price, amount: one.price.amount || 0 },
        }));
        const text = csvHeader(columns) + plain.map((one) => csvLine(columns, one)).join('');
        const read = await readAll(text, size);
        expect(read.length).toBe(plain.length);
        for (const [index, one] of read.entries()) {
          expect(JSON.parse(JSON.stringify(one))).toEqual(JSON.parse(JSON.stringify(plain[index])));
        }
      },
    ),
    { numRuns: 150 },
  );
});

test.each([
  '=1+1',
  '+49 30 1',
  '-2',
  '@sum(a)',
  '\tx',
  '\rx',
  '＝1',
  '＋1',
  '－1',
  '＠x',
  ' =1',
  '"=1',
  "'=1",
  ' "=1',
])('IE01 a cell that begins like a formula is written as text: %j', (text) => {
  const cell = writeCell(column('x', 'text'), text);
  expect(cell).toBe(`'${text}`);
  expect(csvLine([column('x', 'text')], { x: text })).toBe(`"'${text.replaceAll('"', '""')}"\r\n`);
  expect(unguarded(cell)).toBe(text);
});

test('IE01 numbers stay numbers, and the apostrophe of a name stays where it is', () => {
  expect(csvLine([column('x', 'number')], { x: -500 })).toBe('-500\r\n');
  expect(writeCell(column('x', 'text'), "'s-Hertogenbosch")).toBe("'s-Hertogenbosch");
  expect(unguarded("'s-Hertogenbosch")).toBe("'s-Hertogenbosch");
  expect(unguarded("'")).toBe('');
});

test('IE02 items of a JSON list are found wherever the bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 50 }),
      fc.boolean(),
      async (items, size, lines) => {
        const text = lines
          ? items.map((item) => JSON.stringify(item)).join('\n')
          : JSON.stringify(items, null, 2);
        const found: unknown[] = [];
        for await (const rows of jsonRows(cut(text, size)))
          found.push(...rows.map((row) => JSON.parse(row.text)));
        expect(found).toEqual(items.map((item) => JSON.parse(JSON.stringify(item))));
      },
    ),
    { numRuns: 100 },
  );
});

test('IE02 a key that comes again is found among a hundred thousand, and no other', () => {
  const keys = new KeySet();
  for (let row = 1; row <= 100_000; row++) expect(keys.add(`ext:customer-${row}`, row)).toBeUndefined();
  expect(keys.add('ext:customer-77777', 100_001)).toBe(77_777);
  expect(keys.add('ext:customer-100001', 100_002)).toBeUndefined();
});
