import { sql } from 'kysely';
import type { Db } from '../db.ts';

/**
 * An index of a table with a million rows takes seconds to build, and nobody writes to the table meanwhile. Built
 * `concurrently` it takes longer and holds up nobody, but outside of any transaction; a build that is cut off leaves an
 * index that is not used and slows every write. So what ought to be there is compared with what is, at every start:
 * nothing has to be written down, and a kill at any moment costs a second build.
 */

const creation = /^create\s+index\s+(\w+)\s+on\s+(\w+)/i;

/** Whether a migration's statement is left to `buildIndexes`: an index of a table that is older than it. */
export function isLate(statement: string, ofMigration: readonly string[]): boolean {
  const table = creation.exec(statement)?.[2];
  if (table === undefined) return false;
  return !ofMigration.some((other) => new RegExp(`^create\\s+table\\s+${table}\\b`, 'i').test(other));
}

/** The indexes that these statements, one after the other, leave behind: name and statement. */
export function indexesOf(statements: readonly string[]): ReadonlyMap<string, string> {
  const indexes = new Map<string, string>();
  for (const statement of statements) {
    const made = creation.exec(statement)?.[1];
    const dropped = /^drop\s+index\s+(?:if\s+exists\s+)?(\w+)/i.exec(statement)?.[1];
    if (made !== undefined) indexes.set(made, statement);
    else if (dropped !== undefined) indexes.delete(dropped);
  }
  return indexes;
}

interface MissingIndex {
  readonly name: string;
  readonly statement: string;
  /** What a build that was cut off has left of it. */
  readonly broken: boolean;
}

/** Those of these indexes that are not there, or not whole. */
export async function missingIndexes(
  db: Db,
  indexes: ReadonlyMap<string, string>,
): Promise<readonly MissingIndex[]> {
  if (indexes.size === 0) return [];
  const { rows } = await sql<{ name: string; whole: number }>`
    select c.relname as name, case when i.indisvalid then 1 else 0 end as whole
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where c.relnamespace = current_schema()::regnamespace`.execute(db);
  const there = new Map(rows.map(({ name, whole }) => [name, whole === 1]));
  return [...indexes]
    .filter(([name]) => there.get(name) !== true)
    .map(([name, statement]) => ({ name, statement, broken: there.has(name) }));
}

/** By one process at a time, on a connection without limits and outside of any transaction. */
export async function buildIndexes(db: Db, missing: readonly MissingIndex[]): Promise<void> {
  for (const { name, statement, broken } of missing) {
    if (broken) await sql`drop index concurrently ${sql.ref(name)}`.execute(db);
    await sql.raw(statement.replace(/^create\s+index\b/i, 'create index concurrently')).execute(db);
  }
}
