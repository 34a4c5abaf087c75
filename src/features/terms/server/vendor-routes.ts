import { Hono } from 'hono';
import * as v from 'valibot';
import { Reference } from '../../../kit/server/collection.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery } from '../../../kit/server/http/list.ts';
import { collectionRoutes } from '../../access/server/collection-routes.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { NewTermsDocument, TermsDocument, TermsDocumentChange, TermsKind, TermsVersion } from '../schema.ts';
import {
  createTermsDocument,
  deleteTermsDocument,
  listTermsDocuments,
  listVersions,
  requireTermsDocument,
  updateTermsDocument,
  upsertTermsDocument,
} from './store.ts';

/** `/api/v1/terms-documents`. */
export const termsDocumentsVendorRoutes = collectionRoutes({
  name: 'terms-documents',
  thing: 'terms-document',
  one: 'a terms document',
  schema: TermsDocument,
  maxBytes: 4_194_304, // four languages of a long text each
  query: v.strictObject({
    ...ListQuery.entries,
    portalId: v.optional(v.string()),
    kind: v.optional(TermsKind),
  }),
  list: ({ db, vendorId }, query, paging) => listTermsDocuments(db, vendorId, query, paging),
  read: ({ db, vendorId }, reference) => requireTermsDocument(db, vendorId, reference),
  create: {
    body: NewTermsDocument,
    description:
      'Terms, privacy policy, withdrawal instructions or something else that is shown where something is ordered, by its address, its text or both. `tick`: a box that has to be ticked; `link`: shown without one.',
    problems: ['terms-document.external-id-taken'],
    act: (tx, { vendorId, at }, wanted) => createTermsDocument(tx, vendorId, wanted, at),
  },
  change: {
    body: TermsDocumentChange,
    description:
      'A field that is not named stays as it is. Other `texts` are a new version; what was agreed to before keeps its own.',
    act: (tx, { vendorId, at }, reference, change) =>
      updateTermsDocument(tx, vendorId, reference, change, at),
  },
  upsert: {
    body: v.omit(NewTermsDocument, ['externalId']),
    act: (tx, { vendorId, at }, externalId, wanted) =>
      upsertTermsDocument(tx, vendorId, externalId, wanted, at),
  },
  remove: {
    problems: ['terms-document.agreed'],
    act: (tx, { vendorId }, reference) => deleteTermsDocument(tx, vendorId, reference),
  },
  about: ({ id }) => ({ data: { termsId: id } }),
});

/** `/api/v1/terms-documents/:id/versions`. */
export const termsVersionRoutes = new Hono<VendorEnv>().get(
  '/:id/versions',
  describe({
    summary: 'List the versions of a terms document, the newest first',
    tag: 'terms-documents',
    answers: { 200: v.object({ items: v.array(TermsVersion) }) },
    problems: ['terms-document.not-found'],
  }),
  scope('terms-documents:read'),
  accept('param', Reference),
  async (c) => {
    const { db, vendorId } = c.var;
    const { id } = await requireTermsDocument(db, vendorId, c.req.valid('param').id);
    return c.json({ items: await listVersions(db, vendorId, id) });
  },
);
