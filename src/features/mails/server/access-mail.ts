import { wordsOn } from '../../../kit/common/colour.ts';
import { addDays, dayIn } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { sendMail } from '../../../kit/server/mail.ts';
import { type MailPart, plainLine, secretMark } from '../../../kit/server/mail-body.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import type { Contact, Customer } from '../../customers/schema.ts';
import type { Portal } from '../../portals/schema.ts';
import type { MailWords } from './words.ts';

/** What has to be at hand before a transaction in which mail is written. */
export interface Mailing {
  readonly words: MailWords;
  readonly secrets: Secrets;
  readonly publicUrl: string;
  readonly testSide: boolean;
}

export interface AccessMail {
  readonly vendorId: string;
  readonly customer: Customer;
  readonly contact: Contact;
  readonly portal: Portal;
  /** Made here, and good for one sign-in at which another one is chosen. */
  readonly password: string;
  readonly expiresAt: string;
  readonly at: Date;
}

/**
 * Tells a contact how to sign in (CON-29). It carries a password rather than a link with which to set one: mail
 * scanners open links and press the buttons behind them, so a link that works once is often used up before a person
 * sees it, while a password waits for whoever types it. What makes it safe to mail: it has to be replaced at the first
 * sign-in, it stops working after 14 days, and once the mail is sent nobody can read it here.
 */
export async function sendAccessMail(tx: Db, mailing: Mailing, mail: AccessMail): Promise<void> {
  const { contact, customer, portal } = mail;
  const { brandName: brand, support } = portal;
  const offered = [contact.language, customer.language].find((tag) => tag && portal.languages.includes(tag));
  const language = offered ?? (portal.languages[0] as Portal['languages'][number]);
  const say = mailing.words(language, portal.timeZone);
  const url = `${mailing.publicUrl}/p/${portal.slug}`;
  const help = support.phone ?? support.email;
  // The last day on which it works from morning to night.
  const lastDay = addDays(dayIn(portal.timeZone, new Date(mail.expiresAt)), -1);
  const parts: MailPart[] = [
    { kind: 'title', text: say('access.title', { brand: plainLine(brand) }) },
    { kind: 'text', text: say('access.hello', { name: plainLine(contact.name) }) },
    { kind: 'text', text: say('access.text', { brand: plainLine(brand) }) },
    {
      kind: 'facts',
      facts: [
        { label: say('access.address'), value: url },
        { label: say('access.username'), value: plainLine(contact.username ?? contact.email ?? '') },
        { label: say('access.password'), value: secretMark('password') },
      ],
    },
    { kind: 'text', text: say('access.choose', { day: lastDay }) },
    { kind: 'button', text: say('access.button'), url },
    { kind: 'small', text: say('access.unexpected') },
    ...(help ? [{ kind: 'small', text: say('access.help', { help }) } as const] : []),
  ];
  const colour = portal.theme.light.primary ?? '#1f4e79';
  await sendMail(tx, mailing.secrets, {
    vendorId: mail.vendorId,
    template: 'contact-access',
    to: { name: contact.name, address: contact.email as string },
    replyTo: support.email,
    subject: say('access.subject', { brand: plainLine(brand) }),
    parts,
    look: { language, brand, colour, onColour: wordsOn(colour) },
    secretValues: { password: mail.password },
    customerId: customer.id,
    subjectId: contact.id,
    testSide: mailing.testSide,
    at: mail.at,
  });
}
