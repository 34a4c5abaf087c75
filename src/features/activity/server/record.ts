import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';

/** Who acted. `customer`: a session whose token named no contact. */
export interface Actor {
  readonly kind: 'api-key' | 'contact' | 'customer' | 'command' | 'system';
  readonly id: string | null;
}

export interface Activity {
  readonly vendorId: string;
  readonly customerId?: string | null;
  readonly actor: Actor;
  /** `thing.what-happened`, as events are named: `customer.updated`. */
  readonly action: string;
  readonly subjectId: string;
  readonly at: Date;
  /** Names of the fields that changed; never their values, which may be personal. */
  readonly fields?: readonly string[];
}

interface ActivityTable {
  vendor_id: string;
  id: string;
  customer_id: string | null;
  actor_kind: Actor['kind'];
  actor_id: string | null;
  action: string;
  subject_id: string;
  fields: string;
  created_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    activity: ActivityTable;
  }
}

/** Writes down who did what, in the same transaction as the act itself. */
export async function record(tx: Db, activity: Activity): Promise<void> {
  await tx
    .insertInto('activity')
    .values({
      vendor_id: activity.vendorId,
      id: newId('act', activity.at.getTime()),
      customer_id: activity.customerId ?? null,
      actor_kind: activity.actor.kind,
      actor_id: activity.actor.id,
      action: activity.action,
      subject_id: activity.subjectId,
      fields: JSON.stringify(activity.fields ?? []),
      created_at: activity.at.toISOString(),
    })
    .execute();
}
