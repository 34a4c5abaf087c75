import { type SelectQueryBuilder, sql } from 'kysely';
import * as v from 'valibot';
import { type Cursors, type ListQuery, type Page, pageOf } from './http/list.ts';
import { requestProblem } from './http/problems.ts';

/**
 * What collections have in common: `/:id` takes our id or `ext:` and the vendor's own, lists are paged by key and
 * searched by a prepared text, an upsert's address names the vendor's id.
 */

/** An id of any shape is looked up like one that never was: the answer to a malformed one tells nothing either. */
export const Reference = v.object({ id: v.string() });

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

/** Text in which a search looks: lower case, without accents, so that `muller` finds Müller on both databases. */
export const searchText = (...parts: readonly (string | null | undefined)[]): string =>
  fold(parts.filter(Boolean).join('\n'));

const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\S\n]+/g, ' ');

/** Words of a search beyond these are not looked at; each costs a pass over the text. */
const maxWords = 8;

export interface Paging {
  readonly limit: number;
  readonly words: readonly string[];
  readonly updatedSince: string | undefined;
  /** Key of the last item of the page before: `[updatedAt, id]` with `updatedSince`, else `[id]`. */
  readonly after: readonly string[] | undefined;
  /** Cuts what a store found (up to `limit + 1` items) into the answer. */
  page<Item extends { id: string; updatedAt: string }>(items: readonly Item[]): Page<Item>;
}

/**
 * Reads a list's query. A cursor holds for this vendor, collection and these filters only.
 * @throws `request.malformed` for a cursor of another list, `request.invalid` for an instant that does not exist
 */
export function pagingOf(
  { cursors, vendorId }: { cursors: Cursors; vendorId: string },
  collection: string,
  query: ListQuery,
): Paging {
  const { limit, cursor, ...filters } = query;
  const binding = JSON.stringify([vendorId, collection, Object.entries(filters).sort()]);
  const updatedSince = query.updatedSince === undefined ? undefined : instant(query.updatedSince);
  const words = fold(query.search ?? '')
    .replace(/\p{C}/gu, ' ')
    .split(/\s+/)
    .filter(Boolean);
  return {
    limit,
    words: words.slice(0, maxWords),
    updatedSince,
    after: cursor === undefined ? undefined : (cursors.decode(binding, cursor) as string[]),
    page: (items) =>
      pageOf(
        items,
        limit,
        (item) => item,
        (last) => cursors.encode(binding, updatedSince ? [last.updatedAt, last.id] : [last.id]),
      ),
  };
}

function instant(text: string): string {
  const ms = Date.parse(text);
  if (Number.isFinite(ms)) return new Date(ms).toISOString();
  const message = 'Expected an instant that exists, like 2026-03-01T00:00:00Z.';
  throw requestProblem('request.invalid', {
    fields: [{ path: 'updatedSince', code: 'iso_timestamp', message }],
  });
}

/**
 * Narrows and orders a query of a table with `id`, `updated_at` and `search_text`: oldest first, or by last change
 * with `updatedSince`, so that what changes while somebody pages comes again at the end and is never skipped.
 */
export function paged<DB, TB extends keyof DB, Row>(
  query: SelectQueryBuilder<DB, TB, Row>,
  table: string,
  { limit, words, updatedSince, after }: Paging,
): SelectQueryBuilder<DB, TB, Row> {
  const [id, updatedAt, text] = ['id', 'updated_at', 'search_text'].map((name) =>
    sql.ref(`${table}.${name}`),
  );
  let narrowed = query;
  for (const word of words) {
    const pattern = `%${word.replace(/[\\%_]/g, '\\$&')}%`;
    narrowed = narrowed.where(sql<boolean>`${text} like ${pattern} escape '\\'`);
  }
  if (updatedSince === undefined) {
    if (after) narrowed = narrowed.where(sql<boolean>`${id} > ${after[0]}`);
    return narrowed.orderBy(sql`${id}`).limit(limit + 1);
  }
  narrowed = narrowed.where(sql<boolean>`${updatedAt} >= ${updatedSince}`);
  if (after) narrowed = narrowed.where(sql<boolean>`(${updatedAt}, ${id}) > (${after[0]}, ${after[1]})`);
  return narrowed
    .orderBy(sql`${updatedAt}`)
    .orderBy(sql`${id}`)
    .limit(limit + 1);
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
): Thing => ({
  ...before,
  ...(Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== undefined),
  ) as Partial<Thing>),
});

/** The 422 for a reference to what this vendor does not have: the same for another vendor's id and a made-up one. */
export const unknownReference = (path: string, thing: string) =>
  requestProblem('request.invalid', {
    fields: [{ path, code: 'reference', message: `There is no ${thing} of this id.` }],
  });
