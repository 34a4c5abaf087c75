import { Hono } from 'hono';
import * as v from 'valibot';
import { dayIn } from '../../../kit/common/day.ts';
import { type Paging, pagingOf, Reference } from '../../../kit/server/collection.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery } from '../../../kit/server/http/list.ts';
import type { PortalEnv, PortalVars } from '../../access/server/env.ts';
import { panel } from '../../access/server/guards.ts';
import { siteProblem } from '../problems.ts';
import { PortalEntries, PortalInspections, PortalRequests, PortalSiteDocuments } from '../requests-schema.ts';
import { PortalInstallations, PortalPlaced, PortalSite, PortalSites } from '../schema.ts';
import { bytesOf, fileHeaders, fileTypes } from './files-store.ts';
import {
  documentsOf,
  entriesOf,
  inspectionsOf,
  requestsOf,
  requireReachedDocument,
  requireReachedFile,
} from './portal-records-store.ts';
import {
  installationAsked,
  installationsOf,
  placeOfInstallation,
  requirePlace,
  type SiteReader,
  sitesOf,
} from './portal-store.ts';

const tag = 'sites';
const Query = v.strictObject(v.omit(ListQuery, ['updatedSince']).entries);
/** Of one installation at the place, or of all that the session sees there. */
const RecordQuery = v.strictObject({
  ...v.omit(ListQuery, ['updatedSince', 'search']).entries,
  installationId: v.optional(v.string()),
});
const OfInstallation = v.strictObject({ installationId: v.optional(v.string()) });
const Inside = v.object({ id: Reference.entries.id, inside: Reference.entries.id });

export const readerOf = ({ owner, session }: PortalVars): SiteReader => ({ owner, subject: session.subject });
export const todayIn = ({ session, clock }: PortalVars) => dayIn(session.timeZone, clock.now());

/** A cursor holds for this customer, this reach and this list only. */
const ordered = (vars: PortalVars, of: string, query: v.InferOutput<typeof Query>, sort: string): Paging => {
  const { db, cursors, owner, session } = vars;
  const name = `${of} of ${owner.customerId} ${JSON.stringify(session.subject)}`;
  return pagingOf({ db, cursors, vendorId: owner.vendorId }, name, { ...query, sort });
};

/** The place and the part of it that a list of records is about. */
async function reachOf(vars: PortalVars, id: string, asked: string | undefined) {
  const reader = readerOf(vars);
  const place = await requirePlace(vars.db, reader, todayIn(vars), id);
  return { place, installationId: await installationAsked(vars.db, reader, place, asked) };
}

const problems = ['location.not-found', 'installation.not-found', 'panel.hidden'];

/** `/portal/v1/sites`: the customer's places, what stands there, and what was written of it. */
export const sitesPortalRoutes = new Hono<PortalEnv>()
  .get(
    '/',
    describe({
      summary: 'List my locations',
      description:
        'By name, as far as the session reaches: all, one location, or where one installation stands.',
      tag,
      answers: { 200: PortalSites },
      problems: ['panel.hidden'],
    }),
    panel('sites', 'view'),
    accept('query', Query),
    async (c) => {
      const paging = ordered(c.var, 'sites', c.req.valid('query'), 'name');
      return c.json(await sitesOf(c.var.db, readerOf(c.var), todayIn(c.var), paging));
    },
  )

  .get(
    '/of/:id',
    describe({
      summary: 'Read one of my installations, and where it stands',
      tag,
      answers: { 200: PortalPlaced },
      problems: ['installation.not-found', 'panel.hidden'],
    }),
    panel('sites', 'view'),
    accept('param', Reference),
    async (c) => {
      const { id } = c.req.valid('param');
      return c.json(await placeOfInstallation(c.var.db, readerOf(c.var), todayIn(c.var), id));
    },
  )

  .get(
    '/:id',
    describe({
      summary: 'Read one of my locations',
      tag,
      answers: { 200: PortalSite },
      problems: ['location.not-found', 'panel.hidden'],
    }),
    panel('sites', 'view'),
    accept('param', Reference),
    async (c) => {
      const { id } = c.req.valid('param');
      return c.json((await requirePlace(c.var.db, readerOf(c.var), todayIn(c.var), id)).site);
    },
  )

  .get(
    '/:id/installations',
    describe({
      summary: 'List what stands at one of my locations',
      tag,
      answers: { 200: PortalInstallations },
      problems: ['location.not-found', 'panel.hidden'],
    }),
    panel('sites', 'view'),
    accept('param', Reference),
    accept('query', Query),
    async (c) => {
      const reader = readerOf(c.var);
      const today = todayIn(c.var);
      const place = await requirePlace(c.var.db, reader, today, c.req.valid('param').id);
      const paging = ordered(c.var, `installations at ${place.site.id}`, c.req.valid('query'), 'name');
      return c.json(await installationsOf(c.var.db, reader, place, today, paging));
    },
  )

  .get(
    '/:id/logbook',
    describe({
      summary: 'Read the logbook of one of my locations, or of an installation there',
      description: 'Newest day first.',
      tag,
      answers: { 200: PortalEntries },
      problems,
    }),
    panel('sites', 'view'),
    accept('param', Reference),
    accept('query', RecordQuery),
    async (c) => {
      const { installationId, ...query } = c.req.valid('query');
      const reach = await reachOf(c.var, c.req.valid('param').id, installationId);
      const name = `logbook of ${reach.place.site.id} ${reach.installationId}`;
      const paging = ordered(c.var, name, query, '-day');
      return c.json(await entriesOf(c.var.db, c.var.owner.vendorId, reach, paging));
    },
  )

  .get(
    '/:id/documents',
    describe({
      summary: 'List work orders and certificates of one of my locations, or of an installation there',
      description: 'Newest first.',
      tag,
      answers: { 200: PortalSiteDocuments },
      problems,
    }),
    panel('sites', 'view'),
    accept('param', Reference),
    accept('query', RecordQuery),
    async (c) => {
      const { installationId, ...query } = c.req.valid('query');
      const reach = await reachOf(c.var, c.req.valid('param').id, installationId);
      const name = `documents of ${reach.place.site.id} ${reach.installationId}`;
      const paging = ordered(c.var, name, query, '-day');
      return c.json(await documentsOf(c.var.db, c.var.owner.vendorId, reach, todayIn(c.var), paging));
    },
  )

  .get(
    '/:id/documents/:inside/file',
    describe({
      summary: 'Download a work order or certificate',
      tag,
      answers: {},
      gives: fileTypes,
      problems: [...problems, 'site-document.not-found', 'site-document.no-file'],
    }),
    panel('sites', 'view'),
    accept('param', Inside),
    async (c) => {
      const { db, owner } = c.var;
      const { id, inside } = c.req.valid('param');
      const reach = await reachOf(c.var, id, undefined);
      const document = await requireReachedDocument(db, owner.vendorId, reach, inside);
      if (!document.file) throw siteProblem('site-document.no-file');
      const bytes = await bytesOf(db, owner.vendorId, document.file.id);
      return c.body(bytes, 200, fileHeaders(document.file));
    },
  )

  .get(
    '/:id/inspections',
    describe({
      summary: 'List what is inspected at one of my locations, and when',
      tag,
      answers: { 200: PortalInspections },
      problems,
    }),
    panel('sites', 'view'),
    accept('param', Reference),
    accept('query', OfInstallation),
    async (c) => {
      const { installationId } = c.req.valid('query');
      const reach = await reachOf(c.var, c.req.valid('param').id, installationId);
      const items = await inspectionsOf(c.var.db, c.var.owner.vendorId, reach, todayIn(c.var));
      return c.json({ items, nextCursor: null });
    },
  )

  .get(
    '/:id/requests',
    describe({
      summary: 'List what I asked for at one of my locations',
      description: 'Newest first.',
      tag,
      answers: { 200: PortalRequests },
      problems,
    }),
    panel('sites', 'view'),
    accept('param', Reference),
    accept('query', RecordQuery),
    async (c) => {
      const { installationId, ...query } = c.req.valid('query');
      const reach = await reachOf(c.var, c.req.valid('param').id, installationId);
      const name = `requests at ${reach.place.site.id} ${reach.installationId}`;
      const paging = ordered(c.var, name, query, '-day');
      return c.json(await requestsOf(c.var.db, readerOf(c.var), reach, paging));
    },
  )

  .get(
    '/:id/files/:inside',
    describe({
      summary: 'Read a photo or paper of the logbook, or of a request of mine',
      tag,
      answers: {},
      gives: fileTypes,
      problems: [...problems, 'site-file.not-found'],
    }),
    panel('sites', 'view'),
    accept('param', Inside),
    async (c) => {
      const { id, inside } = c.req.valid('param');
      const reach = await reachOf(c.var, id, undefined);
      const found = await requireReachedFile(c.var.db, readerOf(c.var), reach, inside);
      return c.body(await bytesOf(c.var.db, c.var.owner.vendorId, found.fileId), 200, fileHeaders(found));
    },
  );
