import { type Kysely, sql } from 'kysely';
import type * as v from 'valibot';
import { insertRows, rowsBy } from '../db/bulk.ts';
import type { Tables } from '../db/db.ts';
import type { Column } from './column.ts';
import type { Planned, TransferContext, TransferKind } from './kind.ts';
import { failed, isPlanned, type RowReference, resolveReferences } from './row-references.ts';

export interface PlainKind<T extends keyof Tables & string, Wanted extends object> {
  readonly name: string;
  readonly scopes: string;
  readonly about: string;
  readonly columns: readonly Column[];
  readonly schema: v.GenericSchema<unknown, Wanted>;
  readonly after: readonly string[];
  readonly table: T;
  /** Columns that tell one row of a vendor from the others, the most telling one first. */
  readonly keys: readonly (keyof Tables[T] & string)[];
  readonly references: readonly RowReference[];
  /** References are ids by now. */
  readonly toRow: (vendorId: string, wanted: Wanted, now: string) => Tables[T];
  /** As `schema` reads it: by it a row is compared with what is there. */
  readonly item: (row: Tables[T]) => object;
  /** The row of the file is older than what became of it here: it stays, so that nothing happens twice. */
  readonly isBehind?: (wanted: Tables[T], here: Tables[T]) => boolean;
  /** What else follows. */
  readonly written?: (
    tx: Parameters<TransferKind['write']>[0],
    context: TransferContext,
    rows: readonly Tables[T][],
  ) => Promise<void>;
}

/**
 * The kind of rows that belong to other things, have no id of the vendor's own, and leave as they stand: one row of the
 * table is one row of the file.
 */
export function plainKind<T extends keyof Tables & string, Wanted extends object>(
  kind: PlainKind<T, Wanted>,
): TransferKind<Wanted, Tables[T]> {
  const { table, keys, references, item } = kind;
  const first = keys[0] as keyof Tables[T] & string;
  const keyOf = (row: Tables[T]): string => JSON.stringify(keys.map((key) => row[key]));
  const same = (a: Tables[T], b: Tables[T]): boolean => JSON.stringify(item(a)) === JSON.stringify(item(b));

  return {
    name: kind.name,
    scopes: kind.scopes,
    about: kind.about,
    columns: kind.columns,
    schema: kind.schema,
    after: kind.after,
    // Of what the file says, before names became ids; the same one under two names is found by `plan`.
    key: (wanted) => keyOf(kind.toRow('', wanted, '')),

    async plan(db, { vendorId, at }, rows) {
      const resolved = await resolveReferences(db, vendorId, references, rows);
      const wanted = resolved.map((row) =>
        isPlanned(row) ? row : { row: kind.toRow(vendorId, row as Wanted, at.toISOString()) },
      );
      const values = wanted.flatMap((one) => ('row' in one ? [String(one.row[first])] : []));
      const there = await rowsBy(db, table, vendorId, first, [...new Set(values)]);
      const before = new Map(there.map((row) => [keyOf(row), row]));
      const met = new Set<string>();
      return wanted.map((one): Planned<Tables[T]> => {
        if (!('row' in one)) return one;
        const key = keyOf(one.row);
        if (met.has(key))
          return failed(references[0]?.field ?? first, 'duplicate', 'Another row is about the same one.');
        met.add(key);
        const known = before.get(key);
        if (!known) return { outcome: 'created', work: one.row };
        if (kind.isBehind?.(one.row, known)) return { outcome: 'unchanged', work: known };
        return { outcome: same(known, one.row) ? 'unchanged' : 'changed', work: one.row };
      });
    },

    async write(tx, context, planned) {
      const rows = planned.flatMap((one) =>
        one.outcome === 'created' || one.outcome === 'changed' ? [one.work] : [],
      );
      for (const one of planned) {
        if (one.outcome !== 'changed') continue;
        const which = keys.map((key) => sql`and ${sql.ref(key)} = ${one.work[key]}`);
        await sql`delete from ${sql.table(table)}
          where vendor_id = ${context.vendorId} ${sql.join(which, sql` `)}`.execute(tx);
      }
      await insertRows(tx, table, rows);
      await kind.written?.(tx, context, rows);
      return [];
    },

    async count(db, vendorId, customerId) {
      const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}
        where vendor_id = ${vendorId} ${ofCustomer(customerId)}`.execute(db);
      return Number(rows[0]?.n ?? 0);
    },

    async page(db, vendorId, after, limit, customerId) {
      const order = sql.join(keys.map((key) => sql.ref(key)));
      const behind = after && sql`and (${order}) > (${sql.join(JSON.parse(after) as unknown[])})`;
      const { rows } = await sql<Tables[T]>`select * from ${sql.table(table)}
        where vendor_id = ${vendorId} ${ofCustomer(customerId)} ${behind || sql``} order by ${order} limit ${limit}`.execute(
        db as Kysely<unknown>,
      );
      return rows.map((row) => ({ id: keyOf(row), item: item(row) }));
    },
  };
}

const ofCustomer = (customerId: string | undefined) =>
  customerId === undefined ? sql`` : sql`and customer_id = ${customerId}`;
