import type { ProblemField } from '../../../kit/common/problem.ts';
import { insertRows } from '../../../kit/server/db/bulk.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { ImportError } from '../schema.ts';
import type {} from './tables.ts';

/** Mistakes of a file that are kept. */
export const maxErrors = 1000;

/** A row that can't be accepted, by its number in the file. */
export interface Wrong {
  readonly row: number;
  readonly fields: readonly ProblemField[];
}

/** Keeps what is wrong with a file in the place of what was found before. */
export async function keepErrors(
  tx: Db,
  vendorId: string,
  importId: string,
  wrong: readonly Wrong[],
): Promise<void> {
  await tx
    .deleteFrom('import_error')
    .where('vendor_id', '=', vendorId)
    .where('import_id', '=', importId)
    .execute();
  const errors = wrong.flatMap(({ row, fields }) => fields.map((field) => ({ row, field })));
  await insertRows(
    tx,
    'import_error',
    errors.slice(0, maxErrors).map(({ row, field }, number) => ({
      ...{ vendor_id: vendorId, import_id: importId, number, row_number: row },
      ...{ column_name: field.path, code: field.code, message: field.message },
    })),
  );
}

export async function listErrors(db: Db, vendorId: string, id: string): Promise<ImportError[]> {
  const rows = await db
    .selectFrom('import_error')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('import_id', '=', id)
    .orderBy('number')
    .execute();
  return rows.map((row) => ({
    row: row.row_number,
    column: row.column_name,
    code: row.code,
    message: row.message,
  }));
}
