import { decimalOf } from '../../kit/common/money.ts';
import type { Party, PortalDocument, TaxTotal } from './schema.ts';

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

/** What a bookkeeper's table says of a document. */
interface Booked {
  readonly net: number;
  readonly tax: number;
  readonly gross: number;
  readonly prepaid: number;
  readonly paidOn: string | null;
  readonly taxes: readonly TaxTotal[];
  readonly buyer: Party;
  readonly purchaseOrder: string | null;
}

const bookedHead = [
  ...[
    'number',
    'kind',
    'title',
    'issued_on',
    'due_on',
    'status',
    'paid_on',
    'currency',
    'net',
    'tax',
    'gross',
  ],
  ...['prepaid', 'to_pay', 'taxes', 'recipient', 'vat_id', 'purchase_order', 'contract'],
];

/**
 * Documents as a table for a bookkeeper's program. What goes to the customer is below zero; `taxes` holds each rate with
 * its net amount and its tax: `19: 100.00 + 19.00; 7: 10.00 + 0.70`.
 */
export function documentsCsv(
  rows: readonly { readonly document: Booked; readonly row: PortalDocument }[],
): string {
  const lines = rows.map(({ document, row }) => {
    const sign = row.kind === 'invoice' ? 1 : -1;
    const { currency } = row.amount;
    const money = (amount: number) => decimalOf({ amount: sign * amount + 0, currency });
    const { buyer } = document;
    return [
      ...[row.number, row.kind, row.title ?? '', row.issuedOn, row.dueOn ?? '', row.status],
      ...[document.paidOn ?? '', currency, money(document.net), money(document.tax), money(document.gross)],
      ...[money(document.prepaid), decimalOf(row.amount)],
      document.taxes.map(({ percent, net, tax }) => `${percent}: ${money(net)} + ${money(tax)}`).join('; '),
      ...[buyer.name, buyer.vatId ?? '', document.purchaseOrder ?? '', row.contract?.title ?? ''],
    ];
  });
  return `\ufeff${[bookedHead, ...lines].map((line) => line.map(csvCell).join(',')).join('\r\n')}\r\n`;
}
