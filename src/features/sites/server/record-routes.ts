import { Hono } from 'hono';
import * as v from 'valibot';
import { Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { acceptBytes } from '../../../kit/server/http/accept-bytes.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery } from '../../../kit/server/http/list.ts';
import { collectionRoutes } from '../../access/server/collection-routes.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { siteProblem } from '../problems.ts';
import {
  LogbookEntry,
  LogbookEntryChange,
  NewLogbookEntry,
  NewSiteDocument,
  SiteDocument,
  SiteDocumentChange,
  SiteDocumentKind,
  SiteFile,
  SiteFiles,
} from '../records-schema.ts';
import { deleteDocument, listDocuments, putFile, siteDocuments } from './documents-store.ts';
import {
  addFile,
  bytesOf,
  checkedFile,
  fileHeaders,
  filesOf,
  fileTypes,
  removeFile,
  requireFile,
} from './files-store.ts';
import { deleteEntry, listEntries, logbook } from './logbook-store.ts';
import { toSiteDocument } from './records-table.ts';
import { todayOf } from './today.ts';

/** By where things belong; every list of records takes it. */
export const PlaceQuery = {
  ...ListQuery.entries,
  customerId: v.optional(v.string()),
  locationId: v.optional(v.string()),
  installationId: v.optional(v.string()),
};
/** What a file is called; a name of our own is made of it. */
const Named = v.strictObject({ name: v.optional(v.pipe(v.string(), v.maxLength(200)), '') });
const FileOf = v.object({ id: Reference.entries.id, fileId: Reference.entries.id });

interface Placed {
  readonly id: string;
  readonly customerId: string;
  readonly locationId: string;
  readonly installationId: string | null;
}
const placeData = ({ customerId, locationId, installationId }: Placed) => ({
  ...{ customerId, locationId, installationId },
});
const aboutEntry = (entry: Placed) => ({
  customerId: entry.customerId,
  data: { ...placeData(entry), entryId: entry.id },
});
export const aboutDocument = (document: Placed) => ({
  customerId: document.customerId,
  data: { ...placeData(document), documentId: document.id },
});

/** `/api/v1/logbook-entries`. */
export const logbookVendorRoutes = collectionRoutes({
  name: 'logbook-entries',
  thing: 'logbook-entry',
  one: 'a logbook entry',
  schema: LogbookEntry,
  query: v.strictObject({ ...PlaceQuery, sort: v.optional(v.picklist(['happenedOn', '-happenedOn'])) }),
  list: ({ db, vendorId }, query, paging) => listEntries(db, vendorId, query, paging),
  read: ({ db, vendorId }, reference) => logbook.require(db, vendorId, reference),
  create: {
    body: NewLogbookEntry,
    description: 'What was done at a location or to an installation; its customer reads it in order of days.',
    problems: ['logbook-entry.external-id-taken'],
    act: (tx, { vendorId, at }, wanted) => logbook.create(tx, vendorId, wanted, at),
  },
  change: {
    body: LogbookEntryChange,
    act: (tx, { vendorId, at }, reference, change) => logbook.update(tx, vendorId, reference, change, at),
  },
  upsert: {
    body: v.omit(NewLogbookEntry, ['externalId']),
    act: (tx, { vendorId, at }, externalId, wanted) => logbook.upsert(tx, vendorId, externalId, wanted, at),
  },
  remove: {
    summary: 'Delete a logbook entry with its files',
    act: (tx, { vendorId, at }, reference) => deleteEntry(tx, vendorId, reference, at),
  },
  about: aboutEntry,
});

/** Beside the logbook: photos and papers of an entry. */
export const entryFileRoutes = new Hono<VendorEnv>()
  .get(
    '/:id/files',
    describe({
      summary: 'List the files of a logbook entry',
      tag: 'logbook-entries',
      answers: { 200: SiteFiles },
      problems: ['logbook-entry.not-found'],
    }),
    scope('logbook-entries:read'),
    accept('param', Reference),
    async (c) => {
      const { db, vendorId } = c.var;
      const { id } = await logbook.require(db, vendorId, c.req.valid('param').id);
      return c.json({ items: await filesOf(db, vendorId, { entryId: id }) });
    },
  )
  .post(
    '/:id/files',
    describe({
      summary: 'Add a photo or PDF to a logbook entry',
      description:
        'The raw file, 10 MB at most. Of photos only the picture is kept: no place, no time, no camera.',
      tag: 'logbook-entries',
      answers: { 201: SiteFile },
      takes: fileTypes,
      problems: ['logbook-entry.not-found', 'site-file.not-readable', 'site-file.too-many'],
    }),
    scope('logbook-entries:write'),
    accept('param', Reference),
    accept('query', Named),
    acceptBytes(fileTypes),
    async (c) => {
      const { db, vendorId, actor, clock, upload } = c.var;
      const file = checkedFile(upload, c.req.valid('query').name);
      const at = clock.now();
      const made = await inTransaction(db, async (tx) => {
        const entry = await logbook.require(tx, vendorId, c.req.valid('param').id);
        const { id: entryId, customerId } = entry;
        const added = await addFile(tx, vendorId, { entryId, customerId }, file, at);
        await announce(tx, {
          ...{ vendorId, actor, at, action: 'logbook-entry.updated', subjectId: entry.id, fields: ['files'] },
          ...aboutEntry(entry),
        });
        return added;
      });
      return c.json(made, 201);
    },
  )
  .get(
    '/:id/files/:fileId',
    describe({
      summary: 'Read a file of a logbook entry',
      tag: 'logbook-entries',
      answers: {},
      gives: fileTypes,
      problems: ['logbook-entry.not-found', 'site-file.not-found'],
    }),
    scope('logbook-entries:read'),
    accept('param', FileOf),
    async (c) => {
      const { db, vendorId } = c.var;
      const { id, fileId } = c.req.valid('param');
      const entry = await logbook.require(db, vendorId, id);
      const found = await requireFile(db, vendorId, { entryId: entry.id }, fileId);
      return c.body(await bytesOf(db, vendorId, found.fileId), 200, fileHeaders(found.file));
    },
  )
  .delete(
    '/:id/files/:fileId',
    describe({
      summary: 'Delete a file of a logbook entry',
      tag: 'logbook-entries',
      answers: { 204: null },
      problems: ['logbook-entry.not-found', 'site-file.not-found'],
    }),
    scope('logbook-entries:write'),
    accept('param', FileOf),
    async (c) => {
      const { db, vendorId, actor, clock } = c.var;
      const at = clock.now();
      const { id, fileId } = c.req.valid('param');
      await inTransaction(db, async (tx) => {
        const entry = await logbook.require(tx, vendorId, id);
        await removeFile(tx, vendorId, { entryId: entry.id }, fileId, at);
        await announce(tx, {
          ...{ vendorId, actor, at, action: 'logbook-entry.updated', subjectId: entry.id, fields: ['files'] },
          ...aboutEntry(entry),
        });
      });
      return c.body(null, 204);
    },
  );

/** `/api/v1/site-documents`: work orders and certificates. */
export const siteDocumentsVendorRoutes = collectionRoutes({
  name: 'site-documents',
  thing: 'site-document',
  one: 'a work order or certificate',
  schema: SiteDocument,
  query: v.strictObject({
    ...PlaceQuery,
    kind: v.optional(SiteDocumentKind),
    sort: v.optional(v.picklist(['issuedOn', '-issuedOn'])),
  }),
  list: async ({ db, vendorId }, query, paging) =>
    (await listDocuments(db, vendorId, query, paging)).map(toSiteDocument),
  read: async ({ db, vendorId }, reference) =>
    toSiteDocument(await siteDocuments.require(db, vendorId, reference)),
  create: {
    body: NewSiteDocument,
    description:
      'It is kept for five years unless `keepUntil` says otherwise; until then it can not be deleted.',
    problems: ['site-document.external-id-taken'],
    act: async (tx, { vendorId, at }, wanted) =>
      toSiteDocument(await siteDocuments.create(tx, vendorId, wanted, at)),
  },
  change: {
    body: SiteDocumentChange,
    act: async (tx, { vendorId, at }, reference, change) => {
      const written = await siteDocuments.update(tx, vendorId, reference, change, at);
      return { ...written, thing: toSiteDocument(written.thing) };
    },
  },
  upsert: {
    body: v.omit(NewSiteDocument, ['externalId']),
    act: async (tx, { vendorId, at }, externalId, wanted) => {
      const written = await siteDocuments.upsert(tx, vendorId, externalId, wanted, at);
      return { ...written, thing: toSiteDocument(written.thing) };
    },
  },
  remove: {
    problems: ['site-document.must-be-kept'],
    act: async (tx, { vendorId, at }, reference) =>
      toSiteDocument(await deleteDocument(tx, vendorId, reference, await todayOf(tx, vendorId, at), at)),
  },
  about: aboutDocument,
});

/** Beside them: the file of one. */
export const siteDocumentFileRoutes = new Hono<VendorEnv>()
  .get(
    '/:id/file',
    describe({
      summary: 'Read the file of a work order or certificate',
      tag: 'site-documents',
      answers: {},
      gives: fileTypes,
      problems: ['site-document.not-found', 'site-document.no-file'],
    }),
    scope('site-documents:read'),
    accept('param', Reference),
    async (c) => {
      const { db, vendorId } = c.var;
      const { file } = await siteDocuments.require(db, vendorId, c.req.valid('param').id);
      if (!file) throw siteProblem('site-document.no-file');
      return c.body(await bytesOf(db, vendorId, file.id), 200, fileHeaders(file));
    },
  )
  .put(
    '/:id/file',
    describe({
      summary: 'Give a work order or certificate its file',
      description:
        'The raw PDF or photo, 10 MB at most. Customers get a PDF byte for byte; of a photo only the picture is kept.',
      tag: 'site-documents',
      answers: { 200: SiteDocument },
      takes: fileTypes,
      problems: ['site-document.not-found', 'site-file.not-readable'],
    }),
    scope('site-documents:write'),
    accept('param', Reference),
    accept('query', Named),
    acceptBytes(fileTypes),
    async (c) => {
      const { db, vendorId, actor, clock, upload } = c.var;
      const at = clock.now();
      const { name } = c.req.valid('query');
      const file = checkedFile(upload, name);
      const document = await inTransaction(db, async (tx) => {
        const put = await putFile(tx, vendorId, c.req.valid('param').id, file, at);
        await announce(tx, {
          ...{ vendorId, actor, at, action: 'site-document.updated', subjectId: put.id, fields: ['file'] },
          ...aboutDocument(put),
        });
        return put;
      });
      return c.json(toSiteDocument(document));
    },
  );
