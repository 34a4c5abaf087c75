import { Hono } from 'hono';
import * as v from 'valibot';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery } from '../../../kit/server/http/list.ts';
import { collectionRoutes } from '../../access/server/collection-routes.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { makeTurns } from '../../documents/server/turns.ts';
import { allows } from '../../operators/rules.ts';
import { Language } from '../../portals/schema.ts';
import { usageProblem } from '../problems.ts';
import {
  ExportQuery,
  Metric,
  NewUsageRecord,
  ReportQuery,
  UsageBatch,
  UsageBatchAnswer,
  UsageRecord,
  UsageReport,
} from '../schema.ts';
import { operatorsAudience } from './audience.ts';
import { exportHeaders, exportReport } from './export.ts';
import { readReport } from './report.ts';
import { deleteUsage, listUsage, putUsage, recordUsage, requireUsage } from './store.ts';

const tag = 'usage-records';

/** `/api/v1/usage-records`. */
export const usageVendorRoutes = collectionRoutes({
  name: tag,
  thing: 'usage-record',
  one: 'a usage record',
  schema: UsageRecord,
  query: v.strictObject({
    ...v.omit(ListQuery, ['search']).entries,
    customerId: v.optional(v.string()),
    metric: v.optional(Metric),
  }),
  list: ({ db, vendorId }, query, paging) => listUsage(db, vendorId, query, paging),
  read: ({ db, vendorId }, reference) => requireUsage(db, vendorId, reference),
  create: {
    body: NewUsageRecord,
    description:
      'What a customer used at one moment: a call, gigabytes, requests. It never changes; what was wrong is deleted and made anew, or taken back by a record below zero.',
    problems: ['usage-record.external-id-taken', 'usage-record.currency'],
    async act(tx, { vendorId, at }, wanted) {
      const [made] = await recordUsage(tx, vendorId, [wanted], at);
      if (!made || made.known) throw usageProblem('usage-record.external-id-taken');
      return made.record;
    },
  },
  upsert: {
    body: v.omit(NewUsageRecord, ['externalId']),
    description: 'Takes the place of the record with this outside id; it stays with its customer.',
    problems: ['usage-record.currency'],
    act: (tx, { vendorId, at }, externalId, wanted) => putUsage(tx, vendorId, externalId, wanted, at),
  },
  remove: { act: (tx, { vendorId }, reference) => deleteUsage(tx, vendorId, reference) },
  about: ({ id, customerId }) => ({ customerId, data: { customerId, usageRecordId: id } }),
});

/** `POST /api/v1/usage-records/batch`: many at once. */
export const usageBatchRoutes = new Hono<VendorEnv>().post(
  '/batch',
  describe({
    summary: 'Record up to 1,000 at once',
    description:
      'All of them or none. A record whose outside id is there already is left as it is and counted as known, so the same batch may be sent again after an answer that was lost.',
    tag,
    answers: { 201: UsageBatchAnswer },
    problems: ['usage-record.currency'],
  }),
  scope('usage-records:write'),
  accept('json', UsageBatch, { maxBytes: 1_048_576 }),
  async (c) => {
    const { db, vendorId, actor, clock } = c.var;
    const at = clock.now();
    const { items } = c.req.valid('json');
    const recorded = await inTransaction(db, async (tx) => {
      const found = await recordUsage(tx, vendorId, items, at);
      const first = found.find(({ known }) => !known)?.record;
      if (first) {
        await announce(tx, {
          ...{ vendorId, actor, at, action: 'usage-record.batch', subjectId: first.id },
          data: { usageRecordId: first.id },
        });
      }
      return found;
    });
    const known = recorded.filter((one) => one.known).length;
    const ids = recorded.map(({ record }) => record.id);
    return c.json({ created: recorded.length - known, known, ids }, 201);
  },
);

const who = {
  /** Our id or `ext:…` of the customer. */
  customerId: v.pipe(v.string(), v.maxLength(140)),
  /** Of the words in the answer. */
  language: v.optional(Language, 'en'),
};
const turns = makeTurns({ atOnce: 2, waiting: 200 });

/** `/api/v1/usage-report`: what operators see of one customer; its columns are chosen apart from the customers' own. */
export const usageReportRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({
      summary: 'Report the use of a customer',
      description:
        'Records one by one, or put together by day, destination, number and so on, with the columns that are chosen for operators in the portal’s settings. With `accounts=below` the customers below are taken in.',
      tag,
      answers: { 200: UsageReport },
      problems: ['customer.not-found', 'usage-report.column', 'usage-report.too-many'],
    }),
    scope('usage-records:read'),
    accept('query', v.strictObject({ ...ReportQuery.entries, ...who })),
    async (c) => {
      const { db, vendorId, cursors, clock } = c.var;
      const { customerId, language, ...query } = c.req.valid('query');
      const seesContracts = allows(c.var.scopes, 'contracts:read');
      const how = { now: clock.now(), language, seesContracts };
      const audience = await operatorsAudience(db, vendorId, customerId, how);
      return c.json(await readReport(db, audience, query, cursors));
    },
  )

  .get(
    '/export',
    describe({
      summary: 'Export the report of a customer as CSV',
      description:
        'Made while it is sent, however long it is. Days and times are those of UTC. Text that a spreadsheet would take for a formula has an apostrophe before it.',
      tag,
      answers: {},
      gives: ['text/csv'],
      problems: ['customer.not-found', 'usage-report.column', 'usage-report.too-many', 'download.too-many'],
    }),
    scope('usage-records:read'),
    accept('query', v.strictObject({ ...ExportQuery.entries, ...who })),
    async (c) => {
      const { db, vendorId, clock } = c.var;
      const { customerId, language, ...query } = c.req.valid('query');
      const now = clock.now();
      const audience = await operatorsAudience(db, vendorId, customerId, { now, language });
      const over = await turns.take(vendorId);
      try {
        const file = await exportReport(db, audience, query, { signal: c.req.raw.signal, onEnd: over });
        return c.body(file, 200, exportHeaders(now));
      } catch (error) {
        over();
        throw error;
      }
    },
  );
