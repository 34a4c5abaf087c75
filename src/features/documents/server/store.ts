import { dayIn } from '../../../kit/common/day.ts';
import {
  byReference,
  changesOf,
  merged,
  type Paging,
  paged,
  unknownReference,
  type Written,
} from '../../../kit/server/collection.ts';
import { insertion } from '../../../kit/server/db/bulk.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { dropFile, keepFile } from '../../../kit/server/files.ts';
import { deleteRow, lockRow, updateRow, whileReferred } from '../../../kit/server/rows.ts';
import { writeWords } from '../../../kit/server/search.ts';
import { findCustomer, requireSameCustomer } from '../../customers/server/store.ts';
import { documentProblem } from '../problems.ts';
import { settled } from '../rules.ts';
import type { CreditNoteChange, DocumentKind, InvoiceChange, InvoiceStatus } from '../schema.ts';
import {
  buildDocument,
  checked,
  completeSums,
  contractOf,
  invalid,
  type KnownAround,
  type Wanted,
} from './build.ts';
import { type StoredDocument, toDocumentRow, toStored } from './table.ts';

/** A document with the day it is in its portal's zone: what `overdue` depends on. */
export interface FoundDocument {
  readonly document: StoredDocument;
  readonly today: string;
}

const ofVendor = (db: Db, vendorId: string, kind: DocumentKind) =>
  db
    .selectFrom('document')
    .innerJoin('customer', (on) =>
      on
        .onRef('customer.vendor_id', '=', 'document.vendor_id')
        .onRef('customer.id', '=', 'document.customer_id'),
    )
    .innerJoin('portal', (on) =>
      on.onRef('portal.vendor_id', '=', 'customer.vendor_id').onRef('portal.id', '=', 'customer.portal_id'),
    )
    .selectAll('document')
    .select('portal.time_zone')
    .where('document.vendor_id', '=', vendorId)
    .where('document.kind', '=', kind);

const sorts = { issuedOn: 'issued_on', number: 'number', gross: 'gross' };
/** Names of `sorts`, in either direction. */
export const documentSorts = ['issuedOn', '-issuedOn', 'number', '-number', 'gross', '-gross'] as const;

export interface DocumentsFilter {
  /** Our id or `ext:…` of a customer. */
  readonly customerId?: string | undefined;
  readonly status?: InvoiceStatus | undefined;
  readonly year?: string | undefined;
}

export async function listDocuments(
  db: Db,
  vendorId: string,
  kind: DocumentKind,
  filter: DocumentsFilter,
  paging: Paging,
  now: Date,
): Promise<FoundDocument[]> {
  let query = ofVendor(db, vendorId, kind);
  if (filter.customerId !== undefined) {
    const customer = await findCustomer(db, vendorId, filter.customerId);
    if (!customer) return [];
    query = query.where('document.customer_id', '=', customer.id);
  }
  if (filter.year) {
    query = query
      .where('document.issued_on', '>=', `${filter.year}-01-01`)
      .where('document.issued_on', '<=', `${filter.year}-12-31`);
  }
  if (filter.status) {
    query = query.where('document.status', '=', filter.status === 'overdue' ? 'open' : filter.status);
  }
  if (filter.status === 'overdue') {
    const zones = await zonesOf(db, vendorId);
    query = query.where((eb) =>
      eb.or(
        zones.map((zone) => eb('portal.time_zone', '=', zone).and('document.due_on', '<', dayIn(zone, now))),
      ),
    );
  }
  const rows = await paged(query, 'document', paging, { sorts }).execute();
  return rows.map((row) => ({ document: toStored(row), today: dayIn(row.time_zone, now) }));
}

/** Today differs by zone: around midnight an invoice is overdue at one portal and not yet at another. */
async function zonesOf(db: Db, vendorId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('portal')
    .select('time_zone')
    .distinct()
    .where('vendor_id', '=', vendorId)
    .execute();
  return rows.map((row) => row.time_zone);
}

async function findDocument(
  db: Db,
  vendorId: string,
  kind: DocumentKind,
  reference: string,
  now: Date,
): Promise<FoundDocument | undefined> {
  const by = byReference(reference);
  const row =
    by && (await ofVendor(db, vendorId, kind).where(`document.${by[0]}`, '=', by[1]).executeTakeFirst());
  return row && { document: toStored(row), today: dayIn(row.time_zone, now) };
}

/** By our id or `ext:…`. @throws `invoice.not-found`, `credit-note.not-found` */
export async function requireDocument(
  db: Db,
  vendorId: string,
  kind: DocumentKind,
  reference: string,
  now: Date,
): Promise<FoundDocument> {
  const found = await findDocument(db, vendorId, kind, reference, now);
  if (!found) throw documentProblem(`${kind}.not-found`);
  return found;
}

/** Ids of the credit notes of some invoices, by invoice. */
export async function creditNotesOf(
  db: Db,
  vendorId: string,
  invoiceIds: readonly string[],
): Promise<ReadonlyMap<string, string[]>> {
  const found = new Map<string, string[]>();
  if (invoiceIds.length === 0) return found;
  const rows = await db
    .selectFrom('document')
    .select(['id', 'invoice_id'])
    .where('vendor_id', '=', vendorId)
    .where('invoice_id', 'in', [...invoiceIds])
    .orderBy('id')
    .execute();
  for (const { id, invoice_id } of rows) {
    if (invoice_id) found.set(invoice_id, [...(found.get(invoice_id) ?? []), id]);
  }
  return found;
}

/** Makes writers of one document wait for each other; the change changes nothing. */
export async function lockDocument(
  tx: Db,
  vendorId: string,
  kind: DocumentKind,
  reference: string,
): Promise<void> {
  const by = byReference(reference);
  if (!by) return;
  await tx
    .updateTable('document')
    .set((eb) => ({ updated_at: eb.ref('updated_at') }))
    .where('vendor_id', '=', vendorId)
    .where('kind', '=', kind)
    .where(by[0], '=', by[1])
    .execute();
}

/** `undefined` where the vendor's own id is taken. */
async function insertDocument(
  tx: Db,
  vendorId: string,
  kind: DocumentKind,
  wanted: Wanted,
  at: Date,
  known: KnownAround = {},
): Promise<FoundDocument | undefined> {
  // Makers of documents of one customer follow each other, so that of those with one outside id the first makes it.
  if (wanted.externalId !== undefined) await lockRow(tx, 'customer', vendorId, wanted.customerId);
  if (
    wanted.externalId !== undefined &&
    (await findDocument(tx, vendorId, kind, `ext:${wanted.externalId}`, at))
  ) {
    return undefined;
  }
  const invoice = await lockedInvoice(tx, vendorId, wanted.invoiceId, at);
  const where = { at, invoiceId: invoice?.id ?? null, known };
  const { document, timeZone } = await buildDocument(tx, vendorId, kind, wanted, where);
  if (invoice) requireFits(invoice, document);
  const row = toDocumentRow(vendorId, document);
  const ending = 'on conflict ("vendor_id", "kind", "external_id") do nothing';
  const insert = tx.executeQuery(insertion(tx, 'document', row, ending));
  const done = await whileReferred(insert, () => unknownReference('customerId', 'customer'));
  // Another one was faster with the same outside id: what this one took, its number too, must not stay.
  if (done.numAffectedRows !== 1n) throw documentProblem(`${kind}.external-id-taken`);
  await writeWords(tx, 'document', row);
  if (invoice) await settleInvoice(tx, vendorId, invoice.id, at);
  return { document: toStored(row), today: dayIn(timeZone, at) };
}

/** @throws `invoice.external-id-taken`, `invoice.number-taken`, `credit-note.…`, `request.invalid` */
export async function createDocument(
  tx: Db,
  vendorId: string,
  kind: DocumentKind,
  wanted: Wanted,
  at: Date,
  known?: KnownAround,
): Promise<FoundDocument> {
  const made = await insertDocument(tx, vendorId, kind, wanted, at, known);
  if (!made) throw documentProblem(`${kind}.external-id-taken`);
  return made;
}

/** @throws `request.invalid` where there is no such invoice */
async function lockedInvoice(
  tx: Db,
  vendorId: string,
  reference: string | null | undefined,
  at: Date,
): Promise<StoredDocument | undefined> {
  if (reference === undefined || reference === null) return undefined;
  await lockDocument(tx, vendorId, 'invoice', reference);
  const found = await findDocument(tx, vendorId, 'invoice', reference, at);
  if (!found) throw unknownReference('invoiceId', 'invoice');
  return found.document;
}

function requireFits(invoice: StoredDocument, note: StoredDocument): void {
  if (invoice.customerId !== note.customerId) throw unknownReference('invoiceId', 'invoice');
  if (invoice.currency !== note.currency) {
    throw invalid('currency', 'currency', `The invoice is in ${invoice.currency}.`);
  }
  if (note.status !== 'cancelled' && invoice.credited + note.gross > invoice.gross) {
    const left = invoice.gross - invoice.credited;
    throw documentProblem('credit-note.too-much', { detail: `At most ${left} are left of it.` });
  }
}

/** Counts again what an invoice's credit notes took back; the invoice must be locked. */
export async function settleInvoice(tx: Db, vendorId: string, invoiceId: string, at: Date): Promise<void> {
  const { document, today } = await requireDocument(tx, vendorId, 'invoice', invoiceId, at);
  const { sum } = await tx
    .selectFrom('document')
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('gross'), eb.lit(0)).as('sum'))
    .where('vendor_id', '=', vendorId)
    .where('invoice_id', '=', invoiceId)
    .where('status', '<>', 'cancelled')
    .executeTakeFirstOrThrow();
  const credited = Number(sum);
  const status = settled(document, { before: document.credited, credited });
  const paidOn = status === 'paid' ? (document.paidOn ?? today) : status === 'open' ? null : document.paidOn;
  const after = { ...document, credited, status, paidOn };
  if (changesOf(document, after).length === 0) return;
  await updateRow(tx, 'document', toDocumentRow(vendorId, { ...after, updatedAt: at.toISOString() }));
}

/** What payments brought of a locked invoice, less what went back of them. */
export async function noteReceived(
  tx: Db,
  vendorId: string,
  invoiceId: string,
  received: number,
): Promise<void> {
  await tx
    .updateTable('document')
    .set({ received })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', invoiceId)
    .where('received', '<>', received)
    .execute();
}

type Change = InvoiceChange | CreditNoteChange;

/** What may change once a document of ours was issued: nothing that is printed. */
const unprinted = new Set(['status', 'paidOn', 'contractId']);

/** @throws `invoice.issued`, `credit-note.issued`, naming what would have changed */
function refusePrinted(before: StoredDocument, after: StoredDocument): void {
  const printed = changesOf(before, after).filter((name) => !unprinted.has(name));
  if (printed.length === 0) return;
  throw documentProblem(`${before.kind}.issued`, { detail: `It would change: ${printed.join(', ')}.` });
}

/** @throws `invoice.not-found`, `invoice.issued`, `credit-note.…`, `request.invalid` */
export async function updateDocument(
  tx: Db,
  vendorId: string,
  kind: DocumentKind,
  reference: string,
  change: Change,
  at: Date,
): Promise<Written<FoundDocument>> {
  const invoiceId = (await findDocument(tx, vendorId, kind, reference, at))?.document.invoiceId;
  if (invoiceId) await lockDocument(tx, vendorId, 'invoice', invoiceId);
  await lockDocument(tx, vendorId, kind, reference);
  const { document: before, today } = await requireDocument(tx, vendorId, kind, reference, at);
  const after = await changed(tx, vendorId, { before, change, today, at });
  const fields = changesOf(before, after);
  if (fields.length > 0) {
    const row = toDocumentRow(vendorId, { ...after, updatedAt: at.toISOString() });
    await updateRow(tx, 'document', row);
    if (invoiceId) await settleInvoice(tx, vendorId, invoiceId, at);
    if (kind === 'invoice' && fields.includes('gross')) await settleInvoice(tx, vendorId, before.id, at);
  }
  return { thing: await requireDocument(tx, vendorId, kind, before.id, at), created: false, fields };
}

interface Changing {
  readonly before: StoredDocument;
  readonly change: Change;
  readonly today: string;
  readonly at: Date;
}

async function changed(
  tx: Db,
  vendorId: string,
  { before, change, today, at }: Changing,
): Promise<StoredDocument> {
  const { contractId, lines, taxes, net, tax, gross, pricesIncludeTax, ...rest } = change as InvoiceChange;
  const after = merged<StoredDocument>(before, rest as Partial<StoredDocument>);
  const sums = { lines, taxes, net, tax, gross, pricesIncludeTax };
  const counted = Object.values(sums).some((value) => value !== undefined) || change.currency !== undefined;
  const known =
    lines === undefined ? { taxes: before.taxes, net: before.net, tax: before.tax, gross: before.gross } : {};
  const summed = counted
    ? completeSums({
        ...{ lines: before.lines, ...known },
        ...defined(sums),
        pricesIncludeTax: pricesIncludeTax ?? before.pricesIncludeTax,
        currency: after.currency,
        origin: before.origin,
      })
    : {};
  const paid = after.status === 'paid' || after.status === 'refunded';
  const document = checked({
    ...after,
    ...summed,
    notes: after.notes || null,
    contractId:
      contractId === undefined
        ? before.contractId
        : ((await contractOf(tx, vendorId, { customerId: before.customerId, contractId, at }))?.id ?? null),
    paidOn: paid ? (after.paidOn ?? today) : change.status === 'open' ? null : after.paidOn,
  });
  if (before.origin === 'portico') refusePrinted(before, document);
  return document;
}

const defined = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]?: Exclude<Fields[Name], undefined>;
  };

/**
 * Makes the document with this outside id, or changes it; it stays with its customer, its invoice and its origin.
 * @throws as `createDocument` and `updateDocument`
 */
export async function upsertDocument(
  tx: Db,
  vendorId: string,
  kind: DocumentKind,
  externalId: string,
  wanted: Wanted,
  at: Date,
): Promise<Written<FoundDocument>> {
  const thing = await insertDocument(tx, vendorId, kind, { ...wanted, externalId }, at);
  if (thing) return { thing, created: true, fields: [] };
  const reference = `ext:${externalId}`;
  const { document: before } = await requireDocument(tx, vendorId, kind, reference, at);
  const { customerId, externalId: _, origin, invoiceId, ...change } = wanted;
  await requireSameCustomer(tx, vendorId, before.customerId, customerId);
  if ((origin ?? 'portico') !== before.origin) throw invalid('origin', 'fixed', `It is ${before.origin}.`);
  if (invoiceId !== undefined && invoiceId !== null) {
    const invoice = await findDocument(tx, vendorId, 'invoice', invoiceId, at);
    if (invoice?.document.id !== before.invoiceId) {
      throw invalid('invoiceId', 'fixed', 'It stays with the invoice it was made for.');
    }
  }
  return updateDocument(tx, vendorId, kind, reference, change as Change, at);
}

/**
 * Only what was made elsewhere can go.
 * @throws `invoice.not-found`, `invoice.issued`, `credit-note.…`
 */
export async function deleteDocument(
  tx: Db,
  vendorId: string,
  kind: DocumentKind,
  reference: string,
  at: Date,
): Promise<FoundDocument> {
  const found = await requireDocument(tx, vendorId, kind, reference, at);
  const { document } = found;
  if (document.origin === 'portico') throw documentProblem(`${kind}.issued`);
  if (document.invoiceId) await lockDocument(tx, vendorId, 'invoice', document.invoiceId);
  if ((await creditNotesOf(tx, vendorId, [document.id])).size > 0) {
    throw documentProblem('invoice.issued', { detail: 'It has credit notes.' });
  }
  for (const table of ['reminder', 'document_mail'] as const) {
    await tx
      .deleteFrom(table)
      .where('vendor_id', '=', vendorId)
      .where('document_id', '=', document.id)
      .execute();
  }
  await deleteRow(tx, 'document', vendorId, document.id);
  if (document.pdf) await dropFile(tx, vendorId, document.pdf.fileId, at);
  if (document.invoiceId) await settleInvoice(tx, vendorId, document.invoiceId, at);
  return found;
}

/** The PDF of a document that was made elsewhere, in place of the one before. @throws `….not-found`, `….issued` */
export async function putPdf(
  tx: Db,
  vendorId: string,
  kind: DocumentKind,
  reference: string,
  bytes: Uint8Array,
  at: Date,
): Promise<{ found: FoundDocument; changed: boolean }> {
  await lockDocument(tx, vendorId, kind, reference);
  const found = await requireDocument(tx, vendorId, kind, reference, at);
  const { document } = found;
  if (document.origin === 'portico') throw documentProblem(`${kind}.issued`);
  const file = await keepFile(
    tx,
    vendorId,
    { name: `${document.id}.pdf`, mediaType: 'application/pdf', bytes },
    at,
  );
  if (document.pdf?.sha256 === file.sha256) {
    await dropFile(tx, vendorId, file.id, at);
    return { found, changed: false };
  }
  if (document.pdf) await dropFile(tx, vendorId, document.pdf.fileId, at);
  const pdf = { fileId: file.id, size: file.size, sha256: file.sha256 };
  const after = { ...document, pdf, updatedAt: at.toISOString() };
  await updateRow(tx, 'document', toDocumentRow(vendorId, after));
  return { found: { ...found, document: after }, changed: true };
}
