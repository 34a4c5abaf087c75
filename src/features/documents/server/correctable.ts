import type { Db } from '../../../kit/server/db/db.ts';
import { findCustomer } from '../../customers/server/store.ts';
import { findPortal } from '../../portals/server/store.ts';
import type { StoredDocument } from './table.ts';

/**
 * Whether another invoice may stand in the place of this one: it is ours, stands as it was made, and nothing of it was
 * taken back.
 */
export const isCorrectable = ({ kind, origin, status, credited, correctedById }: StoredDocument): boolean =>
  kind === 'invoice' &&
  origin === 'portico' &&
  credited === 0 &&
  correctedById === null &&
  (status === 'open' || status === 'paid');

/** Whether its customer may ask for that in the portal. */
export async function mayCorrect(db: Db, vendorId: string, document: StoredDocument): Promise<boolean> {
  if (!isCorrectable(document)) return false;
  const customer = await findCustomer(db, vendorId, document.customerId);
  const portal = customer && (await findPortal(db, vendorId, customer.portalId));
  return portal !== undefined && portal.documents.corrections !== 'off';
}
