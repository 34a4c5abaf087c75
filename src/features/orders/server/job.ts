import { type Clock, movedClock } from '../../../kit/server/clock.ts';
import { type Database, type DatabaseLog, type Db, inTransaction } from '../../../kit/server/db/db.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { announce } from '../../activity/server/announce.ts';
import { releaseCoupon } from '../../catalogue/server/coupons-store.ts';
import { mailingOf } from '../../mails/server/access-mail.ts';
import { cancelPaymentsOf } from '../../payments/server/start.ts';
import { findVendor } from '../../vendors/server/store.ts';
import {
  beginStep,
  type DeliveryRun,
  deliveringOf,
  deliverPrepared,
  dropBeginStep,
  noteNoBegin,
} from './deliver.ts';
import type { AnyDeliveryKind } from './delivery.ts';
import { goOn } from './go-on.ts';
import { findOrder, lockOrder, writeOrder } from './store.ts';

export interface OrdersJobContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly secrets: Secrets;
  readonly publicUrl: string;
  readonly log: DatabaseLog;
}

const atOnce = 50;

async function runOf(
  { database: { db }, clock, secrets, publicUrl, log }: OrdersJobContext,
  kinds: readonly AnyDeliveryKind[],
  vendorId: string,
  orderId: string,
): Promise<DeliveryRun> {
  const vendor = await findVendor(db, vendorId);
  const testSide = vendor?.side === 'test';
  const context = { ...(await mailingOf({ secrets, publicUrl, testSide })), log };
  const at = movedClock(clock, vendor?.clockOffsetMs ?? 0).now();
  return { kinds, context, vendorId, orderId, at, now: clock.now() };
}

/**
 * Delivers what is due: what an order that was just answered still brings, what was paid, what failed and is tried again.
 * A step that another process makes meanwhile is found done.
 */
export const deliverDueOrders =
  (kinds: readonly AnyDeliveryKind[]) =>
  async (context: OrdersJobContext): Promise<void> => {
    const { database, signal, clock } = context;
    const { db } = database;
    for (;;) {
      const due = await db
        .selectFrom('order_step')
        .select(['vendor_id', 'order_id', 'name'])
        .where('due_at', '<=', clock.now().toISOString())
        .where('name', '<>', beginStep)
        .orderBy('due_at')
        .orderBy('order_id')
        .orderBy('position')
        .limit(atOnce)
        .execute();
      for (const { vendor_id: vendorId, order_id: orderId, name } of due) {
        if (signal.aborted) return;
        const run = await runOf(context, kinds, vendorId, orderId);
        const kind = kinds.find((one) => one.name === name);
        if (!kind) await restStep(db, run, name);
        else await deliverOne(db, run, kind);
      }
      if (due.length < atOnce) return;
    }
  };

async function deliverOne(db: Db, run: DeliveryRun, kind: AnyDeliveryKind): Promise<void> {
  let prepared: unknown;
  let failed: unknown;
  const order = await findOrder(db, run.vendorId, run.orderId);
  if (!order) return;
  try {
    prepared = await kind.prepare?.({ ...run.context, db }, await deliveringOf(db, run, order));
  } catch (error) {
    failed = error;
  }
  await inTransaction(db, (tx) => deliverPrepared(tx, run, { kind, prepared, failed }));
}

/** A step that this version of the program does not know: another process may. */
const restStep = (db: Db, { vendorId, orderId, now }: DeliveryRun, name: string) =>
  inTransaction(db, (tx) =>
    tx
      .updateTable('order_step')
      .set({ due_at: new Date(now.getTime() + 600_000).toISOString() })
      .where('vendor_id', '=', vendorId)
      .where('order_id', '=', orderId)
      .where('name', '=', name)
      .execute(),
  );

/** Orders whose customer the vendor has let in meanwhile go on; one that can't is tried again, and then in the list of repairs. */
export const goOnWithApproved =
  (kinds: readonly AnyDeliveryKind[]) =>
  async (context: OrdersJobContext): Promise<void> => {
    const { db } = context.database;
    const now = context.clock.now().toISOString();
    const rows = await db
      .selectFrom('sales_order as o')
      .innerJoin('customer as c', (on) =>
        on.onRef('c.vendor_id', '=', 'o.vendor_id').onRef('c.id', '=', 'o.customer_id'),
      )
      .select(['o.vendor_id', 'o.id'])
      .where('o.state', '=', 'placed')
      .where('c.status', '=', 'active')
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('order_step as s')
              .select('s.name')
              .whereRef('s.vendor_id', '=', 'o.vendor_id')
              .whereRef('s.order_id', '=', 'o.id')
              .where('s.name', '=', beginStep)
              .where((eb) => eb.or([eb('s.due_at', 'is', null), eb('s.due_at', '>', now)])),
          ),
        ),
      )
      .orderBy('o.created_at')
      .limit(atOnce)
      .execute();
    for (const { vendor_id: vendorId, id } of rows) {
      if (context.signal.aborted) return;
      const run = await runOf(context, kinds, vendorId, id);
      try {
        await inTransaction(db, async (tx) => {
          const order = await lockOrder(tx, vendorId, id);
          if (order.state !== 'placed') return;
          await dropBeginStep(tx, run);
          await goOn(tx, run, order, undefined);
        });
      } catch (error) {
        // One that can't go on holds up no other.
        await inTransaction(db, async (tx) => {
          const order = await lockOrder(tx, vendorId, id);
          if (order.state === 'placed') await noteNoBegin(tx, run, error);
        });
      }
    }
  };

/** Orders that nobody paid in time are over: what they held is free again. */
export async function expireOrders(context: OrdersJobContext): Promise<void> {
  const { database, clock, signal } = context;
  const { db } = database;
  const rows = await db
    .selectFrom('sales_order')
    .select(['vendor_id', 'id'])
    .where('expires_at', '<=', clock.now().toISOString())
    .limit(200)
    .execute();
  for (const { vendor_id: vendorId, id } of rows) {
    if (signal.aborted) return;
    const { at } = await runOf(context, [], vendorId, id);
    try {
      await inTransaction(db, (tx) => expire(tx, vendorId, id, at));
    } catch (error) {
      // One that can't be let go holds up no other; the next run meets it again.
      context.log.warn({ order: id, error }, 'an order could not expire');
    }
  }
}

async function expire(tx: Db, vendorId: string, id: string, at: Date): Promise<void> {
  const order = await lockOrder(tx, vendorId, id);
  if (order.state !== 'awaiting-payment')
    return void (await writeOrder(tx, vendorId, { ...order, expiresAt: null }, at));
  await writeOrder(tx, vendorId, { ...order, state: 'expired', expiresAt: null }, at);
  await letGo(tx, vendorId, id, at);
  const { customerId } = order;
  await announce(tx, {
    ...{ vendorId, customerId, at, actor: { kind: 'system', id: null } },
    action: 'order.expired',
    subjectId: id,
    data: { customerId, orderId: id },
  });
}

/** What an order that is over held. */
export async function letGo(tx: Db, vendorId: string, orderId: string, at: Date): Promise<void> {
  await releaseCoupon(tx, vendorId, orderId, at);
  await cancelPaymentsOf(tx, vendorId, orderId, at);
}
