import * as v from 'valibot';
import { idOf } from '../../kit/common/id.ts';
import { Currency } from '../../kit/common/money.ts';
import { line, plain } from '../../kit/common/text.ts';
import { Bootstrap } from '../access/schema.ts';
import { Terms } from '../access/terms-schema.ts';
import { BillingAddress, CustomerId, CustomerKind, Email, Password } from '../customers/schema.ts';
import { AskedField } from '../fields/schema.ts';
import { BillingFieldRules, Language, PortalId, Slug } from '../portals/schema.ts';

export const SignUpId = idOf('sup');

/** What a personal link carries in its fragment. */
export const Invitation = v.strictObject({
  customerId: v.pipe(v.string(), v.maxLength(40), plain),
  code: v.pipe(v.string(), v.maxLength(100), plain),
});
export type Invitation = v.InferOutput<typeof Invitation>;

/** Origin of the page around the frame, as the browser told the frame; must be one of the allowed hosts. */
const parentOrigin = v.optional(v.pipe(v.string(), v.maxLength(300)));

/** POST /portal/v1/sign-up/tickets: the form, and leave to send it once. */
export const NewTicket = v.strictObject({
  portal: Slug,
  invitation: v.optional(Invitation),
  language: v.optional(Language),
  parentOrigin,
});
export type NewTicket = v.InferOutput<typeof NewTicket>;

export const SignUpForm = v.object({
  /** Goes with the form; works for a day, and for one sign-up however often it is sent. */
  ticket: v.string(),
  /** The form is taken from then on: nobody fills it in sooner. */
  waitMs: v.number(),
  /** Leading zero bits that SHA-256 of `<ticket>.<work>` must have; `null`: no work is asked for. */
  workBits: v.nullable(v.number()),
  /** Who may sign up; by a personal link the one whom it is for. */
  kinds: v.array(CustomerKind),
  billingFields: BillingFieldRules,
  /** Offered; fewer than two are not asked. */
  currencies: v.array(Currency),
  fields: v.array(AskedField),
  terms: v.nullable(Terms),
  /** Whether somebody says yes before the account opens. */
  approval: v.boolean(),
  /** By a personal link: whose account it will be, and what is known of it. */
  customer: v.nullable(v.object({ name: v.string(), billing: v.partial(v.object(BillingAddress.entries)) })),
});
export type SignUpForm = v.InferOutput<typeof SignUpForm>;
/** What the form asks, without leave to send it. */
export type SignUpQuestions = Omit<SignUpForm, 'ticket' | 'waitMs' | 'workBits'>;

/** POST /portal/v1/sign-ups. */
export const NewSignUp = v.strictObject({
  portal: Slug,
  ticket: v.pipe(v.string(), v.maxLength(400), plain),
  work: v.optional(v.pipe(v.string(), v.maxLength(40), plain)),
  invitation: v.optional(Invitation),
  kind: v.optional(CustomerKind, 'customer'),
  /** The person's name, where the billing address asks for none. */
  name: v.optional(line(160)),
  email: Email,
  password: Password,
  billing: v.optional(v.partial(BillingAddress), {}),
  currency: v.optional(Currency),
  /** By the id of the portal's own fields. */
  answers: v.optional(v.record(v.pipe(v.string(), v.maxLength(40), plain), line(500)), {}),
  /** `id` of the terms that the person ticked. */
  acceptedTerms: v.optional(v.pipe(v.string(), v.maxLength(40), plain)),
  /** No person sees this field. */
  website: v.optional(v.pipe(v.string(), v.maxLength(400))),
  language: v.optional(Language),
  parentOrigin,
});
export type NewSignUp = v.InferOutput<typeof NewSignUp>;

/** `pending`: the vendor looks at it first. */
export const SignedUp = v.variant('state', [
  v.object({
    state: v.literal('open'),
    customerId: CustomerId,
    sessionToken: v.string(),
    expiresAt: v.string(),
    bootstrap: Bootstrap,
  }),
  v.object({ state: v.literal('pending') }),
]);
export type SignedUp = v.InferOutput<typeof SignedUp>;

/** POST /portal/v1/email-proof: the six digits of the mail. */
export const EmailProof = v.strictObject({
  code: v.pipe(v.string(), v.trim(), v.maxLength(20), plain),
});

/** POST /portal/v1/terms. */
export const AcceptTerms = v.strictObject({ id: v.pipe(v.string(), v.maxLength(40), plain) });

/** One of a customer's acceptances: who, what and when. */
export const TermsAcceptance = v.object({
  id: v.string(),
  url: v.string(),
  version: v.nullable(v.string()),
  customerId: CustomerId,
  contactId: v.nullable(v.string()),
  /** The person as known then; empty where somebody acted for the customer as a whole. */
  person: v.string(),
  acceptedAt: v.string(),
});
export type TermsAcceptance = v.InferOutput<typeof TermsAcceptance>;

/** GET /api/v1/terms. */
export const TermsState = v.object({
  url: v.nullable(v.string()),
  version: v.nullable(v.string()),
  /** Until the end of this day people may go on without; `null`: not at all. */
  dueOn: v.nullable(v.string()),
  setAt: v.nullable(v.string()),
  /** Active customers that have not accepted, 100,000 at most. */
  missing: v.number(),
});
export type TermsState = v.InferOutput<typeof TermsState>;
export const TermsMissing = v.object({
  id: CustomerId,
  name: v.string(),
  number: v.nullable(v.string()),
  lastSignInAt: v.nullable(v.string()),
  updatedAt: v.string(),
});
export type TermsMissing = v.InferOutput<typeof TermsMissing>;

export const SignUpState = v.picklist(['open', 'pending', 'approved', 'rejected']);
export type SignUpState = v.InferOutput<typeof SignUpState>;

/** A sign-up as the vendor reads it. */
export const SignUpItem = v.object({
  id: SignUpId,
  state: SignUpState,
  /** `public`: by the page that is open to all. `personal`: by a link for this customer. */
  way: v.picklist(['public', 'personal']),
  kind: CustomerKind,
  portalId: PortalId,
  customerId: CustomerId,
  contactId: v.nullable(v.string()),
  name: v.string(),
  email: v.string(),
  /** When the person proved that the address is theirs. */
  emailProvenAt: v.nullable(v.string()),
  answers: v.record(v.string(), v.string()),
  /** What came from the template, by kind. */
  copied: v.array(v.object({ kind: v.string(), count: v.number() })),
  /** Other customers that may be the same: by an address of theirs, or by name. */
  duplicates: v.array(
    v.object({ customerId: CustomerId, name: v.string(), by: v.picklist(['email', 'name']) }),
  ),
  decidedAt: v.nullable(v.string()),
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type SignUpItem = v.InferOutput<typeof SignUpItem>;

const Instant = v.pipe(v.string(), v.isoTimestamp('expected an instant like 2027-01-01T00:00:00Z'));
/** POST /api/v1/sign-ups/removal: with the customers they made and all that is theirs. */
export const SignUpRemoval = v.strictObject({
  /** These; else all of the public page that were never proven or approved, and given nothing since. */
  ids: v.optional(v.pipe(v.array(SignUpId), v.minLength(1), v.maxLength(200))),
  portalId: v.optional(PortalId),
  createdSince: v.optional(Instant),
  createdUntil: v.optional(Instant),
});
export type SignUpRemoval = v.InferOutput<typeof SignUpRemoval>;
export const SignUpsRemoved = v.object({
  removed: v.number(),
  /** Kept, since they have invoices. */
  kept: v.number(),
  /** There are more: call again. */
  more: v.boolean(),
});
export type SignUpsRemoved = v.InferOutput<typeof SignUpsRemoved>;

export const PersonalLink = v.object({ url: v.string() });
export const NewPersonalLink = v.strictObject({
  /** A new link in place of the one there was, which stops working. */
  renew: v.optional(v.boolean(), false),
});
export const PersonalLinkState = v.object({
  /** `null`: none was made since the last one was used. */
  createdAt: v.nullable(v.string()),
  usedAt: v.nullable(v.string()),
});
export type PersonalLinkState = v.InferOutput<typeof PersonalLinkState>;

/** GET /api/v1/portals/:id/template-preview. */
export const TemplatePreview = v.object({
  template: v.nullable(v.object({ customerId: CustomerId, name: v.string() })),
  /** The currency that was assumed. */
  currency: v.nullable(Currency),
  kinds: v.array(
    v.object({
      kind: v.string(),
      /** Waits until the address is proven, or the vendor said yes. */
      waits: v.boolean(),
      items: v.array(v.object({ title: v.string(), detail: v.string() })),
      /** Of another currency than the one assumed. */
      leftOut: v.array(v.object({ title: v.string(), detail: v.string() })),
    }),
  ),
  /** Currencies of the template that the portal does not offer. */
  foreignCurrencies: v.array(Currency),
});
export type TemplatePreview = v.InferOutput<typeof TemplatePreview>;
