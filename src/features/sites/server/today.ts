import { type Day, dayIn } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { findDefaultPortal } from '../../portals/server/store.ts';

/** The day it is for a vendor: where no customer is asked for, as the default portal counts. */
export async function todayOf(db: Db, vendorId: string, at: Date): Promise<Day> {
  const portal = await findDefaultPortal(db, vendorId);
  return dayIn(portal?.timeZone ?? 'UTC', at);
}
