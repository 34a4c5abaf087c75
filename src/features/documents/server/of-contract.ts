import type { Db } from '../../../kit/server/db/db.ts';
import { type StoredDocument, toStored } from './table.ts';

/** Every document of a contract of a customer, the oldest first. */
export async function listDocumentsOf(
  db: Db,
  vendorId: string,
  { customerId, id: contractId }: { readonly customerId: string; readonly id: string },
): Promise<StoredDocument[]> {
  const rows = await db
    .selectFrom('document')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('contract_id', '=', contractId)
    .orderBy('id')
    .execute();
  return rows.map(toStored);
}
