import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import * as v from 'valibot';
import { spendAttempt } from '../../../kit/server/attempts.ts';
import { Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { collectionRoutes } from '../../access/server/collection-routes.ts';
import type { VendorEnv, VendorVars } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import {
  NewWebhookEndpoint,
  NewWebhookSecret,
  WebhookDeliveryDetail,
  WebhookEndpoint,
  WebhookEndpointChange,
} from '../schema.ts';
import { checkAddress, rulesFor } from './addresses.ts';
import { createTestDelivery, readDelivery } from './deliveries-store.ts';
import {
  createEndpoint,
  deleteEndpoint,
  listEndpoints,
  requireEndpoint,
  requireEndpointRow,
  rotateSecret,
  updateEndpoint,
  upsertEndpoint,
} from './endpoints-store.ts';
import { endTry } from './queue-store.ts';
import { sendOnce } from './send.ts';

const tag = 'webhook-endpoints';

/** What is refused at once is told at once: the name is looked up before the transaction. */
async function checked<Body extends { readonly url?: string | undefined }>(
  body: Body,
  c: VendorVars,
): Promise<{ body: Body; now: Date }> {
  if (body.url !== undefined) await checkAddress(body.url, c);
  return { body, now: c.worldClock.now() };
}

const endpoints = collectionRoutes({
  name: tag,
  thing: 'webhook-endpoint',
  one: 'a webhook endpoint',
  schema: WebhookEndpoint,
  list: ({ db, vendorId, worldClock }, _, paging) => listEndpoints(db, vendorId, paging, worldClock.now()),
  read: ({ db, vendorId, worldClock }, reference) =>
    requireEndpoint(db, vendorId, reference, worldClock.now()),
  create: {
    body: NewWebhookEndpoint,
    prepare: checked<v.InferOutput<typeof NewWebhookEndpoint>>,
    description:
      'An address of yours to which events are sent as Standard Webhooks. `secret` is in this answer alone: receivers verify signatures with it.',
    problems: ['webhook-endpoint.external-id-taken', 'webhook-endpoint.too-many'],
    act: (tx, writing, { body, now }) => createEndpoint(tx, { ...writing, now }, body),
  },
  change: {
    body: WebhookEndpointChange,
    prepare: checked<v.InferOutput<typeof WebhookEndpointChange>>,
    description:
      'A field that is not named stays as it is. `active: true` also ends a pause that failures made: what waited is sent.',
    act: (tx, writing, reference, { body, now }) => updateEndpoint(tx, { ...writing, now }, reference, body),
  },
  upsert: {
    body: v.omit(NewWebhookEndpoint, ['externalId']),
    prepare: checked<Omit<v.InferOutput<typeof NewWebhookEndpoint>, 'externalId'>>,
    problems: ['webhook-endpoint.too-many'],
    act: (tx, writing, externalId, { body, now }) =>
      upsertEndpoint(tx, { ...writing, now }, externalId, body),
  },
  remove: {
    summary: 'Delete a webhook endpoint, with what was to be sent to it',
    act: (tx, { vendorId, at }, reference) => deleteEndpoint(tx, vendorId, reference, at),
  },
  about: ({ id }) => ({ data: { endpointId: id } }),
});

/** `/api/v1/webhook-endpoints`. */
export const webhookEndpointRoutes = new Hono<VendorEnv>()
  .route('/', endpoints)

  .post(
    '/:id/secret',
    describe({
      summary: 'Make a new secret for a webhook endpoint',
      description:
        'It signs at once, and is in this answer alone. The one before signs too for `overlapHours`, 24 unless set, so that receivers can change over without losing an event.',
      tag,
      answers: { 201: WebhookEndpoint },
      problems: ['webhook-endpoint.not-found'],
    }),
    scope('webhook-endpoints:write'),
    accept('param', Reference),
    accept('json', NewWebhookSecret),
    async (c) => {
      const { vendorId, actor, secrets } = c.var;
      const at = c.var.clock.now();
      const making = { vendorId, secrets, at, now: c.var.worldClock.now() };
      const endpoint = await inTransaction(c.var.db, async (tx) => {
        const { overlapHours } = c.req.valid('json');
        const rotated = await rotateSecret(tx, making, c.req.valid('param').id, overlapHours);
        await announce(tx, {
          ...{ vendorId, actor, at, fields: ['secret'] },
          action: 'webhook-endpoint.secret-rotated',
          subjectId: rotated.id,
          data: { endpointId: rotated.id },
        });
        return rotated;
      });
      return c.json(endpoint, 201);
    },
  )

  .post(
    '/:id/test',
    describe({
      summary: 'Send a test event to a webhook endpoint, now',
      description:
        'Sends `webhook.test`, also to a paused endpoint, and answers with what came back. It is tried once.',
      tag,
      answers: { 200: WebhookDeliveryDetail },
      problems: ['webhook-endpoint.not-found'],
    }),
    scope('webhook-endpoints:write'),
    accept('param', Reference),
    async (c) => {
      const { db, vendorId, actor, secrets, testSide, worldClock } = c.var;
      const endpoint = await requireEndpointRow(db, vendorId, c.req.valid('param').id);
      const budget = { key: `webhook-test:${endpoint.id}`, most: 30, perMs: 3_600_000 };
      await spendAttempt(db, [budget], worldClock.now());
      const at = c.var.clock.now();
      const runner = randomUUID();
      const delivery = await inTransaction(db, async (tx) => {
        const side = testSide ? 'test' : 'live';
        const made = await createTestDelivery(tx, endpoint, { side, runner, at, now: worldClock.now() });
        await announce(tx, {
          ...{ vendorId, actor, at },
          action: 'webhook-endpoint.tested',
          subjectId: endpoint.id,
          data: { endpointId: endpoint.id },
        });
        return made;
      });
      const tried = await sendOnce(endpoint, delivery, {
        secrets,
        clock: worldClock,
        rules: rulesFor(c.var),
      });
      await inTransaction(db, (tx) =>
        endTry(tx, delivery, runner, { tried, dueAt: null, now: worldClock.now() }),
      );
      return c.json(await readDelivery(db, vendorId, delivery.id));
    },
  );
