import { decimalOf } from '../../kit/common/money.ts';
import type { PortalDocument } from './schema.ts';

/**
 * One cell of CSV. What a spreadsheet would take for a formula gets an apostrophe in front, also behind blanks or
 * quotes and in full width; a number that is one, −118.40, stays a number.
 */
export function csvCell(value: string): string {
  const isNumber = /^-?\d+(\.\d+)?$/.test(value);
  const formula = !isNumber && /^[\s"']*[=+\-@\t\r＝＋－＠]/.test(value);
  const text = formula ? `'${value}` : value;
  return formula || /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const head = ['file', 'number', 'kind', 'title', 'issued_on', 'due_on', 'status', 'amount', 'currency'];

/** The table of contents of a download, for a bookkeeper's program: ISO days, points before cents, UTF-8 with its mark. */
export function indexCsv(
  rows: readonly { readonly file: string; readonly document: PortalDocument }[],
): string {
  const lines = rows.map(({ file, document }) => [
    ...[file, document.number, document.kind, document.title ?? '', document.issuedOn, document.dueOn ?? ''],
    ...[document.status, decimalOf(document.amount), document.amount.currency],
  ]);
  return `\ufeff${[head, ...lines].map((line) => line.map(csvCell).join(',')).join('\r\n')}\r\n`;
}
