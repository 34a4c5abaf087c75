import { sql } from 'kysely';
import { type Db, inTransaction, type Tables } from './db/db.ts';
import type { Secrets } from './secrets.ts';

type Row = Readonly<Record<string, unknown>>;

/** A column that holds sealed values: each store that seals something says where, so that all can be sealed anew. */
export interface SealedColumn {
  readonly table: keyof Tables;
  /** Columns of the primary key behind `vendor_id`. */
  readonly key: readonly string[];
  readonly column: string;
  /** Only rows whose first key column holds this. */
  readonly only?: string;
  /** For which it was sealed, from the key's columns. */
  context(row: Row): string;
  /** A column with the keyed hash by which the value is found, and its kind in the directory where it stands there. */
  readonly lookup?: {
    readonly column: string;
    of(secrets: Secrets, plain: string): string;
    readonly directoryKind?: string;
  };
}

/** Rows of one transaction. */
const batch = 200;

/**
 * Seals everything with the first secret that was sealed with another one. Beside a running service: a value that
 * changes in the meantime is sealed by whoever changes it. May be stopped and started again.
 * @returns how many values were sealed anew, by table
 */
export async function resealAll(
  db: Db,
  secrets: Secrets,
  columns: readonly SealedColumn[],
): Promise<Readonly<Record<string, number>>> {
  const sealed: Record<string, number> = {};
  for (const column of columns) {
    for (let after: Row | undefined; ; ) {
      const rows = await rowsBehind(db, column, after);
      if (rows.length === 0) break;
      const changed = await inTransaction(db, async (tx) => {
        let count = 0;
        for (const row of rows) if (await resealRow(tx, secrets, column, row)) count++;
        return count;
      });
      sealed[column.table] = (sealed[column.table] ?? 0) + changed;
      after = rows.at(-1);
    }
  }
  return sealed;
}

const keyOf = ({ key }: SealedColumn): string[] => ['vendor_id', ...key];

async function rowsBehind(db: Db, column: SealedColumn, after: Row | undefined): Promise<Row[]> {
  const key = keyOf(column);
  const names = sql.join(key.map((name) => sql.ref(name)));
  const lookup = column.lookup ? sql`, ${sql.ref(column.lookup.column)}` : sql``;
  const behind = after ? sql`and (${names}) > (${sql.join(key.map((name) => after[name]))})` : sql``;
  const only =
    column.only === undefined ? sql`` : sql`and ${sql.ref(column.key[0] as string)} = ${column.only}`;
  const { rows } = await sql<Row>`
    select ${names}, ${sql.ref(column.column)} ${lookup} from ${sql.table(column.table)}
    where ${sql.ref(column.column)} is not null ${only} ${behind} order by ${names} limit ${batch}`.execute(
    db,
  );
  return rows;
}

async function resealRow(tx: Db, secrets: Secrets, column: SealedColumn, row: Row): Promise<boolean> {
  const before = row[column.column] as string;
  const context = column.context(row);
  const after = secrets.reseal(before, context);
  if (after === undefined) return false;
  const { lookup } = column;
  const hash = lookup?.of(secrets, secrets.open(after, context));
  const found = lookup ? sql`, ${sql.ref(lookup.column)} = ${hash}` : sql``;
  const where = sql.join(
    keyOf(column).map((name) => sql`${sql.ref(name)} = ${row[name]}`),
    sql` and `,
  );
  const { numAffectedRows = 0n } = await sql`
    update ${sql.table(column.table)} set ${sql.ref(column.column)} = ${after} ${found}
    where ${where} and ${sql.ref(column.column)} = ${before}`.execute(tx);
  if (numAffectedRows === 0n) return false;
  if (lookup?.directoryKind !== undefined)
    await sql`update directory set "key" = ${hash}
      where kind = ${lookup.directoryKind} and "key" = ${row[lookup.column]}`.execute(tx);
  return true;
}
