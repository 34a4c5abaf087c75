import * as v from 'valibot';
import { templateFaults } from '../../kit/common/template.ts';
import { line, lines } from '../../kit/common/text.ts';

/** The mails whose words a portal may choose. */
export const MailTextKind = v.picklist([
  'portal-link',
  'invoice',
  'credit-note',
  'reminder-1',
  'reminder-2',
  'reminder-3',
  'licence-expiring',
  'licence-blocked',
  'quota-reached',
  'domain-limit-reached',
]);
export type MailTextKind = v.InferOutput<typeof MailTextKind>;

const everywhere = [
  'SelfServicePortalUrl',
  'Brand',
  'CustomerName',
  'ContactName',
  'ValidUntil',
  'SupportPhone',
  'SupportEmail',
] as const;
const ofDocuments = [...everywhere, 'DocumentNumber', 'DocumentDate', 'Amount'] as const;
const ofLicences = [...everywhere, 'Product', 'LicenceKey'] as const;
const ofReminders = [...ofDocuments, 'DueDate', 'OpenAmount', 'Fee', 'Total', 'PayUntil'] as const;

/**
 * What may be filled into each mail. In its subject the portal's address stands without the link's secret.
 */
export const mailPlaceholders = {
  'portal-link': everywhere,
  invoice: [...ofDocuments, 'DueDate', 'OpenAmount'],
  'credit-note': [...ofDocuments, 'InvoiceNumber'],
  'reminder-1': ofReminders,
  'reminder-2': ofReminders,
  'reminder-3': ofReminders,
  'licence-expiring': [...ofLicences, 'EndDate', 'DaysLeft'],
  'licence-blocked': [...ofLicences, 'Reason'],
  'quota-reached': [...everywhere, 'Percent', 'Used', 'Allowed', 'Left', 'Month', 'RunsOutOn'],
  'domain-limit-reached': [...everywhere, 'Used', 'Allowed', 'Waiting'],
} as const satisfies Record<MailTextKind, readonly string[]>;

/** Refuses a text with a placeholder that nobody fills in, and names it. */
export const placeholders = (known: readonly string[]) =>
  v.check<string, (issue: v.CheckIssue<string>) => string>(
    (text) => templateFaults(text, known).length === 0,
    ({ input }) => {
      const [fault] = templateFaults(input, known);
      const told =
        fault?.kind === 'unclosed' ? `{${fault.name} is never closed` : `{${fault?.name}} is not known`;
      return `${told}; there are ${known.map((name) => `{${name}}`).join(', ')}`;
    },
  );

/** Subject and body of a mail as the vendor words them. Greeting and help are added. */
export const MailText = v.strictObject({
  subject: v.pipe(line(200), v.minLength(1)),
  text: v.pipe(lines(5000), v.minLength(1)),
});
export type MailText = v.InferOutput<typeof MailText>;

/** The words of one mail, checked for what may be filled in there; a mail about a link has the link in it. */
export const mailTextOf = (kind: MailTextKind) => {
  const known = placeholders(mailPlaceholders[kind]);
  return v.strictObject({
    subject: v.pipe(MailText.entries.subject, known),
    text: v.pipe(
      MailText.entries.text,
      known,
      v.check(
        (text) => kind !== 'portal-link' || text.includes('{SelfServicePortalUrl}'),
        'expected {SelfServicePortalUrl}, the place where the link stands',
      ),
    ),
  });
};
