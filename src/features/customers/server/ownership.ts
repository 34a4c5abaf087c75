import type { Db } from '../../../kit/server/db/db.ts';
import { lockRow } from '../../../kit/server/rows.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import { customerProblem } from '../problems.ts';
import type { Contact, NewOwnership } from '../schema.ts';
import { requireVendorContact, updateContact } from './contacts-store.ts';
import { requireCustomer } from './customers-store.ts';
import { toContact } from './table.ts';

interface Asked {
  readonly vendorId: string;
  readonly actor: Actor;
  readonly at: Date;
}

/**
 * Makes a contact the owner of its customer, and what was decided of those who were. Two at once follow each other.
 * @returns the contacts that changed, the new owner first
 * @throws `customer.not-found`, `contact.not-found` also for another customer's contact
 */
export async function moveOwnership(
  tx: Db,
  { vendorId, actor, at }: Asked,
  reference: string,
  { contactId, check, formerOwners }: NewOwnership,
): Promise<Contact[]> {
  const customer = await requireCustomer(tx, vendorId, reference);
  await lockRow(tx, 'customer', vendorId, customer.id);
  const next = await requireVendorContact(tx, vendorId, contactId);
  if (next.customerId !== customer.id) throw customerProblem('contact.not-found');
  const { thing: owner } = await updateContact(tx, vendorId, next.id, { role: 'owner', active: true }, at);
  const former = formerOwners === 'keep' ? [] : await otherOwners(tx, vendorId, customer.id, next.id);
  const changed: Contact[] = [];
  for (const { id } of former) {
    const change = formerOwners === 'inactive' ? { active: false } : { role: 'read-only' as const };
    changed.push((await updateContact(tx, vendorId, id, change, at)).thing);
  }
  await announce(tx, {
    ...{ vendorId, actor, at, customerId: customer.id, subjectId: next.id },
    action: 'customer.ownership-moved',
    fields: formerOwners === 'keep' ? ['owner'] : ['owner', `formerOwners: ${formerOwners}`],
    detail: check,
    data: { customerId: customer.id, contactId: next.id },
  });
  return [owner, ...changed];
}

async function otherOwners(tx: Db, vendorId: string, customerId: string, except: string): Promise<Contact[]> {
  const rows = await tx
    .selectFrom('contact')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('role', '=', 'owner')
    .where('active', '=', 1)
    .where('id', '!=', except)
    .orderBy('id')
    .execute();
  return rows.map(toContact);
}
