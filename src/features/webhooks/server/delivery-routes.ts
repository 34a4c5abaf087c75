import { Hono } from 'hono';
import * as v from 'valibot';
import { pagingOf, Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery, listAnswer } from '../../../kit/server/http/list.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { deliveryFilters, Replayed, ReplayRange, WebhookDelivery, WebhookDeliveryDetail } from '../schema.ts';
import { listDeliveries, readDelivery, replayDelivery, replayRange } from './deliveries-store.ts';

const tag = 'webhook-deliveries';

/** `/api/v1/webhook-deliveries`: what was sent, and what came back. */
export const webhookDeliveryRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({
      summary: 'List deliveries of events, newest first',
      tag,
      answers: { 200: listAnswer(WebhookDelivery) },
    }),
    scope('webhook-endpoints:read'),
    accept(
      'query',
      v.strictObject({ ...v.pick(ListQuery, ['limit', 'cursor']).entries, ...deliveryFilters }),
    ),
    async (c) => {
      const query = c.req.valid('query');
      const paging = pagingOf(c.var, tag, query);
      return c.json(paging.page(await listDeliveries(c.var.db, c.var.vendorId, query, paging)));
    },
  )

  .post(
    '/replay',
    describe({
      summary: 'Send a range of an endpoint’s deliveries again',
      description:
        'Those that were made from `since` to `until`: failed ones unless `state` says otherwise. Each has the `webhook-id` that it had.',
      tag,
      answers: { 200: Replayed },
      problems: ['webhook-endpoint.not-found'],
    }),
    scope('webhook-endpoints:write'),
    accept('json', ReplayRange),
    async (c) => {
      const { vendorId, actor } = c.var;
      const at = c.var.clock.now();
      const replayed = await inTransaction(c.var.db, async (tx) => {
        const done = await replayRange(tx, vendorId, c.req.valid('json'), c.var.worldClock.now());
        if (done.replayed > 0)
          await announce(tx, {
            ...{ vendorId, actor, at },
            action: 'webhook-delivery.replayed',
            subjectId: done.endpointId,
            data: { endpointId: done.endpointId },
          });
        return done.replayed;
      });
      return c.json({ replayed });
    },
  )

  .get(
    '/:id',
    describe({
      summary: 'Read a delivery with each of its tries',
      tag,
      answers: { 200: WebhookDeliveryDetail },
      problems: ['webhook-delivery.not-found'],
    }),
    scope('webhook-endpoints:read'),
    accept('param', Reference),
    async (c) => c.json(await readDelivery(c.var.db, c.var.vendorId, c.req.valid('param').id)),
  )

  .post(
    '/:id/replay',
    describe({
      summary: 'Send a delivery again',
      tag,
      answers: { 200: WebhookDelivery },
      problems: ['webhook-delivery.not-found', 'webhook-delivery.under-way'],
    }),
    scope('webhook-endpoints:write'),
    accept('param', Reference),
    async (c) => {
      const { vendorId, actor } = c.var;
      const at = c.var.clock.now();
      const delivery = await inTransaction(c.var.db, async (tx) => {
        const done = await replayDelivery(tx, vendorId, c.req.valid('param').id, c.var.worldClock.now());
        await announce(tx, {
          ...{ vendorId, actor, at },
          action: 'webhook-delivery.replayed',
          subjectId: done.endpointId,
          data: { endpointId: done.endpointId },
        });
        return done;
      });
      return c.json(delivery);
    },
  );
