import type { Db } from '../../../kit/server/db/db.ts';
import { publish } from '../../../kit/server/outbox.ts';
import { type EventType, eventData } from '../events.ts';
import { type Activity, record } from './record.ts';

export interface Announcement extends Activity {
  /** One of those that are written down: what nobody can look up is not sent. */
  readonly action: EventType;
  /** What the event carries: ids only, since it leaves the house; readers ask the API for the rest. */
  readonly data: Readonly<Record<string, string | null>>;
}

/** The row of the activity log and the event of the same name, in the transaction of the act itself. */
export async function announce(tx: Db, { data, ...activity }: Announcement): Promise<void> {
  await record(tx, activity);
  const { vendorId, action, at } = activity;
  await publish(tx, { vendorId, type: action, data: eventData(action, data), at });
}
