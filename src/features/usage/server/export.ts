import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Db } from '../../../kit/server/db/db.ts';
import { csvCell } from '../../documents/csv.ts';
import type { ExportQuery, ReportColumn, ReportValue } from '../schema.ts';
import type { RecordCursor } from './records.ts';
import { type Asked, type Audience, askReport, groupPage, recordPage } from './report.ts';

/** Records in memory at a time, whatever the file's length; few enough that others do not wait for them. */
const atOnce = 500;
/** In another order than that of time each page sorts all of them again. */
const sortedAtOnce = 2000;
/** Groups are put together as a whole, so they are written as one. */
const groupsAtOnce = 20_000;
/** A client that takes nothing for so long is gone. */
const stalledMs = 60_000;

const separators = { comma: ',', semicolon: ';', tab: '\t' } as const;

export interface Taking {
  /** Aborted where whoever asked is gone. */
  readonly signal: AbortSignal;
  /** Called once, when the file is whole or nobody takes it any more. */
  readonly onEnd: () => void;
}

/**
 * A report as CSV that is made while it is taken, a page at a time and none ahead: UTF-8 with its mark, RFC 4180, nothing
 * that a spreadsheet would run, numbers as numbers. Days and times are those of UTC, whatever zone the screen shows: the
 * file of a report is the same for everybody. What is refused is refused before the first byte.
 */
export async function exportReport(
  db: Db,
  audience: Audience,
  query: ExportQuery,
  { signal, onEnd }: Taking,
): Promise<ReadableStream<Uint8Array>> {
  const { separator, decimal, ...rest } = query;
  const asked = await askReport(db, audience, { ...rest, zone: 'UTC' });
  const isEnglish = audience.language === 'en';
  const between = separators[separator ?? (isEnglish ? 'comma' : 'semicolon')];
  const point = (decimal ?? (isEnglish ? 'point' : 'comma')) === 'comma' ? ',' : '.';
  const lines = linesOf(db, audience, asked, { between, point });
  const first = [await lines.next(), await lines.next()];
  const bytes = new TextEncoder();
  let timer: NodeJS.Timeout | undefined;
  let stop: () => void = () => undefined;
  const end = () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    onEnd();
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        stop = () => {
          end();
          controller.error(new Error('nobody takes the file'));
          void lines.return();
        };
        signal.addEventListener('abort', stop, { once: true });
        timer = setTimeout(stop, stalledMs);
      },
      async pull(controller) {
        clearTimeout(timer);
        try {
          const { value, done } = first.shift() ?? (await lines.next());
          if (signal.aborted) return;
          if (done) {
            end();
            controller.close();
            return;
          }
          controller.enqueue(bytes.encode(value));
          timer = setTimeout(stop, stalledMs);
        } catch (error) {
          end();
          throw error;
        }
      },
      async cancel() {
        end();
        await lines.return();
      },
    },
    { highWaterMark: 0 },
  );
}

export const exportHeaders = (at: Date): Record<string, string> => ({
  'content-type': 'text/csv; charset=utf-8',
  'content-disposition': `attachment; filename="usage-${at.toISOString().slice(0, 10)}.csv"`,
  'cache-control': 'no-store',
});

interface Writing {
  readonly between: string;
  readonly point: string;
}

async function* linesOf(
  db: Db,
  audience: Audience,
  asked: Asked,
  writing: Writing,
): AsyncGenerator<string, void> {
  const line = (cells: readonly string[]) =>
    `${cells.map((cell) => quoted(cell, writing.between)).join(writing.between)}\r\n`;
  const { columns } = asked;
  yield `\ufeff${line(columns.flatMap(({ label, kind }) => (kind === 'price' ? [label, 'ISO 4217'] : [label])))}`;
  const [read, limit] =
    asked.report !== 'records'
      ? [groupPage, groupsAtOnce]
      : [recordPage, asked.sort === 'at' ? atOnce : sortedAtOnce];
  let after: RecordCursor | undefined;
  do {
    // Reading from a file and taking by a quick client never wait: others would.
    await nextTurn();
    const page = await read(db, audience, asked, limit, after);
    const text = page.items
      .map((item) => line(columns.flatMap((column) => cellsOf(column, item[column.key] ?? null, writing))))
      .join('');
    if (text) yield text;
    after = page.next ?? undefined;
  } while (after);
}

/** A decimal with a comma is a number as well, and no formula. */
function quoted(cell: string, between: string): string {
  if (/^-?\d+,\d+$/.test(cell)) return between === ',' ? `"${cell}"` : cell;
  const text = csvCell(cell);
  return between === '\t' && cell.includes('\t') && !text.startsWith('"')
    ? `"${text.replaceAll('"', '""')}"`
    : text;
}

function cellsOf({ kind, words }: ReportColumn, value: ReportValue, { point }: Writing): string[] {
  const number = (text: string) => text.replace('.', point);
  if (kind === 'price') {
    return value !== null && typeof value === 'object' ? [number(value.amount), value.currency] : ['', ''];
  }
  if (value === null || typeof value === 'object') return [''];
  if (kind === 'decimal') return [number(String(value))];
  if (kind === 'code') return [words?.[value] ?? String(value)];
  return [String(value)];
}
