import type { Db } from '../../../kit/server/db/db.ts';
import { plainLine, secretMark } from '../../../kit/server/mail-body.ts';
import { type Mailing, sendAccessMail } from '../../mails/server/access-mail.ts';
import { addressOf } from '../../portals/address.ts';
import type { Portal } from '../../portals/schema.ts';
import { resetLink } from '../reset-link.ts';
import type { Contact, Customer } from '../schema.ts';

/** A contact to whom something about the account's safety is said. */
export interface Told {
  readonly vendorId: string;
  readonly customer: Pick<Customer, 'id' | 'language'>;
  readonly portal: Portal;
  readonly contact: Pick<Contact, 'id' | 'name' | 'email' | 'language'>;
  readonly at: Date;
}

const aboutOf = ({ vendorId, customer, portal, contact, at }: Told) => ({
  ...{ vendorId, portal, at, customerId: customer.id, contactId: contact.id },
  languages: [contact.language, customer.language],
});

/** Says that an authenticator app was added or taken away. Without an address nobody is told. */
export async function mailSecondFactor(
  tx: Db,
  mailing: Mailing,
  told: Told,
  what: 'on' | 'off',
): Promise<void> {
  const { contact } = told;
  if (!contact.email) return;
  await sendAccessMail(tx, mailing, {
    ...aboutOf(told),
    kind: 'second-factor',
    to: { name: contact.name, address: contact.email },
    write: (say, brand) => ({
      subject: say(`second-factor.${what}.subject`, { brand }),
      parts: [
        { kind: 'text', text: say(`second-factor.${what}.text`, { brand }) },
        { kind: 'text', text: say('security.not-you', { brand }) },
      ],
    }),
  });
}

export interface ResetSecrets {
  readonly code: string;
  /** What stands behind the `#` of the portal's address. */
  readonly link: string;
}

/** A code for the page that asked, and a button for every other one; neither works without what that page shows. */
export async function mailReset(
  tx: Db,
  mailing: Mailing,
  told: Told,
  { code, link }: ResetSecrets,
): Promise<void> {
  const { contact, portal } = told;
  const url = `${addressOf(portal, mailing.publicUrl)}#mail=${secretMark('link')}`;
  await sendAccessMail(tx, mailing, {
    ...aboutOf(told),
    kind: 'password-reset',
    to: { name: contact.name, address: contact.email as string },
    // Told apart from the button of a code to sign in.
    secretValues: { code, link: `${resetLink}${link}` },
    write: (say, brand) => ({
      subject: say('password-reset.subject', { brand }),
      parts: [
        { kind: 'text', text: say('password-reset.text', { brand }) },
        { kind: 'facts', facts: [{ label: say('mailed-code.code'), value: secretMark('code') }] },
        { kind: 'text', text: say('password-reset.elsewhere') },
        { kind: 'button', text: say('password-reset.button'), url },
      ],
    }),
  });
}

/** Says that there is a new password, and that an authenticator app, if there was one, is no longer asked for. */
export async function mailPasswordChanged(
  tx: Db,
  mailing: Mailing,
  told: Told,
  cleared: boolean,
): Promise<void> {
  const { contact } = told;
  if (!contact.email) return;
  await sendAccessMail(tx, mailing, {
    ...aboutOf(told),
    kind: 'password-changed',
    to: { name: contact.name, address: contact.email },
    write: (say, brand) => ({
      subject: say('password-changed.subject', { brand }),
      parts: [
        { kind: 'text', text: say('password-changed.text', { brand }) },
        ...(cleared ? [{ kind: 'text', text: say('password-changed.cleared') } as const] : []),
        { kind: 'text', text: say('security.not-you', { brand }) },
      ],
    }),
  });
}

/** The code that proves who reads mail at a new address. */
export async function mailEmailProof(
  tx: Db,
  mailing: Mailing,
  told: Told,
  { email, code }: { readonly email: string; readonly code: string },
): Promise<void> {
  await sendAccessMail(tx, mailing, {
    ...aboutOf(told),
    kind: 'email-proof',
    to: { name: told.contact.name, address: email },
    secretValues: { code },
    write: (say, brand) => ({
      subject: say('email-proof.subject', { brand }),
      parts: [
        { kind: 'text', text: say('email-proof.text', { brand }) },
        { kind: 'facts', facts: [{ label: say('mailed-code.code'), value: secretMark('code') }] },
      ],
    }),
  });
}

/** The old address hears where mail goes from now on, and whom to ask. */
export async function mailEmailChanged(
  tx: Db,
  mailing: Mailing,
  told: Told,
  { before, after }: { readonly before: string; readonly after: string },
): Promise<void> {
  await sendAccessMail(tx, mailing, {
    ...aboutOf(told),
    kind: 'email-changed',
    to: { name: told.contact.name, address: before },
    write: (say, brand) => ({
      subject: say('email-changed.subject', { brand }),
      parts: [
        { kind: 'text', text: say('email-changed.text', { brand, address: plainLine(masked(after)) }) },
        { kind: 'text', text: say('security.not-you', { brand }) },
      ],
    }),
  });
}

/** `a…@new.example`: enough to know one's own, of no use to whoever reads the old mailbox. */
const masked = (address: string): string => address.replace(/^(.)[^@]*@/, '$1…@');
