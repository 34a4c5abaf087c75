import { BrokenFile } from './broken-file.ts';
import { rowsAtOnce } from './rows-at-once.ts';

const maxItemBytes = 1_000_000;
const sliceBytes = 65_536;

/** One item as it stands in the file; the first is 1. */
export interface JsonRow {
  readonly row: number;
  readonly text: string;
}

const [quote, backslash, open, close, openList, closeList, comma] = [
  0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d, 0x2c,
];
const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/**
 * Cuts a list of objects, `[{…}, {…}]`, or objects one after the other (JSON Lines) into its items without reading
 * more of the file than one of them; what an item says is for `JSON.parse` to judge.
 * @throws BrokenFile with the item from which on nothing can be read
 */
export async function* jsonRows(
  parts: AsyncIterable<Uint8Array>,
  size = rowsAtOnce,
): AsyncGenerator<JsonRow[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rows: JsonRow[] = [];
  let pieces: Uint8Array[] = [];
  let length = 0;
  let [depth, inText, escaped, inList, over] = [0, false, false, false, false];
  let count = 0;

  function item(last: Uint8Array): void {
    count++;
    try {
      rows.push({
        row: count,
        text: decoder.decode(pieces.length === 0 ? last : Buffer.concat([...pieces, last])),
      });
    } catch {
      throw new BrokenFile(count, 'encoding', 'This item is not UTF-8.');
    }
    [pieces, length] = [[], 0];
  }

  function outside(byte: number): void {
    const stray = () => new BrokenFile(count + 1, 'unreadable', 'Expected a list of objects, [{…}, {…}].');
    if (isSpace(byte)) return;
    if (over) throw stray();
    if (byte === openList && count === 0 && !inList) inList = true;
    else if (byte === closeList && inList) over = true;
    else if (byte !== comma) throw stray();
  }

  function scan(slice: Uint8Array): void {
    let start = depth > 0 ? 0 : -1;
    for (let index = 0; index < slice.length; index++) {
      const byte = slice[index] as number;
      if (depth === 0) {
        if (byte === open && !over) {
          depth = 1;
          start = index;
        } else outside(byte);
      } else if (inText) {
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) inText = false;
      } else if (byte === quote) inText = true;
      else if (byte === open || byte === openList) depth++;
      else if (byte === close || byte === closeList) {
        depth--;
        if (depth > 0) continue;
        item(slice.subarray(start, index + 1));
        start = -1;
      }
    }
    if (start < 0) return;
    pieces.push(slice.slice(start));
    length += slice.length - start;
    if (length > maxItemBytes) throw new BrokenFile(count + 1, 'too_long', 'This item has more than 1 MB.');
  }

  let mark = true;
  for await (const part of parts) {
    const bytes = mark && part[0] === 0xef && part[1] === 0xbb && part[2] === 0xbf ? part.subarray(3) : part;
    mark = false;
    for (let start = 0; start < bytes.length; start += sliceBytes) {
      scan(bytes.subarray(start, start + sliceBytes));
      for (; rows.length >= size; rows = rows.slice(size)) yield rows.slice(0, size);
    }
  }
  if (depth > 0) throw new BrokenFile(count + 1, 'unreadable', 'The file ends inside of an item.');
  if (inList && !over)
    throw new BrokenFile(count + 1, 'unreadable', 'The list is not closed: is the file complete?');
  if (count === 0 && !inList) throw new BrokenFile(1, 'empty', 'The file is empty.');
  if (rows.length > 0) yield rows;
}
