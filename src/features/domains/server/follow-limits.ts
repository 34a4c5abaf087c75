import * as v from 'valibot';
import { dayIn } from '../../../kit/common/day.ts';
import { type Clock, movedClock } from '../../../kit/server/clock.ts';
import { type Database, type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { PlanLimits } from '../plan-limits.ts';
import { countedOn, runningOf, settleLimits, toGiven } from './plan-limits-store.ts';

const atOnce = 200;

const given = (db: Db, after: { readonly vendor_id: string; readonly id: string }) =>
  db
    .selectFrom('call_setting as s')
    .innerJoin('vendor as v', 'v.vendor_id', 's.vendor_id')
    .innerJoin('customer as k', (on) =>
      on.onRef('k.vendor_id', '=', 's.vendor_id').onRef('k.id', '=', 's.customer_id'),
    )
    .innerJoin('portal as p', (on) =>
      on.onRef('p.vendor_id', '=', 'k.vendor_id').onRef('p.id', '=', 'k.portal_id'),
    )
    .select(['s.vendor_id', 's.id', 's.customer_id', 's.granted', 'p.time_zone', 'v.clock_offset_seconds'])
    .where('s.granted', 'is not', null)
    .where('k.erased_at', 'is', null)
    .where((eb) =>
      eb.or([
        eb('s.vendor_id', '>', after.vendor_id),
        eb.and([eb('s.vendor_id', '=', after.vendor_id), eb('s.id', '>', after.id)]),
      ]),
    )
    .orderBy('s.vendor_id')
    .orderBy('s.id')
    .limit(atOnce)
    .execute();

/** What contracts give begins, rests and ends with them. */
export async function followLimits({
  database: { db },
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): Promise<void> {
  let after = { vendor_id: '', id: '' };
  for (;;) {
    const rows = await given(db, after);
    const byVendor = Map.groupBy(rows, (row) => row.vendor_id);
    for (const [vendorId, ofVendor] of byVendor) {
      const known = ofVendor.map((row) => ({ row, given: toGiven(row.granted) }));
      const running = await runningOf(
        db,
        vendorId,
        known.flatMap((one) => one.given.of),
      );
      for (const { row, given } of known) {
        const at = movedClock(clock, row.clock_offset_seconds * 1000).now();
        const counted = countedOn(given.of, running, dayIn(row.time_zone, at));
        if (JSON.stringify(counted) === JSON.stringify(given.counted)) continue;
        await inTransaction(db, (tx) => settleLimits(tx, { vendorId, customerId: row.customer_id }, { at }));
      }
    }
    const last = rows.at(-1);
    if (!last || rows.length < atOnce) return;
    after = last;
  }
}

interface Changed {
  readonly vendorId: string;
  readonly customerId: string;
  readonly contractId: string;
  /** Of what the contract is from now on. */
  readonly variantId: string;
  readonly at: Date;
}

/** A contract that was changed gives what its new variant does, in the transaction in which that is followed. */
export async function becomeLimits(
  tx: Db,
  { vendorId, customerId, contractId, variantId, at }: Changed,
): Promise<void> {
  const variant = await tx
    .selectFrom('plan_variant')
    .select('limits')
    .where('vendor_id', '=', vendorId)
    .where('id', '=', variantId)
    .executeTakeFirst();
  const limits = variant?.limits ? v.parse(PlanLimits, JSON.parse(variant.limits)) : null;
  const before = await tx
    .selectFrom('call_setting')
    .select('granted')
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .executeTakeFirst();
  if (!limits && !before?.granted?.includes(contractId)) return;
  await settleLimits(
    tx,
    { vendorId, customerId },
    {
      at,
      change: (of) => [
        ...of.filter((one) => one.contractId !== contractId),
        ...(limits ? [{ contractId, orderId: null, limits }] : []),
      ],
    },
  );
}
