import { isUtf8 } from 'node:buffer';
import type { CsvError, Options, Parser } from 'csv-parse';
import { BrokenFile } from './broken-file.ts';

/** Bytes of one row at most, and cells: a file that passes either is not the table somebody thinks it is. */
const maxRowBytes = 1_000_000;
export const maxCells = 500;

const sliceBytes = 65_536;
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

const sentences: Readonly<Record<string, readonly [string, string]>> = {
  CSV_QUOTE_NOT_CLOSED: ['quote', 'A quote (") is opened here and never closed.'],
  CSV_INVALID_CLOSING_QUOTE: [
    'quote',
    'There is text behind a closing quote ("); a quote inside a cell is written twice.',
  ],
  INVALID_OPENING_QUOTE: ['quote', 'There is a quote (") inside a cell that does not begin with one.'],
  CSV_MAX_RECORD_SIZE: ['too_long', 'This row has more than 1 MB; is a quote (") before it never closed?'],
};

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
  size = 512,
): AsyncGenerator<CsvRow[]> {
  let parser: Parser | undefined;
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let rows: CsvRow[] = [];
  let count = 0;
  let first = true;
  let doubtful = false;

  /** All rows that are complete by now; the parser works in the call that hands it bytes. */
  function take(from: Parser): void {
    for (let cells = from.read() as string[] | null; cells !== null; cells = from.read()) {
      count++;
      if (cells.length > maxCells)
        throw new BrokenFile(count, 'too_many_columns', `There are more than ${maxCells} columns.`);
      if (count === 1 && /^sep=$/i.test(cells[0] ?? '')) continue;
      if (doubtful && cells.some((cell) => cell.includes('\uFFFD')))
        throw new BrokenFile(
          count,
          'encoding',
          'This row is not UTF-8: say which encoding the file has, windows-1252 perhaps.',
        );
      if (cells.some((cell) => cell !== '')) rows.push({ row: count, cells });
    }
    const error = from.errored as CsvError | null;
    if (!error) return;
    const [code, sentence] = sentences[error.code] ?? ['unreadable', error.message];
    throw new BrokenFile(count + 1, code, sentence);
  }

  for await (const part of withHead(parts)) {
    if (!parser) {
      const { separator, encoding } = looksLike(part.subarray(0, headBytes), options);
      const settings: Options = { bom: true, delimiter: separator, relax_column_count: true };
      const { parse } = await import('csv-parse');
      parser = parse({ ...settings, max_record_size: maxRowBytes });
      parser.on('error', () => undefined); // looked at after each write
      if (encoding !== 'utf-8') decoder = new TextDecoder(encoding);
    }
    for (let start = 0; start < part.length; start += sliceBytes) {
      const slice = part.subarray(start, start + sliceBytes);
      const bytes = decoder ? Buffer.from(decoder.decode(slice, { stream: true })) : slice;
      doubtful ||= !isUtf8(bytes); // also where a slice cuts a symbol in two: then the cells are looked at
      parser.write(bytes);
      take(parser);
      for (; rows.length >= size; rows = rows.slice(size)) yield rows.slice(0, size);
    }
    first = false;
  }
  if (first || !parser) throw new BrokenFile(1, 'empty', 'The file is empty.');
  const ended = new Promise<void>((done) => parser?.once('close', done));
  parser.end();
  take(parser);
  if (!parser.destroyed && !parser.readableEnded) await ended;
  take(parser);
  for (; rows.length > 0; rows = rows.slice(size)) yield rows.slice(0, size);
}
