import { createContract } from '../../../features/contracts/server/store.ts';
import { insertContact } from '../../../features/customers/server/contacts-store.ts';
import { withCredential } from '../../../features/customers/server/credentials.ts';
import { createCustomer } from '../../../features/customers/server/store.ts';
import { createPortal } from '../../../features/portals/server/store.ts';
import { type Day, dayIn } from '../../../kit/common/day.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { demoCustomers } from './companies.ts';
import { demoPortals } from './portals.ts';

/** One portal, two customers and a mail in the mailbox: enough to try something out without a customer noticing. */
export async function loadTestSide(
  db: Db,
  { vendorId, secrets, publicUrl, at }: { vendorId: string; secrets: Secrets; publicUrl: string; at: Date },
): Promise<void> {
  const made = await db
    .selectFrom('portal')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .limit(1)
    .executeTakeFirst();
  const live = demoPortals.find(({ slug }) => slug === 'keysmith');
  if (made || !live) return;
  const today: Day = dayIn(live.timeZone ?? 'UTC', at);
  const mailed = await withCredential({ generatePassword: true }, { secrets, publicUrl, testSide: true });
  await inTransaction(db, async (tx) => {
    const fields = {
      ...live,
      slug: 'keysmith-test',
      brandName: 'Keysmith (test)',
      allowedHosts: [],
      externalId: 'keysmith',
    };
    const portal = await createPortal(tx, vendorId, { ...fields, isDefault: true }, { at, testSide: true });
    const [first, second] = demoCustomers.keysmith(today);
    for (const [index, demo] of [first, second].entries()) {
      if (!demo) continue;
      const customer = { ...demo.customer, name: `Test: ${demo.customer.name}`, portalId: portal.id };
      const { id: customerId } = await createCustomer(tx, vendorId, customer, at);
      for (const [place, contact] of demo.contacts.entries()) {
        const credential = index === 0 && place === 0 ? mailed : {};
        await insertContact(tx, vendorId, { ...contact, ...credential, customerId }, at);
      }
      for (const contract of demo.contracts)
        await createContract(tx, vendorId, { ...contract, customerId }, at);
    }
  });
}
