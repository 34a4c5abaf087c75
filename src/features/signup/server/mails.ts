import type { Db } from '../../../kit/server/db/db.ts';
import { secretMark } from '../../../kit/server/mail-body.ts';
import { type Mailing, sendAccessMail } from '../../mails/server/access-mail.ts';
import { addressOf } from '../../portals/address.ts';
import type { Language, Portal } from '../../portals/schema.ts';

interface SignUpMail {
  readonly vendorId: string;
  readonly portal: Portal;
  readonly email: string;
  readonly language: Language | null | undefined;
  readonly customerId: string;
  readonly contactId: string | null;
  readonly at: Date;
}

const common = ({ vendorId, portal, email, language, customerId, contactId, at }: SignUpMail) => ({
  ...{ vendorId, portal, customerId, contactId, at },
  kind: 'sign-up' as const,
  // Nothing that whoever signed up typed stands in the first mail to an address they have not proven.
  to: { name: '', address: email },
  languages: [language],
});

/**
 * The first mail to an address that somebody typed: with the code that proves it. Where the address has an account
 * already, its owner is told so here, and nobody else anywhere.
 */
export const mailWelcome = (
  tx: Db,
  mailing: Mailing,
  mail: SignUpMail & { readonly code: string; readonly known: boolean },
) =>
  sendAccessMail(tx, mailing, {
    ...common(mail),
    secretValues: { code: mail.code },
    write: (say, brand) => ({
      subject: say('sign-up.subject', { brand }),
      parts: [
        { kind: 'text', text: say('sign-up.text', { brand }) },
        ...(mail.known ? [{ kind: 'text', text: say('sign-up.known', { brand }) } as const] : []),
        { kind: 'facts', facts: [{ label: say('sign-up.code'), value: secretMark('code') }] },
        { kind: 'text', text: say('sign-up.code.text') },
        { kind: 'button', text: say('sign-up.button'), url: addressOf(mail.portal, mailing.publicUrl) },
      ],
    }),
  });

/** To somebody who waits for the vendor: the same whether the address has an account or not, but for that line. */
export const mailWaiting = (tx: Db, mailing: Mailing, mail: SignUpMail & { readonly known: boolean }) =>
  sendAccessMail(tx, mailing, {
    ...common(mail),
    write: (say, brand) => ({
      subject: say('sign-up.waiting.subject', { brand }),
      parts: [
        { kind: 'text', text: say('sign-up.waiting.text', { brand }) },
        ...(mail.known ? [{ kind: 'text', text: say('sign-up.known', { brand }) } as const] : []),
      ],
    }),
  });

export const mailApproved = (tx: Db, mailing: Mailing, mail: SignUpMail) =>
  sendAccessMail(tx, mailing, {
    ...common(mail),
    write: (say, brand) => ({
      subject: say('sign-up.approved.subject', { brand }),
      parts: [
        { kind: 'text', text: say('sign-up.approved.text', { brand }) },
        { kind: 'button', text: say('access.button'), url: addressOf(mail.portal, mailing.publicUrl) },
      ],
    }),
  });
