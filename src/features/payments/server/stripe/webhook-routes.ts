import { Hono } from 'hono';
import type Stripe from 'stripe';
import { type Db, inTransaction } from '../../../../kit/server/db/db.ts';
import { readBytes } from '../../../../kit/server/http/accept.ts';
import type { RequestVars } from '../../../access/server/env.ts';
import { record } from '../../../activity/server/record.ts';
import { findVendor, type Vendor } from '../../../vendors/server/store.ts';
import { paymentProblem } from '../../problems.ts';
import { knowsEvent, noteOutcome, takeEvent } from '../events-store.ts';
import type { OrderHooks } from '../provider.ts';
import { findStripeKeys } from '../settings-store.ts';
import { isAway, loadStripe, requireStripe, toProblem } from './client.ts';
import { stripeEvents } from './events.ts';
import { settle } from './settle.ts';
import { refreshSetup } from './setup.ts';
import { intentOf, readIntent, readSession, type Truth } from './truth.ts';

export const stripeActor = { kind: 'system', id: null } as const;

const refused = (detail: string) => paymentProblem('payment-event.refused', { detail });

/** `POST /webhooks/stripe/:vendor`: what Stripe tells. Believed is only what Stripe then says when it is asked. */
export const stripeWebhookRoutes = (hooks: OrderHooks) =>
  new Hono<{ Variables: RequestVars }>().post('/:vendor', async (c) => {
    const { db, secrets, worldClock, stripeUrl } = c.var;
    const vendor = await findVendor(db, c.req.param('vendor'));
    const keys = vendor && (await findStripeKeys(db, secrets, vendor.id));
    const body = await readBytes(c, 524_288);
    // The same answer whether there is no such vendor, no secret or no signature: there is nothing to be found out.
    const event =
      keys && (await verified(body, c.req.header('stripe-signature'), keys.webhookSecrets, worldClock.now()));
    if (!vendor || !event) throw refused('The signature is not one of this account.');
    const at = new Date(worldClock.now().getTime() + vendor.clockOffsetMs);
    if (event.livemode !== (vendor.side === 'live')) {
      await noteForeign(db, vendor, event, at);
      throw refused('Events of the other side are not taken.');
    }
    if (await knowsEvent(db, vendor.id, event.id)) return c.json({ received: true, outcome: 'repeated' });
    const place = { db, secrets, vendorId: vendor.id, stripeUrl };
    const setup = setupOf(event);
    if (setup) {
      const state = await refreshSetup(place, setup, at).catch((error: unknown) => {
        throw isAway(error) ? toProblem(error) : error;
      });
      return c.json({ received: true, outcome: state === 'done' ? 'applied' : 'unchanged' });
    }
    const truth = await truthOf(event, place).catch((error: unknown) => {
      throw isAway(error) ? toProblem(error) : error;
    });
    const outcome = await inTransaction(db, async (tx) => {
      const receivedAt = worldClock.now().toISOString();
      const paymentId = truth?.paymentId ?? null;
      const taken = { id: event.id, type: event.type, outcome: 'applied', paymentId, receivedAt };
      if (!(await takeEvent(tx, vendor.id, taken))) return 'repeated';
      const done = truth
        ? await settle(tx, { vendorId: vendor.id, actor: stripeActor, at, hooks }, truth)
        : 'ignored';
      await noteOutcome(tx, vendor.id, event.id, done);
      return done;
    });
    return c.json({ received: true, outcome });
  });

/** The set-up of a way to pay that the event is about. */
function setupOf({ type, data }: Stripe.Event): string | undefined {
  if (!type.startsWith('checkout.session.')) return undefined;
  const { mode, metadata } = data.object as Stripe.Checkout.Session;
  return mode === 'setup' ? metadata?.portico_setup : undefined;
}

/** The event, if one of the secrets signed just these bytes a moment ago; the former one counts while it is kept. */
async function verified(
  body: Uint8Array,
  signature: string | undefined,
  webhookSecrets: readonly string[],
  now: Date,
): Promise<Stripe.Event | undefined> {
  if (signature === undefined) return undefined;
  const { webhooks } = await loadStripe();
  for (const secret of webhookSecrets) {
    try {
      return webhooks.constructEvent(
        Buffer.from(body),
        signature,
        secret,
        300,
        undefined,
        Math.floor(now.getTime() / 1000),
      );
    } catch {
      // Signed by another secret, by nobody, or too long ago.
    }
  }
  return undefined;
}

/** What the event is about, asked of Stripe; `undefined` for what concerns no payment of ours. */
async function truthOf(
  { type, data }: Stripe.Event,
  place: Parameters<typeof requireStripe>[0],
): Promise<Truth | undefined> {
  if (!(stripeEvents as readonly string[]).includes(type)) return undefined;
  const stripe = await requireStripe(place);
  const object = data.object as { id: string; object: string };
  if (object.object === 'checkout.session') return readSession(stripe, object.id);
  const intentId = object.object === 'payment_intent' ? object.id : intentOf(object);
  return intentId === null ? undefined : readIntent(stripe, intentId);
}

/** Rightly signed and of the other side: somebody mixed up two accounts, and finds it in the log. */
const noteForeign = (db: Db, vendor: Vendor, event: Stripe.Event, at: Date) =>
  inTransaction(db, (tx) =>
    record(tx, {
      ...{ vendorId: vendor.id, actor: stripeActor, at },
      action: 'payment-event.refused',
      subjectId: event.id,
      reason: 'payment-event.refused',
      detail: `${event.type} with livemode ${event.livemode} came to the ${vendor.side} side.`,
    }),
  );
