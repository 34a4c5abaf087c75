import { sql } from 'kysely';
import { byReference } from '../collection.ts';
import type { Db, Tables } from '../db/db.ts';
import type { Planned } from './kind.ts';

/** A field that names another thing. */
export interface RowReference {
  readonly field: string;
  /** As sentences name it: `customer`. */
  readonly thing: string;
  /** The ids that these references mean; those that mean nothing are absent. */
  readonly find: (db: Db, vendorId: string, references: readonly string[]) => Promise<Map<string, string>>;
  /** For a new thing that names none. */
  readonly otherwise?: (db: Db, vendorId: string) => Promise<string | undefined>;
  /** A thing stays with the one it was made for. */
  readonly fixed?: true;
  /** A thing may do without. */
  readonly optional?: true;
  /** It must belong to the same one as the row: an invoice's contract to the invoice's customer. */
  readonly belongsTo?: {
    /** Of the row; a reference that stands before this one. */
    readonly field: string;
    /** Whose these are, by id. */
    readonly ownersOf: (db: Db, vendorId: string, ids: readonly string[]) => Promise<Map<string, string>>;
  };
}

/** The references to rows of a table: our id, or `ext:` and the vendor's own. */
export const referencesTo =
  (table: keyof Tables & string): RowReference['find'] =>
  async (db, vendorId, references) => {
    const found = new Map<string, string>();
    const known = references.flatMap((reference) => {
      const by = byReference(reference);
      return by ? [by] : [];
    });
    for (const column of ['id', 'external_id'] as const) {
      const values = known.filter(([name]) => name === column).map(([, value]) => value);
      if (values.length === 0) continue;
      const { rows } = await sql<{ id: string; external_id: string }>`select id, external_id
        from ${sql.table(table)} where vendor_id = ${vendorId} and ${sql.ref(column)} in (${sql.join(values)})`.execute(
        db,
      );
      for (const row of rows) found.set(column === 'id' ? row.id : `ext:${row.external_id}`, row.id);
    }
    return found;
  };

/** Whose rows of a table with `customer_id` are. */
export const customersOf =
  (table: keyof Tables & string): NonNullable<RowReference['belongsTo']>['ownersOf'] =>
  async (db, vendorId, ids) => {
    if (ids.length === 0) return new Map();
    const { rows } = await sql<{ id: string; customer_id: string }>`select id, customer_id
      from ${sql.table(table)} where vendor_id = ${vendorId} and id in (${sql.join(ids)})`.execute(db);
    return new Map(rows.map((row) => [row.id, row.customer_id]));
  };

/** Rows with their references as ids; a refused one as what is wrong with it. */
export async function resolveReferences<Wanted extends object>(
  db: Db,
  vendorId: string,
  references: readonly RowReference[],
  rows: readonly Wanted[],
): Promise<(Wanted | Planned<never>)[]> {
  let resolved: (Wanted | Planned<never>)[] = [...rows];
  for (const { field, thing, find, belongsTo } of references) {
    const named = new Set<string>();
    for (const row of rows) {
      const reference = fieldOf(row, field);
      if (typeof reference === 'string') named.add(reference);
    }
    if (named.size === 0) continue;
    const ids = await find(db, vendorId, [...named]);
    const owners = belongsTo && (await belongsTo.ownersOf(db, vendorId, [...new Set(ids.values())]));
    resolved = resolved.map((row) => {
      const reference = fieldOf(row, field);
      if (isPlanned(row) || typeof reference !== 'string') return row;
      const id = ids.get(reference);
      const foreign = id !== undefined && owners && owners.get(id) !== fieldOf(row, belongsTo.field);
      if (id === undefined || foreign) return failed(field, 'reference', `There is no ${thing} of this id.`);
      return { ...row, [field]: id };
    });
  }
  return resolved;
}

export const failed = (path: string, code: string, message: string): Planned<never> => ({
  outcome: 'failed',
  fields: [{ path, code, message }],
});

export const fieldOf = (thing: object, field: string): unknown => (thing as Record<string, unknown>)[field];

export const isPlanned = (row: object): row is Planned<never> => 'outcome' in row;
