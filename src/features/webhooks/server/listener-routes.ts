import { Hono } from 'hono';
import { Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { HeardEvents, ListenerResult, NewWebhookListener, WebhookListener } from '../schema.ts';
import { hear, noteHeard, requireListener, startListener, stillListening } from './listeners-store.ts';
import { onPoke } from './pokes.ts';

const tag = 'webhook-listeners';

/** How long a question waits for something to happen: short, so that a service that stops is not held up. */
const waitMs = 8_000;
/** Another process may have put it there. */
const lookEveryMs = 1_000;

/** `/api/v1/webhook-listeners`: events for a developer's own machine, which nobody can send to. */
export const webhookListenerRoutes = new Hono<VendorEnv>()
  .post(
    '/',
    describe({
      summary: 'Begin to listen to events on your own machine',
      description:
        'What `portico webhooks listen` uses. Ask `…/next` again and again; two minutes after the last question it ends. Its secret signs as an endpoint’s does.',
      tag,
      answers: { 201: WebhookListener },
      problems: ['webhook-endpoint.too-many'],
    }),
    scope('webhook-endpoints:write'),
    accept('json', NewWebhookListener),
    async (c) => {
      const { vendorId, actor, secrets } = c.var;
      const at = c.var.clock.now();
      const making = { vendorId, secrets, at, now: c.var.worldClock.now() };
      const listener = await inTransaction(c.var.db, async (tx) => {
        const made = await startListener(tx, making, c.req.valid('json').events ?? null);
        await announce(tx, {
          ...{ vendorId, actor, at },
          action: 'webhook-listener.started',
          subjectId: made.id,
          data: { endpointId: made.id },
        });
        return made;
      });
      return c.json(listener, 201);
    },
  )

  .post(
    '/:id/next',
    describe({
      summary: 'Wait for the next events of a listener',
      description: 'Answers as soon as there is something, and after eight seconds with nothing.',
      tag,
      answers: { 200: HeardEvents },
      problems: ['webhook-listener.not-found'],
    }),
    scope('webhook-endpoints:write'),
    accept('param', Reference),
    async (c) => {
      const { db, secrets, vendorId, worldClock } = c.var;
      const listener = await requireListener(db, vendorId, c.req.valid('param').id, worldClock.now());
      await stillListening(db, listener, worldClock.now());
      const until = performance.now() + waitMs;
      for (;;) {
        const woken = nextPoke(lookEveryMs, c.req.raw.signal);
        const items = await hear(db, secrets, listener, worldClock.now());
        const over = items.length > 0 || performance.now() >= until || c.req.raw.signal.aborted;
        if (over) {
          woken.end();
          return c.json({ items });
        }
        await woken.promise;
      }
    },
  )

  .post(
    '/:id/results',
    describe({
      summary: 'Say what came of an event that a listener was given',
      tag,
      answers: { 204: null },
      problems: ['webhook-listener.not-found', 'webhook-delivery.not-found'],
    }),
    scope('webhook-endpoints:write'),
    accept('param', Reference),
    accept('json', ListenerResult),
    async (c) => {
      const { db, vendorId, worldClock } = c.var;
      const listener = await requireListener(db, vendorId, c.req.valid('param').id, worldClock.now());
      await inTransaction(db, (tx) => noteHeard(tx, listener, c.req.valid('json'), worldClock.now()));
      return c.body(null, 204);
    },
  );

/** Resolves when this process puts something on its way, when it is time to look anyway, or nobody waits any more. */
function nextPoke(ms: number, gone: AbortSignal): { promise: Promise<void>; end: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const leave = onPoke(resolve);
  const timer = setTimeout(resolve, ms);
  gone.addEventListener('abort', () => resolve(), { once: true });
  const end = () => {
    leave();
    clearTimeout(timer);
  };
  return { promise: promise.then(end), end };
}
