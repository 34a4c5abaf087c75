import type { Db } from '../../../kit/server/db/db.ts';
import { visibilityFor } from '../../access/server/visibility.ts';
import type { Customer } from '../../customers/schema.ts';
import { findContact, findCustomer } from '../../customers/server/store.ts';
import { allows, scopesOf } from '../../operators/rules.ts';
import { listOperators } from '../../operators/server/operators-store.ts';
import type { Language, Portal } from '../../portals/schema.ts';
import { findPortal } from '../../portals/server/store.ts';
import type { Vendor } from '../../vendors/server/store.ts';
import type { UseViewMailTable } from './table.ts';

/** Who gets a report by mail, as things are now. */
export interface Recipient {
  readonly name: string;
  readonly address: string;
  /** Wishes, the first first. */
  readonly languages: readonly (Language | null)[];
  readonly timeZone: string;
  readonly customer: Customer;
  readonly portal: Portal;
  readonly isStaff: boolean;
  readonly seesAccounts: boolean;
}

/**
 * Asked anew for each mail: a right, an address or a person that is gone ends it at once. `gone`: for good; `not-now`:
 * nothing is sent as long as it is so.
 */
export async function recipientOf(
  db: Db,
  vendor: Vendor,
  row: Pick<UseViewMailTable, 'customer_id' | 'contact_id' | 'operator_id'>,
): Promise<Recipient | 'gone' | 'not-now'> {
  const vendorId = vendor.id;
  const customer = await findCustomer(db, vendorId, row.customer_id);
  const portal = customer && (await findPortal(db, vendorId, customer.portalId));
  if (!customer || !portal) return 'gone';
  const place = { customer, portal };
  if (row.operator_id !== null) {
    // Operators are the live side's, and work on both.
    const staff = await listOperators(db, vendor.side === 'test' ? vendor.twinId : vendorId);
    const operator = staff.find(({ id }) => id === row.operator_id);
    if (!operator) return 'gone';
    if (!allows(scopesOf(operator.role), 'usage-records:read')) return 'not-now';
    const { name, email, language } = operator;
    return {
      ...{ ...place, name, address: email, languages: [language], timeZone: portal.timeZone },
      ...{ isStaff: true, seesAccounts: true },
    };
  }
  const owner = { vendorId, customerId: customer.id };
  const contact = row.contact_id === null ? undefined : await findContact(db, owner, row.contact_id);
  if (row.contact_id !== null && !contact) return 'gone';
  const address = contact ? contact.email : customer.billing.email;
  const { panels } = await visibilityFor(db, vendorId, customer.id, {
    ...(contact && { contact: contact.id }),
  });
  const sees = (id: string) => panels.some(({ panel, view }) => panel === id && view);
  if (!address || !sees('usage') || portal.mail.noAccessMail) return 'not-now';
  return {
    ...{ ...place, name: contact?.name ?? customer.name, address },
    languages: [contact?.language ?? null, customer.language],
    timeZone: contact?.timeZone ?? customer.timeZone ?? portal.timeZone,
    ...{ isStaff: false, seesAccounts: sees('accounts') },
  };
}
