import * as v from 'valibot';
import { Day } from '../../../kit/common/day.ts';
import { Currency } from '../../../kit/common/money.ts';
import { lines } from '../../../kit/common/text.ts';
import { plainKind } from '../../../kit/server/transfer/plain-kind.ts';
import { customersOf, referencesTo } from '../../../kit/server/transfer/row-references.ts';
import { CustomerReference } from '../../customers/schema.ts';
import { InvoiceId, Look, PaperLanguage } from '../../documents/schema.ts';
import { ReminderId } from '../schema.ts';

const amount = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Row = v.strictObject({
  id: ReminderId,
  customerId: CustomerReference,
  invoiceId: InvoiceId,
  level: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3)),
  issuedOn: Day,
  payUntil: Day,
  openAmount: amount,
  fee: amount,
  fees: amount,
  currency: Currency,
  text: v.nullable(lines(5000)),
  language: PaperLanguage,
  look: Look,
  createdAt: v.pipe(v.string(), v.isoTimestamp()),
});

/** Letters that reminded, as they were written; their PDFs are drawn from that. */
export const remindersKind = plainKind({
  name: 'reminders',
  scopes: 'invoices',
  about: 'A letter that reminded of an invoice.',
  columns: [
    {
      ...{ name: 'id', type: 'text', required: true, example: 'rmd_01k9z3m4q7x2v5b8n1c6d0f3gh' },
      doc: 'Our id, as an export writes it.',
    },
    {
      ...{ name: 'customerId', type: 'reference', required: true, example: '4711' },
      doc: 'The customer of the invoice: your own id, or ours.',
    },
    {
      ...{ name: 'invoiceId', type: 'reference', required: true, example: 'inv_01k9z3m4q7x2v5b8n1c6d0f3gh' },
      doc: 'The invoice: our id.',
    },
    { name: 'level', type: 'number', required: true, doc: '1 for the first one.', example: '1' },
    { name: 'issuedOn', type: 'day', required: true, doc: 'The date on it.', example: '2026-11-30' },
    { name: 'payUntil', type: 'day', required: true, doc: 'The last day it gives.', example: '2026-12-10' },
    {
      ...{ name: 'openAmount', type: 'number', required: true, example: '11840' },
      doc: 'What was open that day, in the smallest unit.',
    },
    { name: 'fee', type: 'number', required: true, doc: 'What it costs.', example: '500' },
    { name: 'fees', type: 'number', required: true, doc: 'All so far with it.', example: '500' },
    { name: 'currency', type: 'text', required: true, doc: 'ISO 4217.', example: 'EUR' },
    {
      ...{ name: 'text', type: 'text', empty: null, example: 'Please pay.' },
      doc: 'Words of your own, filled in; empty: the usual ones.',
    },
    { name: 'language', type: 'text', required: true, doc: 'Language it is written in.', example: 'de' },
    {
      ...{ name: 'look', type: 'json', required: true },
      doc: 'Brand, colour and logo of that day.',
      example: '{"brand":"Stromwerk","colour":"#0b5a45","logoFileId":null}',
    },
    {
      ...{ name: 'createdAt', type: 'instant', required: true, example: '2026-11-30T04:00:00Z' },
      doc: 'When it was written.',
    },
  ],
  schema: Row,
  after: ['customers', 'invoices'],
  table: 'reminder',
  keys: ['document_id', 'level'],
  references: [
    { field: 'customerId', thing: 'customer', find: referencesTo('customer') },
    {
      ...{ field: 'invoiceId', thing: 'invoice', find: referencesTo('document') },
      belongsTo: { field: 'customerId', ownersOf: customersOf('document') },
    },
  ],
  toRow: (vendorId, row, now) => ({
    ...{ vendor_id: vendorId, id: row.id, document_id: row.invoiceId, customer_id: row.customerId },
    ...{ level: row.level, issued_on: row.issuedOn, pay_until: row.payUntil, open_amount: row.openAmount },
    ...{ fee: row.fee, fees: row.fees, currency: row.currency, text: row.text, language: row.language },
    ...{ look: JSON.stringify(row.look), pdf_file_id: null, created_at: row.createdAt, updated_at: now },
  }),
  item: (row) => ({
    ...{ id: row.id, customerId: row.customer_id, invoiceId: row.document_id, level: row.level },
    ...{ issuedOn: row.issued_on, payUntil: row.pay_until, openAmount: Number(row.open_amount) },
    ...{ fee: Number(row.fee), fees: Number(row.fees), currency: row.currency, text: row.text },
    ...{ language: row.language, look: JSON.parse(row.look), createdAt: row.created_at },
  }),
  // A letter that went out never changes.
  isBehind: () => true,
});
