import type { Db } from '../../../kit/server/db/db.ts';
import type { Contact, Customer } from '../schema.ts';
import { findCustomer } from './customers-store.ts';
import { toContact } from './table.ts';

/** One person may stand at several customers: a contact at each. */
export interface Person {
  readonly contact: Contact;
  readonly customer: Customer;
}

interface Place {
  readonly vendorId: string;
  readonly portalId: string;
}

/** More accounts than anybody chooses from. */
const most = 50;

const ofPortal = (db: Db, { vendorId, portalId }: Place) =>
  db
    .selectFrom('contact as k')
    .innerJoin('customer as c', (on) =>
      on.onRef('c.vendor_id', '=', 'k.vendor_id').onRef('c.id', '=', 'k.customer_id'),
    )
    .selectAll('k')
    .where('k.vendor_id', '=', vendorId)
    .where('c.portal_id', '=', portalId)
    .where('k.active', '=', 1)
    .orderBy('c.sort_name')
    .orderBy('k.id')
    .limit(most);

/**
 * The active contacts of a portal's customers whose mailbox this is. An address that somebody typed at sign-up beside a
 * password of their own is left out until it is proved: else whoever claims another's address would get its owner as a
 * guest.
 */
export async function findPeopleByEmail(db: Db, place: Place, email: string): Promise<Person[]> {
  const rows = await ofPortal(db, place)
    .where('k.email_key', '=', email.trim().toLowerCase())
    .where((eb) => eb.or([eb('k.email_claimed', '=', 0), eb('k.password_hash', 'is', null)]))
    .execute();
  return withCustomers(db, place.vendorId, rows.map(toContact));
}

/** The active contact with the vendor's own id, as a list like the others. */
export async function findPeopleByExternalId(db: Db, place: Place, externalId: string): Promise<Person[]> {
  const rows = await ofPortal(db, place).where('k.external_id', '=', externalId).execute();
  return withCustomers(db, place.vendorId, rows.map(toContact));
}

/** Those of these contacts who are still active contacts of the portal's customers. */
export async function findPeople(db: Db, place: Place, contactIds: readonly string[]): Promise<Person[]> {
  if (contactIds.length === 0) return [];
  const rows = await ofPortal(db, place).where('k.id', 'in', contactIds).execute();
  return withCustomers(db, place.vendorId, rows.map(toContact));
}

async function withCustomers(db: Db, vendorId: string, contacts: readonly Contact[]): Promise<Person[]> {
  const people: Person[] = [];
  for (const contact of contacts) {
    const customer = await findCustomer(db, vendorId, contact.customerId);
    if (customer) people.push({ contact, customer });
  }
  return people;
}
