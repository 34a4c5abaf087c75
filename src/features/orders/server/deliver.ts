import { CompiledQuery } from 'kysely';
import { isProblem } from '../../../kit/common/problem.ts';
import { insertion } from '../../../kit/server/db/bulk.ts';
import { prepareOnce } from '../../../kit/server/db/compile-once.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { isSerializationFailure } from '../../../kit/server/db/errors.ts';
import { writeSoon } from '../../../kit/server/db/write-soon.ts';
import { wakeJob } from '../../../kit/server/jobs.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import type { Customer } from '../../customers/schema.ts';
import { deliveredPayment } from '../../payments/server/start.ts';
import type { Portal } from '../../portals/schema.ts';
import { agreementsOf } from '../../terms/server/agreements-store.ts';
import { isDelivering, retryAfterMs, stateOf } from '../rules.ts';
import type { Order, OrderStep } from '../schema.ts';
import type { AnyDeliveryKind, Delivering, DeliveryContext, Made } from './delivery.ts';
import { lockOrder, noteMade, noteState, stepsOf, told, whole, writeOrder } from './store.ts';
import { type StoredOrder, toStep } from './table.ts';

export const deliverOrdersJob = 'deliver-orders';
const system: Actor = { kind: 'system', id: null };

export interface DeliveryRun {
  readonly kinds: readonly AnyDeliveryKind[];
  readonly context: Omit<DeliveryContext, 'db'>;
  readonly vendorId: string;
  readonly orderId: string;
  /** What whoever placed the order knows of it already; else it is read. */
  readonly portal?: Portal | undefined;
  readonly customer?: Customer | undefined;
  readonly terms?: Order['terms'] | undefined;
  readonly isNew?: boolean | undefined;
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
  return { vendorId, order, stored, grants: stored.grants, at, made: {} };
};

/** An order on its way, as this transaction knows it: nobody else writes it meanwhile. */
export interface UnderWay {
  readonly order: StoredOrder;
  readonly steps: readonly OrderStep[];
  readonly terms: Order['terms'];
  readonly made: Made;
}

const delivering = (
  {
    vendorId,
    at,
    portal,
    customer,
    isNew,
  }: Pick<DeliveryRun, 'vendorId' | 'at' | 'portal' | 'customer' | 'isNew'>,
  { order, steps, terms, made }: UnderWay,
): Delivering => ({
  ...{ vendorId, at, portal, customer, isNew, made, stored: order, grants: order.grants },
  order: told(order, { steps: [...steps], terms }),
});

export async function underWay(
  tx: Db,
  { vendorId, orderId }: DeliveryRun,
  order: StoredOrder,
): Promise<UnderWay> {
  return {
    order,
    steps: (await stepsOf(tx, vendorId, [orderId])).get(orderId) ?? [],
    terms: (await agreementsOf(tx, vendorId, [orderId])).get(orderId) ?? [],
    made: {},
  };
}

/** Writes down what this order brings. It is begun at once, by `deliverNow` or by the job. */
export async function beginDelivery(
  tx: Db,
  run: Pick<DeliveryRun, 'kinds' | 'vendorId' | 'at' | 'now' | 'portal' | 'customer' | 'terms' | 'isNew'>,
  order: StoredOrder,
): Promise<UnderWay> {
  const { kinds, vendorId, at, now } = run;
  const terms = run.terms ?? (await agreementsOf(tx, vendorId, [order.id])).get(order.id) ?? [];
  const applying = kinds.filter((kind) =>
    kind.applies(delivering(run, { order, steps: [], terms, made: {} })),
  );
  const rows = applying.map(({ name }, position) => ({
    ...{ vendor_id: vendorId, order_id: order.id, name, position },
    ...{ state: 'waiting' as const, attempts: 0, error: null, due_at: now.toISOString() },
    ...{ result_id: null, done_at: null },
  }));
  for (const row of rows) await writeSoon(tx, insertion(tx, 'order_step', row));
  wakeJob(tx, deliverOrdersJob);
  const state = order.paidAt ? 'paid' : 'delivering';
  const { sealedPayment: sealed_payment, paidAt: paid_at } = order;
  await noteState(tx, vendorId, order.id, { state, sealed_payment, paid_at, expires_at: null }, at);
  const begun = { ...order, state, expiresAt: null, updatedAt: at.toISOString() } as const;
  return { order: begun, steps: rows.map(toStep), terms, made: {} };
}

/**
 * Delivers in this transaction what needs no preparation, and leaves the rest to the job. The order must be locked.
 * @returns the order as it is then
 */
export async function deliverNow(tx: Db, run: DeliveryRun, begun: UnderWay): Promise<UnderWay> {
  let known = begun;
  for (const step of known.steps) {
    const kind = run.kinds.find(({ name }) => name === step.name);
    if (step.state === 'done' || !kind || kind.prepare) continue;
    known = await deliverStep(tx, run, known, { kind, step, prepared: undefined });
  }
  return { ...known, order: await settle(tx, run, known) };
}

interface Step {
  readonly kind: AnyDeliveryKind;
  readonly step: OrderStep;
  readonly prepared: unknown;
}

const savepoint = CompiledQuery.raw('savepoint order_step');
const rollback = CompiledQuery.raw('rollback to savepoint order_step');
const release = CompiledQuery.raw('release savepoint order_step');

/**
 * One step with what it makes; when it throws, nothing of it stays but the note of it.
 * @returns the order behind that step
 */
async function deliverStep(
  tx: Db,
  run: DeliveryRun,
  known: UnderWay,
  { kind, step, prepared }: Step,
): Promise<UnderWay> {
  const now = (changed: Partial<OrderStep>, order: StoredOrder = known.order): UnderWay => ({
    ...{ ...known, order },
    steps: known.steps.map((one) => (one.name === step.name ? { ...one, ...changed } : one)),
  });
  await writeSoon(tx, savepoint);
  try {
    const { resultId, ofOrder, made } = await kind.deliver(tx, delivering(run, known), run.context, prepared);
    const doneAt = run.at.toISOString();
    await writeSoon(
      tx,
      stepDone(tx, { vendorId: run.vendorId, orderId: run.orderId, name: step.name, resultId, doneAt }),
    );
    const order = ofOrder ? await noteMade(tx, run.vendorId, known.order, ofOrder, run.at) : known.order;
    // Not soon: what failed of this step is to be found out while it can still be undone by itself.
    await tx.executeQuery(release);
    const done = { state: 'done', error: null, dueAt: null, resultId, doneAt } as const;
    return { ...now(done, order), made: { ...known.made, ...made } };
  } catch (error) {
    // Two transactions that collided: the whole one is run again.
    if (isSerializationFailure(error)) throw error;
    await tx.executeQuery(rollback);
    await writeSoon(tx, release);
    const { attempts, state, error: why, due_at: dueAt } = await noteFailure(tx, run, step, error);
    return now({ attempts, state, error: why, dueAt });
  }
}

const stepDone = prepareOnce(
  (db, slot: (name: 'vendorId' | 'orderId' | 'name' | 'resultId' | 'doneAt') => never) =>
    db
      .updateTable('order_step')
      .set({
        ...{ state: 'done', error: null, due_at: null },
        ...{ result_id: slot('resultId'), done_at: slot('doneAt') },
      })
      .where('vendor_id', '=', slot('vendorId'))
      .where('order_id', '=', slot('orderId'))
      .where('name', '=', slot('name')),
);

const ofStep = (tx: Db, { vendorId, orderId }: DeliveryRun, name: string) =>
  tx
    .updateTable('order_step')
    .where('vendor_id', '=', vendorId)
    .where('order_id', '=', orderId)
    .where('name', '=', name);

/** A sentence for the vendor: what a refusal says of itself; of anything else, that it is our fault. */
function sentenceOf(error: unknown): string {
  if (!isProblem(error)) return 'Something went wrong on our side.';
  const fields = error.fields?.map(({ path, message }) => `${path}: ${message}`).join(' ');
  return [error.message, error.detail, fields].filter(Boolean).join(' – ').slice(0, 500);
}

async function noteFailure(tx: Db, run: DeliveryRun, step: OrderStep, error: unknown) {
  const failure = failureOf(run, step, error);
  await ofStep(tx, run, step.name).set(failure).execute();
  return failure;
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
async function settle(tx: Db, run: DeliveryRun, { order, steps }: UnderWay): Promise<StoredOrder> {
  const { vendorId, orderId, at } = run;
  if (!isDelivering(order.state)) return order;
  const state = stateOf(steps, order.state);
  if (state === order.state) return order;
  const delivered = state === 'delivered';
  const settled = { ...order, state, ...(delivered && { deliveredAt: at.toISOString() }) };
  await writeOrder(tx, vendorId, settled, at);
  const { customerId, contractId } = order;
  const about = { vendorId, customerId, actor: system, at, subjectId: orderId };
  const data = { customerId, orderId };
  if (delivered) {
    const made = steps.flatMap(({ resultId }) => resultId ?? []);
    await deliveredPayment(tx, vendorId, orderId, at, made);
    await announce(tx, { ...about, action: 'order.delivered', data: { ...data, contractId } });
  }
  if (state === 'stuck') await announce(tx, { ...about, action: 'order.stuck', data });
  return settled;
}

/** Makes one due step of an order, with its preparation; whoever else does the same finds it done. */
export async function deliverPrepared(
  tx: Db,
  run: DeliveryRun,
  { kind, prepared, failed }: { kind: AnyDeliveryKind; prepared: unknown; failed: unknown },
): Promise<void> {
  const { vendorId, orderId } = run;
  const order = await lockOrder(tx, vendorId, orderId);
  const known = await underWay(tx, run, order);
  const step = known.steps.find(({ name }) => name === kind.name);
  if (!step || step.state === 'done' || step.state === 'stuck' || !isDelivering(order.state)) {
    // It is not to be made any more: nobody need look at it again.
    await ofStep(tx, run, kind.name).set({ due_at: null }).execute();
    return;
  }
  if (failed === undefined) {
    await settle(tx, run, await deliverStep(tx, run, known, { kind, step, prepared }));
    return;
  }
  const { attempts, state, error } = await noteFailure(tx, run, step, failed);
  const steps = known.steps.map((one) => (one === step ? { ...one, attempts, state, error } : one));
  await settle(tx, run, { ...known, steps });
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
