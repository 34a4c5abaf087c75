import type { Db } from '../../../kit/server/db/db.ts';
import { plainLine, secretMark } from '../../../kit/server/mail-body.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { type MadeToken, makeToken } from '../../access/server/make-token.ts';
import { offers } from '../../access/ways.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import type { Person } from '../../customers/server/store.ts';
import { keepLink, mailboxHash } from '../../links/server/links-store.ts';
import { type Mailing, sendAccessMail } from '../../mails/server/access-mail.ts';
import { addressOf } from '../../portals/address.ts';
import type { Portal } from '../../portals/schema.ts';

export interface Invite {
  readonly portal: Portal;
  readonly mailing: Mailing;
  /** Absent where the portal lets nobody in by one. */
  readonly link: MadeToken | undefined;
  /** The vendor's time, and the world's. */
  readonly at: Date;
  readonly now: Date;
  /** Who asks them in; a wave of many goes by itself. */
  readonly actor?: Actor;
}

interface LinkContext {
  readonly db: Db;
  readonly secrets: Secrets;
  readonly publicUrl: string;
  readonly now: Date;
}

/** A link that opens the portal as this person, where it offers links; signed before the transaction that mails it. */
export async function linkToPortal(
  { now, ...context }: LinkContext,
  portal: Portal,
  vendorId: string,
  { contact, customer }: Person,
): Promise<MadeToken | undefined> {
  if (!offers(portal.signIn, 'link') || portal.mail.noAccessMail) return undefined;
  const wanted = { customerId: customer.id, contact: contact.id, use: 'link', readOnly: false } as const;
  return makeToken({ ...context, worldClock: { now: () => now } }, vendorId, portal, wanted);
}

/** One person's mail, with the note of it. */
export async function inviteByMail(
  tx: Db,
  vendorId: string,
  { contact, customer }: Person,
  { portal, mailing, link, at, now, actor = { kind: 'system', id: null } }: Invite,
): Promise<'sent' | 'withheld'> {
  const address = contact.email as string;
  const plainUrl = addressOf(portal, mailing.publicUrl);
  const byPassword = offers(portal.signIn, 'password');
  const fate = await sendAccessMail(tx, mailing, {
    ...{ vendorId, portal, at, kind: 'invitation', customerId: customer.id, contactId: contact.id },
    to: { name: contact.name, address },
    languages: [contact.language, customer.language],
    ...(link && { secretValues: { link: link.url } }),
    write: (say, brand) => ({
      subject: say('invitation.subject', { brand }),
      parts: [
        { kind: 'text', text: say('invitation.text', { brand, customer: plainLine(customer.name) }) },
        {
          kind: 'button',
          text: say('invitation.button'),
          url: link ? secretMark('link') : plainUrl,
        },
        ...(link ? [{ kind: 'small', text: say('invitation.link') } as const] : []),
        {
          kind: 'facts',
          facts: [
            { label: say('access.address'), value: plainUrl },
            ...(byPassword
              ? [{ label: say('access.username'), value: plainLine(contact.username ?? address) }]
              : []),
          ],
        },
        ...(byPassword
          ? [
              {
                kind: 'text',
                text: say(contact.hasPassword ? 'invitation.password' : 'invitation.no-password'),
              } as const,
            ]
          : []),
      ],
    }),
  });
  if (fate === 'withheld') return fate;
  if (link) {
    await keepLink(tx, {
      ...{ vendorId, jti: link.jti, portalId: portal.id, customerId: customer.id, contactId: contact.id },
      ...{
        reach: { readOnly: false, oneUse: false },
        lifetimeMinutes: portal.linkLifetimeMinutes,
        mailboxHash: mailboxHash(address),
      },
      createdAt: now.toISOString(),
      expiresAt: link.expiresAt.toISOString(),
    });
  }
  await announce(tx, {
    ...{ vendorId, customerId: customer.id, at, subjectId: contact.id, actor },
    action: 'contact.invited',
    data: { customerId: customer.id, contactId: contact.id },
  });
  return fate;
}
