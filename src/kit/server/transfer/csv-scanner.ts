import { BrokenFile } from './broken-file.ts';

/** Characters of one row at most: a file that passes it is not the table somebody thinks it is. */
const maxRowLength = 1_000_000;

const quote = '"';

/**
 * Cuts the text of a CSV file (RFC 4180) into rows, however it arrives. A row whose cells hold no separator, ending or
 * quote, which most are, is split by the engine itself at several times the speed of looking at each letter.
 *
 * Rows end with a line feed, with or without a carriage return in front; a file whose first row ends with a lone
 * carriage return has only those.
 */
export class CsvScanner {
  readonly #separator: string;
  readonly #signs: RegExp;
  #ending: '\n' | '\r' | undefined;
  #rest = '';
  #count = 0;

  constructor(separator: string) {
    this.#separator = separator;
    this.#signs = new RegExp(`[${separator}"\\r\\n]`, 'g');
  }

  /**
   * The rows that are complete with this text; all that is left when it is the last.
   * @throws BrokenFile with the row from which on nothing can be read
   */
  *rows(text: string, last: boolean): Generator<string[]> {
    const whole = this.#rest + text;
    let start = 0;
    while (start < whole.length) {
      const found = this.#plain(whole, start) ?? this.#quoted(whole, start, last);
      if (!found) break;
      start = found.next;
      this.#count++;
      yield found.cells;
    }
    this.#rest = whole.slice(start);
    if (this.#rest.length > maxRowLength)
      throw this.#broken('too_long', 'This row has more than 1 MB; is a quote (") before it never closed?');
  }

  /** A row whose quotes, if it has any, stand around whole cells and hold nothing but text; `undefined` for every other. */
  #plain(text: string, start: number): Found | undefined {
    if (!this.#ending) return undefined;
    const end = text.indexOf(this.#ending, start);
    if (end < 0) return undefined;
    const returned = this.#ending === '\n' && text[end - 1] === '\r' && end > start;
    const line = text.slice(start, returned ? end - 1 : end);
    const cells = line.split(this.#separator);
    return !line.includes(quote) || isUnquoted(cells) ? { cells, next: end + 1 } : undefined;
  }

  /** A row, cell by cell; `undefined` where more of it is to come. */
  #quoted(text: string, start: number, last: boolean): Found | undefined {
    const cells: string[] = [];
    for (let at = start; ; ) {
      const cell = text[at] === quote ? this.#quotedCell(text, at, last) : this.#plainCell(text, at);
      if (!cell) return undefined;
      cells.push(cell.text);
      const end = this.#endingAt(text, cell.next, last);
      if (end === undefined) return undefined;
      if (end > cell.next || end === text.length) return { cells, next: end };
      at = cell.next + 1; // behind the separator
    }
  }

  #quotedCell(text: string, start: number, last: boolean): Cell | undefined {
    let end = start;
    do {
      end = text.indexOf(quote, end + 1);
      if (end < 0 || (end + 1 === text.length && !last)) {
        if (!last) return undefined;
        throw this.#broken('quote', 'A quote (") is opened here and never closed.');
      }
    } while (text[end + 1] === quote && ++end);
    const next = end + 1;
    const after = text[next];
    if (after !== undefined && after !== this.#separator && this.#endingAt(text, next, last) === next)
      throw this.#broken(
        'quote',
        'There is text behind a closing quote ("); a quote inside a cell is written twice.',
      );
    return { text: text.slice(start + 1, end).replaceAll('""', quote), next };
  }

  #plainCell(text: string, start: number): Cell {
    for (let next = this.#signFrom(text, start); ; next = this.#signFrom(text, next + 1)) {
      const sign = text[next];
      if (sign === quote)
        throw this.#broken('quote', 'There is a quote (") inside a cell that does not begin with one.');
      const goesOn =
        (sign === '\n' && this.#ending === '\r') ||
        (sign === '\r' && this.#ending === '\n' && text[next + 1] !== '\n');
      if (!goesOn) return { text: text.slice(start, next), next };
    }
  }

  /** Where the next sign stands that may end a cell; found by the engine, at several times the speed of a loop. */
  #signFrom(text: string, start: number): number {
    this.#signs.lastIndex = start;
    return this.#signs.test(text) ? this.#signs.lastIndex - 1 : text.length;
  }

  /**
   * Where the next row begins, if this one ends at `at`; `at` itself if it goes on there; `undefined` where the text to
   * come will tell.
   */
  #endingAt(text: string, at: number, last: boolean): number | undefined {
    if (at === text.length) return last ? at : undefined;
    if (text[at] === '\r') {
      if (at + 1 === text.length && !last) return undefined;
      if (text[at + 1] === '\n' && this.#ending !== '\r') {
        this.#ending = '\n';
        return at + 2;
      }
      if (this.#ending === '\n') return at;
      this.#ending = '\r';
      return at + 1;
    }
    if (text[at] !== '\n' || this.#ending === '\r') return at;
    this.#ending = '\n';
    return at + 1;
  }

  #broken(code: string, sentence: string): BrokenFile {
    return new BrokenFile(this.#count + 1, code, sentence);
  }
}

/** Takes the quotes off cells that are whole between them; false where there is one whose quotes mean more than that. */
function isUnquoted(cells: string[]): boolean {
  for (let at = 0; at < cells.length; at++) {
    const cell = cells[at] as string;
    if (!cell.includes(quote)) continue;
    if (cell.length < 2 || cell.indexOf(quote, 1) !== cell.length - 1 || cell[0] !== quote) return false;
    cells[at] = cell.slice(1, -1);
  }
  return true;
}

interface Cell {
  readonly text: string;
  /** Where what follows it stands: a separator, an ending, or the end of the text. */
  readonly next: number;
}
interface Found {
  readonly cells: string[];
  readonly next: number;
}
