import type { Clock } from '../../../kit/server/clock.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { languageOf } from '../../../kit/server/http/languages.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { makeToken } from '../../access/server/make-token.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import type { Contact, Customer } from '../../customers/schema.ts';
import { mailingOf, sendAccessMail } from '../../mails/server/access-mail.ts';
import { fillMail, mailTextIn } from '../../mails/server/mail-text.ts';
import type { Portal } from '../../portals/schema.ts';
import type { MailedLink } from '../schema.ts';
import { keepLink, mailboxHash, type Reach } from './links-store.ts';

export interface LinkContext {
  readonly db: Db;
  readonly secrets: Secrets;
  readonly publicUrl: string;
  /** The vendor's time, for what is noted; links live by the world's. */
  readonly clock: Clock;
  readonly worldClock: Clock;
  readonly testSide: boolean;
}

export interface LinkOrder {
  readonly vendorId: string;
  readonly portal: Portal;
  readonly customer: Customer;
  /** Absent: it goes to the customer's billing address and opens the account as a whole. */
  readonly contact: Contact | undefined;
  readonly address: string;
  readonly reach: Reach;
  readonly lifetimeMinutes: number;
  readonly actor: Actor;
}

/** Makes a link and puts the mail that carries it into one transaction with the note of both. */
export async function sendLink(context: LinkContext, order: LinkOrder): Promise<MailedLink> {
  const { db, secrets, publicUrl, testSide } = context;
  const { vendorId, portal, customer, contact, reach, lifetimeMinutes } = order;
  const made = await makeToken(context, vendorId, portal, {
    ...reach,
    customerId: customer.id,
    use: 'link',
    lifetimeMinutes,
    ...(contact && { contact: contact.id }),
  });
  const at = context.clock.now();
  const mailing = await mailingOf({ secrets, publicUrl, testSide });
  const to = { name: contact?.name ?? customer.name, address: order.address };
  const wishes = [reach.language, contact?.language, customer.language].flatMap((tag) => tag ?? []);
  const about = { portal, customer, contact, language: languageOf(wishes, portal.languages) };
  const written = fillMail(
    {
      ...about,
      expiresAt: made.expiresAt,
      url: made.url,
      button: mailing.words(about.language, portal.timeZone, portal.words)('portal-link.button'),
    },
    mailTextIn(portal, 'portal-link', about.language),
  );
  const mail = await inTransaction(db, async (tx) => {
    await keepLink(tx, {
      ...{ vendorId, jti: made.jti, portalId: portal.id, customerId: customer.id, reach, lifetimeMinutes },
      contactId: contact?.id ?? null,
      mailboxHash: mailboxHash(order.address),
      createdAt: context.worldClock.now().toISOString(),
      expiresAt: made.expiresAt.toISOString(),
    });
    const done = await sendAccessMail(tx, mailing, {
      ...{ vendorId, portal, kind: 'portal-link', to, languages: wishes, at },
      ...{ customerId: customer.id, contactId: contact?.id ?? null },
      ...(written.secretValues && { secretValues: written.secretValues }),
      write: () => ({ subject: written.subject, parts: written.parts }),
    });
    await announce(tx, {
      ...{ vendorId, customerId: customer.id, actor: order.actor, at },
      action: 'portal-link.sent',
      subjectId: contact?.id ?? customer.id,
      data: { customerId: customer.id, contactId: contact?.id ?? null },
    });
    return done;
  });
  return { mail, to, expiresAt: made.expiresAt.toISOString() };
}
