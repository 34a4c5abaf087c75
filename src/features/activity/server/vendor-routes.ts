import { Hono } from 'hono';
import * as v from 'valibot';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery, listAnswer, pageOf } from '../../../kit/server/http/list.ts';
import { streamOf } from '../../../kit/server/http/stream.ts';
import { findRow } from '../../../kit/server/rows.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { Activity, activityFilters } from '../schema.ts';
import { activityLines, listActivity } from './store.ts';

const { limit, cursor } = ListQuery.entries;
const ActivityList = v.strictObject({ limit, cursor, ...activityFilters });

/** `/api/v1/activity`. */
export const activityRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({
      summary: 'List what was done, newest first',
      description:
        'Who did what to which thing. `action` is the beginning of one: `customer.`; `actor` an id or a kind. Rows never change; they go after the days that the vendor keeps them.',
      tag: 'activity',
      answers: { 200: listAnswer(Activity) },
    }),
    scope('activity:read'),
    accept('query', ActivityList),
    async (c) => {
      const { db, vendorId, cursors } = c.var;
      const { limit, cursor, ...filters } = c.req.valid('query');
      const binding = JSON.stringify([vendorId, 'activity', Object.entries(filters).sort()]);
      const [before] = cursor === undefined ? [] : (cursors.decode(binding, cursor) as string[]);
      const customerId = await customerOf(c.var, filters.customerId);
      if (customerId === null) return c.json({ items: [], nextCursor: null });
      const items = await listActivity(db, vendorId, { ...filters, customerId }, { limit, before });
      return c.json(
        pageOf(
          items,
          limit,
          (item) => item,
          (last) => cursors.encode(binding, [last.id]),
        ),
      );
    },
  )

  .get(
    '/export',
    describe({
      summary: 'Export what was done, newest first',
      description:
        'All that the filters leave, one JSON object in each line, made while it is sent, however long it is.',
      tag: 'activity',
      answers: {},
      gives: ['application/x-ndjson'],
    }),
    scope('activity:read'),
    accept('query', v.strictObject(activityFilters)),
    async (c) => {
      const { db, vendorId, clock } = c.var;
      const filters = c.req.valid('query');
      const customerId = await customerOf(c.var, filters.customerId);
      const lines = customerId === null ? none() : activityLines(db, vendorId, { ...filters, customerId });
      return c.body(streamOf(lines), 200, {
        'content-type': 'application/x-ndjson',
        'content-disposition': `attachment; filename="activity-${clock.now().toISOString().slice(0, 10)}.jsonl"`,
        'cache-control': 'no-store',
      });
    },
  );

async function* none(): AsyncGenerator<Uint8Array> {}

/** Our id of a customer; one that is gone still has its rows; `null` for a vendor's own id that nobody has. */
async function customerOf(
  { db, vendorId }: { db: VendorEnv['Variables']['db']; vendorId: string },
  reference: string | undefined,
): Promise<string | null | undefined> {
  if (!reference?.startsWith('ext:')) return reference;
  return (await findRow(db, 'customer', vendorId, reference))?.id ?? null;
}
