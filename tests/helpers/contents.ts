import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../../src/kit/server/db/db.ts';

/** Number of rows and checksum of every table: two of these are equal when nothing was written in between. */
export async function contentsOf({ db, kind }: Database): Promise<Record<string, string>> {
  const names = await sql<{ name: string }>`${sql.raw(
    kind === 'sqlite'
      ? `select name from sqlite_master where type = 'table' and name not like 'sqlite_%'`
      : `select tablename as name from pg_tables where schemaname = 'public'`,
  )}`.execute(db);
  const contents: Record<string, string> = {};
  for (const { name } of names.rows) {
    const { rows } = await sql`select * from ${sql.table(name)}`.execute(db);
    const lines = rows.map((row) =>
      JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)),
    );
    const sum = createHash('sha256').update(lines.sort().join('\n')).digest('hex').slice(0, 16);
    contents[name] = `${rows.length} rows, ${sum}`;
  }
  return contents;
}
