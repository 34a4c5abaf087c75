import type { Db } from './db/db.ts';
import type {} from './search.ts';

/** What to search: the kinds of rows whose words count, the list's own first. */
export interface Searching {
  readonly vendorId: string;
  readonly kinds: readonly string[];
  /** Whether the list is of those who own such rows. */
  readonly owners: boolean;
}

/** Most searches mean one thing, and end at the first; where more rows than the second have a word, it is common. */
const tiers = [300, 3000] as const;
/** So many ids can still be compared; with more, every other row has the word. */
const mostCompared = 20_000;

/** Ids, sorted, among which all rows are that have these words, and the words still to be looked for in them. */
export interface Hits {
  readonly ids: readonly string[];
  readonly rest: readonly string[];
}

/** The longest first: it is the likeliest to be rare. */
export const likeliest = (words: readonly string[]): readonly string[] =>
  [...words].sort((a, b) => b.length - a.length).slice(0, 3);

/** What has the rarest of these words; `undefined` where all of them are common. */
export async function fewHits(
  db: Db,
  searching: Searching,
  words: readonly string[],
): Promise<Hits | undefined> {
  for (const most of tiers) {
    for (const word of likeliest(words)) {
      if (most > tiers[0] && (await hasMore(db, searching, word, most))) continue;
      const ids = await idsWith(db, searching, word, most);
      if (ids) return { ids: [...ids].sort(), rest: words.filter((one) => one !== word) };
    }
  }
  return undefined;
}

/** What has all of several common words: each may be in a tenth of all rows, and both together nowhere. */
export async function manyHits(
  db: Db,
  searching: Searching,
  words: readonly string[],
): Promise<Hits | undefined> {
  let common: Set<string> | undefined;
  const compared: string[] = [];
  for (const word of likeliest(words)) {
    const ids = await idsWith(db, searching, word, mostCompared);
    if (!ids) continue;
    const before = common;
    common = before ? new Set([...ids].filter((id) => before.has(id))) : ids;
    compared.push(word);
  }
  return common && { ids: [...common].sort(), rest: words.filter((word) => !compared.includes(word)) };
}

/** Words that begin alike, of which each is a walk of its own; with more of them the walks would cost more than they save. */
const mostWalks = 4;

/**
 * The next ids in their order that have a word which begins so, as many as are asked for: however many rows there are
 * and have it, since a word that many rows have is, as a rule, one word (`gmbh`), and rows stand behind it in order.
 * `undefined` where too many words begin so.
 */
export async function nextHits(
  db: Db,
  searching: Searching,
  word: string,
  page: { readonly after: string | undefined; readonly down: boolean; readonly limit: number },
): Promise<readonly string[] | undefined> {
  const [table = '', ...also] = searching.kinds;
  const found = new Set<string>();
  if (also.length > 0) {
    const owners = await idsWith(db, { ...searching, kinds: also }, word, tiers[0]);
    if (!owners) return undefined;
    for (const id of owners) if (isBehind(id, page)) found.add(id);
  }
  const ofTable = { ...searching, kinds: [table] };
  let last: string | undefined;
  for (let walks = 0; ; walks++) {
    const next = await wordBehind(db, ofTable, word, last);
    if (next === undefined) break;
    if (walks === mostWalks) return undefined;
    for (const id of await idsOf(db, ofTable, next, page)) found.add(id);
    last = next;
  }
  const sorted = [...found].sort();
  return (page.down ? sorted.reverse() : sorted).slice(0, page.limit);
}

const isBehind = (
  id: string,
  { after, down }: { readonly after: string | undefined; readonly down: boolean },
) => after === undefined || (down ? id < after : id > after);

/** The first word behind `last` that begins like `word`. One lower bound alone: SQLite walks from the first of two. */
async function wordBehind(
  db: Db,
  { vendorId, kinds }: Searching,
  word: string,
  last: string | undefined,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('search_word')
    .select('word')
    .where('vendor_id', '=', vendorId)
    .where('kind', '=', kinds[0] ?? '')
    .where('word', last === undefined ? '>=' : '>', last ?? word)
    .where('word', '<', endOf(word))
    .orderBy('word')
    .limit(1)
    .executeTakeFirst();
  return row?.word;
}

async function idsOf(
  db: Db,
  { vendorId, kinds }: Searching,
  word: string,
  {
    after,
    down,
    limit,
  }: { readonly after: string | undefined; readonly down: boolean; readonly limit: number },
): Promise<readonly string[]> {
  let rows = db
    .selectFrom('search_word')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where('kind', '=', kinds[0] ?? '')
    .where('word', '=', word);
  if (after !== undefined) rows = rows.where('id', down ? '<' : '>', after);
  return (
    await rows
      .orderBy('id', down ? 'desc' : 'asc')
      .limit(limit)
      .execute()
  ).map(({ id }) => id);
}

const rowsWith = (db: Db, { vendorId, kinds }: Searching, word: string) =>
  db
    .selectFrom('search_word')
    .where('vendor_id', '=', vendorId)
    .where('kind', 'in', kinds)
    .where('word', '>=', word)
    .where('word', '<', endOf(word));

/** Behind every word that begins so: U+10FFFF sorts behind every letter by bytes, as both databases compare. */
const endOf = (word: string): string => `${word}\u{10ffff}`;

/** Counting is a fraction of the cost of reading what was counted. */
async function hasMore(db: Db, searching: Searching, word: string, most: number): Promise<boolean> {
  const { count } = await db
    .selectFrom(
      rowsWith(db, searching, word)
        .select('id')
        .limit(most + 1)
        .as('some'),
    )
    .select((eb) => eb.fn.countAll().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count) > most;
}

async function idsWith(
  db: Db,
  searching: Searching,
  word: string,
  most: number,
): Promise<Set<string> | undefined> {
  const rows = await rowsWith(db, searching, word)
    .select(['id', 'owner_id'])
    .limit(most + 1)
    .execute();
  if (rows.length > most) return undefined;
  return new Set(rows.map(({ id, owner_id }) => (searching.owners && owner_id) || id));
}
