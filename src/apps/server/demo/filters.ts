import { keepFilter } from '../../../features/customers/server/filters-store.ts';
import type { Db } from '../../../kit/server/db/db.ts';

/** What every one of the demo's staff finds under Saved filters. */
export async function addFilters(tx: Db, vendorId: string, at: Date): Promise<void> {
  const reader = { vendorId, operatorId: null };
  const query = { status: 'active', kind: 'customer', sort: 'name' } as const;
  await keepFilter(tx, reader, { name: 'Active customers', isShared: true, query }, at);
}
