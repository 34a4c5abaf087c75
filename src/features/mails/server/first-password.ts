import { addDays, dayIn } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { plainLine, secretMark } from '../../../kit/server/mail-body.ts';
import type { Contact, Customer } from '../../customers/schema.ts';
import { addressOf } from '../../portals/address.ts';
import type { Portal } from '../../portals/schema.ts';
import { type Mailing, sendAccessMail } from './access-mail.ts';

export interface FirstPassword {
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
export async function mailFirstPassword(
  tx: Db,
  mailing: Mailing,
  mail: FirstPassword,
): Promise<'sent' | 'withheld'> {
  const { vendorId, contact, customer, portal, at } = mail;
  const url = addressOf(portal, mailing.publicUrl);
  // The last day on which it works from morning to night.
  const lastDay = addDays(dayIn(portal.timeZone, new Date(mail.expiresAt)), -1);
  return sendAccessMail(tx, mailing, {
    ...{ vendorId, portal, at, kind: 'contact-access', customerId: customer.id, contactId: contact.id },
    to: { name: contact.name, address: contact.email as string },
    languages: [contact.language, customer.language],
    secretValues: { password: mail.password },
    write: (say, brand) => ({
      subject: say('access.subject', { brand }),
      parts: [
        { kind: 'text', text: say('access.text', { brand }) },
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
      ],
    }),
  });
}
