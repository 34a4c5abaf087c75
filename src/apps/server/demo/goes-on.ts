import { placeChange } from '../../../features/billing/server/change.ts';
import { pauseContract } from '../../../features/billing/server/pause.ts';
import { type Changing, planChange } from '../../../features/billing/server/plan.ts';
import { readBilled } from '../../../features/billing/server/surroundings.ts';
import { updateContract } from '../../../features/contracts/server/store.ts';
import { mailWords } from '../../../features/mails/server/words.ts';
import { requirePortal, updatePortal } from '../../../features/portals/server/store.ts';
import { addDays, dayIn } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';

/** The contract that an order of the demo brought to this customer. */
const contractOf = (tx: Db, vendorId: string, customer: string) =>
  tx
    .selectFrom('contract as k')
    .innerJoin('customer as c', (on) =>
      on.onRef('c.vendor_id', '=', 'k.vendor_id').onRef('c.id', '=', 'k.customer_id'),
    )
    .select('k.id')
    .where('k.vendor_id', '=', vendorId)
    .where('c.external_id', '=', customer)
    .orderBy('k.id')
    .executeTakeFirst();

/** What was ordered on its own is billed here: one of them gets smaller with its next period, one rests for a month. */
export async function addGoingOn(tx: Db, vendorId: string, at: Date): Promise<void> {
  const context: Changing = {
    ...{ vendorId, at, words: await mailWords(), usageSources: [], byVendor: true },
    actor: { kind: 'system', id: null },
  };
  const billedHere = async (customer: string): Promise<string | undefined> => {
    const row = await contractOf(tx, vendorId, customer);
    if (row) await updateContract(tx, vendorId, row.id, { billing: 'portico' }, at);
    return row?.id;
  };
  const portal = await requirePortal(tx, vendorId, 'ext:koelwacht');
  const features = { ...portal.features, 'contracts.pause': true };
  await updatePortal(tx, vendorId, portal.id, { features }, { at, testSide: false });

  const lark = await billedHere('keysmith-lark');
  const billed = lark && (await readBilled(tx, context, lark));
  const booked = billed ? billed.contract.agreed : undefined;
  if (lark && billed && booked) {
    const components = booked.components.map(({ id }) => ({ id, quantity: 2 }));
    const wish = { variantId: booked.variantId, components, start: 'period' as const };
    const { quote } = await planChange(tx, context, billed, wish);
    await placeChange(tx, context, lark, { ...wish, priceHash: quote.priceHash });
  }
  const zilt = await billedHere('koelwacht-zilt');
  if (zilt) {
    const from = addDays(dayIn(portal.timeZone, at), 10);
    await pauseContract(tx, context, zilt, { from, until: addDays(from, 29) });
  }
}
