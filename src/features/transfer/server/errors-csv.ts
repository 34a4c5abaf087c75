import type { Column } from '../../../kit/server/transfer/column.ts';
import { csvHeader, csvLine } from '../../../kit/server/transfer/write-rows.ts';
import type { ImportError } from '../schema.ts';

const column = (name: keyof ImportError, type: Column['type']): Column => ({
  name,
  type,
  doc: '',
  example: '',
});
const columns = [
  column('row', 'number'),
  column('column', 'text'),
  column('code', 'text'),
  column('message', 'text'),
];

/** The errors of an import as a file; headers of other people stand in it, so cells are guarded like an export's. */
export const errorsCsv = (errors: readonly ImportError[]): string =>
  csvHeader(columns) + errors.map((error) => csvLine(columns, error)).join('');
