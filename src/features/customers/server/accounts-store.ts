import type { Written } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import type { Writing } from '../../access/server/collection-routes.ts';
import { announce } from '../../activity/server/announce.ts';
import { findPortal } from '../../portals/server/store.ts';
import { customerProblem } from '../problems.ts';
import type { AccountFields, Contact, Customer, CustomerChange, NewCustomer } from '../schema.ts';
import { missingForSignIn } from '../sign-in-rules.ts';
import { createContact, updateContact } from './contacts-store.ts';
import type { WithCredential } from './credentials.ts';
import { findCustomer, insertCustomer, updateCustomer } from './customers-store.ts';
import { toContact } from './table.ts';

type Account = WithCredential<AccountFields>;
export type NewCustomerFields = NewCustomer & Account;
export type CustomerChanges = CustomerChange & Account;

/** The customer's own fields, and those of the contact who signs in for it. */
function parted<Fields extends Account>(fields: Fields) {
  const { username, email, credential, mustChangePassword, ...customer } = fields;
  const account = {
    ...(username !== undefined && { username }),
    ...(email !== undefined && { email }),
    ...(credential && { credential }),
    ...(mustChangePassword !== undefined && { mustChangePassword }),
  };
  return { customer, account };
}

/**
 * A customer, with its first contact where user name, e-mail address or password are given; at a portal where
 * customers sign in by password, all three are needed (DAY-10).
 * @throws `customer.external-id-taken`, `request.invalid`
 */
export async function createCustomerAccount(
  tx: Db,
  writing: Writing,
  wanted: NewCustomerFields,
): Promise<Customer> {
  const customer = await insertCustomerAccount(tx, writing, wanted);
  if (!customer) throw customerProblem('customer.external-id-taken');
  return customer;
}

/** `undefined` where the vendor's own id is taken. */
async function insertCustomerAccount(
  tx: Db,
  writing: Writing,
  wanted: NewCustomerFields,
): Promise<Customer | undefined> {
  const { vendorId, at } = writing;
  const { customer: fields, account } = parted(wanted);
  const customer = await insertCustomer(tx, vendorId, fields, at);
  if (!customer) return undefined;
  const portal = await findPortal(tx, vendorId, customer.portalId);
  if (portal?.signIn.password) {
    const missing = missingForSignIn(account, account.credential !== undefined);
    if (missing.length > 0) throw requestProblem('request.invalid', { fields: missing });
  }
  if (Object.keys(account).length === 0) return customer;
  return { ...customer, ...toldOf(await makeContact(tx, writing, customer, account)) };
}

/** What the vendor is told once goes with the customer's answer too. */
const toldOf = ({ madePassword }: Contact): Pick<Customer, 'madePassword'> =>
  madePassword === undefined ? {} : { madePassword };

async function makeContact(tx: Db, writing: Writing, customer: Customer, account: Account): Promise<Contact> {
  const { vendorId, actor, at } = writing;
  const person = { customerId: customer.id, name: customer.name, language: customer.language };
  const contact = await createContact(tx, vendorId, { ...person, ...account }, at);
  await announce(tx, {
    ...{ vendorId, actor, at, customerId: customer.id },
    action: 'contact.created',
    subjectId: contact.id,
    data: { customerId: customer.id, contactId: contact.id },
  });
  return contact;
}

/** Whom a change of the customer's user name, e-mail address or password is about: its first contact. */
async function firstContact(tx: Db, vendorId: string, customerId: string): Promise<Contact | undefined> {
  const row = await tx
    .selectFrom('contact')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row && toContact(row);
}

/** @throws `customer.not-found`, `request.invalid` */
export async function updateCustomerAccount(
  tx: Db,
  writing: Writing,
  reference: string,
  change: CustomerChanges,
): Promise<Written<Customer>> {
  const { vendorId, actor, at } = writing;
  const { customer: fields, account } = parted(change);
  const written = await updateCustomer(tx, vendorId, reference, fields, at);
  if (Object.keys(account).length === 0) return written;
  const customer = written.thing;
  const contact = await firstContact(tx, vendorId, customer.id);
  if (!contact) {
    const made = await makeContact(tx, writing, customer, account);
    return { ...written, thing: { ...customer, ...toldOf(made) }, fields: [...written.fields, 'contact'] };
  }
  const changed = await updateContact(tx, vendorId, contact.id, account, at);
  if (changed.fields.length === 0) return written;
  await announce(tx, {
    ...{ vendorId, actor, at, customerId: customer.id, fields: changed.fields },
    action: 'contact.updated',
    subjectId: contact.id,
    data: { customerId: customer.id, contactId: contact.id },
  });
  return { ...written, thing: { ...customer, ...toldOf(changed.thing) } };
}

/** Makes the customer with this outside id, or changes it; of any number of calls at once, one makes it. */
export async function upsertCustomerAccount(
  tx: Db,
  writing: Writing,
  externalId: string,
  wanted: NewCustomerFields,
): Promise<Written<Customer>> {
  const reference = `ext:${externalId}`;
  if (!(await findCustomer(tx, writing.vendorId, reference))) {
    const thing = await insertCustomerAccount(tx, writing, { ...wanted, externalId });
    if (thing) return { thing, created: true, fields: [] };
  }
  const { externalId: _, ...change } = wanted;
  return updateCustomerAccount(tx, writing, reference, change);
}
