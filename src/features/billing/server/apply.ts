import type { Day } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { wakeJob } from '../../../kit/server/jobs.ts';
import { announce } from '../../activity/server/announce.ts';
import type { VendorContract } from '../../contracts/schema.ts';
import type { StoredSide } from '../schema.ts';
import { endChange, findChange } from './changes-store.ts';
import type { Billed, BillingContext } from './issue.ts';
import { isBilledHere, writeBilled } from './surroundings.ts';

/** What comes with a contract, its licences, follows in a moment. */
export const followJob = 'follow-contracts';

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/**
 * What a contract becomes on `on`. Periods of another length are counted from that day, and so are terms that were agreed
 * anew; where both stay, so do the days.
 */
export function becomes(contract: VendorContract, after: StoredSide, on: Day): Partial<VendorContract> {
  const { title, items, billingPeriod, tax, terms, agreed } = after;
  return {
    ...{ title, items, billingPeriod, tax, terms, agreed },
    ...(!same(terms, contract.terms) && { termsFrom: on }),
    ...(!same(billingPeriod, contract.billingPeriod) && { billingFrom: on }),
  };
}

/** A change whose day has come, once all days before it were charged; one that comes after the contract's end is dropped. */
export async function applyPending(
  tx: Db,
  context: BillingContext,
  billed: Billed,
  today: Day,
): Promise<Billed | undefined> {
  const { vendorId, at, actor } = context;
  const { contract } = billed;
  const { pendingChange, endsOn, nextChargeOn, customerId } = contract;
  if (!pendingChange || pendingChange.on > today) return undefined;
  const contractId = contract.id;
  const data = { customerId, contractId, changeId: pendingChange.id };
  const common = { vendorId, customerId, actor, at, subjectId: contractId, data };
  if (endsOn !== null && endsOn < pendingChange.on) {
    await endChange(tx, vendorId, pendingChange.id, { state: 'cancelled', at });
    await announce(tx, { ...common, action: 'contract.change-cancelled' });
    return writeBilled(tx, context, billed, { pendingChange: null });
  }
  if (isBilledHere(billed) && nextChargeOn !== null && nextChargeOn < pendingChange.on) return undefined;
  const change = await findChange(tx, vendorId, pendingChange.id);
  const become = change ? becomes(contract, change.after, pendingChange.on) : {};
  const after = await writeBilled(tx, context, billed, { ...become, pendingChange: null });
  if (!change) return after;
  await endChange(tx, vendorId, change.id, { state: 'applied', at });
  wakeJob(tx, followJob);
  await announce(tx, { ...common, action: 'contract.changed', fields: ['title', 'items', 'billingPeriod'] });
  return after;
}
