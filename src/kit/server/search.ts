import { sql } from 'kysely';
import { type Db, hasManyWriters, type Tables } from './db/db.ts';
import { writeSoon } from './db/write-soon.ts';

/**
 * Searching in collections: each row's words stand in `search_word`, sorted, so that what begins with `mul` is one
 * short walk of an index on both databases, however many rows there are. `search_text` of the row itself holds the same
 * words, each behind a line feed, so that one row can be asked whether it has a word.
 */
interface SearchWordTable {
  vendor_id: string;
  /** Name of the row's table. */
  kind: string;
  word: string;
  id: string;
  /** The customer it belongs to, who is found by it; '' for the customer's own row. */
  owner_id: string;
}
declare module './db/db.ts' {
  interface Tables {
    search_word: SearchWordTable;
  }
}

const longestWord = 40;
const mostWordsOfRow = 40;
/** Words of a search beyond these are not looked at. */
const mostWordsTyped = 8;

/** Letters that Unicode does not take apart. */
const plainLetters: Readonly<Record<string, string>> = { ß: 'ss', ø: 'o', ł: 'l', đ: 'd', æ: 'ae', œ: 'oe' };

/** Lower case, without accents, so that `muller` finds Müller. */
export const fold = (text: string): string =>
  // Plain ASCII, which most texts are, has nothing to be taken apart: a third of the time.
  isAscii(text) ? text.toLowerCase() : folded(text);

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
const isAscii = (text: string): boolean => /^[\x00-\x7f]*$/.test(text);

const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßøłđæœ]/g, (letter) => plainLetters[letter] as string);

/** By this a text is sorted as people sort: without case and accents, 9 before 10. */
export const sortKey = (text: string): string =>
  fold(text)
    .trim()
    .replace(/\d+/g, (digits) => digits.padStart(12, '0'));

/**
 * What a row is found by: every word of its texts, and what stands behind each sign in a word, so that
 * `anna@acme.example` is found by `anna@`, `acme` and `acme.ex`.
 */
export function searchText(...parts: readonly (string | null | undefined)[]): string {
  const words: string[] = [];
  for (const part of parts) {
    if (!part) continue;
    const isPlain = isAscii(part);
    const text = isPlain ? part.toLowerCase() : folded(part);
    if (isPlain || isAscii(text)) addPlainWords(text, words);
    else for (const chunk of text.split(/[\s\p{C}]+/u)) addWordsOf(chunk, words);
  }
  sortInPlace(words);
  let count = 0;
  for (let at = 0; at < words.length && count < mostWordsOfRow; at++) {
    const word = words[at] as string;
    // A word that another one begins with is found with it, and so is one that stands twice.
    if (!words[at + 1]?.startsWith(word)) words[count++] = word;
  }
  words.length = count;
  return count === 0 ? '' : `\n${words.join('\n')}`;
}

/** A dozen words or two; `sort` makes copies of the list, which is most of what an import leaves to be cleared away. */
function sortInPlace(words: string[]): void {
  for (let from = 1; from < words.length; from++) {
    const word = words[from] as string;
    let to = from;
    for (; to > 0 && (words[to - 1] as string) > word; to--) words[to] = words[to - 1] as string;
    words[to] = word;
  }
}

/** What stands behind an address's last dot tells nobody apart. */
const endOfWords = (chunk: string): number =>
  chunk.includes('@') && /@.+\.\p{L}+$/u.test(chunk) ? chunk.lastIndexOf('.') : chunk.length;

/** What a text without spaces is found by. */
function addWordsOf(chunk: string, words: string[]): void {
  const end = endOfWords(chunk);
  for (const { index } of chunk.matchAll(/[\p{L}\p{N}]+/gu)) {
    if (index < end) words.push(chunk.slice(index, index + longestWord));
  }
}

/** Letters and digits of ASCII are 1, what stands between words 0, signs 2. */
const letters = Uint8Array.from({ length: 128 }, (_, code) =>
  /[a-z0-9]/.test(String.fromCharCode(code)) ? 1 : code <= 32 || code === 127 ? 0 : 2,
);

/** The same for lower-case ASCII, letter by letter: the expressions above take three times as long. */
function addPlainWords(text: string, words: string[]): void {
  for (let start = 0; start < text.length; start++) {
    if (letters[text.charCodeAt(start)] === 0) continue;
    let end = start + 1;
    while (end < text.length && letters[text.charCodeAt(end)] !== 0) end++;
    const chunk = text.slice(start, end);
    let before: number | undefined;
    for (let at = 0, last = endOfWords(chunk); at < last; at++) {
      const letter = letters[chunk.charCodeAt(at)];
      if (letter === 1 && before !== 1) words.push(chunk.slice(at, at + longestWord));
      before = letter;
    }
    start = end;
  }
}

const wordsIn = (text: string): string[] => text.split('\n').filter(Boolean);

/** The beginnings of words that somebody typed; `undefined` where nothing was, none where it was but signs. */
export function typedWords(search: string | undefined): readonly string[] | undefined {
  if (!search?.trim()) return undefined;
  const words = fold(search)
    .split(/[\s\p{C}]+/u)
    .map((word) => word.replace(/^[^\p{L}\p{N}]+|[)\]}>,;:!?"'»”“]+$/gu, '').slice(0, longestWord))
    .filter(Boolean);
  return [...new Set(words)].slice(0, mostWordsTyped);
}

interface Searched {
  vendor_id: string;
  id: string;
  search_text: string;
}
const owners = new Map<string, (row: Searched) => string>();

/**
 * Says that the words of a table's rows are kept: for collections that grow with a vendor's business. Others are asked
 * row by row.
 * @param ownerOf the customer a row belongs to; '' for the customer itself
 */
export function keepWords<T extends keyof Tables>(table: T, ownerOf: (row: Tables[T]) => string): void {
  owners.set(table, ownerOf as never);
}

/** Tables whose words are kept. */
export const tablesWithWords = (): readonly (keyof Tables)[] => [...owners.keys()] as (keyof Tables)[];

const isSearched = (row: object): row is Searched => 'search_text' in row;

/** Brings the index in line with a row, in the transaction that writes it; `before` is what `search_text` was. */
export async function writeWords(tx: Db, table: keyof Tables, row: object, before = ''): Promise<void> {
  const ownerOf = owners.get(table);
  if (!ownerOf || !isSearched(row) || row.search_text === before) return;
  const [old, next] = [wordsIn(before), wordsIn(row.search_text)];
  const gone = old.filter((word) => !next.includes(word));
  await removeWords(tx, table, row, gone);
  const added = next.filter((word) => !old.includes(word));
  await addWords(
    tx,
    table,
    row.vendor_id,
    added.map((word) => [word, row.id, ownerOf(row)]),
  );
}

/** The same for many new rows at once, in the index's own order, which is several times as quick. */
export async function insertWords(tx: Db, table: keyof Tables, rows: readonly object[]): Promise<void> {
  const ownerOf = owners.get(table);
  if (!ownerOf) return;
  for (const [vendorId, of] of Map.groupBy(rows.filter(isSearched), (row) => row.vendor_id)) {
    const words: Word[] = [];
    for (const row of of)
      for (const word of row.search_text.split('\n')) if (word) words.push([word, row.id, ownerOf(row)]);
    words.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
    await addWords(tx, table, vendorId, words);
  }
}

type Word = readonly [word: string, id: string, ownerId: string];

/** Words of one row, or a few; more are begun at once. */
const fewWords = 64;

/** As one text: value by value they are handed to the writing thread at twice the cost. Those that are there stay. */
async function addWords(
  tx: Db,
  table: keyof Tables,
  vendorId: string,
  words: readonly Word[],
): Promise<void> {
  if (words.length === 0) return;
  const elements = hasManyWriters(tx) ? sql`json_array_elements` : sql`json_each`;
  const text = hasManyWriters(tx) ? sql`${JSON.stringify(words)}::json` : sql`${JSON.stringify(words)}`;
  const write = sql`insert into search_word (vendor_id, kind, word, id, owner_id)
    select ${vendorId}, ${table}, value ->> 0, value ->> 1, value ->> 2 from ${elements}(${text})
    where true on conflict do nothing`.compile(tx);
  await (words.length <= fewWords ? writeSoon(tx, write) : tx.executeQuery(write));
}

/** Takes a row's words away with it. */
export async function forgetWords(
  tx: Db,
  table: keyof Tables,
  row: { readonly vendor_id: string; readonly id: string; readonly search_text: string },
): Promise<void> {
  if (owners.has(table)) await removeWords(tx, table, row, wordsIn(row.search_text));
}

async function removeWords(
  tx: Db,
  table: keyof Tables,
  { vendor_id, id }: { readonly vendor_id: string; readonly id: string },
  words: readonly string[],
): Promise<void> {
  if (words.length === 0) return;
  await tx
    .deleteFrom('search_word')
    .where('vendor_id', '=', vendor_id)
    .where('kind', '=', table)
    .where('word', 'in', words)
    .where('id', '=', id)
    .execute();
}

/** Rows that went with what they belong to leave their words behind; they show nothing, and go here. */
export async function sweepWords(tx: Db): Promise<void> {
  for (const table of tablesWithWords()) {
    await sql`delete from search_word where kind = ${table} and not exists (
      select 1 from ${sql.table(table)} as t where t.vendor_id = search_word.vendor_id and t.id = search_word.id)`.execute(
      tx,
    );
  }
}

/** What `search_text` holds where it has a word that begins so. */
export const patternOf = (word: string): string => `%\n${word.replace(/[\\%_]/g, '\\$&')}%`;
