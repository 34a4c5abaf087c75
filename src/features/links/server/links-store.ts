import type { Db } from '../../../kit/server/db/db.ts';
import { mailboxOf } from '../../../kit/server/mail-asking.ts';
import { digest } from '../../../kit/server/secrets.ts';
import type { NewPortalLink } from '../schema.ts';

/** What a link opens, as a new one in its place opens it too. */
export type Reach = Pick<NewPortalLink, 'subject' | 'panels' | 'readOnly' | 'language' | 'oneUse'>;

/** A link that was mailed. */
export interface MailedLinkRow {
  readonly vendorId: string;
  readonly jti: string;
  readonly portalId: string;
  readonly customerId: string;
  readonly contactId: string | null;
  /** The mailbox it went to, as a hash: who has it is known from the contact or the customer. */
  readonly mailboxHash: string;
  readonly reach: Reach;
  readonly lifetimeMinutes: number;
  readonly createdAt: string;
  readonly expiresAt: string;
}

interface MailedLinkTable {
  vendor_id: string;
  jti: string;
  portal_id: string;
  customer_id: string;
  contact_id: string | null;
  mailbox_hash: string;
  reach: string;
  lifetime_minutes: number;
  created_at: string;
  expires_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    mailed_link: MailedLinkTable;
  }
}

export const mailboxHash = (address: string): string => digest(mailboxOf(address));

export async function keepLink(tx: Db, link: MailedLinkRow): Promise<void> {
  await tx
    .insertInto('mailed_link')
    .values({
      vendor_id: link.vendorId,
      jti: link.jti,
      portal_id: link.portalId,
      customer_id: link.customerId,
      contact_id: link.contactId,
      mailbox_hash: link.mailboxHash,
      reach: JSON.stringify(link.reach),
      lifetime_minutes: link.lifetimeMinutes,
      created_at: link.createdAt,
      expires_at: link.expiresAt,
    })
    .execute();
}

export async function findLink(db: Db, vendorId: string, jti: string): Promise<MailedLinkRow | undefined> {
  const row = await db
    .selectFrom('mailed_link')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('jti', '=', jti)
    .executeTakeFirst();
  return (
    row && {
      vendorId: row.vendor_id,
      jti: row.jti,
      portalId: row.portal_id,
      customerId: row.customer_id,
      contactId: row.contact_id,
      mailboxHash: row.mailbox_hash,
      reach: JSON.parse(row.reach) as Reach,
      lifetimeMinutes: row.lifetime_minutes,
      createdAt: row.created_at,
      expiresAt: row.expires_at,
    }
  );
}
