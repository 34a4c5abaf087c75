import type { Db } from '../../../kit/server/db/db.ts';
import type { Contact, Customer } from '../../customers/schema.ts';
import { toContact } from '../../customers/server/table.ts';

export interface Recipient {
  readonly address: string;
  readonly name: string;
  /** Absent: the customer's billing address, which stands for the account as a whole. */
  readonly contact: Contact | undefined;
}

/**
 * Where a customer's bills go: its billing address, else the people who see to bills, else its owners. An address from
 * which mail came back is passed over.
 */
export async function findRecipient(
  db: Db,
  vendorId: string,
  customer: Customer,
): Promise<Recipient | 'no-address' | 'bounced'> {
  const rows = await db
    .selectFrom('contact')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customer.id)
    .where('active', '=', 1)
    .where('email', 'is not', null)
    .where('role', 'in', ['billing', 'owner'])
    .orderBy('role')
    .orderBy('id')
    .limit(20)
    .execute();
  const contacts = rows.map(toContact).filter(({ emailClaimed }) => !emailClaimed);
  const { email } = customer.billing;
  const known = contacts.find((contact) => sameAddress(contact.email, email));
  const all: (Recipient & { readonly dead: boolean })[] = [
    ...(email
      ? [
          {
            ...{ address: email, name: customer.name, contact: undefined },
            dead: known?.emailBouncing || (await cameBack(db, vendorId, customer.id, email)),
          },
        ]
      : []),
    ...contacts.map((contact) => ({
      ...{ address: contact.email as string, name: contact.name, contact },
      dead: contact.emailBouncing,
    })),
  ];
  const alive = all.find(({ dead }) => !dead);
  if (alive) return { address: alive.address, name: alive.name, contact: alive.contact };
  return all.length > 0 ? 'bounced' : 'no-address';
}

export const sameAddress = (one: string | null, other: string): boolean =>
  one?.trim().toLowerCase() === other.trim().toLowerCase();

/** Whether the last mail to a billing address, which is nobody's contact, came back. */
export async function cameBack(
  db: Db,
  vendorId: string,
  customerId: string,
  address: string,
): Promise<boolean> {
  const last = await db
    .selectFrom('mail')
    .select('state')
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('to_address', '=', address)
    .where('state', 'in', ['accepted', 'bounced', 'refused'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last?.state === 'bounced';
}
