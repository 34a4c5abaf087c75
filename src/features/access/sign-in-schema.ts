import * as v from 'valibot';
import { plain } from '../../kit/common/text.ts';
import { Email } from '../customers/schema.ts';
import { Language, Slug } from '../portals/schema.ts';

/** The order page at this address: what it shows comes in the answer that lets the person in. */
export const AskedFirst = v.strictObject({
  order: v.optional(
    v.strictObject({
      /** A variant's id, or `ext:` and the vendor's own; `null`: the choice that the portal offers. */
      variant: v.nullable(v.pipe(v.string(), v.maxLength(140), plain)),
    }),
  ),
});
export type AskedFirst = v.InferOutput<typeof AskedFirst>;

/** What every way in says beside its credential. */
export const visit = {
  ...AskedFirst.entries,
  /** Origin of the page around the frame, as the browser told the frame; must be one of the allowed hosts. */
  parentOrigin: v.optional(v.pipe(v.string(), v.maxLength(300))),
  language: v.optional(Language),
};
const secret = v.pipe(v.string(), v.minLength(1), v.maxLength(100), plain);
/** As it was typed: spaces between the digits, and digits of other scripts, are read as what was meant. */
const digits = v.pipe(v.string(), v.minLength(1), v.maxLength(40));
/** Of an authenticator app, where the person has set one up. */
const otp = v.optional(v.pipe(v.string(), v.maxLength(40), plain));

/** POST /portal/v1/mailed-codes. */
export const NewMailedCode = v.strictObject({ portal: Slug, email: Email, ...visit });
export type NewMailedCode = v.InferOutput<typeof NewMailedCode>;

/** The same for every address, whether anybody has it or not. */
export const MailedCode = v.object({
  /** Comes back with the code: proof that it is the browser that asked. `null`: it is in a cookie of the portal's own page. */
  marker: v.nullable(v.string()),
  /** Six digits to be shown in the browser that asked: the page behind the mail's button asks for them elsewhere. */
  check: v.string(),
  expiresAt: v.string(),
  /** Before it, another mail to this address is refused. */
  againAt: v.optional(v.string()),
});
export type MailedCode = v.InferOutput<typeof MailedCode>;

export const NewMailedSession = v.strictObject({
  portal: Slug,
  /** Six digits out of the mail. */
  mailedCode: digits,
  marker: v.optional(secret),
  otp,
  ...visit,
});
export type NewMailedSession = v.InferOutput<typeof NewMailedSession>;

export const NewMailLinkSession = v.strictObject({
  portal: Slug,
  /** What stood behind `#mail=` in the address of the mail's button. */
  mailLink: secret,
  marker: v.optional(secret),
  /** The digits that the asking browser shows, where this is another one. */
  check: v.optional(digits),
  otp,
  ...visit,
});
export type NewMailLinkSession = v.InferOutput<typeof NewMailLinkSession>;

/** After a proof that stands for a person: as which of its contacts. */
export const NewProvedSession = v.strictObject({
  portal: Slug,
  /** `null` where it is in a cookie of the portal's own page. */
  proof: v.nullable(secret),
  /** Absent: the only one there is, or the question which. */
  contactId: v.optional(v.pipe(v.string(), v.maxLength(40), plain)),
  otp,
  ...visit,
});
export type NewProvedSession = v.InferOutput<typeof NewProvedSession>;

/** Answer to somebody who proved who they are, and is known to several customers. */
export const Choice = v.object({
  choice: v.object({
    /** For ten minutes; `null`: it is in a cookie. */
    proof: v.nullable(v.string()),
    accounts: v.array(
      v.object({
        contactId: v.string(),
        name: v.string(),
        customer: v.object({ name: v.string(), number: v.nullable(v.string()) }),
      }),
    ),
  }),
});
export type Choice = v.InferOutput<typeof Choice>;
