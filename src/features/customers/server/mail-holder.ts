import type { Db } from '../../../kit/server/db/db.ts';
import type { Language } from '../../portals/schema.ts';
import type { Customer } from '../schema.ts';
import { toContact } from './table.ts';

export interface MailHolder {
  readonly address: string;
  readonly name: string;
  readonly language: Language | null;
}

/**
 * Who reads notices about what a customer has: the address of the account, else that of the customer's record. One from
 * which mail came back is passed over.
 */
export async function mailHolderOf(
  tx: Db,
  vendorId: string,
  customer: Customer,
): Promise<MailHolder | undefined> {
  const rows = await tx
    .selectFrom('contact')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customer.id)
    .where('active', '=', 1)
    .where('email', 'is not', null)
    .where('role', '=', 'owner')
    .orderBy('id')
    .limit(20)
    .execute();
  const owner = rows
    .map(toContact)
    .find(({ emailClaimed, emailBouncing }) => !emailClaimed && !emailBouncing);
  if (owner) return { address: owner.email as string, name: owner.name, language: owner.language };
  const { email } = customer.billing;
  return email ? { address: email, name: customer.name, language: customer.language } : undefined;
}
