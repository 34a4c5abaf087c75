import { sql } from 'kysely';
import { isProblem } from '../../../kit/common/problem.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { isSerializationFailure } from '../../../kit/server/db/errors.ts';
import { wakeJob } from '../../../kit/server/jobs.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import { deliveredPayment } from '../../payments/server/start.ts';
import { isDelivering, retryAfterMs, stateOf } from '../rules.ts';
import type { OrderStep } from '../schema.ts';
import type { AnyDeliveryKind, Delivered, Delivering, DeliveryContext } from './delivery.ts';
import { findOrder, lockOrder, stepsOf, whole, writeOrder } from './store.ts';
import type { StoredOrder } from './table.ts';

export const deliverOrdersJob = 'deliver-orders';
const system: Actor = { kind: 'system', id: null };

export interface DeliveryRun {
  readonly kinds: readonly AnyDeliveryKind[];
  readonly context: Omit<DeliveryContext, 'db'>;
  readonly vendorId: string;
  readonly orderId: string;
  readonly at: Date;
  readonly now: Date;
}

export const deliveringOf = async (
  db: Db,
  { vendorId, at }: Pick<DeliveryRun, 'vendorId' | 'at'>,
  stored: StoredOrder,
): Promise<Delivering> => {
  const [order] = await whole(db, vendorId, [stored]);
  if (!order) throw new Error('an order without itself');
  return { vendorId, order, stored, grants: stored.grants, at };
};

/** Writes down what this order brings. It is begun at once, by `deliverNow` or by the job. */
export async function beginDelivery(
  tx: Db,
  run: Pick<DeliveryRun, 'kinds' | 'vendorId' | 'at' | 'now'>,
  order: StoredOrder,
): Promise<StoredOrder> {
  const { kinds, vendorId, at, now } = run;
  const delivering = await deliveringOf(tx, run, order);
  const applying = kinds.filter((kind) => kind.applies(delivering));
  if (applying.length > 0) {
    await tx
      .insertInto('order_step')
      .values(
        applying.map(({ name }, position) => ({
          ...{ vendor_id: vendorId, order_id: order.id, name, position },
          ...{ state: 'waiting' as const, attempts: 0, error: null, due_at: now.toISOString() },
          ...{ result_id: null, done_at: null },
        })),
      )
      .execute();
  }
  wakeJob(tx, deliverOrdersJob);
  const state = order.paidAt ? 'paid' : 'delivering';
  return writeOrder(tx, vendorId, { ...order, state, expiresAt: null }, at);
}

/** Delivers in this transaction what needs no preparation, and leaves the rest to the job. The order must be locked. */
export async function deliverNow(tx: Db, run: DeliveryRun): Promise<void> {
  const steps = (await stepsOf(tx, run.vendorId, [run.orderId])).get(run.orderId) ?? [];
  for (const step of steps) {
    const kind = run.kinds.find(({ name }) => name === step.name);
    if (step.state === 'done' || !kind || kind.prepare) continue;
    await deliverStep(tx, run, { kind, step, prepared: undefined });
  }
  await settle(tx, run);
}

interface Step {
  readonly kind: AnyDeliveryKind;
  readonly step: OrderStep;
  readonly prepared: unknown;
}

/** One step with what it makes; when it throws, nothing of it stays but the note of it. */
async function deliverStep(tx: Db, run: DeliveryRun, { kind, step, prepared }: Step): Promise<void> {
  const { vendorId, orderId } = run;
  const order = await findOrder(tx, vendorId, orderId);
  if (!order) return;
  const delivering = await deliveringOf(tx, run, order);
  await sql`savepoint order_step`.execute(tx);
  try {
    const made = await kind.deliver(tx, delivering, run.context, prepared);
    await noteDone(tx, run, step.name, made);
    await sql`release savepoint order_step`.execute(tx);
  } catch (error) {
    // Two transactions that collided: the whole one is run again.
    if (isSerializationFailure(error)) throw error;
    await sql`rollback to savepoint order_step`.execute(tx);
    await sql`release savepoint order_step`.execute(tx);
    await noteFailure(tx, run, step, error);
  }
}

const ofStep = (tx: Db, { vendorId, orderId }: DeliveryRun, name: string) =>
  tx
    .updateTable('order_step')
    .where('vendor_id', '=', vendorId)
    .where('order_id', '=', orderId)
    .where('name', '=', name);

async function noteDone(tx: Db, run: DeliveryRun, name: string, { resultId }: Delivered): Promise<void> {
  await ofStep(tx, run, name)
    .set({ state: 'done', error: null, due_at: null, result_id: resultId, done_at: run.at.toISOString() })
    .execute();
}

/** A sentence for the vendor: what a refusal says of itself; of anything else, that it is our fault. */
function sentenceOf(error: unknown): string {
  if (!isProblem(error)) return 'Something went wrong on our side.';
  const fields = error.fields?.map(({ path, message }) => `${path}: ${message}`).join(' ');
  return [error.message, error.detail, fields].filter(Boolean).join(' – ').slice(0, 500);
}

async function noteFailure(tx: Db, run: DeliveryRun, step: OrderStep, error: unknown): Promise<void> {
  const failure = failureOf(run, step, error);
  await ofStep(tx, run, step.name).set(failure).execute();
}

/** What is written of a step that failed: when it is tried again, or that somebody has to look. */
function failureOf(run: DeliveryRun, step: Pick<OrderStep, 'name' | 'attempts'>, error: unknown) {
  const attempts = step.attempts + 1;
  const wait = retryAfterMs(attempts);
  run.context.log?.warn(
    { order: run.orderId, step: step.name, attempts, error },
    'a step of an order failed',
  );
  return {
    attempts,
    state: wait === undefined ? ('stuck' as const) : ('failed' as const),
    error: sentenceOf(error),
    due_at: wait === undefined ? null : new Date(run.now.getTime() + wait).toISOString(),
  };
}

/** The step of an order that waited for its customer to be let in, and then could not go on; there is none otherwise. */
export const beginStep = 'begin';

export async function noteNoBegin(tx: Db, run: DeliveryRun, error: unknown): Promise<void> {
  const { vendorId, orderId } = run;
  const steps = (await stepsOf(tx, vendorId, [orderId])).get(orderId) ?? [];
  const before = steps.find(({ name }) => name === beginStep);
  const failure = failureOf(run, before ?? { name: beginStep, attempts: 0 }, error);
  if (before) return void (await ofStep(tx, run, beginStep).set(failure).execute());
  const row = { vendor_id: vendorId, order_id: orderId, name: beginStep, position: 0 };
  await tx
    .insertInto('order_step')
    .values({ ...row, ...failure, result_id: null, done_at: null })
    .execute();
}

export async function dropBeginStep(tx: Db, { vendorId, orderId }: DeliveryRun): Promise<void> {
  await tx
    .deleteFrom('order_step')
    .where('vendor_id', '=', vendorId)
    .where('order_id', '=', orderId)
    .where('name', '=', beginStep)
    .execute();
}

/** Puts the order where its steps are, and tells of it. The order must be locked. */
async function settle(tx: Db, run: DeliveryRun): Promise<void> {
  const { vendorId, orderId, at } = run;
  const order = await findOrder(tx, vendorId, orderId);
  if (!order || !isDelivering(order.state)) return;
  const steps = (await stepsOf(tx, vendorId, [orderId])).get(orderId) ?? [];
  const state = stateOf(steps, order.state);
  if (state === order.state) return;
  const delivered = state === 'delivered';
  await writeOrder(
    tx,
    vendorId,
    { ...order, state, ...(delivered && { deliveredAt: at.toISOString() }) },
    at,
  );
  const { customerId, contractId } = order;
  const about = { vendorId, customerId, actor: system, at, subjectId: orderId };
  const data = { customerId, orderId };
  if (delivered) {
    const made = steps.flatMap(({ resultId }) => resultId ?? []);
    await deliveredPayment(tx, vendorId, orderId, at, made);
    await announce(tx, { ...about, action: 'order.delivered', data: { ...data, contractId } });
  }
  if (state === 'stuck') await announce(tx, { ...about, action: 'order.stuck', data });
}

/** Makes one due step of an order, with its preparation; whoever else does the same finds it done. */
export async function deliverPrepared(
  tx: Db,
  run: DeliveryRun,
  { kind, prepared, failed }: { kind: AnyDeliveryKind; prepared: unknown; failed: unknown },
): Promise<void> {
  const { vendorId, orderId } = run;
  const order = await lockOrder(tx, vendorId, orderId);
  const steps = (await stepsOf(tx, vendorId, [orderId])).get(orderId) ?? [];
  const step = steps.find(({ name }) => name === kind.name);
  if (!step || step.state === 'done' || step.state === 'stuck' || !isDelivering(order.state)) {
    // It is not to be made any more: nobody need look at it again.
    await ofStep(tx, run, kind.name).set({ due_at: null }).execute();
    return;
  }
  if (failed === undefined) await deliverStep(tx, run, { kind, step, prepared });
  else await noteFailure(tx, run, step, failed);
  await settle(tx, run);
}

/** Puts every step that failed back to its begin. @returns how many there were */
export async function resetSteps(tx: Db, { vendorId, orderId, now }: DeliveryRun): Promise<number> {
  const done = await tx
    .updateTable('order_step')
    .set({ state: 'waiting', attempts: 0, due_at: now.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('order_id', '=', orderId)
    .where('state', 'in', ['failed', 'stuck'])
    .executeTakeFirst();
  if (done.numUpdatedRows > 0n) wakeJob(tx, deliverOrdersJob);
  return Number(done.numUpdatedRows);
}
