import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { digest, randomSecret } from '../../../kit/server/secrets.ts';
import type { FoundPortal } from '../../portals/server/store.ts';
import type { Cart } from '../../pricing/cart.ts';
import { orderProblem } from '../problems.ts';
import type { NewOrder, NewOrderSession, OpenedOrderSession } from '../schema.ts';

interface Fixed {
  readonly id: string;
  readonly text: string | null;
  /** With the prices of the moment in which the session was made. */
  readonly cart: Cart;
}

interface At {
  readonly found: Pick<FoundPortal, 'vendorId' | 'portal'>;
  /** The world's time. */
  readonly now: Date;
  readonly customerId: string | null;
}

const findByCode = (db: Db, vendorId: string, code: string) =>
  db
    .selectFrom('order_session')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('code_hash', '=', digest(code))
    .executeTakeFirst();

/** A session that can still be ordered with. @throws `order-session.refused`, whatever is wrong with it */
async function requireOpen(db: Db, { found, now }: Omit<At, 'customerId'>, code: string) {
  const row = await findByCode(db, found.vendorId, code);
  const open =
    row && row.portal_id === found.portal.id && row.used_at === null && row.expires_at > now.toISOString();
  if (!row || !open) throw orderProblem('order-session.refused');
  return row;
}

/**
 * What an order is bound to by the session it comes with; `undefined` where it comes with none.
 * @throws `order.session-needed`, `order-session.refused` also where something else is ordered, or by somebody else
 */
export async function fixedBy(tx: Db, at: At, wanted: NewOrder): Promise<Fixed | undefined> {
  if (wanted.orderSession === undefined) {
    if (at.found.portal.order.sessionsOnly) throw orderProblem('order.session-needed');
    return undefined;
  }
  const row = await requireOpen(tx, at, wanted.orderSession);
  const cart = JSON.parse(row.price) as Cart;
  const asked = JSON.stringify(byId(wanted.components)) === JSON.stringify(byId(JSON.parse(row.components)));
  const same =
    row.variant_id === wanted.variantId &&
    row.currency === (wanted.currency ?? row.currency) &&
    (row.coupon ?? '') === (wanted.coupon ?? '').trim() &&
    asked;
  if (!same || (row.customer_id !== null && row.customer_id !== at.customerId)) {
    throw orderProblem('order-session.refused');
  }
  return { id: row.id, text: row.text, cart };
}

const byId = (components: readonly { readonly id: string; readonly quantity: number }[]) =>
  components.map(({ id, quantity }) => ({ id, quantity })).sort((a, b) => (a.id < b.id ? -1 : 1));

/** Of any number of orders at once, one gets it. @throws `order-session.refused` */
export async function spendOrderSession(
  tx: Db,
  vendorId: string,
  id: string,
  { orderId, at }: { readonly orderId: string; readonly at: Date },
): Promise<void> {
  const done = await tx
    .updateTable('order_session')
    .set({ used_at: at.toISOString(), order_id: orderId })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .executeTakeFirst();
  if (done.numUpdatedRows !== 1n) throw orderProblem('order-session.refused');
}

/** The cart of a session that is open, for the preview of its price. */
export async function sessionCart(
  db: Db,
  { code, ...at }: Omit<At, 'customerId'> & { readonly code: string },
): Promise<Cart> {
  return JSON.parse((await requireOpen(db, at, code)).price) as Cart;
}

/** What the page of a session shows. @throws `order-session.refused` */
export async function openOrderSession(
  db: Db,
  { code, ...at }: Omit<At, 'customerId'> & { readonly code: string },
): Promise<OpenedOrderSession> {
  const row = await requireOpen(db, at, code);
  return {
    variantId: row.variant_id,
    components: JSON.parse(row.components) as OpenedOrderSession['components'],
    currency: row.currency,
    coupon: row.coupon,
    text: row.text,
    expiresAt: row.expires_at,
  };
}

interface Making {
  readonly vendorId: string;
  readonly customerId: string | null;
  readonly cart: Cart;
  /** Sessions live by the world's time. */
  readonly now: Date;
  readonly at: Date;
}

export async function createOrderSession(
  tx: Db,
  wanted: NewOrderSession,
  { vendorId, customerId, cart, now, at }: Making,
): Promise<{ id: string; code: string; expiresAt: string }> {
  const id = newId('ose', at.getTime());
  const code = randomSecret();
  const expiresAt = new Date(now.getTime() + wanted.lifetimeMinutes * 60_000).toISOString();
  await tx
    .insertInto('order_session')
    .values({
      ...{ vendor_id: vendorId, id, portal_id: wanted.portalId, customer_id: customerId },
      ...{ code_hash: digest(code), variant_id: wanted.variantId },
      components: JSON.stringify(wanted.components),
      currency: cart.currency,
      coupon: wanted.coupon?.trim() || null,
      text: wanted.text,
      price: JSON.stringify(cart),
      ...{ expires_at: expiresAt, used_at: null, order_id: null, created_at: at.toISOString() },
    })
    .execute();
  return { id, code, expiresAt };
}
