import type { Day } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Location } from '../schema.ts';

/** The same locations with what stands there and when the first of it is due: two questions for a page of a list. */
export async function withEquipment(db: Db, vendorId: string, locations: Promise<readonly Location[]>) {
  const all = await locations;
  const ids = all.map(({ id }) => id);
  if (ids.length === 0) return [];
  const counts = await db
    .selectFrom('installation')
    .where('vendor_id', '=', vendorId)
    .where('location_id', 'in', ids)
    .groupBy('location_id')
    .select(({ fn }) => ['location_id as id', fn.countAll().as('count')])
    .execute();
  const due = await db
    .selectFrom('inspection')
    .where('vendor_id', '=', vendorId)
    .where('location_id', 'in', ids)
    .where('due_on', 'is not', null)
    .groupBy('location_id')
    .select(({ fn }) => ['location_id as id', fn.min('due_on').as('due')])
    .execute();
  const countOf = new Map(counts.map(({ id, count }) => [id, Number(count)]));
  const dueOf = new Map(due.map((row) => [row.id, row.due as Day]));
  return all.map((location) => ({
    ...location,
    installations: countOf.get(location.id) ?? 0,
    dueOn: dueOf.get(location.id) ?? null,
  }));
}
