import * as v from 'valibot';
import { merged } from '../../../kit/server/collection.ts';
import { insertRows } from '../../../kit/server/db/bulk.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { isPasswordHash } from '../../../kit/server/passwords.ts';
import type { Column } from '../../../kit/server/transfer/column.ts';
import type { Planned, TransferKind } from '../../../kit/server/transfer/kind.ts';
import { idColumns, movable } from '../../../kit/server/transfer/movable.ts';
import { failed, referencesTo } from '../../../kit/server/transfer/row-references.ts';
import { tableKind, type Work } from '../../../kit/server/transfer/table-kind.ts';
import { endSessionsOfContact } from '../../access/server/sessions-store.ts';
import { type Contact, ContactId, ContactRole, NewContact } from '../schema.ts';
import { isClaimed, loginKeysOf, verifiedAfter } from '../sign-in-rules.ts';
import { domainsOf, startContact } from './contacts-store.ts';
import { type StoredPassword, toContact, toContactRow } from './table.ts';

const text = (name: string, doc: string, example: string): Column => ({
  ...{ name, type: 'text', empty: null, doc, example },
});
const flag = (name: string, doc: string): Column => ({ name, type: 'boolean', doc, example: 'true' });

const columns: readonly Column[] = [
  ...idColumns('contact', 'con'),
  {
    ...{ name: 'customerId', type: 'reference', required: true, example: '4711' },
    doc: 'The customer: your own id, or ours. It stays with its customer.',
  },
  { name: 'name', type: 'text', required: true, doc: 'First and last name.', example: 'Anna Blum' },
  text('username', 'What it signs in with; nobody else at the portal has the same.', 'anna.blum'),
  text('email', 'E-mail address; it signs in with this too.', 'anna@blum.example'),
  text('phone', 'Telephone.', '+49 30 1234567'),
  text('mobile', 'Mobile telephone.', '+49 151 1234567'),
  text('type', 'What you call this kind of contact; it changes nothing.', 'Buyer'),
  {
    ...{ name: 'role', type: 'choice', choices: ContactRole.options, example: 'owner' },
    doc: 'What it may do in the portal. A new one is an owner unless this says otherwise.',
  },
  {
    ...{ name: 'rights', type: 'json', example: '{"documents":"view"}' },
    doc: 'By panel, for the role custom: view, edit or hidden; what is not named is hidden.',
  },
  flag('active', 'Whether it may sign in.'),
  text('language', 'The language of its portal and mails.', 'de'),
  text('timeZone', 'In which times of day are shown to it; empty: the customer’s.', 'Europe/Berlin'),
  { name: 'publicNotes', type: 'text', empty: '', doc: 'The contact reads it.', example: 'Ask for Ben.' },
  {
    ...{ name: 'privateNotes', type: 'text', empty: '', example: 'Pays late.' },
    doc: 'For your own staff alone.',
  },
  flag('emailVerified', 'Whether the address was verified.'),
  flag('emailClaimed', 'Whether the address was typed at sign-up and is not proven.'),
  flag('mobileVerified', 'Whether the mobile number was verified.'),
  {
    ...{ name: 'allowedAddresses', type: 'json', example: '["203.0.113.0/24"]' },
    doc: 'Addresses from which it may sign in; none: from anywhere.',
  },
  {
    ...{ name: 'domainIds', type: 'json', example: '["dom_01k9z3m4q7x2v5b8n1c6d0f3gh"]', empty: null },
    doc: 'Our ids of the customer’s domains to which it is limited; empty: all of them.',
  },
  {
    ...{ name: 'passwordHash', type: 'text', writeOnly: true, example: '$2b$12$…' },
    doc: 'Hash of the password so far: bcrypt, Argon2, scrypt or PBKDF2. Taken where the contact has no password yet; the old password works, and its hash is made anew at the first sign-in.',
  },
];

const { password: _, generatePassword: __, mustChangePassword: ___, ...fields } = NewContact.entries;
const Row = movable(
  v.strictObject({
    ...fields,
    emailClaimed: v.optional(v.boolean()),
    passwordHash: v.optional(
      v.pipe(
        v.string(),
        v.check(isPasswordHash, 'expected a hash of bcrypt, Argon2, scrypt or PBKDF2 with usual costs'),
      ),
    ),
  }),
  ContactId,
);
type Wanted = v.InferOutput<typeof Row>;

/** A contact with what is stored of its password. */
interface Held extends Contact {
  readonly password: StoredPassword;
}

const rows = tableKind({
  name: 'contacts',
  about: 'A person at a customer, with the password it signs in with so far.',
  columns,
  schema: Row,
  after: ['customers', 'domains'],
  table: 'contact',
  prefix: 'con',
  references: [{ field: 'customerId', thing: 'customer', find: referencesTo('customer'), fixed: true }],
  fromRow: (row): Held => ({
    ...toContact(row),
    password: { hash: row.password_hash, expiresAt: row.password_expires_at },
  }),
  toRow: (vendorId, { password, ...contact }) => toContactRow(vendorId, contact, password),
  create: ({ passwordHash, ...wanted }: Wanted, made): Held => ({
    ...startContact(wanted, made),
    hasPassword: passwordHash !== undefined,
    password: { hash: passwordHash ?? null, expiresAt: null },
  }),
  change(before, { id: _id, externalId: _own, createdAt: _made, passwordHash, ...change }) {
    const after = { ...merged(before, change), ...verifiedAfter(before, change) };
    // A second run must not bring back a password that the person has changed since.
    if (passwordHash === undefined || before.password.hash !== null) return after;
    return { ...after, hasPassword: true, password: { hash: passwordHash, expiresAt: null } };
  },
  async changed(tx, vendorId, before, after, at) {
    const elsewhere = JSON.stringify(before.allowedAddresses) !== JSON.stringify(after.allowedAddresses);
    if ((before.active && !after.active) || elsewhere) {
      await endSessionsOfContact(tx, { vendorId, contactId: after.id }, at);
    }
  },
  written: (tx, vendorId, works) => writeLogins(tx, vendorId, works),
  // What is stored of a password goes into no export.
  item: ({
    password: _hash,
    hasPassword: _has,
    secondFactor: _second,
    emailBouncing: _bouncing,
    mustChangePassword: _must,
    lastSignInAt: _last,
    ...contact
  }) => contact,
});
type ContactWork = Work<Held, Wanted>;

/** Contacts as they are moved in and out; whose names are whose is looked at over the whole batch. */
export const contactsKind: TransferKind<Wanted, ContactWork> = {
  ...rows,
  async plan(db, context, wanted) {
    const planned = await withFreeNames(db, context.vendorId, await rows.plan(db, context, wanted));
    return withOwnDomains(db, context.vendorId, planned);
  },
};

async function withOwnDomains(
  db: Db,
  vendorId: string,
  planned: Planned<ContactWork>[],
): Promise<Planned<ContactWork>[]> {
  const limited = planned.flatMap((one) =>
    one.outcome !== 'failed' && one.work.wanted.domainIds?.length ? [one.work.after.customerId] : [],
  );
  if (limited.length === 0) return planned;
  const own = await domainsOf(db, vendorId, [...new Set(limited)]);
  return planned.map((one) => {
    if (one.outcome === 'failed' || !one.work.wanted.domainIds) return one;
    const { customerId, domainIds } = one.work.after;
    return domainIds?.some((id) => own.get(id) !== customerId)
      ? failed('domainIds', 'reference', 'One of these is no domain of this customer.')
      : one;
  });
}

async function portalsOf(db: Db, vendorId: string, held: readonly Held[]): Promise<Map<string, string>> {
  if (held.length === 0) return new Map();
  const customers = await db
    .selectFrom('customer')
    .select(['id', 'portal_id'])
    .where('vendor_id', '=', vendorId)
    .where('id', 'in', [...new Set(held.map(({ customerId }) => customerId))])
    .execute();
  return new Map(customers.map(({ id, portal_id }) => [id, portal_id]));
}

async function withFreeNames(
  db: Db,
  vendorId: string,
  planned: readonly Planned<ContactWork>[],
): Promise<Planned<ContactWork>[]> {
  const held = planned.flatMap((one) => (one.outcome === 'failed' ? [] : [one.work.after]));
  const keys = new Set(held.flatMap((one) => loginKeysOf(one).map(({ key }) => key)));
  if (keys.size === 0) return [...planned];
  const portals = await portalsOf(db, vendorId, held);
  const taken = await db
    .selectFrom('contact_login')
    .select(['portal_id', 'key', 'contact_id'])
    .where('vendor_id', '=', vendorId)
    .where('key', 'in', [...keys])
    .execute();
  const holder = new Map(taken.map(({ portal_id, key, contact_id }) => [`${portal_id} ${key}`, contact_id]));
  return planned.map((one): Planned<ContactWork> => {
    if (one.outcome === 'failed') return one;
    const { after } = one.work;
    for (const { path, key } of loginKeysOf(after).filter(({ key }) => !isClaimed(key))) {
      const name = `${portals.get(after.customerId)} ${key}`;
      if ((holder.get(name) ?? after.id) !== after.id) {
        const message = 'Another contact signs in with it.';
        return { outcome: 'failed', fields: [{ path, code: 'taken', message }] };
      }
      holder.set(name, after.id);
    }
    return one;
  });
}

async function writeLogins(tx: Db, vendorId: string, works: readonly ContactWork[]): Promise<void> {
  const held = works.map(({ after }) => after);
  const portals = await portalsOf(tx, vendorId, held);
  const changed = works.flatMap(({ before, after }) => (before ? [after.id] : []));
  if (changed.length > 0) {
    await tx
      .deleteFrom('contact_login')
      .where('vendor_id', '=', vendorId)
      .where('contact_id', 'in', changed)
      .execute();
  }
  const names = held.flatMap((contact) =>
    loginKeysOf(contact).map(({ key }) => ({
      vendor_id: vendorId,
      portal_id: portals.get(contact.customerId) as string,
      key,
      customer_id: contact.customerId,
      contact_id: contact.id,
    })),
  );
  // Of those who claim one address the last one has it, as at sign-up.
  const claimed = names.filter(({ key }) => isClaimed(key));
  for (const { portal_id, key } of claimed) {
    await tx
      .deleteFrom('contact_login')
      .where('vendor_id', '=', vendorId)
      .where('portal_id', '=', portal_id)
      .where('key', '=', key)
      .execute();
  }
  const last = new Map(names.map((name) => [`${name.portal_id} ${name.key}`, name]));
  await insertRows(tx, 'contact_login', [...last.values()]);
}
