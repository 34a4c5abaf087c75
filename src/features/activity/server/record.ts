import type { CompiledQuery } from 'kysely';
import { newId } from '../../../kit/common/id.ts';
import { prepareOnce } from '../../../kit/server/db/compile-once.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { writeSoon } from '../../../kit/server/db/write-soon.ts';

/** Who acted. `customer`: a session whose token named no contact. */
export interface Actor {
  readonly kind: 'api-key' | 'operator' | 'contact' | 'customer' | 'command' | 'system';
  readonly id: string | null;
  /** For whom, where an operator acts in a customer's portal: both names are kept. */
  readonly for?: { readonly kind: 'contact' | 'customer'; readonly id: string };
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
  /** Of a refusal: its code, and the sentence that helps whoever asked. */
  readonly reason?: string;
  readonly detail?: string;
}

export interface ActivityRow {
  vendor_id: string;
  id: string;
  customer_id: string | null;
  actor_kind: Actor['kind'];
  actor_id: string | null;
  for_kind: 'contact' | 'customer' | null;
  for_id: string | null;
  action: string;
  subject_id: string;
  fields: string;
  reason: string | null;
  detail: string | null;
  created_at: string;
  /** Set once, when the chain takes the row in. */
  batch: number | null;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    activity: ActivityRow;
  }
}

/** Writes down who did what, in the same transaction as the act itself. */
export async function record(tx: Db, activity: Activity): Promise<void> {
  await writeSoon(tx, recording(tx, activity));
}

/** The same as a write for `writeTogether`. */
export const recording = (db: Db, activity: Activity): CompiledQuery =>
  insertActivity(db, {
    vendorId: activity.vendorId,
    id: newId('act', activity.at.getTime()),
    customerId: activity.customerId ?? null,
    actorKind: activity.actor.kind,
    actorId: activity.actor.id,
    forKind: activity.actor.for?.kind ?? null,
    forId: activity.actor.for?.id ?? null,
    action: activity.action,
    subjectId: activity.subjectId,
    fields: JSON.stringify(activity.fields ?? []),
    reason: activity.reason ?? null,
    detail: activity.detail?.slice(0, 300) ?? null,
    at: activity.at.toISOString(),
  });

type Field =
  | 'vendorId'
  | 'id'
  | 'customerId'
  | 'actorKind'
  | 'actorId'
  | 'forKind'
  | 'forId'
  | 'action'
  | 'subjectId'
  | 'fields'
  | 'reason'
  | 'detail'
  | 'at';

const insertActivity = prepareOnce((db, slot: (name: Field) => never) =>
  db.insertInto('activity').values({
    vendor_id: slot('vendorId'),
    id: slot('id'),
    customer_id: slot('customerId'),
    actor_kind: slot('actorKind'),
    actor_id: slot('actorId'),
    for_kind: slot('forKind'),
    for_id: slot('forId'),
    action: slot('action'),
    subject_id: slot('subjectId'),
    fields: slot('fields'),
    reason: slot('reason'),
    detail: slot('detail'),
    created_at: slot('at'),
  }),
);
