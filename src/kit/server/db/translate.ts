/**
 * Our SQL for tables is what both databases read, with three types: `text`, `integer` (64 bits) and `blob`. Here each
 * database gets what it needs on top:
 *
 * | written | SQLite | PostgreSQL |
 * |---|---|---|
 * | `create table …` | `… strict`: a column refuses another type's value | |
 * | `integer` | | `bigint` |
 * | `blob` | | `bytea` |
 * | `without rowid` at the end | the table is its primary key alone | |
 * | `text` | | `text collate "C"`: sorts by bytes like SQLite, whatever language the server speaks |
 *
 * Only `create table` and `alter table` are touched, and there only the word after a column's name.
 */
export function translate(statement: string, kind: 'sqlite' | 'postgres'): string {
  const text = statement.trim().replace(/;$/, '');
  if (kind === 'sqlite') {
    if (!/^create\s+table\b/i.test(text)) return text;
    return withoutRowid.test(text) ? `${text}, strict` : `${text} strict`;
  }
  if (!/^(create|alter)\s+table\b/i.test(text)) return text;
  return text
    .replace(withoutRowid, '')
    .split(/('(?:[^']|'')*')/)
    .map((part, index) => (index % 2 === 0 ? typesOfPostgres(part) : part)) // odd parts are quoted text
    .join('');
}

const withoutRowid = /\s+without\s+rowid$/i;

const POSTGRES_TYPE: Record<string, string> = { text: 'text collate "C"', integer: 'bigint', blob: 'bytea' };

/** A type follows the column's name; `cast(x as text)` and `add column text text` hold no type after `as`, `column`. */
const typesOfPostgres = (part: string): string =>
  part.replace(
    /(?<![\w"])(?!(?:as|column)\s)([\w"]+\s+)(text|integer|blob)\b/gi,
    (_, name: string, type: string) => name + POSTGRES_TYPE[type.toLowerCase()],
  );
