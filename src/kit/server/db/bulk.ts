import { CompiledQuery, type QueryResult } from 'kysely';
import { type Db, hasManyWriters, type Tables } from './db.ts';
import { isForeignKeyViolation } from './errors.ts';
import type { DatabaseValue } from './values.ts';
import { writeSoon } from './write-soon.ts';

/**
 * Many rows with one statement. Its text is the same for every batch of one size, so that it is built and prepared once;
 * Kysely would build and compile a tree with a node for every value, at several times the cost of the insert.
 */

type Row = Readonly<Record<string, DatabaseValue>>;

/**
 * Rows, or values, of one statement: few sizes, so that few texts are built, prepared and kept. Larger ones are no
 * quicker, and are handed to the writing thread at twice the cost.
 */
const sizes = [128, 64, 32, 8, 4, 2, 1];
/** Parameters of one statement at most: SQLite takes 32,766, PostgreSQL 65,535. */
const maxParameters = 30_000;

const texts = new Map<string, string>();

function kept(key: string, make: () => string): string {
  let text = texts.get(key);
  if (text === undefined) {
    text = make();
    if (texts.size > 300) texts.clear();
    texts.set(key, text);
  }
  return text;
}

function insertText(
  tx: Db,
  table: string,
  columns: readonly string[],
  count: number,
  ending: string,
): string {
  const numbered = hasManyWriters(tx);
  const names = columns.map((name) => `"${name}"`).join(',');
  return kept(`${numbered} ${table} ${names} ${count} ${ending}`, () => {
    let number = 0;
    const slots = () => columns.map(() => (numbered ? `$${++number}` : '?')).join(',');
    const rows = Array.from({ length: count }, () => `(${slots()})`).join(',');
    return `insert into "${table}" (${names}) values ${rows} ${ending}`;
  });
}

/** How many rows the next statement has: more than there are where the last one may stand there several times. */
const sizeFor = (left: number, mayRepeat: boolean): number =>
  (mayRepeat ? sizes.findLast((one) => one >= left && one <= 8) : undefined) ??
  (sizes.find((one) => one <= left) as number);

async function run(
  tx: Db,
  table: string,
  rows: readonly Row[],
  ending: string,
  { mayRepeat = false, soon = false }: { readonly mayRepeat?: boolean; readonly soon?: boolean } = {},
): Promise<number> {
  const columns = Object.keys(rows[0] ?? {});
  const most = Math.floor(maxParameters / Math.max(columns.length, 1));
  const sent: Promise<QueryResult<unknown> | undefined>[] = [];
  for (let start = 0; start < rows.length; ) {
    const left = Math.min(rows.length - start, most);
    const size = sizeFor(left, mayRepeat && left === rows.length - start);
    // At its full length from the start: an array that grows is copied over and over.
    const values = new Array<DatabaseValue>(size * columns.length);
    for (let index = start, at = 0; index < start + size; index++) {
      const row = (rows[index] ?? rows.at(-1)) as Row;
      // By number: an iterator leaves behind an object for each value, five times what the values take.
      for (let column = 0; column < columns.length; column++)
        values[at++] = row[columns[column] as string] as DatabaseValue;
    }
    const text = insertText(tx, table, columns, size, ending);
    const query = CompiledQuery.raw(text, values);
    // What is long is better begun at once.
    sent.push(soon && size <= 8 ? writeSoon(tx, query).then(() => undefined) : tx.executeQuery(query));
    start += size;
  }
  // One after the other on the one connection, and all of them over before anybody goes on, also where one fails.
  const ended = await Promise.allSettled(sent);
  const failed = ended.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  return ended.reduce(
    (sum, one) => sum + Number(one.status === 'fulfilled' ? (one.value?.numAffectedRows ?? 0n) : 0n),
    0,
  );
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

/** Inserts those of any number of rows that are not there yet. */
export async function insertMissing<T extends keyof Tables & string>(
  tx: Db,
  table: T,
  rows: readonly Tables[T][],
): Promise<void> {
  // A row that stands there twice is there already the second time: a few rows are one statement then.
  await run(tx, table, rows as unknown as Row[], 'on conflict do nothing', { mayRepeat: true, soon: true });
}

/** One row, by a text that is built once for each table: Kysely would build and compile it again each time. */
export function insertion<T extends keyof Tables & string>(
  tx: Db,
  table: T,
  row: object,
  ending = '',
): CompiledQuery {
  const given = Object.entries(row as Row).filter(([, value]) => value !== undefined);
  const text = insertText(
    tx,
    table,
    given.map(([name]) => name),
    1,
    ending,
  );
  return CompiledQuery.raw(
    text,
    given.map(([, value]) => value),
  );
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
  const numbered = hasManyWriters(db);
  const lock = numbered && db.isTransaction ? 'for update' : '';
  const found: Tables[T][] = [];
  for (let start = 0; start < values.length; start += sizes[0] as number) {
    const some = values.slice(start, start + (sizes[0] as number));
    const size = sizes.findLast((one) => one >= some.length) as number;
    const text = kept(`by ${numbered} ${table} ${column} ${size} ${lock}`, () => {
      const slots = Array.from({ length: size }, (_, index) => (numbered ? `$${index + 2}` : '?')).join(',');
      const first = numbered ? '$1' : '?';
      return `select * from "${table}" where "vendor_id" = ${first} and "${column}" in (${slots}) ${lock}`;
    });
    // Filled up with the last one, which finds nothing more.
    const filled = [...some, ...Array.from({ length: size - some.length }, () => some.at(-1) as string)];
    const { rows } = await db.executeQuery<Tables[T]>(CompiledQuery.raw(text, [vendorId, ...filled]));
    found.push(...rows);
  }
  return found;
}
