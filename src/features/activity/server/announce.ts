import type { Db } from '../../../kit/server/db/db.ts';
import { publish } from '../../../kit/server/outbox.ts';
import { type Activity, record } from './record.ts';

export interface Announcement extends Activity {
  /** What the event carries: ids only, since it leaves the house; readers ask the API for the rest. */
  readonly data: Readonly<Record<string, string | null>>;
}

/** The row of the activity log and the event of the same name, in the transaction of the act itself. */
export async function announce(tx: Db, { data, ...activity }: Announcement): Promise<void> {
  await record(tx, activity);
  await publish(tx, { vendorId: activity.vendorId, type: activity.action, data, at: activity.at });
}
