import type { Db } from '../../../kit/server/db/db.ts';
import type { Customer } from '../../customers/schema.ts';
import { findCustomer } from '../../customers/server/store.ts';

/** An active customer of this portal, the one that has been there longest; `undefined`: there is none. */
export async function firstCustomerOf(
  db: Db,
  vendorId: string,
  portalId: string,
): Promise<Customer | undefined> {
  const row = await db
    .selectFrom('customer')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where('portal_id', '=', portalId)
    .where('status', '=', 'active')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row && findCustomer(db, vendorId, row.id);
}
