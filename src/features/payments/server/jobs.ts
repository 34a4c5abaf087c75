import { type Database, type Db, inTransaction } from '../../../kit/server/db/db.ts';
import type { Logger } from '../../../kit/server/log.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { findVendor } from '../../vendors/server/store.ts';
import { toStripeAmount } from '../rules.ts';
import { settleNote } from './credit-notes.ts';
import type { OrderHooks } from './provider.ts';
import { type Booking, findPayment, lockPayment, writePayment } from './store.ts';
import { isAway, stripeErrorType, stripeOf } from './stripe/client.ts';
import { refresh, settle } from './stripe/settle.ts';
import { refreshSetup, takeSilentSetups } from './stripe/setup.ts';
import { readIntent } from './stripe/truth.ts';
import { stripeActor } from './stripe/webhook-routes.ts';

export interface PaymentJob {
  readonly database: Database;
  readonly clock: { now(): Date };
  readonly signal: AbortSignal;
  readonly secrets: Secrets;
  readonly stripeUrl?: string | undefined;
  readonly log: Logger;
  readonly hooks: OrderHooks;
}

/** What an event should have told by now is asked after so long. */
const silentMs = 2 * 60_000;
const oldMs = 2 * 3_600_000;

export const bookingOf = async (db: Db, vendorId: string, job: PaymentJob): Promise<Booking> => {
  const offset = (await findVendor(db, vendorId))?.clockOffsetMs ?? 0;
  const at = new Date(job.clock.now().getTime() + offset);
  return { vendorId, actor: stripeActor, at, hooks: job.hooks };
};

/**
 * Asks Stripe about payments that are under way and of which nothing was heard: an event that was lost, or a service that
 * was away, costs a minute. What is older than two hours is asked about once an hour.
 */
export async function checkPayments(job: PaymentJob): Promise<void> {
  const { db } = job.database;
  const now = job.clock.now().getTime();
  const before = (ms: number) => new Date(now - ms).toISOString();
  const rows = await db
    .selectFrom('payment')
    .select(['vendor_id', 'id'])
    .where('kind', '=', 'stripe')
    .where('status', '=', 'pending')
    .where((eb) => eb.or([eb('checkout_id', 'is not', null), eb('provider_id', 'is not', null)]))
    .where((eb) =>
      eb.or([
        eb('checked_at', 'is', null),
        eb('checked_at', '<', before(3_600_000)),
        eb('checked_at', '<', before(silentMs)).and('created_at', '>', before(oldMs)),
      ]),
    )
    .orderBy('checked_at')
    .limit(50)
    .execute();
  /** Where Stripe did not answer, the rest would wait for nothing: they are asked about next time. */
  const away = new Set<string>();
  for (const { vendor_id: vendorId, id } of rows) {
    if (job.signal.aborted) return;
    if (away.has(vendorId)) continue;
    await inTransaction(db, (tx) =>
      tx
        .updateTable('payment')
        .set({ checked_at: new Date(now).toISOString() })
        .where('vendor_id', '=', vendorId)
        .where('id', '=', id)
        .execute(),
    );
    const payment = await findPayment(db, vendorId, id);
    if (!payment) continue;
    const place = { db, secrets: job.secrets, vendorId, stripeUrl: job.stripeUrl };
    await refresh(place, await bookingOf(db, vendorId, job), payment).catch((error: unknown) =>
      job.log.warn(
        { payment: id, type: stripeErrorType(error) },
        'Stripe could not be asked about a payment',
      ),
    );
  }
}

/** Asks Stripe about cards that were being stored: who closed the page behind it has a stored card all the same. */
export async function checkSetups(job: PaymentJob): Promise<void> {
  const { db } = job.database;
  for (const { vendor_id: vendorId, id } of await takeSilentSetups(db, job.clock.now())) {
    if (job.signal.aborted) return;
    const place = { db, secrets: job.secrets, vendorId, stripeUrl: job.stripeUrl };
    const { at } = await bookingOf(db, vendorId, job);
    await refreshSetup(place, id, at).catch((error: unknown) =>
      job.log.warn(
        { setup: id, type: stripeErrorType(error) },
        'Stripe could not be asked about a stored card',
      ),
    );
  }
}

/** Sends what is to go back; each refund has a key of its own, so that asking again gives nothing twice. */
export async function sendRefunds(job: PaymentJob): Promise<void> {
  const { db } = job.database;
  const rows = await db
    .selectFrom('payment_refund')
    .selectAll()
    .where('state', '=', 'requested')
    .orderBy('id')
    .limit(50)
    .execute();
  let unsent: unknown;
  for (const row of rows) {
    if (job.signal.aborted) return;
    const { vendor_id: vendorId, id } = row;
    const stripe = await stripeOf({ db, secrets: job.secrets, vendorId, stripeUrl: job.stripeUrl });
    const payment = await findPayment(db, vendorId, row.payment_id);
    if (!stripe || !payment?.providerId) continue;
    const booking = await bookingOf(db, vendorId, job);
    const done = async (state: 'done' | 'failed', providerId: string | null, failure: string | null) => {
      const truth = state === 'done' ? await readIntent(stripe, payment.providerId as string) : undefined;
      await inTransaction(db, async (tx) => {
        await tx
          .updateTable('payment_refund')
          .set({ state, provider_id: providerId, failure, updated_at: booking.at.toISOString() })
          .where('vendor_id', '=', vendorId)
          .where('id', '=', id)
          .execute();
        if (truth) await settle(tx, booking, truth);
        if (row.credit_note_id) await settleNote(tx, booking, row.credit_note_id);
      });
    };
    try {
      const amount = toStripeAmount({ amount: Number(row.amount), currency: payment.amount.currency });
      const refund = await stripe.refunds.create(
        {
          payment_intent: payment.providerId,
          amount: amount as number,
          metadata: { portico_vendor: vendorId, portico_payment: payment.id, portico_refund: id },
        },
        { idempotencyKey: `refund:${id}` },
      );
      await done('done', refund.id, null);
    } catch (error) {
      if (stripeErrorType(error) === undefined || isAway(error)) {
        unsent = error;
        continue;
      }
      const code = (error as { code?: string }).code ?? 'refused';
      await done('failed', null, code);
      job.log.warn({ refund: id, code }, 'Stripe refused a refund');
    }
  }
  if (unsent !== undefined) throw unsent;
}

/** Writes to Stripe what was delivered for a payment, in place of the mark that it was not (CRY-19). */
export async function tellDeliveries(job: PaymentJob): Promise<void> {
  const { db } = job.database;
  const rows = await db
    .selectFrom('payment')
    .select(['vendor_id', 'id', 'provider_id', 'delivery'])
    .where('delivery', 'is not', null)
    .limit(50)
    .execute();
  let untold: unknown;
  for (const { vendor_id: vendorId, id, provider_id, delivery } of rows) {
    if (job.signal.aborted) return;
    const stripe = await stripeOf({ db, secrets: job.secrets, vendorId, stripeUrl: job.stripeUrl });
    try {
      if (stripe && provider_id)
        await stripe.paymentIntents.update(provider_id, {
          metadata: { portico_delivery: delivery as string },
        });
    } catch (error) {
      if (isAway(error) || stripeErrorType(error) === undefined) {
        untold = error;
        continue;
      }
    }
    await inTransaction(db, async (tx) => {
      const before = await lockPayment(tx, vendorId, id);
      if (before.delivery === delivery) await writePayment(tx, vendorId, { ...before, delivery: null });
    });
  }
  if (untold !== undefined) throw untold;
}
