import type { Db } from '../../../kit/server/db/db.ts';
import { wakeJob } from '../../../kit/server/jobs.ts';
import { lockRow } from '../../../kit/server/rows.ts';
import type { Owner } from '../../access/server/env.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import { contractsUsing, setPaymentMethod } from '../../contracts/server/payment-method.ts';
import { paymentProblem } from '../problems.ts';
import { collectJob } from './balance-store.ts';
import { endMethod, makeDefault, methodsOf, requireUsable } from './methods-store.ts';

export interface Changing extends Owner {
  readonly actor: Actor;
  readonly at: Date;
}

const told = (
  tx: Db,
  { vendorId, customerId, actor, at }: Changing,
  action: 'payment-method.created' | 'payment-method.updated' | 'payment-method.deleted',
  id: string,
  fields: readonly string[] = [],
) =>
  announce(tx, {
    ...{ vendorId, customerId, actor, at, fields: [...fields], subjectId: id },
    action,
    data: { customerId, paymentMethodId: id },
  });

/**
 * A new way to pay was stored and is the default. Every contract is paid by it at once; where it comes in the place of
 * another one, those that were paid by that one, and that one ends.
 */
export async function methodAdded(
  tx: Db,
  changing: Changing,
  id: string,
  replaces: string | null,
): Promise<void> {
  await told(tx, changing, 'payment-method.created', id);
  if (replaces === null || replaces === id) {
    await setPaymentMethod(tx, changing, { from: 'all', to: id, ...changing });
    await goOn(tx, changing, null, id);
    return;
  }
  await replaceMethod(tx, changing, replaces, id);
}

/** What was paid by one is paid by the other, what failed is tried again at once, and the one ends. */
async function replaceMethod(tx: Db, changing: Changing, from: string, to: string | null): Promise<void> {
  const before = await requireUsable(tx, changing, from).catch(() => undefined);
  if (!before) return;
  await setPaymentMethod(tx, changing, { from, to, ...changing });
  await goOn(tx, changing, from, to);
  await tx
    .updateTable('balance_account')
    .set(
      to === null
        ? { auto_below: null, auto_amount: null, auto_ceiling: null, auto_method_id: null }
        : { auto_method_id: to },
    )
    .where('vendor_id', '=', changing.vendorId)
    .where('customer_id', '=', changing.customerId)
    .where('auto_method_id', '=', from)
    .execute();
  await endMethod(tx, changing, from, changing.at);
  if (before.isDefault) await makeDefault(tx, changing, to, changing.at.toISOString());
  await told(tx, changing, 'payment-method.deleted', from);
}

/** Charges that failed with `from` (`null`: with any) are made with `to` now. */
async function goOn(
  tx: Db,
  { vendorId, customerId, at }: Changing,
  from: string | null,
  to: string | null,
): Promise<void> {
  const now = at.toISOString();
  let failed = tx
    .updateTable('payment')
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('kind', '=', 'stripe')
    .where('purpose', '=', 'collection')
    .where('status', '=', 'failed');
  if (from !== null) failed = failed.where('method_id', '=', from);
  const isCard = to !== null && (await requireUsable(tx, { vendorId, customerId }, to)).kind === 'stripe';
  await failed
    .set(isCard ? { method_id: to, due_at: now, updated_at: now } : { due_at: null, updated_at: now })
    .execute();
  if (isCard) wakeJob(tx, collectJob);
}

/** From now on every contract and what has none is paid by this one; `null`: by transfer. @throws `payment-method.not-found` */
export async function chooseDefault(tx: Db, changing: Changing, id: string | null): Promise<void> {
  await lockRow(tx, 'customer', changing.vendorId, changing.customerId);
  if (id !== null) await requireUsable(tx, changing, id);
  const before = (await methodsOf(tx, changing)).find(({ isDefault }) => isDefault);
  if ((before?.id ?? null) !== id) {
    await makeDefault(tx, changing, id, changing.at.toISOString());
    await told(tx, changing, 'payment-method.updated', id ?? (before?.id as string), ['isDefault']);
  }
  await setPaymentMethod(tx, changing, { from: 'all', to: id, ...changing });
  if (id !== null) await goOn(tx, changing, null, id);
}

/**
 * A way to pay ends. One that contracts are paid by needs another one in its place, or the transfer.
 * @throws `payment-method.not-found`, `payment-method.in-use`
 */
export async function removeMethod(
  tx: Db,
  changing: Changing,
  id: string,
  replaceBy: string | null | undefined,
): Promise<void> {
  await lockRow(tx, 'customer', changing.vendorId, changing.customerId);
  await requireUsable(tx, changing, id);
  if (replaceBy === id) throw paymentProblem('payment-method.in-use');
  if (replaceBy) await requireUsable(tx, changing, replaceBy);
  const used = await contractsUsing(tx, changing, id, changing.at);
  if (used.length > 0 && replaceBy === undefined) {
    throw paymentProblem('payment-method.in-use', {
      detail: `Paid by it: ${used.map(({ title }) => title).join(', ')}.`,
    });
  }
  await replaceMethod(tx, changing, id, replaceBy ?? null);
}
