import * as v from 'valibot';
import { templateFaults } from '../../kit/common/template.ts';
import { line, lines } from '../../kit/common/text.ts';

/** What may be filled into the mail that carries a link; in its subject the address stands without the link's secret. */
export const linkPlaceholders = [
  'SelfServicePortalUrl',
  'Brand',
  'CustomerName',
  'ContactName',
  'ValidUntil',
  'SupportPhone',
  'SupportEmail',
] as const;

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

/** Subject and body of the mail that carries a link, as the vendor words them. Greeting and help are added. */
export const LinkMailText = v.strictObject({
  subject: v.pipe(line(200), v.minLength(1), placeholders(linkPlaceholders)),
  text: v.pipe(
    lines(5000),
    placeholders(linkPlaceholders),
    v.check(
      (text) => text.includes('{SelfServicePortalUrl}'),
      'expected {SelfServicePortalUrl}, the place where the link stands',
    ),
  ),
});
export type LinkMailText = v.InferOutput<typeof LinkMailText>;
