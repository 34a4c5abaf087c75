import { parseJson } from '../../../kit/server/http/json.ts';
import { BrokenFile } from '../../../kit/server/transfer/broken-file.ts';
import { csvRows } from '../../../kit/server/transfer/csv-rows.ts';
import { wordProblem } from '../problems.ts';
import type { WordText } from '../schema.ts';
import type { GivenText } from './book.ts';

const columns = ['key', 'english', 'usual', 'own', 'state'] as const;

/** What a spreadsheet would run gets an apostrophe before it, and loses it on the way back. */
const cell = (text: string): string => {
  const guarded = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",;\n\r]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
};
const read = (text: string): string => text.replace(/^'(?=[=+\-@\t\r])/, '');

export const csvFile = (texts: readonly WordText[]): string =>
  `\ufeff${[
    columns.join(','),
    ...texts.map(({ key, english, usual, text, state }) =>
      [key, english, usual, text ?? '', state].map(cell).join(','),
    ),
  ].join('\r\n')}\r\n`;

/** Key → the vendor's text, or `null` where there is none. */
export const jsonFile = (texts: readonly WordText[]): string =>
  `${JSON.stringify(Object.fromEntries(texts.map(({ key, text }) => [key, text])), null, 2)}\n`;

const broken = (detail: string) => wordProblem('words.file', { detail });

/**
 * Texts of a file that was exported and filled in: what it does not name stays as it is, an empty cell is ours again. The
 * English in a table is what its texts were written for.
 * @throws `words.file`
 */
export async function readFileTexts(
  mediaType: string,
  bytes: Uint8Array,
): Promise<Map<string, GivenText | null>> {
  if (mediaType === 'application/json') return readJson(bytes);
  try {
    return await readTable(bytes);
  } catch (error) {
    if (error instanceof BrokenFile) throw broken(`Row ${error.row}: ${error.message}`);
    throw error;
  }
}

function readJson(bytes: Uint8Array): Map<string, GivenText | null> {
  let parsed: unknown;
  try {
    parsed = parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw broken('This is no JSON.');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw broken('Expected one object: key and text.');
  const texts = new Map<string, GivenText | null>();
  for (const [key, text] of Object.entries(parsed)) {
    if (text !== null && typeof text !== 'string') throw broken(`“${key.slice(0, 80)}” is no text.`);
    texts.set(key, text === null || text.trim() === '' ? null : { text });
  }
  return texts;
}

async function readTable(bytes: Uint8Array): Promise<Map<string, GivenText | null>> {
  const texts = new Map<string, GivenText | null>();
  let head: readonly string[] | undefined;
  const whole = (async function* () {
    yield bytes;
  })();
  for await (const rows of csvRows(whole, {}))
    for (const { row, cells } of rows) {
      if (!head) {
        head = cells.map((name) => name.trim().toLowerCase());
        if (!head.includes('key') || !head.includes('own'))
          throw broken('The first row must name the columns “key” and “own”.');
        continue;
      }
      const at = (name: string) => read(cells[head?.indexOf(name) ?? -1] ?? '');
      const key = at('key').trim();
      if (texts.has(key)) throw broken(`Row ${row}: “${key.slice(0, 80)}” is there twice.`);
      const text = at('own').trim();
      texts.set(key, text === '' ? null : { text, of: at('english') || undefined });
    }
  if (!head) throw broken('The file is empty.');
  return texts;
}
