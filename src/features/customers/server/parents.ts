import { unknownReference } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { findRow } from '../../../kit/server/rows.ts';
import { customerProblem } from '../problems.ts';

/** A head office or reseller, its customers, and theirs. */
export const mostLevels = 3;

/** Who stands where is decided by reading first, so such writes of one vendor follow each other. */
export async function lockFamilies(tx: Db, vendorId: string): Promise<void> {
  await tx
    .updateTable('vendor')
    .set((eb) => ({ updated_at: eb.ref('updated_at') }))
    .where('vendor_id', '=', vendorId)
    .execute();
}

/**
 * The id of the customer that is to stand above this one.
 * @throws `request.invalid` for a customer there is not, or one that stands below this one; `customer.too-deep`
 */
export async function parentFor(
  tx: Db,
  vendorId: string,
  customerId: string,
  reference: string,
): Promise<string> {
  await lockFamilies(tx, vendorId);
  const parent = await findRow(tx, 'customer', vendorId, reference);
  if (!parent || parent.erased_at) throw unknownReference('parentId', 'customer');
  const above = [parent.id];
  for (let next = parent.parent_id; next && above.length <= mostLevels; ) {
    above.push(next);
    next = (await findRow(tx, 'customer', vendorId, next))?.parent_id ?? null;
  }
  if (above.includes(customerId)) {
    const message = 'It stands below this customer, or is this customer.';
    throw requestProblem('request.invalid', { fields: [{ path: 'parentId', code: 'cycle', message }] });
  }
  if (above.length + (await levelsFrom(tx, vendorId, [customerId])) > mostLevels) {
    throw customerProblem('customer.too-deep');
  }
  return parent.id;
}

/** How many levels there are from these customers downwards, theirs included; counted no further than it matters. */
async function levelsFrom(tx: Db, vendorId: string, ids: readonly string[], level = 1): Promise<number> {
  if (level > mostLevels) return level;
  const below = await tx
    .selectFrom('customer')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where('parent_id', 'in', [...ids])
    .execute();
  if (below.length === 0) return level;
  return levelsFrom(
    tx,
    vendorId,
    below.map(({ id }) => id),
    level + 1,
  );
}

/** Whoever stood below a customer that goes stands on its own. */
export async function freeChildren(tx: Db, vendorId: string, parentId: string, at: Date): Promise<void> {
  await tx
    .updateTable('customer')
    .set({ parent_id: null, parent_access: 'none', updated_at: at.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('parent_id', '=', parentId)
    .execute();
}

/** Whether the vendor's customers may have an agency id. */
export async function hasAgencies(db: Db, vendorId: string): Promise<boolean> {
  const row = await db
    .selectFrom('vendor')
    .select('agency_ids')
    .where('vendor_id', '=', vendorId)
    .executeTakeFirst();
  return row?.agency_ids === 1;
}

/** @throws `request.invalid` for an agency id where the agency extension is off */
export async function requireAgencies(db: Db, vendorId: string, agencyId: string | null | undefined) {
  if (agencyId == null || (await hasAgencies(db, vendorId))) return;
  throw requestProblem('request.invalid', { fields: [noAgencies] });
}
export const noAgencies = {
  path: 'agencyId',
  code: 'unknown_field',
  message: 'There is no such field: the agency extension is off (the setting agencyIds).',
};

/** The agency id that this customer shares with another one; `undefined` also where the extension is off. */
export async function agencyOf(db: Db, vendorId: string, customerId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('customer as c')
    .innerJoin('vendor as v', 'v.vendor_id', 'c.vendor_id')
    .innerJoin('customer as o', (on) =>
      on
        .onRef('o.vendor_id', '=', 'c.vendor_id')
        .onRef('o.agency_id', '=', 'c.agency_id')
        .onRef('o.id', '!=', 'c.id'),
    )
    .select('c.agency_id')
    .where('c.vendor_id', '=', vendorId)
    .where('c.id', '=', customerId)
    .where('c.agency_id', 'is not', null)
    .where('v.agency_ids', '=', 1)
    .limit(1)
    .executeTakeFirst();
  return row?.agency_id ?? undefined;
}
