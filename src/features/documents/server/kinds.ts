import * as v from 'valibot';
import { Day } from '../../../kit/common/day.ts';
import type { Column } from '../../../kit/server/transfer/column.ts';
import type { TransferFile } from '../../../kit/server/transfer/kind.ts';
import { idColumns, movable } from '../../../kit/server/transfer/movable.ts';
import { customersOf, type RowReference, referencesTo } from '../../../kit/server/transfer/row-references.ts';
import { tableKind } from '../../../kit/server/transfer/table-kind.ts';
import { checkDocument } from '../rules.ts';
import {
  CreditNoteId,
  type DocumentKind,
  InvoiceId,
  NewCreditNote,
  NewInvoice,
  Origin,
  TaxReason,
} from '../schema.ts';
import { completeSums, unreminded, type Wanted } from './build.ts';
import { settleInvoice } from './store.ts';
import { type StoredDocument, toDocumentRow, toStored } from './table.ts';

const columnsOf = (kind: DocumentKind): readonly Column[] => [
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
    name: 'file',
    type: 'file',
    doc: 'Name of its PDF, which is sent beside the table.',
    example: 'R-2024-118.pdf',
  },
];

type Row = Wanted & {
  readonly file?: string | undefined;
  readonly reminderLevel?: number | undefined;
  readonly remindedOn?: string | null | undefined;
  readonly reminderFees?: number | undefined;
};

/** What an import makes of a row; sums that can not be counted do not add up, and are refused as that. */
function documentFrom(
  kind: DocumentKind,
  wanted: Row,
  { id, now }: { id: string; now: string },
): StoredDocument {
  const file = wanted.file as unknown as TransferFile | undefined;
  const uncountable = { lines: [], taxes: [], net: 0, tax: 0, gross: 1, pricesIncludeTax: false };
  const number = wanted.number ?? '';
  return {
    ...{ id, kind, number, credited: 0, createdAt: now, updatedAt: now },
    customerId: wanted.customerId,
    contractId: wanted.contractId ?? null,
    externalId: wanted.externalId ?? null,
    origin: wanted.origin ?? 'external',
    title: wanted.title ?? null,
    issuedOn: wanted.issuedOn,
    dueOn: wanted.dueOn ?? null,
    period: wanted.period ?? null,
    currency: wanted.currency,
    ...attempt(() => completeSums(wanted), uncountable),
    prepaid: wanted.prepaid ?? 0,
    status: wanted.status ?? 'open',
    paidOn: wanted.paidOn ?? null,
    invoiceId: wanted.invoiceId ?? null,
    seller: wanted.seller ?? { name: number, lines: [] },
    buyer: wanted.buyer ?? { name: number, lines: [] },
    notes: wanted.notes || null,
    purchaseOrder: wanted.purchaseOrder ?? null,
    deliverTo: wanted.deliverTo ?? null,
    language: wanted.language ?? 'en',
    look: { brand: wanted.seller?.name ?? '', colour: '#1f2a37', logoFileId: null },
    taxReason: wanted.taxReason ?? null,
    ...unreminded,
    ...(wanted.reminderLevel && {
      reminderLevel: wanted.reminderLevel,
      remindedOn: wanted.remindedOn ?? null,
      reminderFees: wanted.reminderFees ?? 0,
    }),
    correctsId: null,
    correctedById: null,
    pdf: file ? { fileId: file.id, size: file.size, sha256: file.sha256 } : null,
  };
}

function attempt<T>(make: () => T, otherwise: T): T {
  try {
    return make();
  } catch {
    return otherwise;
  }
}

/** Ours changes in what is not printed; of one made elsewhere everything follows the row. */
function changed(kind: DocumentKind, before: StoredDocument, wanted: Row): StoredDocument {
  const { status = before.status, paidOn = before.paidOn, contractId = before.contractId } = wanted;
  if (before.origin === 'portico') return { ...before, status, paidOn, contractId };
  const next = documentFrom(kind, wanted, { id: before.id, now: before.createdAt });
  const pdf = !next.pdf || next.pdf.sha256 === before.pdf?.sha256 ? before.pdf : next.pdf;
  const { look, credited, updatedAt, invoiceId, correctsId, correctedById } = before;
  const { reminderLevel, remindedOn, reminderFees } = wanted.reminderLevel === undefined ? before : next;
  return {
    ...{ ...next, look, credited, updatedAt, invoiceId, pdf, status, paidOn },
    ...{ reminderLevel, remindedOn, reminderFees, correctsId, correctedById },
  };
}

const invoicesOf: RowReference['find'] = async (db, vendorId, references) => {
  const found = await referencesTo('document')(
    db,
    vendorId,
    references.filter((one) => !one.startsWith('ext:')),
  );
  const own = references.filter((one) => one.startsWith('ext:')).map((one) => one.slice('ext:'.length));
  const rows = own.length
    ? await db
        .selectFrom('document')
        .select(['id', 'external_id'])
        .where('vendor_id', '=', vendorId)
        .where('kind', '=', 'invoice')
        .where('external_id', 'in', own)
        .execute()
    : [];
  for (const { id, external_id } of rows) found.set(`ext:${external_id}`, id);
  return found;
};

const references: readonly RowReference[] = [
  { field: 'customerId', thing: 'customer', find: referencesTo('customer'), fixed: true },
  {
    ...{ field: 'contractId', thing: 'contract', find: referencesTo('contract'), optional: true },
    belongsTo: { field: 'customerId', ownersOf: customersOf('contract') },
  },
];
const added = {
  origin: v.optional(Origin, 'external'),
  file: v.optional(v.pipe(v.string(), v.maxLength(200))),
};
/** So that nobody is reminded from the beginning again. */
const reminded = {
  reminderLevel: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3))),
  remindedOn: v.optional(v.nullable(Day)),
  reminderFees: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
};
const shared = {
  table: 'document',
  fromRow: toStored,
  toRow: toDocumentRow,
  check: checkDocument,
  file: {
    field: 'file',
    of: ({ id, pdf }: StoredDocument) => pdf && { id: pdf.fileId, name: `${id}.pdf` },
  },
} as const;

const itemOf = (document: StoredDocument) => {
  const { kind, look: _, pdf: __, credited: ___, correctsId: _c, correctedById: _b, ...known } = document;
  const { invoiceId, dueOn, prepaid, externalId, reminderLevel, remindedOn, reminderFees, ...item } = known;
  return {
    ...item,
    ...(externalId !== null && { externalId }),
    ...(kind === 'invoice'
      ? { dueOn, prepaid, ...(reminderLevel > 0 && { reminderLevel, remindedOn, reminderFees }) }
      : { invoiceId }),
  };
};

/** Invoices as they are moved in and out, those of former programs with their PDFs. */
export const invoicesKind = tableKind({
  ...shared,
  name: 'invoices',
  about: 'An invoice, made here or elsewhere, with its PDF.',
  columns: columnsOf('invoice'),
  schema: movable(
    v.strictObject({ ...v.omit(NewInvoice, ['mail']).entries, ...added, ...reminded }),
    InvoiceId,
  ),
  after: ['customers', 'contracts'],
  prefix: 'inv',
  only: { column: 'kind', value: 'invoice' },
  references,
  create: (wanted, made) => documentFrom('invoice', wanted, made),
  change: (before, wanted) => changed('invoice', before, wanted),
  item: itemOf,
});

export const creditNotesKind = tableKind({
  ...shared,
  name: 'credit-notes',
  about: 'A credit note, made here or elsewhere, with its PDF.',
  columns: columnsOf('credit-note'),
  schema: movable(v.strictObject({ ...v.omit(NewCreditNote, ['mail']).entries, ...added }), CreditNoteId),
  after: ['customers', 'contracts', 'invoices'],
  prefix: 'crn',
  only: { column: 'kind', value: 'credit-note' },
  references: [
    ...references,
    {
      ...{ field: 'invoiceId', thing: 'invoice', find: invoicesOf, optional: true },
      belongsTo: { field: 'customerId', ownersOf: customersOf('document') },
    },
  ],
  create: (wanted, made) => documentFrom('credit-note', wanted, made),
  change: (before, wanted) => changed('credit-note', before, wanted),
  written: async (tx, vendorId, works) => {
    const invoices = new Map(
      works.flatMap(({ after }) => (after.invoiceId ? [[after.invoiceId, after] as const] : [])),
    );
    for (const [id, { updatedAt }] of invoices) await settleInvoice(tx, vendorId, id, new Date(updatedAt));
  },
  item: itemOf,
});
