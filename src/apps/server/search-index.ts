import { sql } from 'kysely';
import { type Database, type Db, inTransaction, type Tables } from '../../kit/server/db/db.ts';
import { insertWords, searchText, sortKey, tablesWithWords } from '../../kit/server/search.ts';
import type {} from './secret-check.ts';

/** Raised when words are cut in another way: everything is then read and indexed anew, once, at the next start. */
const version = '1';
const batch = 500;

interface Row {
  readonly vendor_id: string;
  readonly id: string;
  readonly search_text: string;
  readonly name?: string;
  readonly number?: string | null;
}

/** Brings data of an older version into the index of words. Several processes may do it at once. */
export async function ensureSearchIndex(database: Database, now: Date): Promise<void> {
  if ((await builtVersion(database.db)) === version) return;
  await database.withoutLimits(async (db) => {
    for (const table of [...tablesWithWords(), 'portal'] as const) await indexTable(db, table);
    await inTransaction(db, (tx) => keepVersion(tx, now));
  });
}

async function indexTable(db: Db, table: keyof Tables): Promise<void> {
  for (let after: Row | undefined; ; ) {
    const behind = after ? sql`where (vendor_id, id) > (${after.vendor_id}, ${after.id})` : sql``;
    const { rows } = await sql<Row>`select * from ${sql.table(table)} ${behind}
      order by vendor_id, id limit ${batch}`.execute(db);
    if (rows.length === 0) return;
    await inTransaction(db, (tx) => indexRows(tx, table, rows));
    after = rows.at(-1);
  }
}

async function indexRows(tx: Db, table: keyof Tables, rows: readonly Row[]): Promise<void> {
  // Words of words are the same words, so it does not matter in which form they were kept.
  const fresh = rows.map((row) => ({ ...row, search_text: searchText(row.search_text) }));
  for (const row of fresh) {
    const sorting =
      table === 'customer'
        ? sql`, sort_name = ${sortKey(row.name ?? '')}, sort_number = ${sortKey(row.number ?? '')}`
        : sql``;
    await sql`update ${sql.table(table)} set search_text = ${row.search_text} ${sorting}
      where vendor_id = ${row.vendor_id} and id = ${row.id}`.execute(tx);
  }
  await insertWords(tx, table, fresh);
}

async function builtVersion(db: Db): Promise<string | undefined> {
  const row = await db
    .selectFrom('service_value')
    .select('value')
    .where('vendor_id', '=', '')
    .where('name', '=', 'search-index')
    .executeTakeFirst();
  return row?.value;
}

const keepVersion = (tx: Db, now: Date) =>
  tx
    .insertInto('service_value')
    .values({ vendor_id: '', name: 'search-index', value: version, updated_at: now.toISOString() })
    .onConflict((conflict) =>
      conflict.columns(['vendor_id', 'name']).doUpdateSet({ value: version, updated_at: now.toISOString() }),
    )
    .execute();
