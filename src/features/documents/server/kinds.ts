import * as v from 'valibot';
import { Day } from '../../../kit/common/day.ts';
import type { TransferFile } from '../../../kit/server/transfer/kind.ts';
import { movable } from '../../../kit/server/transfer/movable.ts';
import { customersOf, type RowReference, referencesTo } from '../../../kit/server/transfer/row-references.ts';
import { tableKind } from '../../../kit/server/transfer/table-kind.ts';
import { checkDocument } from '../rules.ts';
import {
  CreditNoteId,
  type DocumentKind,
  InvoiceId,
  Look,
  NewCreditNote,
  NewInvoice,
  Origin,
} from '../schema.ts';
import { completeSums, unreminded, type Wanted } from './build.ts';
import { columnsOf } from './kind-columns.ts';
import { settleInvoice } from './store.ts';
import { type StoredDocument, toDocumentRow, toStored } from './table.ts';

type Row = Wanted & {
  readonly look?: StoredDocument['look'] | undefined;
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
    ...{ id, kind, number, credited: 0, received: 0, createdAt: now, updatedAt: now },
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
    look: wanted.look ?? { brand: wanted.seller?.name ?? '', colour: '#1f2a37', logoFileId: null },
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
  const { look, credited, received, updatedAt, invoiceId, correctsId, correctedById } = before;
  const { reminderLevel, remindedOn, reminderFees } = wanted.reminderLevel === undefined ? before : next;
  return {
    ...{ ...next, look, credited, received, updatedAt, invoiceId, pdf, status, paidOn },
    ...{ reminderLevel, remindedOn, reminderFees, correctsId, correctedById },
  };
}

/** By our id or `ext:…`: credit notes have ids of the vendor's own too. */
export const invoicesOf: RowReference['find'] = async (db, vendorId, references) => {
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
  look: v.optional(Look),
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
  const {
    kind,
    look,
    pdf: __,
    credited: ___,
    received: _r,
    correctsId: _c,
    correctedById: _b,
    ...known
  } = document;
  const { invoiceId, dueOn, prepaid, externalId, reminderLevel, remindedOn, reminderFees, ...item } = known;
  return {
    ...item,
    ...(externalId !== null && { externalId }),
    ...(item.origin === 'portico' && { look }),
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
