import type { Db } from '../../../kit/server/db/db.ts';
import { catalogueProblem } from '../problems.ts';
import { couponKey } from '../rules.ts';
import type { Coupon } from '../schema.ts';
import { toCoupon } from './tables.ts';

/**
 * The coupon that somebody typed: capital or small letters and spaces make no difference, letters of other alphabets are
 * never taken for those they look like. One that is switched off is found too: `couponRefusal` says what it is worth.
 */
export async function findCoupon(db: Db, vendorId: string, typed: string): Promise<Coupon | undefined> {
  const key = couponKey(typed);
  if (key === undefined) return undefined;
  const row = await db
    .selectFrom('coupon')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('code_key', '=', key)
    .executeTakeFirst();
  return row && toCoupon(row);
}

/** Orders of this customer that have the coupon; 0 for somebody who is no customer yet. */
export async function couponUsesOf(
  db: Db,
  vendorId: string,
  couponId: string,
  customerId: string | null,
): Promise<number> {
  if (customerId === null) return 0;
  const { count } = await db
    .selectFrom('coupon_use')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('vendor_id', '=', vendorId)
    .where('coupon_id', '=', couponId)
    .where('customer_id', '=', customerId)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/**
 * Takes one use of a coupon for an order, in the order's transaction; an order that has it already takes none. Of any
 * number of orders at once as many get one as there are: the count is compared and raised in one statement, whose row
 * lock the others wait for.
 *
 * @throws `coupon.used-up`, `coupon.used-before`, `coupon.unknown`: the order is to be refused
 */
export async function reserveCoupon(
  tx: Db,
  vendorId: string,
  use: { readonly couponId: string; readonly orderId: string; readonly customerId: string | null },
  at: Date,
): Promise<Coupon> {
  const { couponId, orderId, customerId } = use;
  const taken = await tx
    .selectFrom('coupon_use')
    .select('coupon_id')
    .where('vendor_id', '=', vendorId)
    .where('order_id', '=', orderId)
    .executeTakeFirst();
  const row = taken
    ? await tx
        .selectFrom('coupon')
        .selectAll()
        .where('vendor_id', '=', vendorId)
        .where('id', '=', taken.coupon_id)
        .executeTakeFirstOrThrow()
    : await tx
        .updateTable('coupon')
        .set((eb) => ({ used: eb('used', '+', 1), updated_at: at.toISOString() }))
        .where('vendor_id', '=', vendorId)
        .where('id', '=', couponId)
        .where('active', '=', 1)
        .where((eb) => eb.or([eb('max_uses', '=', -1), eb('used', '<', eb.ref('max_uses'))]))
        .returningAll()
        .executeTakeFirst();
  if (!row) throw await whyNone(tx, vendorId, couponId);
  const coupon = toCoupon(row);
  if (taken) return coupon;
  // The row is locked by now: another order of this customer is either counted or waits.
  const { maxPerCustomer } = coupon;
  if (maxPerCustomer !== -1 && (await couponUsesOf(tx, vendorId, couponId, customerId)) >= maxPerCustomer) {
    throw catalogueProblem('coupon.used-before');
  }
  await tx
    .insertInto('coupon_use')
    .values({
      vendor_id: vendorId,
      ...{ order_id: orderId, coupon_id: couponId, customer_id: customerId },
      used_at: at.toISOString(),
    })
    .execute();
  return coupon;
}

async function whyNone(tx: Db, vendorId: string, couponId: string): Promise<Error> {
  const row = await tx
    .selectFrom('coupon')
    .select('active')
    .where('vendor_id', '=', vendorId)
    .where('id', '=', couponId)
    .executeTakeFirst();
  return catalogueProblem(row?.active === 1 ? 'coupon.used-up' : 'coupon.unknown');
}

/** Gives the use of an order back that fell through; does nothing where it had none. */
export async function releaseCoupon(tx: Db, vendorId: string, orderId: string, at: Date): Promise<void> {
  const use = await tx
    .deleteFrom('coupon_use')
    .where('vendor_id', '=', vendorId)
    .where('order_id', '=', orderId)
    .returning('coupon_id')
    .executeTakeFirst();
  if (!use) return;
  await tx
    .updateTable('coupon')
    .set((eb) => ({ used: eb('used', '-', 1), updated_at: at.toISOString() }))
    .where('vendor_id', '=', vendorId)
    .where('id', '=', use.coupon_id)
    .execute();
}
