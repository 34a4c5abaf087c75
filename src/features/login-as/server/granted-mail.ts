import type { Db } from '../../../kit/server/db/db.ts';
import type { Customer } from '../../customers/schema.ts';
import { findContact } from '../../customers/server/store.ts';
import { type Mailing, sendAccessMail } from '../../mails/server/access-mail.ts';
import { addressOf } from '../../portals/address.ts';
import type { Portal } from '../../portals/schema.ts';
import type { Grant } from '../schema.ts';
import { ownersOf } from './owners-store.ts';

interface Told {
  readonly vendorId: string;
  readonly portal: Portal;
  readonly customer: Customer;
  readonly grant: Grant;
  /** Address of the service. */
  readonly publicUrl: string;
  readonly at: Date;
}

/** So many of a customer's owners hear of it. */
const most = 5;

/** Tells the owners that somebody of the staff wrote down a yes of theirs: whoever gave none can say so, and end it. */
export async function mailGrantWrittenDown(
  tx: Db,
  mailing: Mailing,
  { vendorId, portal, customer, grant, publicUrl, at }: Told,
): Promise<void> {
  const owner = { vendorId, customerId: customer.id };
  for (const id of await ownersOf(tx, owner, most)) {
    const contact = await findContact(tx, owner, id);
    if (!contact?.email) continue;
    await sendAccessMail(tx, mailing, {
      ...{ vendorId, portal, kind: 'login-as', at, customerId: customer.id, contactId: contact.id },
      to: { name: contact.name, address: contact.email },
      languages: [contact.language, customer.language],
      write: (say, brand) => ({
        subject: say('login-as.subject', { brand }),
        parts: [
          { kind: 'text', text: say(`login-as.${grant.mode}`, { operator: grant.operator ?? brand, brand }) },
          {
            kind: 'facts',
            facts: [
              { label: say('login-as.by'), value: grant.authorisedBy ?? '' },
              { label: say('login-as.reason'), value: grant.reason ?? '' },
            ],
          },
          { kind: 'text', text: say('login-as.end', { brand }) },
          { kind: 'button', text: say('login-as.button'), url: `${addressOf(portal, publicUrl)}/activity` },
        ],
      }),
    });
  }
}
