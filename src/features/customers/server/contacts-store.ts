import { newId } from '../../../kit/common/id.ts';
import {
  byReference,
  merged,
  type Paging,
  paged,
  unknownReference,
  type Written,
} from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import {
  deleteRow,
  findRow,
  insertRow,
  lockRow,
  updateRow,
  whileReferred,
  writeChange,
} from '../../../kit/server/rows.ts';
import type { Owner } from '../../access/server/env.ts';
import { endSessionsOfContact } from '../../access/server/sessions-store.ts';
import { customerProblem } from '../problems.ts';
import type { Contact, ContactChange, NewContact } from '../schema.ts';
import { findCustomer, requireSameCustomer } from './customers-store.ts';
import { toContact, toContactRow } from './table.ts';

export interface ContactFilter {
  /** Our id or `ext:…` of a customer. */
  readonly customerId?: string | undefined;
}

export async function listContacts(
  db: Db,
  vendorId: string,
  filter: ContactFilter,
  paging: Paging,
): Promise<Contact[]> {
  let query = db.selectFrom('contact').selectAll().where('vendor_id', '=', vendorId);
  if (filter.customerId !== undefined) {
    const customer = await findCustomer(db, vendorId, filter.customerId);
    if (!customer) return [];
    query = query.where('customer_id', '=', customer.id);
  }
  return (await paged(query, 'contact', paging).execute()).map(toContact);
}

/** @throws `contact.not-found` */
export async function requireVendorContact(db: Db, vendorId: string, reference: string): Promise<Contact> {
  const row = await findRow(db, 'contact', vendorId, reference);
  if (!row) throw customerProblem('contact.not-found');
  return toContact(row);
}

const ofOwner = (db: Db, { vendorId, customerId }: Owner) =>
  db
    .selectFrom('contact')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId);

/** One contact of this customer, by our id; another customer's is `undefined`. */
export async function findContact(db: Db, owner: Owner, id: string): Promise<Contact | undefined> {
  const by = byReference(id);
  const row = by && (await ofOwner(db, owner).where(by[0], '=', by[1]).executeTakeFirst());
  return row && toContact(row);
}

export const findContactByExternalId = (
  db: Db,
  owner: Owner,
  externalId: string,
): Promise<Contact | undefined> => findContact(db, owner, `ext:${externalId}`);

/** Where two contacts share an address, an active one comes before the others, then the older one. */
export async function findContactByEmail(db: Db, owner: Owner, email: string): Promise<Contact | undefined> {
  const row = await ofOwner(db, owner)
    .where('email_key', '=', email.trim().toLowerCase())
    .orderBy('active', 'desc')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row && toContact(row);
}

/** @throws `contact.external-id-taken`, `request.invalid` for a customer the vendor does not have */
export async function createContact(
  tx: Db,
  vendorId: string,
  wanted: NewContact,
  at: Date,
): Promise<Contact> {
  const contact = await insertContact(tx, vendorId, wanted, at);
  if (!contact) throw customerProblem('contact.external-id-taken');
  return contact;
}

/** `undefined` where the vendor's own id is taken. Without a role: an owner. */
export async function insertContact(
  tx: Db,
  vendorId: string,
  wanted: NewContact,
  at: Date,
): Promise<Contact | undefined> {
  const customer = await findCustomer(tx, vendorId, wanted.customerId);
  if (!customer) throw unknownReference('customerId', 'customer');
  const now = at.toISOString();
  const contact: Contact = {
    id: newId('con', at.getTime()),
    customerId: customer.id,
    externalId: wanted.externalId ?? null,
    name: wanted.name,
    email: wanted.email ?? null,
    phone: wanted.phone ?? null,
    role: wanted.role ?? 'owner',
    active: wanted.active ?? true,
    language: wanted.language ?? null,
    createdAt: now,
    updatedAt: now,
  };
  const insert = insertRow(tx, 'contact', toContactRow(vendorId, contact));
  const done = await whileReferred(insert, () => unknownReference('customerId', 'customer'));
  return done ? contact : undefined;
}

/** A contact that is switched off is signed out. @throws `contact.not-found` */
export async function updateContact(
  tx: Db,
  vendorId: string,
  reference: string,
  change: ContactChange,
  at: Date,
): Promise<Written<Contact>> {
  await lockRow(tx, 'contact', vendorId, reference);
  const before = await requireVendorContact(tx, vendorId, reference);
  return writeChange(before, merged(before, change), at, async (changed) => {
    await updateRow(tx, 'contact', toContactRow(vendorId, changed));
    if (before.active && !changed.active) {
      await endSessionsOfContact(tx, { vendorId, contactId: changed.id }, at);
    }
  });
}

/**
 * Makes the contact with this outside id, or changes it; it stays with its customer.
 * @throws `request.invalid` for an unknown customer, or another one than the contact has
 */
export async function upsertContact(
  tx: Db,
  vendorId: string,
  externalId: string,
  wanted: NewContact,
  at: Date,
): Promise<Written<Contact>> {
  const reference = `ext:${externalId}`;
  const thing = await insertContact(tx, vendorId, { ...wanted, externalId }, at);
  if (thing) return { thing, created: true, fields: [] };
  const { externalId: _, customerId, ...change } = wanted;
  const before = await requireVendorContact(tx, vendorId, reference);
  await requireSameCustomer(tx, vendorId, before.customerId, customerId);
  return updateContact(tx, vendorId, reference, change, at);
}

/** @throws `contact.not-found` */
export async function deleteContact(tx: Db, vendorId: string, reference: string, at: Date): Promise<Contact> {
  const contact = await requireVendorContact(tx, vendorId, reference);
  await endSessionsOfContact(tx, { vendorId, contactId: contact.id }, at);
  await deleteRow(tx, 'contact', vendorId, contact.id);
  return contact;
}
