import { Hono } from 'hono';
import * as v from 'valibot';
import { Reference } from '../../../kit/server/collection.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery, listAnswer, pageOf } from '../../../kit/server/http/list.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { RefusedRequest } from '../schema.ts';
import { listRefusals, readRefusal } from './store.ts';

const tag = 'refused-requests';
const { limit, cursor } = ListQuery.entries;
const RefusalList = v.strictObject({
  ...{ limit, cursor },
  customerId: v.optional(v.pipe(v.string(), v.maxLength(60))),
  /** The beginning of a problem's code: `origin.`, `request.invalid`. */
  code: v.optional(
    v.pipe(v.string(), v.regex(/^[a-z][a-z0-9.-]{0,59}$/, 'expected a code like origin.not-allowed')),
  ),
});

/** `/api/v1/refused-requests`: what the id in a refusal finds. */
export const refusalsRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({
      summary: 'List refused requests, newest first',
      description:
        'Requests of your programs, operators and customers that were refused or failed, for 30 days: each with the id that stood in the answer (`instance`, `x-request-id`). Where very many are refused, not every one is kept.',
      tag,
      answers: { 200: listAnswer(RefusedRequest) },
    }),
    scope('activity:read'),
    accept('query', RefusalList),
    async (c) => {
      const { db, vendorId, cursors } = c.var;
      const { limit, cursor, ...filters } = c.req.valid('query');
      const binding = JSON.stringify([vendorId, tag, Object.entries(filters).sort()]);
      const before = cursor === undefined ? undefined : (cursors.decode(binding, cursor) as [string, string]);
      const items = await listRefusals(db, vendorId, filters, { limit, before });
      return c.json(
        pageOf(
          items,
          limit,
          (item) => item,
          ({ createdAt, id }) => cursors.encode(binding, [createdAt, id]),
        ),
      );
    },
  )

  .get(
    '/:id',
    describe({
      summary: 'Read a refused request by its id',
      description:
        'The id as it stands in the answer, in a message of the portal or in the browser’s console.',
      tag,
      answers: { 200: RefusedRequest },
      problems: ['refused-request.not-found'],
    }),
    scope('activity:read'),
    accept('param', Reference),
    async (c) => c.json(await readRefusal(c.var.db, c.var.vendorId, c.req.valid('param').id)),
  );
