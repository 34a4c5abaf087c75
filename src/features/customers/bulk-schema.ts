import * as v from 'valibot';
import { idOf } from '../../kit/common/id.ts';
import { TimeZone } from '../../kit/common/time-zones.ts';
import { Override } from '../../kit/common/visibility.ts';
import { FeatureId } from '../portals/features.ts';
import { Language, PanelId, PortalId } from '../portals/schema.ts';
import {
  CustomerId,
  CustomerKind,
  CustomerReference,
  CustomerStatus,
  Limit,
  ParentAccess,
  PluginId,
} from './schema.ts';

/** One change of many customers. */
export const BulkChangeId = idOf('blk');

/** The filters of the list of customers. */
export const CustomerFilters = {
  status: v.optional(CustomerStatus),
  kind: v.optional(CustomerKind),
  portalId: v.optional(v.string()),
  /** The customer above: our id or `ext:…`. */
  parentId: v.optional(v.string()),
  /** Those that have this one. */
  agencyId: v.optional(v.pipe(v.string(), v.maxLength(60))),
  language: v.optional(Language),
  /** User name or e-mail address with which one of its contacts signs in. */
  username: v.optional(v.pipe(v.string(), v.maxLength(254))),
  /** E-mail address of one of its contacts. */
  email: v.optional(v.pipe(v.string(), v.maxLength(254))),
};

/** Named one by one, or by what the list would show; `{}` are all customers. */
export const BulkSelection = v.union([
  v.strictObject({ ids: v.pipe(v.array(CustomerReference), v.minLength(1), v.maxLength(5000)) }),
  v.strictObject({
    filter: v.strictObject({ search: v.optional(v.pipe(v.string(), v.maxLength(200))), ...CustomerFilters }),
  }),
]);
export type BulkSelection = v.InferOutput<typeof BulkSelection>;

/** What becomes of each of them; what is not named stays. `null` by name: as the portal says. */
export const BulkFields = v.pipe(
  v.strictObject({
    status: v.optional(CustomerStatus),
    portalId: v.optional(PortalId),
    language: v.optional(v.nullable(Language)),
    timeZone: v.optional(v.nullable(TimeZone)),
    association: v.optional(v.boolean()),
    parentAccess: v.optional(ParentAccess),
    limits: v.optional(
      v.strictObject({
        calls: v.optional(Limit),
        domains: v.optional(Limit),
        noLabel: v.optional(Limit),
      }),
    ),
    overrides: v.optional(v.record(PanelId, v.nullable(Override))),
    features: v.optional(v.record(FeatureId, v.nullable(v.boolean()))),
    plugins: v.optional(v.record(PluginId, v.nullable(v.boolean()))),
    /** Ends all their sessions, whatever else is changed. */
    signOut: v.optional(v.literal(true)),
  }),
  v.check(
    (fields) =>
      Object.values(fields).some((one) =>
        typeof one === 'object' && one !== null ? Object.keys(one).length > 0 : one !== undefined,
      ),
    'Name at least one field to change.',
  ),
);
export type BulkFields = v.InferOutput<typeof BulkFields>;

export const NewBulkChange = v.strictObject({ selection: BulkSelection, change: BulkFields });
export type NewBulkChange = v.InferOutput<typeof NewBulkChange>;

export const StartBulkChange = v.strictObject({
  /** When it shall be done; at once unless said. A year ahead at most. */
  startAt: v.optional(v.pipe(v.string(), v.isoTimestamp())),
});

/**
 * `checking` whom it would change → `checked`, until somebody starts it → `planned` for later, or `waiting` for its
 * turn → `running` → `done`; `cancelled`: what was changed before stays; `failed`: it could not go on.
 */
export const BulkChangeState = v.picklist([
  'checking',
  'checked',
  'planned',
  'waiting',
  'running',
  'done',
  'cancelled',
  'failed',
]);
export type BulkChangeState = v.InferOutput<typeof BulkChangeState>;

export const BulkChange = v.object({
  id: BulkChangeId,
  selection: BulkSelection,
  change: BulkFields,
  /** The one it takes back. */
  undoes: v.nullable(BulkChangeId),
  /** The one that took it back, or tries to. */
  undoneBy: v.nullable(BulkChangeId),
  state: BulkChangeState,
  /** Customers looked at so far. */
  done: v.number(),
  /** Customers that the check found; `null` until it is over. */
  total: v.nullable(v.number()),
  changed: v.number(),
  unchanged: v.number(),
  /** Customers that could not be changed; `rows` says why. */
  refused: v.number(),
  problem: v.nullable(v.string()),
  startAt: v.nullable(v.string()),
  createdAt: v.string(),
  updatedAt: v.string(),
  startedAt: v.nullable(v.string()),
  finishedAt: v.nullable(v.string()),
});
export type BulkChange = v.InferOutput<typeof BulkChange>;

/** By dotted path, `overrides.usage`: one customer's values. */
export const BulkValues = v.record(v.string(), v.nullable(v.union([v.string(), v.number(), v.boolean()])));
export type BulkValues = v.InferOutput<typeof BulkValues>;

export const BulkRow = v.object({
  id: CustomerId,
  name: v.string(),
  number: v.nullable(v.string()),
  /** `example`: one of those that a check found to be changed. */
  outcome: v.picklist(['example', 'changed', 'refused']),
  /** What it had before, of what was changed. */
  before: BulkValues,
  /** What it was given instead. */
  after: BulkValues,
  /** Why it was refused: a problem's code. */
  code: v.nullable(v.string()),
  updatedAt: v.string(),
});
export type BulkRow = v.InferOutput<typeof BulkRow>;
