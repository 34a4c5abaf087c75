import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../../src/kit/server/db/db.ts';

/** Tells of requests that were refused, and so of nothing that they wrote. */
const besides = 'refused_request';

/** Every row of every table, as one line of JSON for each. */
export async function rowsOf({ db, kind }: Database): Promise<[table: string, lines: string][]> {
  const names = await sql<{ name: string }>`${sql.raw(
    kind === 'sqlite'
      ? `select name from sqlite_master where type = 'table' and name not like 'sqlite_%'`
      : `select tablename as name from pg_tables where schemaname = 'public'`,
  )}`.execute(db);
  const found: [string, string][] = [];
  for (const { name } of names.rows) {
    if (name === besides) continue;
    const { rows } = await sql`select * from ${sql.table(name)}`.execute(db);
    const lines = rows.map((row) =>
      JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)),
    );
    found.push([name, lines.sort().join('\n')]);
  }
  return found;
}

/** Number of rows and checksum of every table: two of these are equal when nothing was written in between. */
export async function contentsOf(database: Database): Promise<Record<string, string>> {
  if (database.kind === 'postgres') return contentsAsked(database);
  const contents: Record<string, string> = {};
  for (const [name, lines] of await rowsOf(database)) {
    const sum = createHash('sha256').update(lines).digest('hex').slice(0, 16);
    contents[name] = `${lines === '' ? 0 : lines.split('\n').length} rows, ${sum}`;
  }
  return contents;
}

/** The same by one statement: far more tables than rows would be asked for one by one. */
async function contentsAsked({ db }: Database): Promise<Record<string, string>> {
  const names = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public'`.execute(db);
  const tables = names.rows.filter(({ name }) => name !== besides);
  const each = tables.map(
    ({ name }) => sql`select ${sql.lit(name)} as name, count(*) || ' rows, '
      || coalesce(md5(string_agg(t::text, e'\n' order by t::text)), '') as contents from ${sql.table(name)} t`,
  );
  const { rows } = await sql<{ name: string; contents: string }>`
    ${sql.join(each, sql` union all `)}`.execute(db);
  return Object.fromEntries(rows.map(({ name, contents }) => [name, contents]));
}
