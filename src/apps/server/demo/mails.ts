import { findContactByEmail, findCustomer } from '../../../features/customers/server/store.ts';
import { mailingOf, sendAccessMail } from '../../../features/mails/server/access-mail.ts';
import { noteBounce } from '../../../features/mails/server/mails-store.ts';
import { putSender } from '../../../features/mails/server/senders-store.ts';
import { findPortal } from '../../../features/portals/server/store.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';

/** Whose mail came back: the bookkeeping of an agency, whose address is no more. */
const bounced = { customer: 'ext:AG-3310', email: 'buchhaltung@hafenlicht.example' } as const;
const hourMs = 3_600_000;

/**
 * A mail server of a brand's own, at the portal whose customers are never mailed a way in, so that nothing waits for it;
 * and a mail that was accepted and came back.
 */
export async function ensureDemoMails(
  db: Db,
  { vendorId, secrets, publicUrl, now }: { vendorId: string; secrets: Secrets; publicUrl: string; now: Date },
): Promise<void> {
  const [voxline, cookiewise] = [
    await findPortal(db, vendorId, 'ext:voxline'),
    await findPortal(db, vendorId, 'ext:cookiewise'),
  ];
  const customer = await findCustomer(db, vendorId, bounced.customer);
  if (!voxline || !cookiewise || !customer) return;
  const known = await db
    .selectFrom('mail_sender')
    .select('portal_id')
    .where('vendor_id', '=', vendorId)
    .where('portal_id', '=', voxline.id)
    .executeTakeFirst();
  if (known) return;
  const mailing = await mailingOf({ secrets, publicUrl, testSide: false });
  const sentAt = new Date(now.getTime() - 52 * hourMs);
  await inTransaction(db, async (tx) => {
    const sender = { host: 'mail.voxline.example', security: 'starttls', username: 'portal' } as const;
    await putSender(
      tx,
      secrets,
      { vendorId, portalId: voxline.id, at: now },
      { ...sender, fromName: 'Voxline', fromAddress: 'portal@voxline.example' },
    );
    const contact = await findContactByEmail(tx, { vendorId, customerId: customer.id }, bounced.email);
    if (!contact) return;
    await sendAccessMail(tx, mailing, {
      ...{ vendorId, portal: cookiewise, kind: 'invitation', at: sentAt },
      to: { name: contact.name, address: bounced.email },
      languages: [customer.language],
      ...{ customerId: customer.id, contactId: contact.id },
      write: (say, brand) => ({
        subject: say('invitation.subject', { brand }),
        parts: [
          { kind: 'text', text: say('invitation.text', { brand, customer: customer.name }) },
          { kind: 'button', text: say('invitation.button'), url: `${publicUrl}/p/${cookiewise.slug}` },
        ],
      }),
    });
    const mail = await tx
      .updateTable('mail')
      .set({ state: 'accepted', due_at: null, attempts: 1, sent_at: sentAt.toISOString() })
      .where('vendor_id', '=', vendorId)
      .where('subject_id', '=', contact.id)
      .where('template', '=', 'invitation')
      .returning('id')
      .executeTakeFirstOrThrow();
    await noteBounce(tx, vendorId, mail.id, {
      ...{ reason: '550 5.1.1 No such mailbox here', permanent: true, sends: () => true },
      at: new Date(sentAt.getTime() + hourMs / 6),
    });
  });
}
