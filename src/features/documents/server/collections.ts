import type { Context } from 'hono';
import { Hono } from 'hono';
import * as v from 'valibot';
import { Reference, type Written } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { acceptBytes } from '../../../kit/server/http/accept-bytes.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery } from '../../../kit/server/http/list.ts';
import { collectionRoutes } from '../../access/server/collection-routes.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Scope } from '../../vendors/schema.ts';
import { pdfName } from '../file-names.ts';
import { documentProblem } from '../problems.ts';
import {
  CreditNote,
  CreditNoteChange,
  CreditNoteStatus,
  type DocumentKind,
  Invoice,
  InvoiceChange,
  InvoiceStatus,
  NewCreditNote,
  NewInvoice,
} from '../schema.ts';
import { isPdf, pdfOf } from './pdf-store.ts';
import {
  createDocument,
  creditNotesOf,
  deleteDocument,
  documentSorts,
  type FoundDocument,
  listDocuments,
  putPdf,
  requireDocument,
  updateDocument,
  upsertDocument,
} from './store.ts';
import { toCreditNote, toInvoice } from './table.ts';

const maxBytes = 2_097_152; // 1,000 lines with long descriptions

const filters = {
  /** Our id or `ext:…`. */
  customerId: v.optional(v.string()),
  year: v.optional(v.pipe(v.string(), v.regex(/^\d{4}$/, 'expected a year like 2026'))),
  sort: v.optional(v.picklist(documentSorts)),
};

const invoiceOf = async (
  db: Parameters<typeof creditNotesOf>[0],
  vendorId: string,
  { document, today }: FoundDocument,
): Promise<Invoice> => {
  const notes = await creditNotesOf(db, vendorId, [document.id]);
  return toInvoice(document, today, notes.get(document.id) ?? []);
};

const about = (kind: DocumentKind) => (document: { id: string; customerId: string }) => ({
  customerId: document.customerId,
  data: {
    customerId: document.customerId,
    [kind === 'invoice' ? 'invoiceId' : 'creditNoteId']: document.id,
  },
});

/** `/api/v1/invoices`. */
const invoices = collectionRoutes({
  name: 'invoices',
  thing: 'invoice',
  one: 'an invoice',
  schema: Invoice,
  maxBytes,
  query: v.strictObject({ ...ListQuery.entries, ...filters, status: v.optional(InvoiceStatus) }),
  list: async ({ db, vendorId, clock }, query, paging) => {
    const found = await listDocuments(db, vendorId, 'invoice', query, paging, clock.now());
    const ids = found.map(({ document }) => document.id);
    const notes = await creditNotesOf(db, vendorId, ids);
    return found.map(({ document, today }) => toInvoice(document, today, notes.get(document.id) ?? []));
  },
  read: async ({ db, vendorId, clock }, reference) =>
    invoiceOf(db, vendorId, await requireDocument(db, vendorId, 'invoice', reference, clock.now())),
  create: {
    body: NewInvoice,
    description:
      'Made here is issued: what is printed never changes again. Made elsewhere (`origin: external`) it has its own number, and its PDF is sent to `PUT …/pdf`.',
    problems: ['invoice.external-id-taken', 'invoice.number-taken'],
    act: async (tx, { vendorId, at }, wanted) =>
      invoiceOf(tx, vendorId, await createDocument(tx, vendorId, 'invoice', wanted, at)),
  },
  change: {
    body: InvoiceChange,
    description:
      'Of an issued invoice status, day of payment and contract; of one made elsewhere everything.',
    problems: ['invoice.issued'],
    act: async (tx, { vendorId, at }, reference, change) =>
      mapped(await updateDocument(tx, vendorId, 'invoice', reference, change, at), (found) =>
        invoiceOf(tx, vendorId, found),
      ),
  },
  upsert: {
    body: v.omit(NewInvoice, ['externalId']),
    problems: ['invoice.issued', 'invoice.number-taken'],
    act: async (tx, { vendorId, at }, externalId, wanted) =>
      mapped(await upsertDocument(tx, vendorId, 'invoice', externalId, wanted, at), (found) =>
        invoiceOf(tx, vendorId, found),
      ),
  },
  remove: {
    summary: 'Delete an invoice that was made elsewhere',
    problems: ['invoice.issued'],
    act: async (tx, { vendorId, at }, reference) =>
      invoiceOf(tx, vendorId, await deleteDocument(tx, vendorId, 'invoice', reference, at)),
  },
  about: about('invoice'),
});

/** `/api/v1/credit-notes`. */
const creditNotes = collectionRoutes({
  name: 'credit-notes',
  thing: 'credit-note',
  one: 'a credit note',
  schema: CreditNote,
  maxBytes,
  query: v.strictObject({ ...ListQuery.entries, ...filters, status: v.optional(CreditNoteStatus) }),
  list: async ({ db, vendorId, clock }, query, paging) =>
    (await listDocuments(db, vendorId, 'credit-note', query, paging, clock.now())).map(({ document }) =>
      toCreditNote(document),
    ),
  read: async ({ db, vendorId, clock }, reference) =>
    toCreditNote((await requireDocument(db, vendorId, 'credit-note', reference, clock.now())).document),
  create: {
    body: NewCreditNote,
    description: 'Amounts are what is taken back, above zero. Credit notes of one invoice never exceed it.',
    problems: ['credit-note.external-id-taken', 'credit-note.number-taken', 'credit-note.too-much'],
    act: async (tx, { vendorId, at }, wanted) =>
      toCreditNote((await createDocument(tx, vendorId, 'credit-note', wanted, at)).document),
  },
  change: {
    body: CreditNoteChange,
    description:
      'Of an issued credit note status, day of payment and contract; of one made elsewhere everything.',
    problems: ['credit-note.issued'],
    act: async (tx, { vendorId, at }, reference, change) =>
      mapped(await updateDocument(tx, vendorId, 'credit-note', reference, change, at), ({ document }) =>
        toCreditNote(document),
      ),
  },
  upsert: {
    body: v.omit(NewCreditNote, ['externalId']),
    problems: ['credit-note.issued', 'credit-note.number-taken', 'credit-note.too-much'],
    act: async (tx, { vendorId, at }, externalId, wanted) =>
      mapped(await upsertDocument(tx, vendorId, 'credit-note', externalId, wanted, at), ({ document }) =>
        toCreditNote(document),
      ),
  },
  remove: {
    summary: 'Delete a credit note that was made elsewhere',
    problems: ['credit-note.issued'],
    act: async (tx, { vendorId, at }, reference) =>
      toCreditNote((await deleteDocument(tx, vendorId, 'credit-note', reference, at)).document),
  },
  about: about('credit-note'),
});

async function mapped<From, To>(written: Written<From>, map: (thing: From) => To | Promise<To>) {
  return { ...written, thing: await map(written.thing) };
}

/** Headers of a PDF that is saved, not shown: nothing in it runs with our origin. */
export const pdfHeaders = (name: string, bytes: Uint8Array): Record<string, string> => ({
  'content-type': 'application/pdf',
  'content-disposition': `attachment; filename="${name}"`,
  'content-length': String(bytes.byteLength),
});

/** `GET` and `PUT …/:id/pdf`. */
function pdfRoutes(kind: DocumentKind) {
  const tag = `${kind}s` as 'invoices' | 'credit-notes';
  const [read, write] = [`${tag}:read`, `${tag}:write`] as [Scope, Scope];
  const one = kind === 'invoice' ? 'invoice' : 'credit note';
  return new Hono<VendorEnv>()
    .get(
      '/:id/pdf',
      describe({
        summary: `Read the PDF of an ${one}`.replace('an c', 'a c'),
        description: 'Ours is set at the first asking and is the same file ever after.',
        tag,
        answers: {},
        gives: ['application/pdf'],
        problems: [`${kind}.not-found`, 'document.no-pdf'],
      }),
      scope(read),
      accept('param', Reference),
      async (c: Context<VendorEnv, string, { out: { param: { id: string } } }>) => {
        const { db, clock, vendorId } = c.var;
        const { document } = await requireDocument(db, vendorId, kind, c.req.valid('param').id, clock.now());
        const bytes = await pdfOf({ db, clock }, vendorId, document);
        return c.body(Buffer.from(bytes), 200, pdfHeaders(pdfName(document), bytes));
      },
    )
    .put(
      '/:id/pdf',
      describe({
        summary: `Give an ${one} that was made elsewhere its PDF`.replace('an c', 'a c'),
        description:
          'The raw file, `content-type: application/pdf`, 10 MB at most. Customers get it byte for byte.',
        tag,
        answers: { 200: kind === 'invoice' ? Invoice : CreditNote },
        takes: ['application/pdf'],
        problems: [`${kind}.not-found`, `${kind}.issued`, 'document.not-a-pdf'],
      }),
      scope(write),
      accept('param', Reference),
      acceptBytes(['application/pdf']),
      async (c) => {
        const { db, clock, vendorId, actor, upload } = c.var;
        if (!isPdf(upload.bytes)) throw documentProblem('document.not-a-pdf');
        const at = clock.now();
        const { id } = c.req.valid('param');
        const thing = await inTransaction(db, async (tx) => {
          const { found, changed } = await putPdf(tx, vendorId, kind, id, upload.bytes, at);
          const { document } = found;
          if (changed) {
            await announce(tx, {
              ...{ vendorId, actor, at, fields: ['pdf'], action: `${kind}.updated`, subjectId: document.id },
              ...about(kind)(document),
            });
          }
          return kind === 'invoice' ? invoiceOf(tx, vendorId, found) : toCreditNote(document);
        });
        return c.json(thing);
      },
    );
}

export const invoicesVendorRoutes = new Hono<VendorEnv>()
  .route('/', invoices)
  .route('/', pdfRoutes('invoice'));
export const creditNotesVendorRoutes = new Hono<VendorEnv>()
  .route('/', creditNotes)
  .route('/', pdfRoutes('credit-note'));
