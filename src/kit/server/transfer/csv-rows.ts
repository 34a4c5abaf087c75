import { isUtf8 } from 'node:buffer';
import { BrokenFile } from './broken-file.ts';
import { CsvScanner } from './csv-scanner.ts';
import { rowsAtOnce } from './rows-at-once.ts';

/** Cells of one row at most: a file that passes it is not the table somebody thinks it is. */
export const maxCells = 500;

const sliceBytes = 16_384;
/** What is looked at to find separator and encoding. */
const headBytes = 4096;

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
export const separators = [',', ';', '\t', '|'] as const;
export type Separator = (typeof separators)[number];

export interface CsvOptions {
  /** Found in the first line unless said. */
  readonly separator?: Separator | undefined;
  /** A byte order mark comes first; UTF-8 without both. */
  readonly encoding?: Encoding | undefined;
}

/** A row as it stands in the file: `row` counts like a spreadsheet does, the header is 1. */
export interface CsvRow {
  readonly row: number;
  readonly cells: readonly string[];
}

const marks: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** What the first bytes of a file tell. @throws BrokenFile for what is no text */
export function looksLike(
  start: Uint8Array,
  { separator, encoding }: CsvOptions,
): { readonly separator: Separator; readonly encoding: Encoding } {
  if (start[0] === 0x50 && start[1] === 0x4b && start[2] === 3 && start[3] === 4)
    throw new BrokenFile(
      1,
      'archive',
      'This is an archive or a spreadsheet file (ZIP, xlsx): save it as CSV, UTF-8.',
    );
  const marked = marks.find(([, mark]) => mark.every((byte, index) => start[index] === byte))?.[0];
  const found = marked ?? encoding ?? 'utf-8';
  if (!found.startsWith('utf-16') && start.includes(0))
    throw new BrokenFile(1, 'binary', 'There are NUL bytes: this is no CSV file, or its encoding is UTF-16.');
  const text = new TextDecoder(found).decode(start);
  return { separator: separator ?? separatorOf(text), encoding: found };
}

/** The separator that stands most often in the first line, outside of quotes; `sep=;` says it itself. */
function separatorOf(text: string): Separator {
  const said = /^sep=([,;\t|])\r?\n/i.exec(text)?.[1];
  if (said) return said as Separator;
  const line = /^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(text)?.[0].replace(/"(?:[^"]|"")*"/g, '') ?? '';
  const counts = separators.map((one) => line.split(one).length);
  return separators[counts.indexOf(Math.max(...counts))] ?? ',';
}

/** The same bytes, the first ones together: separator and encoding are found in them, however the file was cut. */
async function* withHead(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | undefined = new Uint8Array();
  for await (const part of parts) {
    if (!head) {
      yield part;
      continue;
    }
    head = head.length === 0 ? part : Buffer.concat([head, part]);
    if (head.length < headBytes) continue;
    yield head;
    head = undefined;
  }
  if (head && head.length > 0) yield head;
}

/**
 * Reads the rows of a CSV file, in lists of up to `size`; empty rows are left out, but counted.
 * @throws BrokenFile with the row from which on nothing can be read
 */
export async function* csvRows(
  parts: AsyncIterable<Uint8Array>,
  options: CsvOptions,
  size = rowsAtOnce,
): AsyncGenerator<CsvRow[]> {
  let scanner: CsvScanner | undefined;
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let rows: CsvRow[] = [];
  let row = 0;
  let doubtful = false;

  /** Takes all rows that are complete by now. */
  function take(from: CsvScanner, text: string, last: boolean): void {
    for (const cells of from.rows(text, last)) {
      row++;
      if (cells.length > maxCells)
        throw new BrokenFile(row, 'too_many_columns', `There are more than ${maxCells} columns.`);
      if (row === 1 && /^sep=$/i.test(cells[0] ?? '')) continue;
      if (doubtful && cells.some((cell) => cell.includes('\uFFFD')))
        throw new BrokenFile(
          row,
          'encoding',
          'This row is not UTF-8: say which encoding the file has, windows-1252 perhaps.',
        );
      if (cells.some((cell) => cell !== '')) rows.push({ row, cells });
    }
  }

  for await (const part of withHead(parts)) {
    if (!scanner || !decoder) {
      const { separator, encoding } = looksLike(part.subarray(0, headBytes), options);
      scanner = new CsvScanner(separator);
      decoder = new TextDecoder(encoding);
    }
    for (let start = 0; start < part.length; start += sliceBytes) {
      const slice = part.subarray(start, start + sliceBytes);
      // Also where a slice cuts a symbol in two: then the cells are looked at.
      doubtful ||= decoder.encoding === 'utf-8' && !isUtf8(slice);
      take(scanner, decoder.decode(slice, { stream: true }), false);
      for (; rows.length >= size; rows = rows.slice(size)) yield rows.slice(0, size);
    }
  }
  if (!scanner || !decoder) throw new BrokenFile(1, 'empty', 'The file is empty.');
  take(scanner, decoder.decode(), true);
  for (; rows.length > 0; rows = rows.slice(size)) yield rows.slice(0, size);
}
