import { type Clock, movedClock } from '../../../kit/server/clock.ts';
import { type Database, type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { eachAlone } from '../../../kit/server/each-alone.ts';
import { balanceMoved, balanceOf } from './balance-store.ts';

const atOnce = 500;

/** Accounts that are to top themselves up, of customers that are served, after the last that was looked at. */
const agreedOnes = (db: Db, after: Readonly<Record<'vendor_id' | 'customer_id' | 'currency', string>>) =>
  db
    .selectFrom('balance_account as a')
    .innerJoin('vendor as v', 'v.vendor_id', 'a.vendor_id')
    .innerJoin('customer as c', (on) =>
      on.onRef('c.vendor_id', '=', 'a.vendor_id').onRef('c.id', '=', 'a.customer_id'),
    )
    .where('c.status', '=', 'active')
    .select(['a.vendor_id', 'a.customer_id', 'a.currency', 'a.auto_below', 'v.clock_offset_seconds'])
    .where('a.auto_below', 'is not', null)
    .where((eb) =>
      eb(
        eb.refTuple('a.vendor_id', 'a.customer_id', 'a.currency'),
        '>',
        eb.tuple(after.vendor_id, after.customer_id, after.currency),
      ),
    )
    .orderBy('a.vendor_id')
    .orderBy('a.customer_id')
    .orderBy('a.currency')
    .limit(atOnce)
    .execute();

/**
 * Accounts top themselves up when money goes. One that has nothing left is charged nothing, so when a month begins, and
 * with it a new ceiling, nobody but this would ask again.
 */
export async function topUpAgain({
  database: { db },
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): Promise<void> {
  let after = { vendor_id: '', customer_id: '', currency: '' };
  for (;;) {
    const rows = await agreedOnes(db, after);
    await eachAlone(rows, async ({ vendor_id: vendorId, customer_id: customerId, currency, ...row }) => {
      const sums = await balanceOf(db, { vendorId, customerId });
      const amount = sums.find((one) => one.currency === currency)?.amount ?? 0;
      if (amount > Number(row.auto_below)) return;
      const at = movedClock(clock, row.clock_offset_seconds * 1000).now();
      const writing = { vendorId, actor: { kind: 'system', id: null } as const, at };
      await inTransaction(db, (tx) => balanceMoved(tx, writing, customerId, currency));
    });
    const last = rows.at(-1);
    if (!last || rows.length < atOnce) return;
    after = last;
  }
}
