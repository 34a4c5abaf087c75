import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type {} from './tables.ts';

interface NewUse {
  readonly vendorId: string;
  readonly customerId: string;
  readonly grantId: string;
  /** Why the portal was opened; the customer reads it. */
  readonly reason: string | null;
}

/**
 * What was opened by a grant, and why. It stands here and not in the log, which knows nobody by name and is never
 * changed: with the customer it goes. @returns the id by which the log speaks of it
 */
export async function noteUse(
  tx: Db,
  { vendorId, customerId, grantId, reason }: NewUse,
  now: Date,
): Promise<string> {
  const id = newId('use', now.getTime());
  await tx
    .insertInto('support_use')
    .values({
      ...{ vendor_id: vendorId, id, customer_id: customerId, grant_id: grantId, reason },
      created_at: now.toISOString(),
    })
    .execute();
  await tx
    .updateTable('support_grant')
    .set({ used_at: now.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', grantId)
    .execute();
  return id;
}

/** What was written about grants and what they opened, by their ids: `Ms Okafor: wrong address on the invoice`. */
export async function notesOf(
  db: Db,
  vendorId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const of = (prefix: string) => ids.filter((id) => id.startsWith(prefix));
  const [uses, grants] = [of('use_'), of('gra_')];
  const notes = new Map<string, string>();
  if (uses.length > 0) {
    const rows = await db
      .selectFrom('support_use')
      .select(['id', 'reason'])
      .where('vendor_id', '=', vendorId)
      .where('id', 'in', uses)
      .where('reason', 'is not', null)
      .execute();
    for (const { id, reason } of rows) notes.set(id, reason as string);
  }
  if (grants.length > 0) {
    const rows = await db
      .selectFrom('support_grant')
      .select(['id', 'authorised_by', 'reason'])
      .where('vendor_id', '=', vendorId)
      .where('id', 'in', grants)
      .where('authorised_by', 'is not', null)
      .execute();
    for (const { id, authorised_by, reason } of rows) notes.set(id, `${authorised_by}: ${reason ?? ''}`);
  }
  return notes;
}
