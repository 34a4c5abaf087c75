import type { Contact, Customer } from '../customers/schema.ts';
import { mayComeFrom } from '../customers/sign-in-rules.ts';
import type { Portal } from '../portals/schema.ts';

/** Somebody at a portal's door, whichever way they came and however that was proved. */
export interface Visitor {
  readonly portal: Pick<Portal, 'id'>;
  readonly customer: Pick<Customer, 'status' | 'portalId'>;
  /** Absent: whoever it is acts for the customer as a whole. */
  readonly contact?: Pick<Contact, 'active' | 'allowedAddresses'> | undefined;
  /** Where the request came from; `undefined` without a socket. */
  readonly address: string | undefined;
}

/** Named as the problem that says so, where the way in says so at all. */
export type Obstacle =
  | 'customer.inactive'
  | 'customer.pending'
  | 'customer.unknown'
  | 'contact.inactive'
  | 'contact.address';

/** What a status means at the door. Why somebody was switched off or blocked is between them and the vendor. */
const entryOf: Readonly<Record<Customer['status'], Obstacle | undefined>> = {
  active: undefined,
  inactive: 'customer.inactive',
  blocked: 'customer.inactive',
  pending: 'customer.pending',
};

/** What keeps somebody out who proved who they are; `undefined`: come in. The same for every way in. */
export function mayEnter({ portal, customer, contact, address }: Visitor): Obstacle | undefined {
  if (contact && !contact.active) return 'contact.inactive';
  const closed = entryOf[customer.status];
  if (closed) return closed;
  if (customer.portalId !== portal.id) return 'customer.unknown';
  if (contact && !mayComeFrom(contact.allowedAddresses, address)) return 'contact.address';
  return undefined;
}
