import * as v from 'valibot';
import { Day } from '../../kit/common/day.ts';
import { idOf } from '../../kit/common/id.ts';
import { line, plain } from '../../kit/common/text.ts';
import { Instant, LicenceId, ProductId, PublishableKey } from './schema.ts';

export const TransferId = idOf('ltr');

/** A licence that its holder offered to another customer; it goes over once that one takes it. */
export const LicenceTransfer = v.object({
  id: TransferId,
  licenceId: LicenceId,
  keyHint: v.string(),
  /** Who offered it. */
  fromId: v.string(),
  fromName: v.string(),
  /** Who took it; `null` until then. */
  toId: v.nullable(v.string()),
  toName: v.nullable(v.string()),
  state: v.picklist(['open', 'taken', 'withdrawn', 'expired']),
  createdAt: v.string(),
  expiresAt: v.string(),
  decidedAt: v.nullable(v.string()),
  updatedAt: v.string(),
});
export type LicenceTransfer = v.InferOutput<typeof LicenceTransfer>;

/** POST …/transfer: what is to be handed to whoever gets the licence; told this once. */
export const OfferedLicence = v.object({ code: v.string(), expiresOn: Day });
export const TransferCode = v.strictObject({ code: v.pipe(v.string(), v.minLength(1), v.maxLength(200)) });
/** What is offered, for whoever has the code. */
export const OfferShown = v.object({
  product: v.string(),
  keyHint: v.string(),
  from: v.string(),
  lastDay: v.nullable(Day),
  expiresOn: Day,
});
export type OfferShown = v.InferOutput<typeof OfferShown>;

/** POST …/key: the last four symbols of the key that is to stop, so that nobody does it by a slip. */
export const NewKeyAsked = v.strictObject({ confirm: v.pipe(v.string(), v.trim(), v.maxLength(40)) });

/** POST /api/v1/licences/:id/payment-events: what a system that sells and collects elsewhere says of a licence. */
export const PaymentEvent = v.strictObject({
  /** The other system's id of the event: one that comes again changes nothing. */
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(200), plain),
  /** `renewed`: paid on, until `paidUntil`; `failed`: a charge failed; `paid`: what was missing has come. */
  type: v.picklist(['renewed', 'failed', 'paid']),
  /** Of `renewed`: the moment until which it is paid, or the last such day. The end of a licence never moves back by it. */
  paidUntil: v.optional(
    v.union([Day, Instant], 'expected a day like 2027-03-31 or an instant like 2027-03-31T22:00:00Z'),
  ),
  /** When it happened there: one that is older than what is known already blocks and unblocks nothing. Default: now. */
  occurredAt: v.optional(Instant),
});
export type PaymentEvent = v.InferOutput<typeof PaymentEvent>;

/** What points at a key that went around. */
export const AbusedLicence = v.object({
  licenceId: LicenceId,
  customerId: v.nullable(v.string()),
  productId: ProductId,
  keyHint: v.string(),
  machineLimit: v.number(),
  /** Different machines that used it in those days, freed ones too. */
  used: v.number(),
  /** Different machines that were refused because all places were taken. */
  refused: v.number(),
  /** Machines that were freed. */
  freed: v.number(),
  lastAt: v.nullable(v.string()),
});
export type AbusedLicence = v.InferOutput<typeof AbusedLicence>;

/** POST /runtime/v1/device-codes (RFC 8628 §3.1): as JSON, or as a form as OAuth libraries send it. */
export const DeviceCodeAsked = v.object({
  /** The product's publishable key. */
  client_id: PublishableKey,
  /** The program's machine, as the person who allows it reads it: `DESK-1`. */
  device_name: v.optional(line(120)),
});
/** RFC 8628 §3.2 */
export const DeviceCodeAnswer = v.object({
  device_code: v.string(),
  user_code: v.string(),
  verification_uri: v.string(),
  expires_in: v.number(),
  interval: v.number(),
});
/** RFC 8628 §3.4 */
export const DeviceTokenAsked = v.object({
  grant_type: v.literal('urn:ietf:params:oauth:grant-type:device_code'),
  device_code: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  client_id: PublishableKey,
});
export const DeviceTokenAnswer = v.object({
  access_token: v.string(),
  token_type: v.literal('Bearer'),
  expires_in: v.number(),
});

export const UserCode = v.strictObject({ code: v.pipe(v.string(), v.minLength(1), v.maxLength(60)) });
/** The program that asks, for whoever is to allow it. */
export const DeviceShown = v.object({
  product: v.string(),
  name: v.nullable(v.string()),
  askedAt: v.string(),
});
export type DeviceShown = v.InferOutput<typeof DeviceShown>;
export const DeviceAnswer = v.strictObject({ ...UserCode.entries, allow: v.boolean() });
