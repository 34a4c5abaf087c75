import * as v from 'valibot';
import { idOf } from '../../kit/common/id.ts';
import { line } from '../../kit/common/text.ts';
import { CustomerId, CustomerReference, ExternalId } from '../customers/schema.ts';

export const RouteId = idOf('rte');

/**
 * `number`: a telephone number of the customer's, and where it rings. `ip` and `user`: by what its equipment is let in.
 * `route`: where calls to a prefix go.
 */
export const RouteKind = v.picklist(['number', 'ip', 'user', 'route']);
export type RouteKind = v.InferOutput<typeof RouteKind>;

const whole = (min: number, max: number) => v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));

const fields = {
  /**
   * What it is about: `+493012345678` of a number, `203.0.113.0/28` of an ip, `office-berlin` of a user, `49` of a route,
   * whose empty one means every number.
   */
  value: line(100),
  /** A trunk, an address, a number. */
  destination: line(200),
  /** Lower ones come first. */
  priority: whole(0, 9999),
  /** Among those of one priority, a share. */
  weight: whole(0, 9999),
  active: v.boolean(),
  note: line(200),
};

export const Route = v.object({
  id: RouteId,
  customerId: CustomerId,
  externalId: v.nullable(v.string()),
  kind: RouteKind,
  ...fields,
  /** Of a user; it is shown once, when it is made. */
  hasSecret: v.boolean(),
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type Route = v.InferOutput<typeof Route>;

const Secret = v.pipe(
  v.string(),
  v.regex(/^[!-~]{12,128}$/, 'expected 12 to 128 visible letters, digits and signs'),
);

export const NewRoute = v.strictObject({
  customerId: CustomerReference,
  kind: RouteKind,
  ...v.partial(v.strictObject(fields)).entries,
  value: fields.value,
  externalId: v.optional(ExternalId),
  /** Of a user: one that its equipment has already; made unless given. */
  secret: v.optional(Secret),
});
export type NewRoute = v.InferOutput<typeof NewRoute>;

export const RouteChange = v.partial(v.strictObject(fields));
export type RouteChange = v.InferOutput<typeof RouteChange>;

/** What the answer to a new user carries, and nothing afterwards. */
export const MadeRoute = v.object({ ...Route.entries, secret: v.optional(v.string()) });
export type MadeRoute = v.InferOutput<typeof MadeRoute>;

/** POST /portal/v1/routes: the customer is that of the session. */
export const NewPortalRoute = v.strictObject({
  kind: v.picklist(['ip', 'user', 'route']),
  ...v.partial(v.strictObject(fields)).entries,
  value: fields.value,
});
export type NewPortalRoute = v.InferOutput<typeof NewPortalRoute>;
