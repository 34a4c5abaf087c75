import { CompiledQuery, sql } from 'kysely';
import { type Db, hasManyWriters, type Tables } from './db.ts';
import { isForeignKeyViolation } from './errors.ts';
import type { DatabaseValue } from './values.ts';

/**
 * Many rows with one statement. Its text is the same for every batch of one size, so that it is built and prepared once;
 * Kysely would build and compile a tree with a node for every value, at several times the cost of the insert.
 */

type Row = Readonly<Record<string, DatabaseValue>>;

/** Parameters of one statement at most: SQLite takes 32,766, PostgreSQL 65,535. */
const maxParameters = 30_000;

const texts = new Map<string, string>();

function insertText(
  tx: Db,
  table: string,
  columns: readonly string[],
  count: number,
  ending: string,
): string {
  const numbered = hasManyWriters(tx);
  const key = [numbered, table, columns.length, count, ending].join(' ');
  let text = texts.get(key);
  if (text === undefined) {
    let number = 0;
    const slots = () => columns.map(() => (numbered ? `$${++number}` : '?')).join(',');
    const rows = Array.from({ length: count }, () => `(${slots()})`).join(',');
    text = `insert into "${table}" (${columns.map((name) => `"${name}"`).join(',')}) values ${rows} ${ending}`;
    if (texts.size > 200) texts.clear();
    texts.set(key, text);
  }
  return text;
}

async function run(tx: Db, table: string, rows: readonly Row[], ending: string): Promise<number> {
  const [first] = rows;
  if (!first) return 0;
  const columns = Object.keys(first);
  const most = Math.floor(maxParameters / columns.length);
  let written = 0;
  for (let start = 0; start < rows.length; start += most) {
    const batch = rows.slice(start, start + most);
    const values: DatabaseValue[] = [];
    for (const row of batch) for (const name of columns) values.push(row[name] as DatabaseValue);
    const text = insertText(tx, table, columns, batch.length, ending);
    const done = await tx.executeQuery(CompiledQuery.raw(text, values));
    written += Number(done.numAffectedRows ?? 0n);
  }
  return written;
}

/** Another transaction was faster: `inTransaction` runs the act again, which then sees what that one wrote. */
export class CollisionError extends Error {
  override readonly name = 'CollisionError';
  readonly code = '40001';
}

/**
 * Inserts rows that all have the same columns.
 * @throws CollisionError where one of them, or what it refers to, was there or gone in the same moment
 */
export async function insertRows<T extends keyof Tables & string>(
  tx: Db,
  table: T,
  rows: readonly Tables[T][],
): Promise<void> {
  try {
    const written = await run(tx, table, rows as unknown as Row[], 'on conflict do nothing');
    if (written !== rows.length) throw new CollisionError(`a row of ${table} is there already`);
  } catch (error) {
    throw isForeignKeyViolation(error) ? new CollisionError(`a row of ${table} refers to nothing`) : error;
  }
}

/** Rows of a statement: few sizes, so that few texts are built and prepared. */
const sizes = [512, 64, 16, 4, 1];

/** Inserts those of any number of rows that are not there yet. */
export async function insertMissing<T extends keyof Tables & string>(
  tx: Db,
  table: T,
  rows: readonly Tables[T][],
): Promise<void> {
  for (let start = 0; start < rows.length; ) {
    const left = rows.length - start;
    const size = sizes.find((one) => one <= left) as number;
    await run(tx, table, rows.slice(start, start + size) as unknown as Row[], 'on conflict do nothing');
    start += size;
  }
}

/** Replaces rows, which are there and locked, by others of the same key: `vendor_id` and `id`. */
export async function replaceRows<T extends keyof Tables & string>(
  tx: Db,
  table: T,
  rows: readonly Tables[T][],
): Promise<void> {
  const [first] = rows as unknown as Row[];
  if (!first) return;
  const set = Object.keys(first)
    .filter((name) => name !== 'vendor_id' && name !== 'id')
    .map((name) => `"${name}" = excluded."${name}"`)
    .join(', ');
  await run(tx, table, rows as unknown as Row[], `on conflict ("vendor_id", "id") do update set ${set}`);
}

/** Rows of a vendor that have one of these values; locked until the end of the transaction where many write. */
export async function rowsBy<T extends keyof Tables & string>(
  db: Db,
  table: T,
  vendorId: string,
  column: string,
  values: readonly string[],
): Promise<Tables[T][]> {
  if (values.length === 0) return [];
  const lock = db.isTransaction && hasManyWriters(db) ? sql`for update` : sql``;
  const { rows } = await sql<Tables[T]>`select * from ${sql.table(table)}
    where vendor_id = ${vendorId} and ${sql.ref(column)} in (${sql.join(values)}) ${lock}`.execute(db);
  return rows;
}
