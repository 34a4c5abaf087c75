import { dayIn } from '../../../kit/common/day.ts';
import { type Clock, movedClock } from '../../../kit/server/clock.ts';
import { type Database, type Db, inTransaction } from '../../../kit/server/db/db.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { announce } from '../../activity/server/announce.ts';
import type { ContractPause } from '../../contracts/agreed.ts';
import { updateLicence } from './licences-store.ts';

const atOnce = 200;

/** Licences that rest, and those that came with a contract that ever rested or will. */
const touched = (db: Db, after: { readonly vendor_id: string; readonly id: string }) =>
  db
    .selectFrom('licence as l')
    .innerJoin('vendor as v', 'v.vendor_id', 'l.vendor_id')
    .leftJoin('contract as c', (on) =>
      on.onRef('c.vendor_id', '=', 'l.vendor_id').onRef('c.id', '=', 'l.contract_id'),
    )
    .leftJoin('customer as k', (on) =>
      on.onRef('k.vendor_id', '=', 'l.vendor_id').onRef('k.id', '=', 'l.customer_id'),
    )
    .leftJoin('portal as p', (on) =>
      on.onRef('p.vendor_id', '=', 'k.vendor_id').onRef('p.id', '=', 'k.portal_id'),
    )
    .select(['l.vendor_id', 'l.id', 'l.customer_id', 'l.blocked', 'l.follows_contract'])
    .select(['c.pauses', 'p.time_zone', 'v.clock_offset_seconds'])
    .where((eb) =>
      eb.or([
        eb('l.blocked', '=', 'paused'),
        eb.and([
          eb('l.follows_contract', '=', 1),
          eb('l.blocked', 'is', null),
          eb('c.pauses', 'is not', null),
          eb('c.pauses', '<>', '[]'),
        ]),
      ]),
    )
    .where((eb) =>
      eb.or([
        eb('l.vendor_id', '>', after.vendor_id),
        eb.and([eb('l.vendor_id', '=', after.vendor_id), eb('l.id', '>', after.id)]),
      ]),
    )
    .orderBy('l.vendor_id')
    .orderBy('l.id')
    .limit(atOnce)
    .execute();

const restsOn = (pauses: string | null, today: string): boolean =>
  pauses !== null &&
  (JSON.parse(pauses) as ContractPause[]).some(
    ({ from, until }) => from <= today && (until === null || until >= today),
  );

/**
 * While a contract is paused, the licences that came with it rest, and work again from the day on which it goes on. One
 * that is blocked for another reason stays as it is.
 */
export async function followPauses({
  database: { db },
  clock,
  secrets,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly secrets: Secrets;
}): Promise<void> {
  let after = { vendor_id: '', id: '' };
  for (;;) {
    const rows = await touched(db, after);
    for (const row of rows) {
      const at = movedClock(clock, row.clock_offset_seconds * 1000).now();
      const rests = row.follows_contract === 1 && restsOn(row.pauses, dayIn(row.time_zone ?? 'UTC', at));
      const blocked = rests ? ('paused' as const) : null;
      if (row.blocked === blocked) continue;
      await inTransaction(db, async (tx) => {
        const { fields } = await updateLicence(tx, { vendorId: row.vendor_id, secrets, at }, row.id, {
          blocked,
        });
        if (fields.length === 0) return;
        await announce(tx, {
          ...{ vendorId: row.vendor_id, customerId: row.customer_id, subjectId: row.id, at },
          ...{ actor: { kind: 'system', id: null }, action: 'licence.updated', fields },
          data: { customerId: row.customer_id, licenceId: row.id },
        });
      });
    }
    const last = rows.at(-1);
    if (!last || rows.length < atOnce) return;
    after = last;
  }
}
