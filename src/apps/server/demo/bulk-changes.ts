import {
  createBulkChange,
  keepBulkRows,
  setBulkChange,
} from '../../../features/customers/server/bulk/store.ts';
import { requireCustomer, updateCustomer } from '../../../features/customers/server/customers-store.ts';
import type { Db } from '../../../kit/server/db/db.ts';

/** Three customers of Stromwerk, named as their own system does. */
const ids = ['ext:4471-1301', 'ext:4471-1320', 'ext:4471-1333'];

/** Somebody gave three customers their time zone at once; it can be taken back. */
export async function addBulkChange(tx: Db, vendorId: string, at: Date): Promise<void> {
  const change = { timeZone: 'Europe/Berlin' };
  const making = { vendorId, at, actor: { kind: 'command', id: null } as const };
  const { id } = await createBulkChange(tx, making, { selection: { ids }, change });
  for (const reference of ids) {
    const { id: customerId, timeZone } = await requireCustomer(tx, vendorId, reference);
    await updateCustomer(tx, vendorId, customerId, change, at);
    const row = { before: { timeZone }, after: change, code: null };
    await keepBulkRows(tx, vendorId, id, [{ customerId, outcome: 'changed', ...row }]);
  }
  const moment = at.toISOString();
  const counts = { done: ids.length, total: ids.length, changed: ids.length };
  // What was queued to check it finds it done, and leaves it.
  await setBulkChange(
    tx,
    vendorId,
    id,
    { ...counts, state: 'done', started_at: moment, finished_at: moment },
    at,
  );
}
