import { randomBytes } from 'node:crypto';
import type { Db } from '../../../kit/server/db/db.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Contact, Customer } from '../../customers/schema.ts';
import {
  createContact,
  createCustomer,
  findContactByEmail,
  updateContact,
  updateCustomer,
} from '../../customers/server/store.ts';
import { billingOf, customerNameOf, personOf, userNameOf } from '../rules.ts';
import type { Checked, Registering } from './sign-up.ts';
import type { SignUpTable } from './table.ts';

interface Account {
  readonly customer: Customer;
  readonly contact: Contact;
  /** Somebody else of the vendor's has this address by right. */
  readonly known: boolean;
}

type Started = { readonly id: string; readonly proof: Partial<SignUpTable> };

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const random = (length: number): string =>
  [...randomBytes(length)].map((byte) => alphabet[byte & 31]).join('');

/** Undoes what a form began that was registered before. */
export class SentBefore extends Error {}

/** Customer, contact and the row of the sign-up. @throws SentBefore */
export async function makeAccount(
  tx: Db,
  wanted: Registering,
  checked: Checked,
  started: Started,
): Promise<Account> {
  const { found, invited, at } = checked;
  const { vendorId } = found;
  // Asked before anything of this sign-up's own is there.
  const known = await isKnown(tx, vendorId, wanted.email);
  const customer = invited
    ? await completed(tx, wanted, checked, invited)
    : await makeCustomer(tx, wanted, checked);
  if (!(await insertSignUp(tx, wanted, checked, { ...started, customer }))) throw new SentBefore();
  const contact = await makeContact(tx, wanted, checked, customer);
  await tx
    .updateTable('sign_up')
    .set({ contact_id: contact.id })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', started.id)
    .execute();
  const about = {
    vendorId,
    customerId: customer.id,
    at,
    actor: { kind: 'contact', id: contact.id } as const,
  };
  const data = { customerId: customer.id };
  if (!invited) await announce(tx, { ...about, action: 'customer.created', subjectId: customer.id, data });
  const ids = { ...data, contactId: contact.id };
  await announce(tx, { ...about, action: 'contact.created', subjectId: contact.id, data: ids });
  await announce(tx, {
    ...about,
    action: 'sign-up.completed',
    subjectId: started.id,
    data: { ...ids, signUpId: started.id },
  });
  return { customer, contact, known: known && contact.emailClaimed };
}

/** Whether the address is somebody's by right; one that was only claimed at another sign-up is not. */
async function isKnown(tx: Db, vendorId: string, email: string): Promise<boolean> {
  const row = await tx
    .selectFrom('contact')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where('email_key', '=', email.toLowerCase())
    .where('email_claimed', '=', 0)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

function makeCustomer(tx: Db, wanted: Registering, { found, at }: Checked): Promise<Customer> {
  const { vendorId, portal } = found;
  const { approval, currencies } = portal.signUp;
  const currency = wanted.currency ?? (currencies.length === 1 ? currencies[0] : undefined);
  return createCustomer(
    tx,
    vendorId,
    {
      name: customerNameOf(wanted),
      portalId: portal.id,
      kind: wanted.kind,
      status: approval ? 'pending' : 'active',
      billing: billingOf(wanted, portal.billingFields),
      ...(wanted.language && { language: wanted.language }),
      ...(currency && { currency }),
    },
    at,
  );
}

/** What somebody invited types of the address is the customer's from now on; what they leave empty stays. */
async function completed(
  tx: Db,
  wanted: Registering,
  { found, at }: Checked,
  invited: Customer,
): Promise<Customer> {
  const given = Object.entries(billingOf(wanted, found.portal.billingFields)).filter(([, text]) => text);
  const billing = {
    ...Object.fromEntries(given),
    ...(invited.billing.email && { email: invited.billing.email }),
  };
  return (await updateCustomer(tx, found.vendorId, invited.id, { billing }, at)).thing;
}

/** By a personal link the person may be known to the vendor already, without a password. */
async function makeContact(
  tx: Db,
  wanted: Registering,
  { found: { vendorId }, invited, passwordHash, at }: Checked,
  { id: customerId }: Customer,
): Promise<Contact> {
  const { password } = wanted;
  const credential = passwordHash !== null &&
    password !== undefined && { hash: passwordHash, typed: password };
  const name = personOf(wanted);
  // Whoever chose no password signs in another way, and needs no user name for it.
  const username = credential ? userNameOf(name, random(6)) : null;
  const there = invited && (await findContactByEmail(tx, { vendorId, customerId }, wanted.email));
  if (there?.active && !there.hasPassword && credential) {
    const change = { credential, ...(there.username === null && { username }) };
    return (await updateContact(tx, vendorId, there.id, change, at)).thing;
  }
  const fields = {
    ...{ customerId, name, username },
    ...(credential && { credential }),
    email: wanted.email,
    emailClaimed: true,
    role: 'owner' as const,
    ...(wanted.language && { language: wanted.language }),
  };
  return createContact(tx, vendorId, fields, at);
}

async function insertSignUp(
  tx: Db,
  wanted: Registering,
  { found, invited, ticketHash, at }: Checked,
  { id, proof, customer }: Started & { readonly customer: Customer },
): Promise<boolean> {
  const now = at.toISOString();
  const done = await tx
    .insertInto('sign_up')
    .values({
      vendor_id: found.vendorId,
      id,
      portal_id: found.portal.id,
      customer_id: customer.id,
      contact_id: null,
      way: invited ? 'personal' : 'public',
      state: customer.status === 'pending' ? 'pending' : 'open',
      kind: customer.kind,
      name: customerNameOf(wanted),
      email: wanted.email,
      email_key: wanted.email.toLowerCase(),
      ticket_hash: ticketHash,
      answers: JSON.stringify(wanted.answers),
      template_id: null,
      copied: '[]',
      released_at: null,
      email_proven_at: null,
      decided_at: null,
      created_at: now,
      updated_at: now,
      ...{ proof_hash: null, proof_expires_at: null, proof_tries: 0 },
      ...proof,
    })
    .onConflict((conflict) => conflict.columns(['vendor_id', 'ticket_hash']).doNothing())
    .executeTakeFirst();
  return done.numInsertedOrUpdatedRows === 1n;
}
