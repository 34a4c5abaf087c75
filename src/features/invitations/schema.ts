import * as v from 'valibot';
import { idOf } from '../../kit/common/id.ts';
import { plain } from '../../kit/common/text.ts';
import { ContactRole, CustomerId } from '../customers/schema.ts';
import { PortalId } from '../portals/schema.ts';

export const InvitationId = idOf('ivn');

/**
 * `running`: waves go out. `paused`: somebody stopped it for a time. `stopped`: too many mails came back; somebody has to
 * say that it goes on. `cancelled`: whoever was still waiting is not invited. `done`: everybody had their turn.
 */
export const InvitationState = v.picklist(['running', 'paused', 'stopped', 'cancelled', 'done']);
export type InvitationState = v.InferOutput<typeof InvitationState>;

/** Who is invited: the people of a portal with an address, who never signed in and were never invited. */
const chosen = {
  portalId: PortalId,
  /** Only people with one of these roles; left out: everybody. */
  roles: v.optional(v.pipe(v.array(ContactRole), v.minLength(1), v.maxLength(10))),
  /** Only people who came in since this moment. */
  createdSince: v.optional(
    v.pipe(v.string(), v.isoTimestamp('expected an instant like 2026-11-22T08:00:00Z')),
  ),
  /** Only the people of these customers: ids, or `ext:` and your own. */
  customerIds: v.optional(
    v.pipe(
      v.array(v.union([CustomerId, v.pipe(v.string(), v.startsWith('ext:'), v.maxLength(132), plain)])),
      v.minLength(1),
      v.maxLength(500),
    ),
  ),
};
const pace = {
  /** People in one wave. */
  waveSize: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(5_000)),
  /** From the end of one wave to the next one: time in which mails come back. */
  minutesBetween: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_080)),
  /** It stops when more than so many of a hundred mails were refused or came back. */
  stopAtPercent: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
};
export const paceDefaults = { waveSize: 200, minutesBetween: 60, stopAtPercent: 5 };

export const NewInvitation = v.strictObject({
  ...chosen,
  waveSize: v.optional(pace.waveSize, paceDefaults.waveSize),
  minutesBetween: v.optional(pace.minutesBetween, paceDefaults.minutesBetween),
  stopAtPercent: v.optional(pace.stopAtPercent, paceDefaults.stopAtPercent),
});
export type NewInvitation = v.InferOutput<typeof NewInvitation>;

/** PATCH: how it goes on from the next wave. */
export const InvitationChange = v.partial(v.strictObject(pace));
export type InvitationChange = v.InferOutput<typeof InvitationChange>;

/** POST /api/v1/invitations/count. */
export const InvitationChoice = v.strictObject(chosen);
export type InvitationChoice = v.InferOutput<typeof InvitationChoice>;
export const InvitationCount = v.object({
  /** Who would be invited. */
  people: v.number(),
  /** Of this portal, and left out, by the reason. */
  left: v.object({
    /** Invited before. */
    invited: v.number(),
    /** Signed in already. */
    signedIn: v.number(),
    noAddress: v.number(),
    /** Mail to them came back before. */
    bouncing: v.number(),
  }),
});
export type InvitationCount = v.InferOutput<typeof InvitationCount>;

/** An invitation of many people, as lists show it. */
export const InvitationItem = v.object({
  id: InvitationId,
  portalId: PortalId,
  state: InvitationState,
  ...pace,
  /** Waves that have begun. */
  waves: v.number(),
  /** When the next one begins; `null` unless it is running. */
  nextWaveAt: v.nullable(v.string()),
  /** People in all. */
  total: v.number(),
  /** Mails written. */
  sent: v.number(),
  /** Not written, since the portal sends no mail about access. */
  withheld: v.number(),
  /** Passed over: switched off, without an address or already there when their turn came. */
  skipped: v.number(),
  createdAt: v.string(),
  updatedAt: v.string(),
  finishedAt: v.nullable(v.string()),
});
export type InvitationItem = v.InferOutput<typeof InvitationItem>;

export const Invitation = v.object({
  ...InvitationItem.entries,
  /** Have not had their turn. */
  waiting: v.number(),
  /** Mails that have not left yet. */
  queued: v.number(),
  /** Mails that were refused or came back. */
  failed: v.number(),
  /** People who signed in since they were invited. */
  opened: v.number(),
});
export type Invitation = v.InferOutput<typeof Invitation>;

/** What became of one person's invitation. */
export const InvitedState = v.picklist([
  'waiting',
  'queued',
  'sent',
  'failed',
  'opened',
  'withheld',
  'skipped',
]);
export type InvitedState = v.InferOutput<typeof InvitedState>;
export const Invited = v.object({
  /** The contact. */
  id: idOf('con'),
  name: v.string(),
  email: v.nullable(v.string()),
  customerId: CustomerId,
  customerName: v.string(),
  state: InvitedState,
  /** What the mail server said, where it failed. */
  reason: v.nullable(v.string()),
  mailId: v.nullable(idOf('mai')),
  invitedAt: v.nullable(v.string()),
  /** The newest sign-in since. */
  openedAt: v.nullable(v.string()),
  updatedAt: v.string(),
});
export type Invited = v.InferOutput<typeof Invited>;
