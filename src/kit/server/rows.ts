import { type Kysely, sql } from 'kysely';
import { byReference, changesOf, type Written } from './collection.ts';
import { insertion } from './db/bulk.ts';
import { compileOnce } from './db/compile-once.ts';
import type { Db, Tables } from './db/db.ts';
import { isForeignKeyViolation } from './db/errors.ts';
import { forgetWords, tablesWithWords, writeWords } from './search.ts';

/**
 * Rows of a collection's table: `vendor_id` and `id` are its key, `external_id` is the vendor's own and unique with
 * `vendor_id`. Kysely can't type a query on a table that is a parameter, so one table stands for all in here.
 */
interface AnyRow {
  vendor_id: string;
  id: string;
  external_id: string | null;
}
const rowsOf = (db: Db) => db as unknown as Kysely<{ any: AnyRow }>;

/** The row that `id` or `ext:…` means; another vendor's is `undefined`, like one that never was. */
export async function findRow<T extends keyof Tables>(
  db: Db,
  table: T,
  vendorId: string,
  reference: string,
): Promise<Tables[T] | undefined> {
  const by = byReference(reference);
  if (!by) return undefined;
  const [row] = await finderOf(table, by[0])(db, { vendorId, value: by[1] });
  return row as unknown as Tables[T] | undefined;
}

type Finder = (db: Db, values: { vendorId: string; value: string }) => Promise<AnyRow[]>;
const finders = new Map<string, Finder>();

/** Compiled once for each table: every request finds something by its id. */
function finderOf(table: keyof Tables, column: 'id' | 'external_id'): Finder {
  const name = `${table}.${column}`;
  const known = finders.get(name);
  if (known) return known;
  const made: Finder = compileOnce((db, slot: (name: 'vendorId' | 'value') => never) =>
    rowsOf(db)
      .selectFrom(table as 'any')
      .selectAll()
      .where('vendor_id', '=', slot('vendorId'))
      .where(column, '=', slot('value')),
  );
  finders.set(name, made);
  return made;
}

/** False where the vendor's own id is taken: of any number of calls at once, one inserts. */
export async function insertRow<T extends keyof Tables>(
  tx: Db,
  table: T,
  row: Tables[T] & AnyRow,
): Promise<boolean> {
  const ending = 'on conflict ("vendor_id", "external_id") do nothing';
  const done = await tx.executeQuery(insertion(tx, table, row, ending));
  if (done.numAffectedRows !== 1n) return false;
  await writeWords(tx, table, row);
  return true;
}

export async function updateRow<T extends keyof Tables>(
  tx: Db,
  table: T,
  row: Tables[T] & AnyRow,
): Promise<void> {
  const before = await textOf(tx, table, row.vendor_id, row.id);
  await rowsOf(tx)
    .updateTable(table as 'any')
    .set(row as AnyRow)
    .where('vendor_id', '=', row.vendor_id)
    .where('id', '=', row.id)
    .execute();
  await writeWords(tx, table, row, before);
}

export async function deleteRow(tx: Db, table: keyof Tables, vendorId: string, id: string): Promise<void> {
  const search_text = await textOf(tx, table, vendorId, id);
  if (search_text) await forgetWords(tx, table, { vendor_id: vendorId, id, search_text });
  await rowsOf(tx)
    .deleteFrom(table as 'any')
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .execute();
}

/** What the row is found by now; undefined for a table whose words are not kept. */
async function textOf(
  tx: Db,
  table: keyof Tables,
  vendorId: string,
  id: string,
): Promise<string | undefined> {
  if (!tablesWithWords().includes(table)) return undefined;
  const row = await rowsOf(tx)
    .selectFrom(table as 'any')
    .select('search_text' as 'id')
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .executeTakeFirst();
  return (row as { search_text?: string } | undefined)?.search_text;
}

/**
 * Makes writers of one row wait for each other, so that what is read next is still true when it is written back.
 * A change that changes nothing is the row lock both databases know.
 */
export async function lockRow(
  tx: Db,
  table: keyof Tables,
  vendorId: string,
  reference: string,
): Promise<void> {
  const by = byReference(reference);
  if (!by) return;
  await sql`update ${sql.table(table)} set updated_at = updated_at
    where vendor_id = ${vendorId} and ${sql.ref(by[0])} = ${by[1]}`.execute(tx);
}

/** Runs a write whose reference may vanish in the same moment: `refusal` is what it meets then. */
export async function whileReferred<T>(write: Promise<T>, refusal: () => Error): Promise<T> {
  try {
    return await write;
  } catch (error) {
    throw isForeignKeyViolation(error) ? refusal() : error;
  }
}

/**
 * Writes `after` in place of `before` with a new `updatedAt`; where nothing differs, nothing is written.
 * The row must be locked.
 */
export async function writeChange<Thing extends { updatedAt: string }>(
  before: Thing,
  after: Thing,
  at: Date,
  write: (changed: Thing) => Promise<void>,
): Promise<Written<Thing>> {
  const fields = changesOf(before, after);
  if (fields.length === 0) return { thing: before, created: false, fields };
  const thing = { ...after, updatedAt: at.toISOString() };
  await write(thing);
  return { thing, created: false, fields };
}
