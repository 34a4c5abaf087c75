import type { Column } from '../../../kit/server/transfer/column.ts';
import { idColumns } from '../../../kit/server/transfer/movable.ts';
import { type DocumentKind, TaxReason } from '../schema.ts';

/** The columns of invoices and credit notes. */
export const columnsOf = (kind: DocumentKind): readonly Column[] => [
  ...idColumns(kind === 'invoice' ? 'invoice' : 'credit note', kind === 'invoice' ? 'inv' : 'crn'),
  {
    ...{ name: 'customerId', type: 'reference', required: true, example: '4711' },
    doc: 'The customer: your own id, or ours. A document stays with its customer.',
  },
  {
    ...{ name: 'contractId', type: 'reference', empty: null, example: 'V-2024-118' },
    doc: 'The contract it bills: your own id, or ours.',
  },
  ...(kind === 'credit-note'
    ? [
        {
          ...({ name: 'invoiceId', type: 'reference', empty: null, example: 'R-2024-118' } as const),
          doc: 'The invoice it takes back: your own id, or ours.',
        },
      ]
    : []),
  {
    ...{ name: 'origin', type: 'choice', choices: ['external', 'portico'], example: 'external' },
    doc: '`external` unless said: made elsewhere. `portico` comes with an export of ours.',
  },
  { name: 'number', type: 'text', required: true, doc: 'As printed on it.', example: 'R-2024-118' },
  { name: 'title', type: 'text', empty: null, doc: 'What it is for.', example: 'Abschlag November' },
  { name: 'issuedOn', type: 'day', required: true, doc: 'The date on it.', example: '2024-11-02' },
  ...(kind === 'invoice'
    ? [
        {
          ...({ name: 'dueOn', type: 'day', empty: null, example: '2024-11-16' } as const),
          doc: 'Last day to pay.',
        },
        {
          ...({ name: 'prepaid', type: 'number', example: '0' } as const),
          doc: 'What was paid before, in the smallest unit.',
        },
      ]
    : []),
  ...(kind === 'invoice'
    ? [
        {
          ...({ name: 'reminderLevel', type: 'number', example: '0' } as const),
          doc: 'How often it was reminded of, 0 to 3.',
        },
        {
          ...({ name: 'remindedOn', type: 'day', empty: null, example: '2024-11-30' } as const),
          doc: 'Day of the last reminder.',
        },
        {
          ...({ name: 'reminderFees', type: 'number', example: '0' } as const),
          doc: 'What the reminders cost so far, in the smallest unit.',
        },
      ]
    : []),
  {
    name: 'period',
    type: 'json',
    empty: null,
    doc: 'From and until when.',
    example: '{"from":"2024-11-01","until":"2024-11-30"}',
  },
  { name: 'currency', type: 'text', required: true, doc: 'ISO 4217.', example: 'EUR' },
  {
    name: 'gross',
    type: 'number',
    required: true,
    doc: 'Total with tax, in the smallest unit.',
    example: '11840',
  },
  { name: 'net', type: 'number', doc: 'Total without tax, in the smallest unit.', example: '9950' },
  { name: 'tax', type: 'number', doc: 'Tax in it, in the smallest unit.', example: '1890' },
  { name: 'taxes', type: 'json', doc: 'Tax by rate.', example: '[{"percent":19,"net":9950,"tax":1890}]' },
  {
    name: 'lines',
    type: 'json',
    doc: 'What was billed; may be left out.',
    example: '[{"title":"Strom","unitPrice":"118.40"}]',
  },
  {
    name: 'pricesIncludeTax',
    type: 'boolean',
    doc: 'Whether the prices of lines hold the tax.',
    example: 'true',
  },
  {
    name: 'status',
    type: 'choice',
    choices: kind === 'invoice' ? ['open', 'paid', 'refunded', 'cancelled'] : ['open', 'paid', 'cancelled'],
    doc: 'Where it stands.',
    example: 'paid',
  },
  { name: 'paidOn', type: 'day', empty: null, doc: 'Day of payment.', example: '2024-11-12' },
  { name: 'seller', type: 'json', doc: 'Sender as printed.', example: '{"name":"Stromwerk Kiel eG"}' },
  { name: 'buyer', type: 'json', doc: 'Recipient as printed.', example: '{"name":"Jana Petersen"}' },
  {
    ...{ name: 'taxReason', type: 'choice', empty: null, example: 'reverse-charge' },
    choices: TaxReason.options,
    doc: 'Why there is no tax on it.',
  },
  { name: 'notes', type: 'text', empty: null, doc: 'What else is printed.', example: 'Thank you.' },
  {
    ...{ name: 'purchaseOrder', type: 'text', empty: null, example: '4500012345' },
    doc: 'The customer’s own number of the order.',
  },
  {
    ...{ name: 'deliverTo', type: 'json', empty: null, example: '{"name":"Lager Nord"}' },
    doc: 'Where it was delivered to, if that is not the recipient.',
  },
  { name: 'language', type: 'text', doc: 'Language it is written in.', example: 'de' },
  {
    ...{ name: 'look', type: 'json', example: '{"brand":"Stromwerk","colour":"#0b5a45","logoFileId":null}' },
    doc: 'Brand, colour and logo of one of ours on the day of issue: its PDF may be drawn later.',
  },
  {
    name: 'file',
    type: 'file',
    doc: 'Name of its PDF, which is sent beside the table.',
    example: 'R-2024-118.pdf',
  },
];
