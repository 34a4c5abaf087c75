import { Hono } from 'hono';
import { Reference } from '../../../../kit/server/collection.ts';
import { accept } from '../../../../kit/server/http/accept.ts';
import { describe } from '../../../../kit/server/http/describe.ts';
import type { PortalEnv, VendorEnv } from '../../../access/server/env.ts';
import { panel, scope } from '../../../access/server/guards.ts';
import { documentProblem } from '../../problems.ts';
import { type DocumentKind, EInvoiceQuery } from '../../schema.ts';
import { findReached, readerOf } from '../portal-store.ts';
import { requireDocument } from '../store.ts';
import { xmlHeaders } from './headers.ts';
import { eInvoiceOf, formatsOf } from './store.ts';

const description =
  '`factur-x` (the default): what is inside the PDF, EN 16931 as UN/CEFACT CII. `xrechnung`: the same for public bodies in Germany. What is missing is named.';

const routesOf = (kind: DocumentKind) => {
  const collection = kind === 'invoice' ? 'invoices' : 'credit-notes';
  return new Hono<VendorEnv>().get(
    '/:id/e-invoice',
    describe({
      summary: `Read ${kind === 'invoice' ? 'an invoice' : 'a credit note'} as XML`,
      description,
      tag: collection,
      answers: {},
      gives: ['application/xml'],
      problems: [`${kind}.not-found`, 'document.no-e-invoice'],
    }),
    scope(`${collection}:read`),
    accept('param', Reference),
    accept('query', EInvoiceQuery),
    async (c) => {
      const { db, clock, vendorId } = c.var;
      const { document } = await requireDocument(db, vendorId, kind, c.req.valid('param').id, clock.now());
      const xml = await eInvoiceOf(db, vendorId, document, c.req.valid('query').format);
      return c.body(xml, 200, xmlHeaders(document, xml));
    },
  );
};

export const invoiceXmlRoutes = routesOf('invoice');
export const creditNoteXmlRoutes = routesOf('credit-note');

/** Beside the customer's documents. */
export const documentXmlRoutes = new Hono<PortalEnv>().get(
  '/:id/e-invoice',
  describe({
    summary: 'Read one of my documents as XML',
    description,
    tag: 'documents',
    answers: {},
    gives: ['application/xml'],
    problems: ['panel.hidden', 'feature.off', 'document.not-found', 'document.no-e-invoice'],
  }),
  panel('documents', 'view', 'documents.download'),
  accept('param', Reference),
  accept('query', EInvoiceQuery),
  async (c) => {
    const { db, owner } = c.var;
    const found = await findReached(db, readerOf(c.var), c.req.valid('param').id);
    if (!found) throw documentProblem('document.not-found');
    const { document } = found;
    const { format } = c.req.valid('query');
    if (!(await formatsOf(db, owner.vendorId, document)).includes(format))
      throw documentProblem('document.no-e-invoice');
    const xml = await eInvoiceOf(db, owner.vendorId, document, format);
    return c.body(xml, 200, xmlHeaders(document, xml));
  },
);
