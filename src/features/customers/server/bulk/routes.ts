import { Hono } from 'hono';
import * as v from 'valibot';
import { pagingOf, Reference } from '../../../../kit/server/collection.ts';
import { type Db, inTransaction } from '../../../../kit/server/db/db.ts';
import { accept } from '../../../../kit/server/http/accept.ts';
import { describe } from '../../../../kit/server/http/describe.ts';
import { ListQuery, listAnswer } from '../../../../kit/server/http/list.ts';
import { requestProblem } from '../../../../kit/server/http/problems.ts';
import { startOf } from '../../../../kit/server/http/start-at.ts';
import type { VendorEnv, VendorVars } from '../../../access/server/env.ts';
import { scope } from '../../../access/server/guards.ts';
import { announce } from '../../../activity/server/announce.ts';
import { requirePlugins } from '../../../plugins/server/store.ts';
import { findPortal } from '../../../portals/server/store.ts';
import {
  BulkChange,
  type BulkFields,
  BulkRow,
  type BulkSelection,
  NewBulkChange,
  StartBulkChange,
} from '../../bulk-schema.ts';
import { customerProblem } from '../../problems.ts';
import { findCustomer } from '../customers-store.ts';
import {
  cancelBulkChange,
  createBulkChange,
  listBulkChanges,
  listBulkRows,
  requireBulkChange,
  startBulkChange,
} from './store.ts';

const tag = 'bulk-changes';
const newest = v.pick(ListQuery, ['limit', 'cursor']);
const yearMs = 366 * 86_400_000;

/** `/api/v1/bulk-changes`: many customers changed at once, after a look at what that would do. */
export const bulkChangeRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({
      summary: 'List changes of many customers, newest first',
      ...{ tag, answers: { 200: listAnswer(BulkChange) } },
    }),
    scope('customers:read'),
    accept('query', newest),
    async (c) => {
      const paging = pagingOf(c.var, tag, c.req.valid('query'));
      return c.json(paging.page(await listBulkChanges(c.var.db, c.var.vendorId, paging)));
    },
  )

  .post(
    '/',
    describe({
      summary: 'Check what a change of many customers would do',
      description:
        'Nothing is changed yet: the answer is `checking`, then `checked`, with counts, and examples in its rows. Then start it. Named by their ids (5,000 at most), or by the filters of the list, which are looked at again when it runs.',
      ...{ tag, answers: { 201: BulkChange }, problems: ['bulk-change.too-many'] },
    }),
    scope('customers:write'),
    accept('json', NewBulkChange, { maxBytes: 1_048_576 }),
    async (c) => {
      const wanted = c.req.valid('json');
      const made = await acting(c.var, 'bulk-change.created', async (tx, making) => {
        await requireSelected(tx, making.vendorId, wanted.selection);
        await requireReferences(tx, making.vendorId, wanted.change);
        return createBulkChange(tx, making, wanted);
      });
      return c.json(made, 201, { location: `/api/v1/bulk-changes/${made.id}` });
    },
  )

  .get(
    '/:id',
    describe({
      summary: 'Read a change of many customers',
      ...{ tag, answers: { 200: BulkChange }, problems: ['bulk-change.not-found'] },
    }),
    scope('customers:read'),
    accept('param', Reference),
    async (c) => c.json(await requireBulkChange(c.var.db, c.var.vendorId, c.req.valid('param').id)),
  )

  .get(
    '/:id/rows',
    describe({
      summary: 'List its customers, each with what it had and was given, or why it was refused',
      description: 'After a check: the first 20 that would be changed. Kept for 90 days.',
      ...{ tag, answers: { 200: listAnswer(BulkRow) }, problems: ['bulk-change.not-found'] },
    }),
    scope('customers:read'),
    accept('param', Reference),
    accept('query', v.strictObject({ ...newest.entries, outcome: v.optional(BulkRow.entries.outcome) })),
    async (c) => {
      const { id } = c.req.valid('param');
      const query = c.req.valid('query');
      const of = await requireBulkChange(c.var.db, c.var.vendorId, id);
      const paging = pagingOf(c.var, `${tag} ${of.id}`, query);
      const rows = await listBulkRows(c.var.db, c.var.vendorId, of, {
        ...{ outcome: query.outcome, after: paging.after?.[0], limit: paging.limit + 1 },
      });
      paging.lastKey = [rows[paging.limit - 1]?.id ?? ''];
      return c.json(paging.page(rows));
    },
  )

  .post(
    '/:id/start',
    describe({
      summary: 'Do what was checked, now or at a set time',
      ...{ tag, answers: { 202: BulkChange } },
      problems: ['bulk-change.not-found', 'bulk-change.not-ready'],
    }),
    scope('customers:write'),
    accept('param', Reference),
    accept('json', StartBulkChange),
    async (c) => {
      const startAt = startOf(c.req.valid('json').startAt, c.var.worldClock.now(), {
        ms: yearMs,
        said: 'A year',
      });
      const started = await acting(c.var, 'bulk-change.started', (tx, making) =>
        startBulkChange(tx, making, c.req.valid('param').id, startAt),
      );
      return c.json(started, 202);
    },
  )

  .post(
    '/:id/cancel',
    describe({
      summary: 'Call off a change that is planned or running',
      description: 'What it changed until then stays, and can be taken back.',
      ...{ tag, answers: { 200: BulkChange } },
      problems: ['bulk-change.not-found', 'bulk-change.not-ready'],
    }),
    scope('customers:write'),
    accept('param', Reference),
    async (c) =>
      c.json(
        await acting(c.var, 'bulk-change.cancelled', (tx, making) =>
          cancelBulkChange(tx, making, c.req.valid('param').id),
        ),
      ),
  )

  .post(
    '/:id/undo',
    describe({
      summary: 'Check what taking back a change would do',
      description:
        'Makes another change that gives its customers what they had before, wherever nobody changed that again. Then start it.',
      ...{ tag, answers: { 201: BulkChange } },
      problems: ['bulk-change.not-found', 'bulk-change.not-ready', 'bulk-change.too-many'],
    }),
    scope('customers:write'),
    accept('param', Reference),
    async (c) => {
      const made = await acting(c.var, 'bulk-change.created', async (tx, making) => {
        const of = await requireBulkChange(tx, making.vendorId, c.req.valid('param').id);
        const isOver = of.state === 'done' || of.state === 'cancelled' || of.state === 'failed';
        if (!isOver || of.changed === 0 || of.undoes) throw customerProblem('bulk-change.not-ready');
        const { selection, change } = of;
        return createBulkChange(tx, making, { selection, change, undoes: of.id });
      });
      return c.json(made, 201, { location: `/api/v1/bulk-changes/${made.id}` });
    },
  );

type Act = 'bulk-change.created' | 'bulk-change.started' | 'bulk-change.cancelled';
type Making = Parameters<typeof createBulkChange>[1];

/** One transaction: the act, its row in the log and its event. */
async function acting(
  { db, vendorId, actor, worldClock }: VendorVars,
  action: Act,
  act: (tx: Db, making: Making) => Promise<BulkChange>,
): Promise<BulkChange> {
  const making = { vendorId, actor, at: worldClock.now() };
  return inTransaction(db, async (tx) => {
    const done = await act(tx, making);
    await announce(tx, { ...making, action, subjectId: done.id, data: { bulkChangeId: done.id } });
    return done;
  });
}

const refused = (path: string, code: string, message: string) =>
  requestProblem('request.invalid', { fields: [{ path, code, message }] });

/** Who is named and is not there is a mistake in the list that was sent. */
async function requireSelected(tx: Db, vendorId: string, selection: BulkSelection): Promise<void> {
  if (!('ids' in selection)) return;
  for (const [index, id] of selection.ids.entries()) {
    if (await findCustomer(tx, vendorId, id)) continue;
    throw refused(`selection.ids.${index}`, 'reference', 'There is no customer of this id.');
  }
}

/** A portal or plugin that the vendor does not have is said at once, not customer by customer. */
async function requireReferences(tx: Db, vendorId: string, { portalId, plugins }: BulkFields): Promise<void> {
  if (portalId !== undefined && !(await findPortal(tx, vendorId, portalId))) {
    throw refused('change.portalId', 'reference', 'There is no portal of this id.');
  }
  await requirePlugins(tx, vendorId, plugins);
}
