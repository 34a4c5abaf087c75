import type { ProblemField } from '../../../kit/common/problem.ts';
import { insertRows } from '../../../kit/server/db/bulk.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { maxErrors } from './imports-store.ts';
import type {} from './tables.ts';

/**
 * What an import has read and not yet written: rows that were found right, in batches, as the JSON in which they stand
 * on disk, and what is wrong with the others.
 */

/** `[row, wanted]` */
export type StagedRow = readonly [row: number, wanted: unknown];

export interface Wrong {
  readonly row: number;
  readonly fields: readonly ProblemField[];
}

export interface Whose {
  readonly vendorId: string;
  readonly importId: string;
}

/** Keeps batches, the first of them as number `first`. */
export async function keepBatches(
  tx: Db,
  { vendorId, importId }: Whose,
  batches: readonly string[],
  first: number,
): Promise<void> {
  const key = { vendor_id: vendorId, import_id: importId };
  await insertRows(
    tx,
    'import_batch',
    batches.map((rows, index) => ({ ...key, number: first + index, rows })),
  );
}

/** The first batch from this number on. */
export async function batchFrom(
  db: Db,
  { vendorId, importId }: Whose,
  number: number,
): Promise<{ readonly number: number; readonly rows: readonly StagedRow[] } | undefined> {
  const batch = await db
    .selectFrom('import_batch')
    .select(['number', 'rows'])
    .where('vendor_id', '=', vendorId)
    .where('import_id', '=', importId)
    .where('number', '>=', number)
    .orderBy('number')
    .limit(1)
    .executeTakeFirst();
  return batch && { number: batch.number, rows: JSON.parse(batch.rows) as readonly StagedRow[] };
}

export async function dropBatch(tx: Db, { vendorId, importId }: Whose, number: number): Promise<void> {
  await tx
    .deleteFrom('import_batch')
    .where('vendor_id', '=', vendorId)
    .where('import_id', '=', importId)
    .where('number', '=', number)
    .execute();
}

/** Keeps what is wrong, behind the `from` mistakes that were kept before. @returns how many there are now */
export async function keepErrors(
  tx: Db,
  { vendorId, importId }: Whose,
  wrong: readonly Wrong[],
  from: number,
): Promise<number> {
  const key = { vendor_id: vendorId, import_id: importId };
  const errors = wrong.flatMap(({ row, fields }) => fields.map((field) => ({ row, field })));
  await insertRows(
    tx,
    'import_error',
    errors.slice(0, Math.max(maxErrors - from, 0)).map(({ row, field }, index) => ({
      ...{ ...key, number: from + index, row_number: row },
      ...{ column_name: field.path, code: field.code, message: field.message },
    })),
  );
  return from + errors.length;
}

/** Whatever was kept of an import in these tables. */
export async function forget(
  tx: Db,
  { vendorId, importId }: Whose,
  tables: readonly ('import_batch' | 'import_error' | 'import_part')[],
): Promise<void> {
  for (const table of tables)
    await tx.deleteFrom(table).where('vendor_id', '=', vendorId).where('import_id', '=', importId).execute();
}
