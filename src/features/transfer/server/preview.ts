import { requestProblem } from '../../../kit/server/http/problems.ts';
import { BrokenFile } from '../../../kit/server/transfer/broken-file.ts';
import { type CsvOptions, type CsvRow, csvRows, looksLike } from '../../../kit/server/transfer/csv-rows.ts';
import type { AnyKind } from '../../../kit/server/transfer/kind.ts';
import type { Preview } from '../schema.ts';

const shownRows = 20;

/**
 * The first rows of a file whose beginning this is. @throws `request.invalid` with the sentence of what is wrong with it
 */
export async function preview(kind: AnyKind, start: Uint8Array, options: CsvOptions): Promise<Preview> {
  const rows: CsvRow[] = [];
  try {
    const found = looksLike(start.subarray(0, 4096), options);
    try {
      for await (const some of csvRows(one(start), found, 1)) {
        rows.push(...some);
        if (rows.length > shownRows) break;
      }
    } catch (error) {
      // The beginning of a file may end inside of a cell; what was read before is shown.
      if (!(error instanceof BrokenFile) || rows.length === 0) throw error;
    }
    const [header, ...rest] = rows;
    return {
      ...found,
      columns: (header?.cells ?? []).map((title) => ({ header: title, column: meaning(kind, title) })),
      rows: rest.slice(0, shownRows).map(({ cells }) => [...cells]),
    };
  } catch (error) {
    if (!(error instanceof BrokenFile)) throw error;
    throw requestProblem('request.invalid', {
      fields: error.fields.map((field) => ({ ...field, path: field.path || 'file' })),
    });
  }
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The column of ours that has this name, whatever its case and signs: `Billing City` is `billing.city`. */
function meaning({ columns }: AnyKind, title: string): string | null {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const wanted = plain(title);
  if (!wanted) return null;
  const readable = columns.filter(({ readOnly }) => !readOnly);
  const whole = readable.find(({ name }) => plain(name) === wanted);
  const called = readable.find(({ aliases }) => aliases?.some((name) => plain(name) === wanted));
  const last = readable.filter(({ name }) => plain(name.split('.').at(-1) ?? '') === wanted);
  return whole?.name ?? called?.name ?? (last.length === 1 ? (last[0]?.name ?? null) : null);
}
