import { type RawBuilder, type SelectQueryBuilder, sql } from 'kysely';
import * as v from 'valibot';
import type { Db, Tables } from './db/db.ts';
import { type Cursors, type ListQuery, type Page, pageOf } from './http/list.ts';
import { requestProblem } from './http/problems.ts';
import { patternOf, tablesWithWords, typedWords } from './search.ts';
import { fewHits, likeliest, manyHits, nextHits, type Searching } from './search-hits.ts';

/**
 * What collections have in common: `/:id` takes our id or `ext:` and the vendor's own, lists are paged by key and
 * searched by a prepared text, an upsert's address names the vendor's id.
 */

/**
 * An id of any shape is looked up like one that never was: the answer to a malformed one tells nothing either. What no
 * database would take as a value (PostgreSQL keeps no NUL) is looked up as the empty one.
 */
export const Reference = v.object({
  id: v.pipe(
    v.string(),
    v.transform((text) => (/[\p{Cc}\p{Cs}]/u.test(text) ? '' : text)),
  ),
});

/** `PUT …/ext:<the vendor's own id>`; answers that id. */
export const ExternalReference = v.object({
  id: v.pipe(
    v.string(),
    v.regex(
      /^ext:[^\s\p{Cc}\p{Cs}](?:[^\p{Cc}\p{Cs}]{0,126}[^\s\p{Cc}\p{Cs}])?$/u,
      'expected ext: and your own id, 1 to 128 characters',
    ),
    v.transform((text) => text.slice('ext:'.length)),
  ),
});

/** The column and value that `id` or `ext:…` means; `undefined` for what can be neither. */
export function byReference(reference: string): readonly ['id' | 'external_id', string] | undefined {
  if (/^[a-z]{3}_[0-9a-z]{12,26}$/.test(reference)) return ['id', reference];
  return v.is(ExternalReference, { id: reference })
    ? ['external_id', reference.slice('ext:'.length)]
    : undefined;
}

/** A column by which a list may be sorted; not null, and with the id behind it an index of its own. */
export type Sorts = Readonly<Record<string, string>>;

export interface Paging {
  readonly db: Db;
  readonly vendorId: string;
  readonly limit: number;
  /** What the words of an item must begin with; `undefined`: no search, empty: nothing can be found. */
  readonly words: readonly string[] | undefined;
  readonly updatedSince: string | undefined;
  /** `name`, or `-name` for the other way round. */
  readonly sort: string | undefined;
  /** Key of the last item of the page before: the value it is sorted by, if any, and its id. */
  readonly after: readonly string[] | undefined;
  /** Told by `paged`: the key of the last item shown. */
  lastKey: readonly string[];
  /** Cuts what a store found (up to `limit + 1` items) into the answer. */
  page<Item extends { id: string; updatedAt: string }>(items: readonly Item[]): Page<Item>;
}

/** A place in a list that nobody is told of: work that goes through all of it. */
export type Walk = Omit<Paging, 'page'>;

/** The next so many rows in the order of ids, behind `after`. */
export const walk = (
  db: Db,
  vendorId: string,
  { limit, search, after }: { limit: number; search?: string | undefined; after?: string | undefined },
): Walk => ({
  ...{ db, vendorId, limit, updatedSince: undefined, sort: undefined, lastKey: [] },
  words: typedWords(search),
  after: after === undefined ? undefined : [after],
});

/**
 * Reads a list's query. A cursor holds for this vendor, collection and these filters only.
 * @throws `request.malformed` for a cursor of another list, `request.invalid` for an instant that does not exist
 */
export function pagingOf(
  { cursors, vendorId, db }: { cursors: Cursors; vendorId: string; db: Db },
  collection: string,
  query: ListQuery & { readonly sort?: string | undefined },
): Paging {
  const { limit, cursor, ...filters } = query;
  const binding = JSON.stringify([vendorId, collection, Object.entries(filters).sort()]);
  const updatedSince = query.updatedSince === undefined ? undefined : instant(query.updatedSince);
  if (updatedSince !== undefined && query.sort !== undefined) {
    const message = 'With updatedSince a list is sorted by last change.';
    throw requestProblem('request.invalid', { fields: [{ path: 'sort', code: 'reference', message }] });
  }
  const paging: Paging = {
    ...{ db, vendorId, limit, updatedSince, sort: query.sort, lastKey: [] },
    words: typedWords(query.search),
    after: cursor === undefined ? undefined : (cursors.decode(binding, cursor) as string[]),
    page: (items) =>
      pageOf(
        items,
        limit,
        (item) => item,
        () => cursors.encode(binding, paging.lastKey),
      ),
  };
  return paging;
}

function instant(text: string): string {
  const ms = Date.parse(text);
  if (Number.isFinite(ms)) return new Date(ms).toISOString();
  const message = 'Expected an instant that exists, like 2026-03-01T00:00:00Z.';
  throw requestProblem('request.invalid', {
    fields: [{ path: 'updatedSince', code: 'iso_timestamp', message }],
  });
}

export interface PagedOptions {
  /** By name of the API, the column. */
  readonly sorts?: Sorts;
  /** Tables whose rows belong to an item, by `customer_id`: their words find it too. */
  readonly also?: readonly string[];
  /**
   * What it is to have a word, where that is other than the row's own words. Every row of the list is asked, so it has to
   * be a short one: one customer's.
   */
  readonly has?: (pattern: string) => RawBuilder<boolean>;
}

/**
 * Narrows and orders a query of a table with `id`, `updated_at` and `search_text`: oldest first, by a column that the
 * list offers, or by last change with `updatedSince`, so that what changes while somebody pages comes again at the
 * end and is never skipped.
 */
export function paged<DB, TB extends keyof DB, Row>(
  query: SelectQueryBuilder<DB, TB, Row>,
  table: string,
  paging: Walk,
  { sorts = {}, also = [], has: hasPattern }: PagedOptions = {},
): { execute(): Promise<Row[]> } {
  const { db, vendorId, limit, words, updatedSince, sort = '', after } = paging;
  const down = sort.startsWith('-');
  const name = sort.replace(/^-/, '');
  const column = updatedSince === undefined ? sorts[name] : 'updated_at';
  const ref = (of: string) => sql.ref(`${table}.${of}`);
  const has = (word: string) => (hasPattern ? hasPattern(patternOf(word)) : hasWord(table, also, word));

  /** The next rows of the list's order behind `from`; among a few ids alone, where those are known. */
  const next = (from: readonly string[] | undefined, ids?: readonly string[], until?: readonly string[]) => {
    let narrowed = query;
    if (updatedSince !== undefined)
      narrowed = narrowed.where(sql<boolean>`${ref('updated_at')} >= ${updatedSince}`);
    if (ids) narrowed = narrowed.where(sql<boolean>`${ref('id')} in (${sql.join(padded(ids))})`);
    const key = column === undefined ? ref('id') : sql`(${ref(column)}, ${ref('id')})`;
    const values = (of: readonly string[]) =>
      column === undefined ? sql`${of[0]}` : sql`(${of[0]}, ${of[1]})`;
    if (from) narrowed = narrowed.where(sql<boolean>`${key} ${sql.raw(down ? '<' : '>')} ${values(from)}`);
    if (until)
      narrowed = narrowed.where(sql<boolean>`${key} ${sql.raw(down ? '>=' : '<=')} ${values(until)}`);
    const way = down ? 'desc' : 'asc';
    // Where the ids are known, the index of the order would be walked for nothing: `|| ''` keeps it out.
    if (column) narrowed = narrowed.orderBy(ids ? sql`${ref(column)} || ''` : ref(column), way);
    return narrowed.orderBy(ref('id'), way).limit(limit + 1);
  };

  /** The key so many rows ahead; `undefined` where the list ends before. */
  const keyAhead = async (): Promise<readonly string[] | undefined> => {
    const ahead = next(after)
      .clearSelect()
      .select([sql<string>`${ref(column ?? 'id')}`.as('key'), sql<string>`${ref('id')}`.as('id')])
      .clearLimit()
      .limit(1)
      .offset(walkedRows);
    const [row] = (await ahead.execute()) as unknown as { readonly key: string; readonly id: string }[];
    return row && (column === undefined ? [row.id] : [row.key, row.id]);
  };

  /** In the order of ids, along the rows of one word; `undefined` where too few of the next ones have all words. */
  const alongWord = async (
    searching: Searching,
    words: readonly string[],
    read: (ids: readonly string[], rest: readonly string[]) => Promise<Row[]>,
  ): Promise<Row[] | undefined> => {
    const rows: Row[] = [];
    let [from, rest] = [after?.[0], words];
    let candidates = likeliest(words);
    for (const size of [sliceSize(limit), 1000]) {
      let ids: readonly string[] | undefined;
      for (const word of candidates) {
        ids = await nextHits(db, searching, word, { after: from, down, limit: size });
        if (!ids) continue;
        [candidates, rest] = [[word], words.filter((one) => one !== word)];
        break;
      }
      if (!ids) return undefined;
      if (ids.length > 0) rows.push(...(await read(ids, rest)));
      if (ids.length < size || rows.length > limit) return rows.slice(0, limit + 1);
      from = ids.at(-1);
    }
    return undefined;
  };

  const find = async (): Promise<Row[]> => {
    if (words === undefined) return next(after).execute();
    if (words.length === 0) return [];
    const searching = { vendorId, kinds: [table, ...also], owners: also.length > 0 };
    const wanted = (rows: ReturnType<typeof next>, rest: readonly string[]) =>
      rest.reduce((narrowed, word) => narrowed.where(has(word)), rows);
    const read = (ids: readonly string[], rest: readonly string[]) =>
      wanted(next(after, ids), rest).execute();
    if (hasPattern || !tablesWithWords().includes(table as keyof Tables))
      return wanted(next(after), words).execute();
    const along = column === undefined ? await alongWord(searching, words, read) : undefined;
    if (along) return along;
    let hits = await fewHits(db, searching, words);
    if (!hits) {
      // Common words: the next rows that have them are near, as a rule. Where they are not, so many ids are compared.
      const until = await keyAhead();
      const near = await wanted(next(after, undefined, until), words).execute();
      if (near.length > limit || !until) return near;
      hits = await manyHits(db, searching, words);
    }
    if (!hits) return wanted(next(after), words).execute();
    const { ids: found, rest } = hits;
    const readThese = (ids: readonly string[]) => read(ids, rest);
    if (column === undefined) return inSlices(found, { after: after?.[0], down, limit }, readThese);
    return sortedSlices(found, { column, down, limit }, readThese);
  };

  return {
    async execute() {
      const rows = await find();
      const last = rows[Math.min(rows.length, limit) - 1] as Record<string, string> | undefined;
      if (last) paging.lastKey = [...(column === undefined ? [] : [String(last[column])]), String(last.id)];
      return rows;
    },
  };
}

/** Rows that are looked at one by one before anything else is tried. */
const walkedRows = 4000;

/** A row with a word that begins so, or one that owns such a row. */
function hasWord(table: string, also: readonly string[], word: string): RawBuilder<boolean> {
  const pattern = patternOf(word);
  const own = sql`${sql.ref(`${table}.search_text`)} like ${pattern} escape '\\'`;
  const owned = also.map(
    (other) => sql`exists (select 1 from ${sql.table(other)} as o
      where o.vendor_id = ${sql.ref(`${table}.vendor_id`)} and o.customer_id = ${sql.ref(`${table}.id`)}
        and o.search_text like ${pattern} escape '\\')`,
  );
  return sql<boolean>`(${sql.join([own, ...owned], sql` or `)})`;
}

/** Of ids in order as many rows as a page takes, a slice at a time: most pages are full after the first. */
async function inSlices<Row>(
  sorted: readonly string[],
  { after, down, limit }: { after: string | undefined; down: boolean; limit: number },
  read: (ids: readonly string[]) => Promise<Row[]>,
): Promise<Row[]> {
  const ids = down ? [...sorted].reverse() : sorted;
  const begin = after === undefined ? 0 : ids.findIndex((id) => (down ? id < after : id > after));
  const rows: Row[] = [];
  for (let at = begin; at >= 0 && at < ids.length && rows.length <= limit; at += sliceSize(limit)) {
    rows.push(...(await read(ids.slice(at, at + sliceSize(limit)))));
  }
  return rows.slice(0, limit + 1);
}

const sliceSize = (limit: number): number => (limit < 60 ? 60 : 300);

/** In another order than that of the ids each slice has its own first rows; the first of all are among them. */
async function sortedSlices<Row>(
  ids: readonly string[],
  { column, down, limit }: { column: string; down: boolean; limit: number },
  read: (ids: readonly string[]) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let at = 0; at < ids.length; at += largestSlice) {
    rows.push(...(await read(ids.slice(at, at + largestSlice))));
  }
  if (ids.length <= largestSlice) return rows;
  const keyOf = (row: Row) => [String(row[column as keyof Row]), String(row['id' as keyof Row])] as const;
  const compare = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other));
  rows.sort((one, other) => {
    const [a, b] = [keyOf(one), keyOf(other)];
    return (compare(a[0], b[0]) || compare(a[1], b[1])) * (down ? -1 : 1);
  });
  return rows.slice(0, limit + 1);
}

const largestSlice = 3000;

/** Filled up to one of few lengths, so that few statements are prepared. */
function padded(ids: readonly string[]): readonly string[] {
  const length = [8, 60, 300, 1000].find((size) => ids.length <= size) ?? largestSlice;
  return [...ids, ...Array<string>(Math.max(0, length - ids.length)).fill(ids[0] as string)];
}

/** What became of a thing that was changed or upserted. */
export interface Written<Thing> {
  readonly thing: Thing;
  readonly created: boolean;
  /** Names of the fields that changed; empty where nothing was written. */
  readonly fields: readonly string[];
}

/** Names of the fields in which two states of a thing differ. */
export const changesOf = <Thing extends object>(before: Thing, after: Thing): string[] =>
  (Object.keys(after) as (keyof Thing & string)[]).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );

/** What `change` says, laid over `before`; a field that is not named stays as it is. */
export const merged = <Thing extends object>(
  before: Thing,
  change: { [Name in keyof Thing]?: Thing[Name] | undefined },
): Thing => {
  const after = { ...before };
  for (const name of Object.keys(change) as (keyof Thing)[]) {
    const value = change[name];
    if (value !== undefined) after[name] = value as Thing[keyof Thing];
  }
  return after;
};

/** The 422 for a reference to what this vendor does not have: the same for another vendor's id and a made-up one. */
export const unknownReference = (path: string, thing: string) =>
  requestProblem('request.invalid', {
    fields: [{ path, code: 'reference', message: `There is no ${thing} of this id.` }],
  });
