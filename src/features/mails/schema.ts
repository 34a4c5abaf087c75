import * as v from 'valibot';
import { idOf } from '../../kit/common/id.ts';
import { CustomerId } from '../customers/schema.ts';
import { Language } from '../portals/schema.ts';

export const MailId = idOf('mai');

/**
 * `queued`: waits to be sent, or to be tried again at `nextTryAt`. `accepted`: the mail server has it. `refused`: it was
 * not taken, at once or for two days. `bounced`: it was accepted, and came back. `held`: of a test side, never leaves.
 */
export const MailState = v.picklist(['queued', 'accepted', 'refused', 'bounced', 'held']);
export type MailState = v.InferOutput<typeof MailState>;

/** Mails about access: what a portal without them withholds. */
export const AccessMailKind = v.picklist([
  'contact-access',
  'mailed-code',
  'portal-link',
  'invitation',
  'sign-up',
  'password-reset',
  'password-changed',
  'email-proof',
  'email-changed',
  'second-factor',
]);
export type AccessMailKind = v.InferOutput<typeof AccessMailKind>;

/** What a portal without mail about access did not write, since it is one. */
export const WithheldMails = v.object({
  count: v.number(),
  lastAt: v.nullable(v.string()),
  kinds: v.array(v.object({ kind: AccessMailKind, count: v.number(), lastAt: v.string() })),
});
export type WithheldMails = v.InferOutput<typeof WithheldMails>;

/** A mail as lists show it. */
export const MailItem = v.object({
  id: MailId,
  /** Which mail it is: `contact-access`. */
  template: v.string(),
  state: MailState,
  to: v.object({ name: v.string(), address: v.string() }),
  from: v.string(),
  language: Language,
  subject: v.string(),
  customerId: v.nullable(CustomerId),
  /** What it is about, a contact for example. */
  subjectId: v.nullable(v.string()),
  attempts: v.number(),
  nextTryAt: v.nullable(v.string()),
  /** What the mail server said when it was last tried; `no-server` while none is set. */
  error: v.nullable(v.string()),
  /** Whether it can be sent again: what held a password can't, once it was sent. */
  resendable: v.boolean(),
  createdAt: v.string(),
  updatedAt: v.string(),
  /** When the mail server took it. */
  sentAt: v.nullable(v.string()),
});
export type MailItem = v.InferOutput<typeof MailItem>;

export const Mail = v.object({
  ...MailItem.entries,
  replyTo: v.nullable(v.string()),
  /** Secrets are masked, but on a test side, where the mailbox is the only place to find them. */
  text: v.string(),
  html: v.string(),
  /** Address of the service, for five minutes: the mail as it looks, secrets masked. */
  previewPath: v.string(),
});
export type Mail = v.InferOutput<typeof Mail>;
