import * as v from 'valibot';
import { templateFaults } from '../../kit/common/template.ts';
import { CustomerReference, Email } from '../customers/schema.ts';
import { MailText, MailTextKind, mailPlaceholders } from '../portals/mail-texts.ts';
import { Language } from '../portals/schema.ts';

const asked = {
  kind: MailTextKind,
  language: Language,
  /** Whose data is filled in; absent: that of the newest document of the kind, or of the newest customer. */
  customerId: v.optional(CustomerReference),
  /** Absent: what is stored, or the words that come with the portal. */
  mail: v.optional(MailText),
};
const MailAsked = v.strictObject(asked);
export type MailAsked = v.InferOutput<typeof MailAsked>;

/** Refuses a placeholder that nobody fills in there; which ones there are depends on the mail. */
const known = <Asked extends MailAsked>(part: keyof MailText) => {
  const faultOf = ({ kind, mail }: MailAsked) =>
    mail && templateFaults(mail[part], mailPlaceholders[kind])[0];
  return v.check<Asked, (issue: v.CheckIssue<Asked>) => string>(
    (input) => faultOf(input) === undefined,
    ({ input }) => {
      const names = mailPlaceholders[input.kind].map((name) => `{${name}}`).join(', ');
      return `{${faultOf(input)?.name}} is not known; there are ${names}`;
    },
  );
};

/** POST /api/v1/portals/:id/mail-preview. */
export const MailPreview = v.pipe(
  MailAsked,
  v.forward(known<MailAsked>('subject'), ['mail', 'subject']),
  v.forward(known<MailAsked>('text'), ['mail', 'text']),
);
const Trial = v.strictObject({ ...asked, to: Email });
/** POST /api/v1/portals/:id/mail-trial. */
export const MailTrial = v.pipe(
  Trial,
  v.forward(known<v.InferOutput<typeof Trial>>('subject'), ['mail', 'subject']),
  v.forward(known<v.InferOutput<typeof Trial>>('text'), ['mail', 'text']),
);

export const MailShown = v.object({
  subject: v.string(),
  text: v.string(),
  html: v.string(),
  /** What is used while the vendor says nothing. */
  usual: MailText,
});
export type MailShown = v.InferOutput<typeof MailShown>;
