import { Hono } from 'hono';
import * as v from 'valibot';
import { Day } from '../../../kit/common/day.ts';
import { pagingOf, Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { listAnswer } from '../../../kit/server/http/list.ts';
import { collectionRoutes } from '../../access/server/collection-routes.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { record } from '../../activity/server/record.ts';
import {
  Handover,
  Inspection,
  InspectionChange,
  InspectionDone,
  NewInspection,
  SiteFiles,
  SitePeriods,
} from '../records-schema.ts';
import { SiteRequest, SiteRequestChange, SiteRequestState } from '../requests-schema.ts';
import { Location } from '../schema.ts';
import { bytesOf, fileHeaders, filesOf, fileTypes, requireFile } from './files-store.ts';
import { handOver, periodsOf } from './handover.ts';
import { doneInspection, inspections, listInspections, lit } from './inspections-store.ts';
import { locations } from './locations-store.ts';
import { PlaceQuery } from './record-routes.ts';
import type { StoredInspection } from './records-table.ts';
import { changeRequest, listRequests, requests } from './requests-store.ts';
import { todayOf } from './today.ts';

const aboutInspection = ({ id, customerId, locationId, installationId }: StoredInspection) => ({
  customerId,
  data: { customerId, locationId, installationId, inspectionId: id },
});

/** `/api/v1/inspections`. */
export const inspectionsVendorRoutes = collectionRoutes({
  name: 'inspections',
  thing: 'inspection',
  one: 'an inspection',
  schema: Inspection,
  query: v.strictObject({
    ...PlaceQuery,
    dueUntil: v.optional(Day),
    sort: v.optional(v.picklist(['dueOn', '-dueOn'])),
  }),
  async list({ db, vendorId, clock }, query, paging) {
    const today = await todayOf(db, vendorId, clock.now());
    return (await listInspections(db, vendorId, query, paging)).map((one) => lit(one, today));
  },
  async read({ db, vendorId, clock }, reference) {
    return lit(await inspections.require(db, vendorId, reference), await todayOf(db, vendorId, clock.now()));
  },
  create: {
    body: NewInspection,
    description: 'What has to be looked at by a day, once or again and again; its customer sees when.',
    problems: ['inspection.external-id-taken'],
    act: async (tx, { vendorId, at }, wanted) =>
      lit(await inspections.create(tx, vendorId, wanted, at), await todayOf(tx, vendorId, at)),
  },
  change: {
    body: InspectionChange,
    act: async (tx, { vendorId, at }, reference, change) => {
      const written = await inspections.update(tx, vendorId, reference, change, at);
      return { ...written, thing: lit(written.thing, await todayOf(tx, vendorId, at)) };
    },
  },
  upsert: {
    body: v.omit(NewInspection, ['externalId']),
    act: async (tx, { vendorId, at }, externalId, wanted) => {
      const written = await inspections.upsert(tx, vendorId, externalId, wanted, at);
      return { ...written, thing: lit(written.thing, await todayOf(tx, vendorId, at)) };
    },
  },
  remove: {
    act: async (tx, { vendorId, at }, reference) =>
      lit(await inspections.remove(tx, vendorId, reference), await todayOf(tx, vendorId, at)),
  },
  about: aboutInspection,
}).post(
  '/:id/done',
  describe({
    summary: 'Write down that an inspection was done',
    description: 'It stands in the logbook, and the next day follows from the interval unless one is named.',
    tag: 'inspections',
    answers: { 200: Inspection },
    problems: ['inspection.not-found'],
  }),
  scope('inspections:write'),
  accept('param', Reference),
  accept('json', InspectionDone),
  async (c) => {
    const { db, vendorId, actor, clock } = c.var;
    const at = clock.now();
    const wanted = c.req.valid('json');
    const after = await inTransaction(db, async (tx) => {
      const today = await todayOf(tx, vendorId, at);
      const { id } = c.req.valid('param');
      const done = await doneInspection(tx, vendorId, id, { ...wanted, doneOn: wanted.doneOn ?? today }, at);
      const { inspection, entry } = done;
      await announce(tx, {
        ...{ vendorId, actor, at, action: 'inspection.done', subjectId: inspection.id },
        ...aboutInspection(inspection),
      });
      const { customerId, locationId, installationId } = entry;
      await announce(tx, {
        ...{ vendorId, customerId, actor, at, action: 'logbook-entry.created', subjectId: entry.id },
        data: { customerId, locationId, installationId, entryId: entry.id },
      });
      return lit(inspection, today);
    });
    return c.json(after);
  },
);

const FileOf = v.object({ id: Reference.entries.id, fileId: Reference.entries.id });
const tag = 'site-requests';

/** `/api/v1/site-requests`: what customers ask for at their locations; they are made in the portal. */
export const requestsVendorRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({
      summary: 'List requests of customers',
      description: '`state=open`: whatever is not done.',
      tag,
      answers: { 200: listAnswer(SiteRequest) },
    }),
    scope('site-requests:read'),
    accept(
      'query',
      v.strictObject({
        ...PlaceQuery,
        state: v.optional(v.picklist([...SiteRequestState.options, 'open'])),
        plannedOn: v.optional(Day),
        sort: v.optional(v.picklist(['createdAt', '-createdAt'])),
      }),
    ),
    async (c) => {
      const query = c.req.valid('query');
      const paging = pagingOf(c.var, tag, query);
      return c.json(paging.page(await listRequests(c.var.db, c.var.vendorId, query, paging)));
    },
  )
  .get(
    '/:id',
    describe({
      summary: 'Read a request',
      tag,
      answers: { 200: SiteRequest },
      problems: ['site-request.not-found'],
    }),
    scope('site-requests:read'),
    accept('param', Reference),
    async (c) => c.json(await requests.require(c.var.db, c.var.vendorId, c.req.valid('param').id)),
  )
  .patch(
    '/:id',
    describe({
      summary: 'Answer a request, plan it, or say that it is done',
      description:
        'The customer sees state, answer and day in the portal. A planned day makes it `planned`, an answer `seen`, unless the state is said.',
      tag,
      answers: { 200: SiteRequest },
      problems: ['site-request.not-found'],
    }),
    scope('site-requests:write'),
    accept('param', Reference),
    accept('json', SiteRequestChange),
    async (c) => {
      const { db, vendorId, actor, clock } = c.var;
      const at = clock.now();
      const changed = await inTransaction(db, async (tx) => {
        const written = await changeRequest(tx, vendorId, c.req.valid('param').id, c.req.valid('json'), at);
        const { id, customerId, locationId, installationId } = written.thing;
        if (written.fields.length > 0) {
          await announce(tx, {
            ...{ vendorId, customerId, actor, at, action: 'site-request.updated', subjectId: id },
            ...{ fields: written.fields, data: { customerId, locationId, installationId, requestId: id } },
          });
        }
        return written.thing;
      });
      return c.json(changed);
    },
  )
  .get(
    '/:id/files',
    describe({
      summary: 'List the photos of a request',
      tag,
      answers: { 200: SiteFiles },
      problems: ['site-request.not-found'],
    }),
    scope('site-requests:read'),
    accept('param', Reference),
    async (c) => {
      const { db, vendorId } = c.var;
      const { id } = await requests.require(db, vendorId, c.req.valid('param').id);
      return c.json({ items: await filesOf(db, vendorId, { requestId: id }) });
    },
  )
  .get(
    '/:id/files/:fileId',
    describe({
      summary: 'Read a photo of a request',
      tag,
      answers: {},
      gives: fileTypes,
      problems: ['site-request.not-found', 'site-file.not-found'],
    }),
    scope('site-requests:read'),
    accept('param', FileOf),
    async (c) => {
      const { db, vendorId } = c.var;
      const { id, fileId } = c.req.valid('param');
      const request = await requests.require(db, vendorId, id);
      const found = await requireFile(db, vendorId, { requestId: request.id }, fileId);
      return c.body(await bytesOf(db, vendorId, found.fileId), 200, fileHeaders(found.file));
    },
  );

/** Beside the locations collection: whose it is, one after the other. */
export const handoverRoutes = new Hono<VendorEnv>()
  .get(
    '/:id/handover',
    describe({
      summary: 'List whose a location was and is',
      description: 'Empty where it was never handed over.',
      tag: 'locations',
      answers: { 200: SitePeriods },
      problems: ['location.not-found'],
    }),
    scope('locations:read'),
    accept('param', Reference),
    async (c) => {
      const { db, vendorId } = c.var;
      const { id } = await locations.require(db, vendorId, c.req.valid('param').id);
      return c.json({ items: await periodsOf(db, vendorId, id) });
    },
  )
  .post(
    '/:id/handover',
    describe({
      summary: 'Hand a location over to another customer',
      description:
        'With its installations, logbook, papers and inspections. The former customer goes on reading up to the day; the new one from the day on, or all of it. The location’s code is revoked, and sessions that reached no further than it end.',
      tag: 'locations',
      answers: { 200: Location },
      problems: ['location.not-found'],
    }),
    scope('locations:write'),
    accept('param', Reference),
    accept('json', Handover),
    async (c) => {
      const { db, vendorId, actor, clock } = c.var;
      const at = clock.now();
      const location = await inTransaction(db, async (tx) => {
        const today = await todayOf(tx, vendorId, at);
        const wanted = c.req.valid('json');
        const done = await handOver(tx, vendorId, c.req.valid('param').id, wanted, { today, at });
        const { id } = done.location;
        await announce(tx, {
          ...{ vendorId, customerId: done.to, actor, at, action: 'location.handed-over', subjectId: id },
          data: { customerId: done.to, formerCustomerId: done.from, locationId: id },
        });
        // It stands in the log of both.
        await record(tx, {
          ...{ vendorId, customerId: done.from, actor, at, action: 'location.handed-over', subjectId: id },
        });
        return done.location;
      });
      return c.json(location);
    },
  );
