import { type Clock, movedClock } from '../../../kit/server/clock.ts';
import { type Database, type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { eachAlone } from '../../../kit/server/each-alone.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { announce } from '../../activity/server/announce.ts';
import { updateLicence } from './licences-store.ts';

/** Licences whose contract was ended since, or goes on again. */
const behind = (db: Db) =>
  db
    .selectFrom('licence as l')
    .innerJoin('contract as c', (on) =>
      on.onRef('c.vendor_id', '=', 'l.vendor_id').onRef('c.id', '=', 'l.contract_id'),
    )
    .innerJoin('vendor as v', 'v.vendor_id', 'l.vendor_id')
    .select(['l.vendor_id', 'l.id', 'l.customer_id', 'c.ends_on', 'v.clock_offset_seconds'])
    .where('l.follows_contract', '=', 1)
    .where((eb) =>
      eb.or([
        eb.and([eb('c.ends_on', 'is not', null), eb('l.renews', '=', 1)]),
        eb.and([eb('c.ends_on', 'is', null), eb('l.renews', '=', 0)]),
      ]),
    )
    .limit(200)
    .execute();

/** A licence that came with a contract lasts as long as that: it gets its end, or loses it where the ending was taken back. */
export async function followContracts({
  database: { db },
  clock,
  secrets,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly secrets: Secrets;
}): Promise<void> {
  await eachAlone(await behind(db), async (row) => {
    const at = movedClock(clock, row.clock_offset_seconds * 1000).now();
    await inTransaction(db, async (tx) => {
      const change = { expiresAt: row.ends_on, renews: row.ends_on === null };
      const written = await updateLicence(tx, { vendorId: row.vendor_id, secrets, at }, row.id, change);
      if (written.fields.length === 0) return;
      await announce(tx, {
        ...{ vendorId: row.vendor_id, customerId: row.customer_id, subjectId: row.id, at },
        ...{ actor: { kind: 'system', id: null }, action: 'licence.updated', fields: written.fields },
        data: { customerId: row.customer_id, licenceId: row.id },
      });
    });
  });
}

/** Licences that end with a contract. */
export async function countFollowing(
  db: Db,
  vendorId: string,
  { customerId, id }: { readonly customerId: string; readonly id: string },
): Promise<number> {
  const { count } = await db
    .selectFrom('licence')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('contract_id', '=', id)
    .where('follows_contract', '=', 1)
    .executeTakeFirstOrThrow();
  return Number(count);
}
