import { type Kysely, sql } from 'kysely';
import { type Paging, paged } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { fold, typedWords } from '../../../kit/server/search.ts';
import type { Found } from '../schema.ts';
import type { Finder, Told } from './finder.ts';

interface Finding {
  readonly vendorId: string;
  readonly text: string;
  readonly each: number;
}

type Row = Readonly<Record<string, string | null>> & { readonly id: string };
/** Tables are named by the finders, so nothing is known of them here but their ids. */
type Anything = Kysely<Record<string, Record<string, string | null> & { id: string }>>;

/**
 * The newest of each kind that have all the words; a whole id means one thing alone. Each kind is one or two walks of
 * the index of words, so the time does not grow with what a vendor has.
 */
export async function find(db: Db, finders: readonly Finder[], asked: Finding): Promise<Found[]> {
  const prefix = /^([a-z]{3})_[0-9a-z]{12,26}$/.exec(asked.text)?.[1];
  const named = prefix ? finders.filter((finder) => finder.prefix === prefix) : [];
  const shaped = finders.filter(({ shape }) => shape?.test(asked.text));
  const worded = named.length > 0 ? named : finders.filter(({ shape }) => !shape);
  const rows = await Promise.all(
    [...shaped, ...worded].map(async (finder) => {
      const whole = named.length > 0 || finder.shape;
      const found = whole ? await byId(db, finder, asked) : await byWords(db, finder, asked);
      return found.map((row) => ({ kind: finder.kind, id: row.id, told: finder.tell(row) }));
    }),
  );
  const all = rows.flat();
  const names = await customerNames(
    db,
    asked.vendorId,
    all.map(({ told }) => told.customerId),
  );
  const wanted = fold(asked.text);
  const rank = ({ label, note }: Told): number =>
    fold(label) === wanted || fold(note ?? '') === wanted ? 0 : fold(label).startsWith(wanted) ? 1 : 2;
  return all
    .map((hit, at) => ({ ...hit, at, rank: rank(hit.told) }))
    .sort((one, other) => one.rank - other.rank || one.at - other.at)
    .map(({ kind, id, told: { label, note = null, customerId, parentId = null } }) => {
      const name = customerId ? names.get(customerId) : undefined;
      return {
        ...{ kind, id, label, note, parentId },
        customer: customerId && name !== undefined ? { id: customerId, name } : null,
      };
    });
}

function rowsOf(db: Db, { table, columns, only, unless }: Finder, vendorId: string) {
  let query = (db as unknown as Anything)
    .selectFrom(table)
    .select(['id', ...columns] as never)
    .where('vendor_id' as never, '=', vendorId as never);
  if (only) query = query.where(sql<boolean>`${sql.ref(only[0])} = ${sql.lit(only[1])}`);
  if (unless) query = query.where(sql<boolean>`${sql.ref(unless)} is null`);
  return query;
}

const byId = (db: Db, finder: Finder, { vendorId, text }: Finding): Promise<Row[]> =>
  rowsOf(db, finder, vendorId)
    .where('id' as never, '=', (finder.shape ? text.toUpperCase() : text) as never)
    .execute() as Promise<unknown> as Promise<Row[]>;

async function byWords(db: Db, finder: Finder, { vendorId, text, each }: Finding): Promise<Row[]> {
  const paging: Paging = {
    ...{ db, vendorId, limit: each, words: typedWords(text) },
    // By id, the newest first.
    ...{ sort: '-id', updatedSince: undefined, after: undefined, lastKey: [] },
    page: () => ({ items: [], nextCursor: null }),
  };
  const rows = await paged(rowsOf(db, finder, vendorId) as never, finder.table, paging).execute();
  return (rows as Row[]).slice(0, each);
}

async function customerNames(
  db: Db,
  vendorId: string,
  ids: readonly (string | null | undefined)[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(ids.filter((id) => typeof id === 'string'))];
  if (wanted.length === 0) return new Map();
  const rows = await (db as unknown as Anything)
    .selectFrom('customer')
    .select(['id', 'name'] as never)
    .where('vendor_id' as never, '=', vendorId as never)
    .where('id' as never, 'in', wanted as never)
    .execute();
  return new Map((rows as unknown as { id: string; name: string }[]).map(({ id, name }) => [id, name]));
}
