import { dayIn } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Owner } from '../../access/server/env.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';

/** Contracts that may still be billed, of one customer; yesterday in every zone is over. */
const going = (db: Db, { vendorId, customerId }: Owner, at: Date) =>
  db
    .selectFrom('contract')
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where((eb) =>
      eb.or([
        eb('ends_on', 'is', null),
        eb('ends_on', '>=', dayIn('UTC', new Date(at.getTime() - 86_400_000))),
      ]),
    );

export interface PaidContract {
  readonly id: string;
  readonly title: string;
}

/** Which contracts name a stored way to pay; `null`: which name none, and follow the customer's default. */
export const contractsUsing = (
  db: Db,
  owner: Owner,
  methodId: string | null,
  at: Date,
): Promise<PaidContract[]> =>
  going(db, owner, at)
    .where('payment_method_id', methodId === null ? 'is' : '=', methodId)
    .select(['id', 'title'])
    .orderBy('id')
    .execute();

/** Ids of stored ways to pay, and the contracts that name them. */
export async function contractsByMethod(
  db: Db,
  owner: Owner,
  at: Date,
): Promise<ReadonlyMap<string, PaidContract[]>> {
  const rows = await going(db, owner, at)
    .where('payment_method_id', 'is not', null)
    .select(['id', 'title', 'payment_method_id'])
    .orderBy('id')
    .execute();
  const found = new Map<string, PaidContract[]>();
  for (const { id, title, payment_method_id } of rows) {
    const key = payment_method_id as string;
    found.set(key, [...(found.get(key) ?? []), { id, title }]);
  }
  return found;
}

interface Replacing {
  /** Those that name this one; `all`: every one of the customer's. */
  readonly from: string | 'all';
  /** `null`: invoices are transferred, or follow the customer's default. */
  readonly to: string | null;
  readonly actor: Actor;
  readonly at: Date;
}

/** From now on these contracts are paid another way. @returns their ids */
export async function setPaymentMethod(
  tx: Db,
  owner: Owner,
  { from, to, actor, at }: Replacing,
): Promise<string[]> {
  const { vendorId, customerId } = owner;
  let query = going(tx, owner, at).select(['id', 'payment_method_id']).orderBy('id');
  if (from !== 'all') query = query.where('payment_method_id', '=', from);
  const changed: string[] = [];
  for (const { id, payment_method_id } of await query.execute()) {
    if (payment_method_id === to) continue;
    await tx
      .updateTable('contract')
      .set({ payment_method_id: to, updated_at: at.toISOString() })
      .where('vendor_id', '=', vendorId)
      .where('id', '=', id)
      .execute();
    await announce(tx, {
      ...{ vendorId, customerId, actor, at, fields: ['paymentMethodId'], subjectId: id },
      action: 'contract.updated',
      data: { customerId, contractId: id },
    });
    changed.push(id);
  }
  return changed;
}
