import { newId } from '../../../kit/common/id.ts';
import {
  byReference,
  changesOf,
  merged,
  type Paging,
  paged,
  unknownReference,
  type Written,
} from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { deleteMails } from '../../../kit/server/mail.ts';
import {
  deleteRow,
  findRow,
  insertRow,
  lockRow,
  updateRow,
  whileReferred,
} from '../../../kit/server/rows.ts';
import type { Owner } from '../../access/server/env.ts';
import { endSessionsOfContact } from '../../access/server/sessions-store.ts';
import { mailFirstPassword } from '../../mails/server/first-password.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { customerProblem } from '../problems.ts';
import type { Contact, ContactChange, NewContact } from '../schema.ts';
import { loginKeysOf, missingForSignIn, verifiedAfter, weaknessOf } from '../sign-in-rules.ts';
import type { Credential, WithCredential } from './credentials.ts';
import { findCustomer, requireCustomer, requireSameCustomer } from './customers-store.ts';
import { writeLogins } from './logins-store.ts';
import { removeSecondFactor } from './second-factor-store.ts';
import { type StoredPassword, toContact, toContactRow } from './table.ts';

/** `emailClaimed`: typed by whoever signs up, and not proven. */
export type ContactFields = WithCredential<NewContact> & { readonly emailClaimed?: boolean | undefined };
export type ContactChanges = WithCredential<ContactChange>;

/** A made password that nobody used stops working after this: a mail is read by whoever finds it. */
const madePasswordDays = 14;

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

/**
 * At a portal where customers sign in by password, user name, e-mail address and password are needed.
 * @throws `contact.external-id-taken`, `request.invalid` for a customer the vendor does not have, for what is missing,
 *   and for a name somebody else signs in with
 */
export async function createContact(
  tx: Db,
  vendorId: string,
  wanted: ContactFields,
  at: Date,
): Promise<Contact> {
  await requireSignInFields(tx, vendorId, wanted);
  const contact = await insertContact(tx, vendorId, wanted, at);
  if (!contact) throw customerProblem('contact.external-id-taken');
  return contact;
}

async function requireSignInFields(tx: Db, vendorId: string, wanted: ContactFields): Promise<void> {
  const customer = await findCustomer(tx, vendorId, wanted.customerId);
  if (!customer) throw unknownReference('customerId', 'customer');
  const portal = await requirePortal(tx, vendorId, customer.portalId);
  if (!portal.signIn.password) return;
  const fields = missingForSignIn(wanted, wanted.credential !== undefined);
  if (fields.length > 0) throw requestProblem('request.invalid', { fields });
}

/** `undefined` where the vendor's own id is taken. Without a role: an owner. */
export async function insertContact(
  tx: Db,
  vendorId: string,
  wanted: ContactFields,
  at: Date,
): Promise<Contact | undefined> {
  const customer = await findCustomer(tx, vendorId, wanted.customerId);
  if (!customer) throw unknownReference('customerId', 'customer');
  const now = at.toISOString();
  const { credential } = wanted;
  const contact = startContact(
    { ...wanted, customerId: customer.id },
    { id: newId('con', at.getTime()), now },
  );
  checkPassword(contact, credential);
  await requireOwnDomains(tx, vendorId, contact);
  const stored = storedPassword(credential, at) ?? { hash: null, expiresAt: null };
  const insert = insertRow(tx, 'contact', toContactRow(vendorId, contact, stored));
  const done = await whileReferred(insert, () => unknownReference('customerId', 'customer'));
  if (!done) return undefined;
  await writeLogins(tx, vendorId, customer.portalId, contact);
  return { ...contact, ...(await tellPassword(tx, vendorId, contact, credential, at)) };
}

/** A new contact: an owner, active and without a password, unless said otherwise. */
export const startContact = (
  { credential, ...wanted }: ContactFields,
  { id, now }: { readonly id: string; readonly now: string },
): Contact => ({
  id,
  customerId: wanted.customerId,
  externalId: wanted.externalId ?? null,
  name: wanted.name,
  username: wanted.username ?? null,
  email: wanted.email ?? null,
  phone: wanted.phone ?? null,
  mobile: wanted.mobile ?? null,
  type: wanted.type ?? null,
  role: wanted.role ?? 'owner',
  rights: wanted.rights ?? {},
  active: wanted.active ?? true,
  language: wanted.language ?? null,
  timeZone: wanted.timeZone ?? null,
  publicNotes: wanted.publicNotes ?? '',
  privateNotes: wanted.privateNotes ?? '',
  emailVerified: wanted.emailVerified ?? false,
  mobileVerified: wanted.mobileVerified ?? false,
  allowedAddresses: wanted.allowedAddresses ?? [],
  domainIds: wanted.domainIds ?? null,
  emailClaimed: wanted.emailClaimed ?? false,
  hasPassword: credential !== undefined,
  secondFactor: false,
  emailBouncing: false,
  mustChangePassword: wanted.mustChangePassword ?? credential?.made !== undefined,
  lastSignInAt: null,
  createdAt: now,
  updatedAt: now,
});

/**
 * Tells the contact the password that was made for it. Where the portal sends no mail about access the vendor is told
 * instead, this once: else nobody would ever know it.
 */
async function tellPassword(
  tx: Db,
  vendorId: string,
  contact: Contact,
  credential: Credential | undefined,
  at: Date,
): Promise<Pick<Contact, 'madePassword'>> {
  const expiresAt = storedPassword(credential, at)?.expiresAt;
  if (!credential?.made || !expiresAt) return {};
  const { password, mailing } = credential.made;
  const customer = await requireCustomer(tx, vendorId, contact.customerId);
  const portal = await requirePortal(tx, vendorId, customer.portalId);
  const mail = { vendorId, customer, contact, portal, password, expiresAt, at };
  return (await mailFirstPassword(tx, mailing, mail)) === 'withheld' ? { madePassword: password } : {};
}

function storedPassword(credential: Credential | undefined, at: Date): StoredPassword | undefined {
  if (!credential) return undefined;
  const expiresAt = new Date(at.getTime() + madePasswordDays * 86_400_000).toISOString();
  return { hash: credential.hash, expiresAt: credential.made === undefined ? null : expiresAt };
}

/** @throws `request.invalid` for a domain that is none of the customer's */
async function requireOwnDomains(tx: Db, vendorId: string, contact: Contact): Promise<void> {
  const { domainIds, customerId } = contact;
  if (!domainIds?.length) return;
  const own = await domainsOf(tx, vendorId, [customerId]);
  const strange = domainIds.findIndex((id) => own.get(id) !== customerId);
  if (strange >= 0) throw unknownReference(`domainIds.${strange}`, 'domain');
}

/** Whose domains these customers' are, by id. */
export async function domainsOf(
  db: Db,
  vendorId: string,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('domain')
    .select(['id', 'customer_id'])
    .where('vendor_id', '=', vendorId)
    .where('customer_id', 'in', customerIds)
    .execute();
  return new Map(rows.map(({ id, customer_id }) => [id, customer_id]));
}

/** @throws `request.invalid` for a password that is a name, or one that is to be mailed nowhere */
function checkPassword(contact: Contact, credential: Credential | undefined): void {
  const weak = credential?.typed === undefined ? undefined : weaknessOf(credential.typed, contact);
  if (weak) throw requestProblem('request.invalid', { fields: [weak] });
  if (credential?.made !== undefined && !contact.email) {
    const message = 'A password that is made goes out by mail: name an address.';
    throw requestProblem('request.invalid', { fields: [{ path: 'email', code: 'missing', message }] });
  }
}

/**
 * A contact that is switched off, gets another password or other addresses to come from, is signed out.
 * @throws `contact.not-found`, `request.invalid` for a name somebody else signs in with
 */
export async function updateContact(
  tx: Db,
  vendorId: string,
  reference: string,
  change: ContactChanges,
  at: Date,
): Promise<Written<Contact>> {
  await lockRow(tx, 'contact', vendorId, reference);
  const row = await findRow(tx, 'contact', vendorId, reference);
  if (!row) throw customerProblem('contact.not-found');
  const before = toContact(row);
  const { credential, ...fields } = change;
  const after: Contact = {
    ...merged(before, fields),
    ...verifiedAfter(before, fields),
    ...(credential && {
      hasPassword: true,
      // Whoever gets a password from the vendor may have lost the app with it (CCM-43).
      secondFactor: false,
      mustChangePassword: fields.mustChangePassword ?? credential.made !== undefined,
    }),
  };
  checkPassword(after, credential);
  if (fields.domainIds) await requireOwnDomains(tx, vendorId, after);
  const changed = [...changesOf(before, after), ...(credential ? ['password'] : [])];
  if (changed.length === 0) return { thing: before, created: false, fields: changed };
  await requireStillSignsIn(tx, vendorId, before, after);
  const thing = { ...after, updatedAt: at.toISOString() };
  const kept = { hash: row.password_hash, expiresAt: row.password_expires_at };
  await updateRow(tx, 'contact', toContactRow(vendorId, thing, storedPassword(credential, at) ?? kept));
  if (JSON.stringify(loginKeysOf(before)) !== JSON.stringify(loginKeysOf(thing))) {
    const customer = await findCustomer(tx, vendorId, thing.customerId);
    if (customer) await writeLogins(tx, vendorId, customer.portalId, thing);
  }
  if (credential) await removeSecondFactor(tx, { vendorId, contactId: thing.id });
  const told = await tellPassword(tx, vendorId, thing, credential, at);
  const signedOut = credential !== undefined || changed.includes('allowedAddresses');
  if (signedOut || (before.active && !thing.active)) {
    await endSessionsOfContact(tx, { vendorId, contactId: thing.id }, at);
  }
  return { thing: { ...thing, ...told }, created: false, fields: changed };
}

/** What a contact signs in with can be changed, not taken away, where its portal asks for it. */
async function requireStillSignsIn(tx: Db, vendorId: string, before: Contact, after: Contact): Promise<void> {
  if (!before.hasPassword || (after.username && after.email)) return;
  if (after.username === before.username && after.email === before.email) return;
  const customer = await findCustomer(tx, vendorId, after.customerId);
  const portal = customer && (await requirePortal(tx, vendorId, customer.portalId));
  if (!portal?.signIn.password) return;
  throw requestProblem('request.invalid', { fields: missingForSignIn(after, true) });
}

/**
 * Makes the contact with this outside id, or changes it; it stays with its customer.
 * @throws `request.invalid` for an unknown customer, or another one than the contact has
 */
export async function upsertContact(
  tx: Db,
  vendorId: string,
  externalId: string,
  wanted: ContactFields,
  at: Date,
): Promise<Written<Contact>> {
  const reference = `ext:${externalId}`;
  if (!(await findRow(tx, 'contact', vendorId, reference))) {
    await requireSignInFields(tx, vendorId, wanted);
    const thing = await insertContact(tx, vendorId, { ...wanted, externalId }, at);
    if (thing) return { thing, created: true, fields: [] };
  }
  const { externalId: _, customerId, ...change } = wanted;
  const before = await requireVendorContact(tx, vendorId, reference);
  await requireSameCustomer(tx, vendorId, before.customerId, customerId);
  return updateContact(tx, vendorId, reference, change, at);
}

/** @throws `contact.not-found` */
export async function deleteContact(tx: Db, vendorId: string, reference: string, at: Date): Promise<Contact> {
  const contact = await requireVendorContact(tx, vendorId, reference);
  await endSessionsOfContact(tx, { vendorId, contactId: contact.id }, at);
  await deleteMails(tx, vendorId, { subjectId: contact.id });
  await deleteRow(tx, 'contact', vendorId, contact.id);
  return contact;
}
