import * as v from 'valibot';
import { isProblem, type ProblemField } from '../../../kit/common/problem.ts';
import { fieldsOf } from '../../../kit/server/http/accept.ts';
import { parseJson } from '../../../kit/server/http/json.ts';
import { BrokenFile } from '../../../kit/server/transfer/broken-file.ts';
import { type CsvOptions, csvRows } from '../../../kit/server/transfer/csv-rows.ts';
import { jsonRows } from '../../../kit/server/transfer/json-rows.ts';
import type { AnyKind } from '../../../kit/server/transfer/kind.ts';
import { type TableReader, tableReader } from '../../../kit/server/transfer/table-reader.ts';
import type { Mapping } from '../schema.ts';

/** One row of a file: what it wants, or what is wrong with it. */
export type RowRead =
  | { readonly row: number; readonly wanted: unknown; readonly headerOf: TableReader['headerOf'] }
  | { readonly row: number; readonly fields: readonly ProblemField[] };

export interface Reading extends CsvOptions {
  readonly format: 'csv' | 'json';
  readonly mapping: Mapping | null;
}

const asIs = (path: string): string => path;

/** Reads a file of this kind, row by row, in lists of `rowsAtOnce`. @throws BrokenFile */
export async function* readRows(
  parts: AsyncIterable<Uint8Array>,
  kind: AnyKind,
  reading: Reading,
): AsyncGenerator<RowRead[]> {
  if (reading.format === 'json') {
    const ignored = kind.columns.filter(({ readOnly }) => readOnly).map(({ name }) => name);
    for await (const items of jsonRows(parts))
      yield items.map(({ row, text }) => jsonRow(kind, ignored, row, text));
    return;
  }
  let reader: TableReader | undefined;
  for await (const rows of csvRows(parts, reading)) {
    let start = 0;
    if (!reader) {
      const found = tableReader(rows[0]?.cells ?? [], kind.columns, reading.mapping ?? {});
      if ('refused' in found) throw new BrokenFile(1, 'header', 'The header does not fit.', found.refused);
      reader = found.reader;
      start = 1;
    }
    const { headerOf } = reader;
    const read: RowRead[] = [];
    for (let index = start; index < rows.length; index++) {
      const { row, cells } = rows[index] as (typeof rows)[number];
      const found = reader.read(cells);
      const whole = checked(kind, row, found.value, headerOf);
      read.push(found.refused.length > 0 ? { row, fields: together(found.refused, whole) } : whole);
    }
    yield read;
  }
}

/** What is wrong with the cells, and with the row that they make; a cell is named once. */
function together(cells: readonly ProblemField[], whole: RowRead): readonly ProblemField[] {
  if (!('fields' in whole) || cells.some(({ code }) => code === 'cells')) return cells;
  return [...cells, ...whole.fields.filter(({ path }) => !cells.some((cell) => cell.path === path))];
}

function jsonRow(kind: AnyKind, ignored: readonly string[], row: number, text: string): RowRead {
  try {
    const value = parseJson(text) as Record<string, unknown>;
    if (Object.hasOwn(value, '__proto__'))
      return {
        row,
        fields: [{ path: '__proto__', code: 'unknown_field', message: 'There is no such field.' }],
      };
    for (const name of ignored) delete value[name];
    return checked(kind, row, value, asIs);
  } catch (error) {
    if (!isProblem(error)) throw error;
    return { row, fields: [{ path: '', code: 'unreadable', message: error.detail ?? error.message }] };
  }
}

function checked(kind: AnyKind, row: number, value: object, headerOf: TableReader['headerOf']): RowRead {
  const parsed = v.safeParse(kind.schema, value);
  if (parsed.success) return { row, wanted: parsed.output, headerOf };
  return { row, fields: inFile(fieldsOf(parsed.issues), headerOf) };
}

/** Fields of the API's shape under the headers of the file. */
export const inFile = (
  fields: readonly ProblemField[],
  headerOf: TableReader['headerOf'],
): readonly ProblemField[] => fields.map((field) => ({ ...field, path: headerOf(field.path) }));
