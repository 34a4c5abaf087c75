import { movedClock } from '../../../kit/server/clock.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { mayAskForMail } from '../../../kit/server/mail-asking.ts';
import { mayEnter } from '../../access/entry.ts';
import { readSigned } from '../../access/server/tokens.ts';
import { offers } from '../../access/ways.ts';
import { findContact, findCustomer } from '../../customers/server/store.ts';
import { findPortal } from '../../portals/server/store.ts';
import { findLink, type MailedLinkRow, mailboxHash } from './links-store.ts';
import { type LinkContext, type LinkOrder, sendLink } from './send-link.ts';

export type RenewalContext = Omit<LinkContext, 'clock' | 'testSide'>;

/**
 * Sends a new link to the mailbox that the old one went to. Nothing is said of what was found: a link that was never
 * ours, one that nobody mailed, a customer who is switched off and a mailbox that is somebody else's by now all end here
 * without a word, and so does the fourth within an hour.
 */
export async function renewLink(
  context: RenewalContext,
  token: string,
  source: string | undefined,
): Promise<void> {
  const { db, secrets, worldClock } = context;
  const now = worldClock.now();
  const signed = await readSigned(db, secrets, token, now).catch(() => undefined);
  const link = signed && (await findLink(db, signed.vendor.id, signed.claims.jti));
  const order = link && (await orderOf(context, link));
  // Counted for strangers' tokens too: by their network alone, so that nobody can try them without end.
  const address = order?.address ?? '';
  const may = await inTransaction(db, (tx) => mayAskForMail(tx, { address, source }, now));
  if (!signed || !order || !may) return;
  const { side, clockOffsetMs } = signed.vendor;
  await sendLink(
    { ...context, testSide: side === 'test', clock: movedClock(worldClock, clockOffsetMs) },
    order,
  );
}

/** Who had the link, if they still have the mailbox and may still come in. */
async function orderOf({ db }: RenewalContext, link: MailedLinkRow): Promise<LinkOrder | undefined> {
  const { vendorId, contactId } = link;
  const customer = await findCustomer(db, vendorId, link.customerId);
  const contact =
    customer && contactId
      ? await findContact(db, { vendorId, customerId: customer.id }, contactId)
      : undefined;
  const portal = await findPortal(db, vendorId, link.portalId);
  if (!customer || !portal || (contactId && !contact) || !offers(portal.signIn, 'link')) return undefined;
  const address = contactId ? contact?.email : customer.billing.email;
  if (!address || mailboxHash(address) !== link.mailboxHash) return undefined;
  // From where they ask is no matter: only the mailbox learns anything.
  if (
    mayEnter({
      portal,
      customer,
      contact: contact && { ...contact, allowedAddresses: [] },
      address: undefined,
    })
  )
    return undefined;
  return {
    ...{ vendorId, portal, customer, contact, address, reach: link.reach },
    lifetimeMinutes: link.lifetimeMinutes,
    actor: { kind: 'system', id: null },
  };
}
