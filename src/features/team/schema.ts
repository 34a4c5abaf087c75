import * as v from 'valibot';
import { idOf } from '../../kit/common/id.ts';
import { line, lines } from '../../kit/common/text.ts';
import { Way } from '../access/schema.ts';
import { ContactId, ContactRole, CustomerId, Email } from '../customers/schema.ts';
import { teamRoles } from './rules.ts';

/** What an owner can make of somebody; a set of rights of one's own is the vendor's to give. */
export const TeamRole = v.picklist(teamRoles);
export type TeamRole = v.InferOutput<typeof TeamRole>;

/** `invited`: was asked in here and has not been in yet; `off`: switched off by the vendor. */
export const PersonState = v.picklist(['active', 'invited', 'off']);

export const Person = v.object({
  id: ContactId,
  name: v.string(),
  /** `null` where there is none, and for whoever does not look after people: colleagues' addresses are not theirs. */
  email: v.nullable(v.string()),
  role: ContactRole,
  /** The one who asks. */
  you: v.boolean(),
  state: PersonState,
  /** When the newest invitation was mailed, of somebody who has not been in yet. */
  invitedAt: v.nullable(v.string()),
  /** Mail to the address comes back. */
  bouncing: v.boolean(),
  lastSignInAt: v.nullable(v.string()),
});
export type Person = v.InferOutput<typeof Person>;

/** GET /portal/v1/team. */
export const Team = v.object({
  people: v.array(Person),
  /** Whether whoever asks may invite, change and remove people. */
  manages: v.boolean(),
  /** False where the portal sends no mail about access: then only the vendor can let somebody in. */
  mails: v.boolean(),
});
export type Team = v.InferOutput<typeof Team>;

/** POST /portal/v1/team. */
export const NewPerson = v.strictObject({
  name: v.pipe(line(160), v.minLength(1, 'expected a name')),
  email: Email,
  role: TeamRole,
});
export type NewPerson = v.InferOutput<typeof NewPerson>;

/** PATCH /portal/v1/team/:id. */
export const PersonChange = v.strictObject({ role: TeamRole });
export type PersonChange = v.InferOutput<typeof PersonChange>;

/** One place where the person is signed in. */
export const OwnSession = v.object({
  id: v.string(),
  /** The one that asks. */
  current: v.boolean(),
  way: v.nullable(Way),
  startedAt: v.string(),
  lastUsedAt: v.string(),
});
export type OwnSession = v.InferOutput<typeof OwnSession>;
/** GET /portal/v1/own-sessions. */
export const OwnSessions = v.object({ items: v.array(OwnSession) });
export type OwnSessions = v.InferOutput<typeof OwnSessions>;
/** DELETE /portal/v1/own-sessions. */
export const EndedSessions = v.object({ ended: v.number() });

export const DeletionId = idOf('del');
/** `open`: the vendor decides. `withdrawn`: the customer stays. What was carried out goes with the customer. */
export const DeletionState = v.picklist(['open', 'withdrawn', 'declined']);
export type DeletionState = v.InferOutput<typeof DeletionState>;

/** A customer that wants its account and what is stored of it to be erased: GET /api/v1/deletion-requests. */
export const DeletionRequest = v.object({
  id: DeletionId,
  customerId: CustomerId,
  customerName: v.string(),
  /** Whoever asked. */
  contactId: v.nullable(ContactId),
  state: DeletionState,
  reason: v.nullable(v.string()),
  /** What the customer is told where it was declined. */
  answer: v.nullable(v.string()),
  createdAt: v.string(),
  decidedAt: v.nullable(v.string()),
  updatedAt: v.string(),
});
export type DeletionRequest = v.InferOutput<typeof DeletionRequest>;

/** POST /portal/v1/deletion-request. */
export const NewDeletionRequest = v.strictObject({
  reason: v.optional(v.pipe(lines(1_000), v.trim())),
});
export type NewDeletionRequest = v.InferOutput<typeof NewDeletionRequest>;

/** GET /portal/v1/deletion-request: the newest one, and what would happen. */
export const OwnDeletion = v.object({
  request: v.nullable(v.pick(DeletionRequest, ['state', 'answer', 'createdAt', 'decidedAt'])),
  goes: v.object({ contacts: v.number(), contracts: v.number(), licences: v.number() }),
  /** The law keeps invoices and credit notes until then; `null`: there are none. */
  keepsUntil: v.nullable(v.string()),
  /** Whether whoever asks may ask for it, and take it back. */
  mayAsk: v.boolean(),
});
export type OwnDeletion = v.InferOutput<typeof OwnDeletion>;

/** POST /api/v1/deletion-requests/:id/decline. */
export const DeclineDeletion = v.strictObject({
  answer: v.pipe(lines(1_000), v.trim(), v.minLength(1, 'expected an answer')),
});
