import type { Db } from '../../../kit/server/db/db.ts';

/** The same things with the names of their customers: one question for a page of a list. */
export async function withNames<Thing extends { readonly customerId: string | null }>(
  { db, vendorId }: { readonly db: Db; readonly vendorId: string },
  things: Promise<readonly Thing[]>,
): Promise<(Thing & { customerName: string | null })[]> {
  const all = await things;
  const ids = [...new Set(all.flatMap(({ customerId }) => customerId ?? []))];
  const customers =
    ids.length === 0
      ? []
      : await db
          .selectFrom('customer')
          .select(['id', 'name'])
          .where('vendor_id', '=', vendorId)
          .where('id', 'in', ids)
          .execute();
  const names = new Map(customers.map(({ id, name }) => [id, name]));
  return all.map((thing) => ({ ...thing, customerName: names.get(thing.customerId ?? '') ?? null }));
}
