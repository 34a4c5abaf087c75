import type { Db } from '../../../kit/server/db/db.ts';
import type { Owner } from '../../access/server/env.ts';
import type { VendorContract } from '../schema.ts';
import { ofVendor } from './store.ts';
import { toStored, withStatus } from './table.ts';

/** Contracts of one customer, as the vendor sees them. */
export async function listContractsOf(
  db: Db,
  { vendorId, customerId }: Owner,
  now: Date,
): Promise<VendorContract[]> {
  const rows = await ofVendor(db, vendorId)
    .where('contract.customer_id', '=', customerId)
    .limit(200)
    .execute();
  const statused = withStatus(now);
  return rows.map((row) => statused(toStored(row), row.time_zone));
}

/** Contracts that bear a number; several vendors' systems number more than once. */
export async function contractsNumbered(
  db: Db,
  vendorId: string,
  number: string,
  now: Date,
): Promise<VendorContract[]> {
  const rows = await ofVendor(db, vendorId)
    .where('contract.number', 'in', [number, number.toUpperCase(), number.replace(/\s/g, '')])
    .limit(10)
    .execute();
  const statused = withStatus(now);
  return rows.map((row) => statused(toStored(row), row.time_zone));
}
