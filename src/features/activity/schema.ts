import * as v from 'valibot';
import { Day } from '../../kit/common/day.ts';
import { Language } from '../portals/schema.ts';

export const ActorKind = v.picklist(['api-key', 'operator', 'contact', 'customer', 'command', 'system']);
export type ActorKind = v.InferOutput<typeof ActorKind>;

/** One row of the log of what was done. Rows are never changed, and a chain of hashes shows whether one was. */
export const Activity = v.object({
  id: v.string(),
  /** `thing.what-happened`, as events are named: `customer.updated`. */
  action: v.string(),
  actor: v.object({
    kind: ActorKind,
    id: v.nullable(v.string()),
    /** Of an operator, contact, customer or API key that is still there. */
    name: v.nullable(v.string()),
  }),
  /** For whom, where an operator acted in a customer's portal. */
  actingFor: v.nullable(
    v.object({
      kind: v.picklist(['contact', 'customer']),
      id: v.string(),
      name: v.nullable(v.string()),
    }),
  ),
  customerId: v.nullable(v.string()),
  subjectId: v.string(),
  /** Names of the fields that changed; never their values. */
  fields: v.array(v.string()),
  /** Of a refusal, its code: `token.expired`. */
  reason: v.nullable(v.string()),
  /** Of a refusal, one English sentence for whoever asked; of access to a portal, why. */
  detail: v.nullable(v.string()),
  createdAt: v.string(),
});
export type Activity = v.InferOutput<typeof Activity>;

/** Filters of the log. */
export const activityFilters = {
  customerId: v.optional(v.pipe(v.string(), v.maxLength(132))),
  /** An id (`opr_…`, `key_…`, `con_…`), or a kind: `operator`. */
  actor: v.optional(v.pipe(v.string(), v.maxLength(60))),
  /** The beginning of an action: `customer.` or `session.started`. */
  action: v.optional(
    v.pipe(v.string(), v.regex(/^[a-z][a-z.-]{0,59}$/, 'expected an action like customer.')),
  ),
  since: v.optional(v.pipe(v.string(), v.isoTimestamp('expected an instant like 2026-03-01T00:00:00Z'))),
  until: v.optional(v.pipe(v.string(), v.isoTimestamp('expected an instant like 2026-03-01T00:00:00Z'))),
};

/** Who did something, as a customer tells them apart: one of its people, the account as a whole, the vendor's staff, a program. */
export const Doer = v.picklist(['person', 'account', 'staff', 'program']);
export type Doer = v.InferOutput<typeof Doer>;

/** One row of a customer's own log. */
export const PortalActivity = v.object({
  id: v.string(),
  at: v.string(),
  action: v.string(),
  /** The same as a sentence, in the language that was asked for: `Contract changed`. */
  what: v.string(),
  who: Doer,
  /** Of a person or the vendor's staff, where they are still there. */
  name: v.nullable(v.string()),
  /** Of the vendor's staff in this portal: for whom. */
  actingFor: v.nullable(v.string()),
  /** What changed, in general words; never from or to what. */
  fields: v.array(v.string()),
  /** The same in the language that was asked for. */
  changed: v.array(v.string()),
  /** What the vendor wrote about it for the customer. */
  note: v.nullable(v.string()),
});
export type PortalActivity = v.InferOutput<typeof PortalActivity>;

/** Filters of a customer's own log, and the language of its sentences; without: that of the session. */
export const portalActivityFilters = {
  language: v.optional(Language),
  who: v.optional(v.picklist(['people', 'staff', 'program'])),
  /** The first and the last day, in the portal's zone. */
  since: v.optional(Day),
  until: v.optional(Day),
};
