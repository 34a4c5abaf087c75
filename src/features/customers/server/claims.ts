import * as v from 'valibot';
import type { Db } from '../../../kit/server/db/db.ts';
import type { TokenClaims } from '../../access/schema.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import type { Portal } from '../../portals/schema.ts';
import { customerProblem } from '../problems.ts';
import { type Customer, Email, ExternalId, type NewContact } from '../schema.ts';
import { insertContact } from './contacts-store.ts';
import { insertCustomer, requireCustomer } from './customers-store.ts';

const system: Actor = { kind: 'system', id: null };

/**
 * The customer of a first visit (DAY-3), made from what the vendor signed: of any number of visits at once, one makes
 * it and the others find it. Names it as the token does: company, person, e-mail address, else the vendor's own id.
 * @throws `customer.not-found` for a vendor's id that can be none
 */
export async function createCustomerFromClaims(
  tx: Db,
  vendorId: string,
  portal: Portal,
  claims: TokenClaims,
  at: Date,
): Promise<Customer> {
  const externalId = claims.sub.slice('ext:'.length);
  if (!v.is(ExternalId, externalId)) throw customerProblem('customer.not-found');
  const { company = '', name, email = '', country = '', language } = claims;
  const wanted = {
    externalId,
    name: company || name || email || externalId,
    portalId: portal.id,
    billing: { company, email, country },
    ...(language && { language }),
  };
  const customer = await insertCustomer(tx, vendorId, wanted, at);
  if (!customer) return requireCustomer(tx, vendorId, claims.sub);
  const about = { vendorId, customerId: customer.id, actor: system, at };
  const data = { customerId: customer.id };
  await announce(tx, { ...about, action: 'customer.created', subjectId: customer.id, data });
  const contact = contactFrom(claims, customer.id);
  const made = contact && (await insertContact(tx, vendorId, contact, at));
  if (made) {
    const ids = { ...data, contactId: made.id };
    await announce(tx, { ...about, action: 'contact.created', subjectId: made.id, data: ids });
  }
  return customer;
}

/** The person of the token, under the name by which the token's `contact` claim finds them again. */
function contactFrom(
  { name, email, contact, language }: TokenClaims,
  customerId: string,
): NewContact | undefined {
  const address = email ?? (v.is(Email, contact) ? contact : undefined);
  const externalId = contact?.startsWith('ext:') ? contact.slice('ext:'.length) : undefined;
  const called = name ?? address;
  if (called === undefined) return undefined;
  return {
    customerId,
    name: called.slice(0, 160),
    ...(address && { email: address }),
    ...(v.is(ExternalId, externalId) && { externalId }),
    ...(language && { language }),
  };
}
