import type Stripe from 'stripe';
import { newId } from '../../../../kit/common/id.ts';
import { type Db, inTransaction } from '../../../../kit/server/db/db.ts';
import type { Owner } from '../../../access/server/env.ts';
import type { Actor } from '../../../activity/server/record.ts';
import { paymentProblem } from '../../problems.ts';
import { methodAdded } from '../methods-change.ts';
import { storeProviderMethod } from '../methods-store.ts';
import { partyOf } from './checkout.ts';
import { requireStripe, type StripePlace, stripeOf, toProblem } from './client.ts';
import { methodOf } from './truth.ts';

export interface SettingUp {
  readonly owner: Owner;
  readonly actor: Actor;
  readonly currency: string;
  /** The way to pay in whose place the new one comes. */
  readonly replaces: string | null;
  readonly language: string;
  /** From the set-up's id: where Stripe leads back to. */
  readonly returnUrl: (id: string) => string;
  /** The world's time. */
  readonly now: Date;
}

/** The page at Stripe on which a card is stored; nothing is paid there. Asks Stripe: never inside a transaction. */
export async function openSetup(place: StripePlace, wanted: SettingUp): Promise<{ id: string; url: string }> {
  const { owner, now } = wanted;
  const stripe = await requireStripe(place);
  const id = newId('pms', now.getTime());
  const metadata = { portico_vendor: owner.vendorId, portico_customer: owner.customerId, portico_setup: id };
  try {
    const back = wanted.returnUrl(id);
    const session = await stripe.checkout.sessions.create(
      {
        mode: 'setup',
        currency: wanted.currency.toLowerCase(),
        customer: await partyOf(stripe, place, owner.customerId, now),
        client_reference_id: id,
        setup_intent_data: { metadata },
        metadata,
        locale: wanted.language as Stripe.Checkout.SessionCreateParams.Locale,
        success_url: back,
        cancel_url: back,
      },
      { idempotencyKey: `setup:${id}` },
    );
    if (!session.url) throw paymentProblem('payment.provider-refused');
    const at = now.toISOString();
    await inTransaction(place.db, (tx) =>
      tx
        .insertInto('payment_setup')
        .values({
          ...{ vendor_id: owner.vendorId, id, customer_id: owner.customerId, checkout_id: session.id },
          ...{
            replaces: wanted.replaces,
            state: 'open',
            method_id: null,
            actor: JSON.stringify(wanted.actor),
          },
          ...{ created_at: at, updated_at: at },
        })
        .execute(),
    );
    return { id, url: session.url };
  } catch (error) {
    throw toProblem(error);
  }
}

export const findSetup = (db: Db, vendorId: string, id: string) =>
  db
    .selectFrom('payment_setup')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .executeTakeFirst();

/** Brings a set-up to where Stripe says it stands: whoever asks first stores the card, and once. */
export async function refreshSetup(
  place: StripePlace,
  id: string,
  at: Date,
): Promise<'open' | 'done' | 'over' | undefined> {
  const { db, vendorId } = place;
  const known = await findSetup(db, vendorId, id);
  if (known?.state !== 'open') return known?.state;
  const stripe = await stripeOf(place);
  if (!stripe) return 'open';
  const session = await stripe.checkout.sessions.retrieve(known.checkout_id, {
    expand: ['setup_intent', 'setup_intent.payment_method'],
  });
  if (session.metadata?.portico_setup !== id || session.metadata.portico_vendor !== vendorId) return 'open';
  const intent = typeof session.setup_intent === 'object' ? session.setup_intent : null;
  const party = typeof session.customer === 'string' ? session.customer : (session.customer?.id ?? null);
  const kept = intent?.status === 'succeeded' ? methodOf(intent.payment_method, party) : null;
  const state = kept ? 'done' : session.status === 'expired' ? 'over' : 'open';
  if (state === 'open') return state;
  return inTransaction(db, async (tx) => {
    const owner = { vendorId, customerId: known.customer_id };
    const taken = await tx
      .updateTable('payment_setup')
      .set({ state, updated_at: at.toISOString() })
      .where('vendor_id', '=', vendorId)
      .where('id', '=', id)
      .where('state', '=', 'open')
      .executeTakeFirst();
    if (taken.numUpdatedRows !== 1n || !kept) return state;
    const methodId = await storeProviderMethod(tx, owner, kept, at);
    await tx
      .updateTable('payment_setup')
      .set({ method_id: methodId })
      .where('vendor_id', '=', vendorId)
      .where('id', '=', id)
      .execute();
    const actor = JSON.parse(known.actor) as Actor;
    await methodAdded(tx, { ...owner, actor, at }, methodId, known.replaces);
    return state;
  });
}

const minutes = (now: Date, count: number): string => new Date(now.getTime() - count * 60_000).toISOString();

/**
 * Those of which nothing was heard: asked after two minutes, for two hours, then once an hour until Stripe's page is over
 * for sure. Each is noted as asked, so that one that never answers keeps no other waiting.
 */
export async function takeSilentSetups(db: Db, now: Date): Promise<{ vendor_id: string; id: string }[]> {
  const rows = await db
    .selectFrom('payment_setup')
    .select(['vendor_id', 'id'])
    .where('state', '=', 'open')
    .where('created_at', '>', minutes(now, 26 * 60))
    .where((eb) =>
      eb.or([
        eb('updated_at', '<', minutes(now, 60)),
        eb('updated_at', '<', minutes(now, 2)).and('created_at', '>', minutes(now, 120)),
      ]),
    )
    .orderBy('updated_at')
    .limit(50)
    .execute();
  for (const { vendor_id: vendorId, id } of rows) {
    await inTransaction(db, (tx) =>
      tx
        .updateTable('payment_setup')
        .set({ updated_at: now.toISOString() })
        .where('vendor_id', '=', vendorId)
        .where('id', '=', id)
        .where('state', '=', 'open')
        .execute(),
    );
  }
  return rows;
}
