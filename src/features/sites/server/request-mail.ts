import type { Db } from '../../../kit/server/db/db.ts';
import { sendMail } from '../../../kit/server/mail.ts';
import type { MailPart } from '../../../kit/server/mail-body.ts';
import { findCustomer } from '../../customers/server/store.ts';
import { lookOf, type Mailing } from '../../mails/server/access-mail.ts';
import { findPortal } from '../../portals/server/store.ts';
import { findVendor } from '../../vendors/server/store.ts';
import type { SiteRequest } from '../requests-schema.ts';
import { toLocation } from './table.ts';

/**
 * Tells the vendor, at the address its portal names for help. What the customer wrote stands in it, the photos do not:
 * they are in the console. No mail where the portal names no address.
 */
export async function mailRequest(
  tx: Db,
  mailing: Mailing,
  vendorId: string,
  request: SiteRequest,
  at: Date,
): Promise<void> {
  const { id, customerId, locationId, installationId, text, phone, wantedOn } = request;
  const [vendor, customer] = [await findVendor(tx, vendorId), await findCustomer(tx, vendorId, customerId)];
  const portal = customer && (await findPortal(tx, vendorId, customer.portalId));
  const address = portal?.support.email;
  if (!vendor || !customer || !portal || !address) return;
  const { look, say } = lookOf(mailing, portal, []);
  const place = await tx
    .selectFrom('location')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('id', '=', locationId)
    .executeTakeFirstOrThrow();
  const machine = await tx
    .selectFrom('installation')
    .select('name')
    .where('vendor_id', '=', vendorId)
    .where('id', '=', installationId ?? '')
    .executeTakeFirst();
  const { name: site } = toLocation(place);
  const subject = say('site-request.subject', { site });
  const fact = (label: string, value: string | null | undefined) => (value ? [{ label, value }] : []);
  const parts: MailPart[] = [
    { kind: 'title', text: subject },
    ...(text ? [{ kind: 'text', text } as const] : []),
    {
      kind: 'facts',
      facts: [
        ...fact(say('site-request.customer'), customer.name),
        ...fact(say('site-request.place'), [site, machine?.name].filter(Boolean).join(', ')),
        ...fact(say('site-request.wanted'), wantedOn),
        ...fact(say('site-request.phone'), phone),
      ],
    },
    {
      kind: 'button',
      text: say('site-request.button'),
      url: `${mailing.publicUrl}/console/${vendor.slug}/${vendor.side}/requests/${id}`,
    },
  ];
  await sendMail(tx, mailing.secrets, {
    ...{
      vendorId,
      portalId: portal.id,
      template: 'site-request',
      to: { name: '', address },
      subject,
      parts,
      look,
    },
    ...{ replyTo: undefined, customerId, subjectId: id, testSide: mailing.testSide, at },
  });
}
