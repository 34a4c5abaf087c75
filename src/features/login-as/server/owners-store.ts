import type { Db } from '../../../kit/server/db/db.ts';

/** Ids of those who may answer for a customer and can be written to, the first ones first. */
export async function ownersOf(
  db: Db,
  { vendorId, customerId }: { readonly vendorId: string; readonly customerId: string },
  most: number,
): Promise<string[]> {
  const rows = await db
    .selectFrom('contact')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('role', '=', 'owner')
    .where('active', '=', 1)
    .where('email', 'is not', null)
    .orderBy('id')
    .limit(most)
    .execute();
  return rows.map(({ id }) => id);
}
