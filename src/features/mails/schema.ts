import * as v from 'valibot';
import { idOf } from '../../kit/common/id.ts';
import { line, plain } from '../../kit/common/text.ts';
import { CustomerId, Email } from '../customers/schema.ts';
import { Language, PortalId } from '../portals/schema.ts';

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
  'login-as',
]);
export type AccessMailKind = v.InferOutput<typeof AccessMailKind>;

/** What a portal without mail about access did not write, since it is one. */
export const WithheldMails = v.object({
  count: v.number(),
  lastAt: v.nullable(v.string()),
  kinds: v.array(v.object({ kind: AccessMailKind, count: v.number(), lastAt: v.string() })),
});
export type WithheldMails = v.InferOutput<typeof WithheldMails>;

const Host = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(253),
  v.regex(
    /^(?=.*[a-z0-9])[a-z0-9]([a-z0-9.-]*[a-z0-9])?$|^[0-9a-f:]+$/i,
    'expected a name like mail.acme.example',
  ),
);
const senderFields = {
  host: Host,
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
  /** `starttls`: encrypted before anything is said. `tls`: from the start. */
  security: v.picklist(['starttls', 'tls']),
  username: v.nullable(v.pipe(line(254), v.minLength(1))),
  /** In the place of the brand's name. */
  fromName: v.nullable(v.pipe(line(80), v.minLength(1))),
  fromAddress: Email,
};
/** The mail server that a portal's mail leaves by, in the place of the service's own. */
export const MailSender = v.object({
  portalId: PortalId,
  ...senderFields,
  /** It is never read again. */
  hasPassword: v.boolean(),
  /** Since when it is not to be reached; `null`: it answers, or was not tried yet. */
  awaySince: v.nullable(v.string()),
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type MailSender = v.InferOutput<typeof MailSender>;
export const NewMailSender = v.strictObject({
  ...senderFields,
  port: v.optional(senderFields.port),
  security: v.optional(senderFields.security, 'starttls'),
  username: v.optional(senderFields.username, null),
  fromName: v.optional(senderFields.fromName, null),
  /** Written and never read again; left out, it stays as it is. */
  password: v.optional(v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(500), plain))),
});
export type NewMailSender = v.InferOutput<typeof NewMailSender>;

/** POST /api/v1/portals/:id/mail-sender/test. */
export const TestMail = v.strictObject({ to: Email });

/** POST /api/v1/mails/:id/bounce. */
export const NewBounce = v.strictObject({
  /** What the receiving side said. */
  reason: v.pipe(line(300), v.minLength(1)),
  /** False for a mailbox that is full or away: it is noted, and the address is not held to be dead. */
  permanent: v.optional(v.boolean(), true),
});
export type NewBounce = v.InferOutput<typeof NewBounce>;

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
  /** Whose brand it bears, and whose sender it leaves by; `null`: the service's own. */
  portalId: v.nullable(PortalId),
  /** What it is about, a contact for example. */
  subjectId: v.nullable(v.string()),
  attempts: v.number(),
  nextTryAt: v.nullable(v.string()),
  /** What the mail server said when it was last tried, or when it came back; `no-server` while none is set. */
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
