import { type Paging, paged } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { PortalSession } from '../../access/server/env.ts';
import type { Customer } from '../../customers/schema.ts';
import { agencyOf, findCustomer, toCustomer } from '../../customers/server/store.ts';
import { withUsage } from '../../domains/server/customer-usage.ts';
import { accountProblem } from '../problems.ts';
import type { Account, Accounts } from '../schema.ts';

type Above = Pick<PortalSession, 'vendorId' | 'customerId' | 'portalId'>;

/**
 * Customers below this one, or linked to it by their agency id, whose records let its people in, at the same portal:
 * another one is another house.
 */
const below = (db: Db, { vendorId, customerId, portalId }: Above, agencyId: string | undefined) =>
  db
    .selectFrom('customer')
    .where('customer.vendor_id', '=', vendorId)
    .where((eb) =>
      agencyId === undefined
        ? eb('customer.parent_id', '=', customerId)
        : eb.or([eb('customer.parent_id', '=', customerId), eb('customer.agency_id', '=', agencyId)]),
    )
    .where('customer.id', '!=', customerId)
    .where('customer.portal_id', '=', portalId)
    .where('customer.parent_access', '!=', 'none')
    .where('customer.erased_at', 'is', null);

/** Ids of the accounts below, the first so many of them. */
export async function accountIdsOf(db: Db, above: Above, most: number): Promise<string[]> {
  const agency = await agencyOf(db, above.vendorId, above.customerId);
  const rows = await below(db, above, agency)
    .select('customer.id')
    .orderBy('customer.id')
    .limit(most)
    .execute();
  return rows.map(({ id }) => id);
}

/** By name, a page of the accounts below, each with what it uses this month: one row more than the page has tells of the next. */
export async function accountsOf(db: Db, above: Above, paging: Paging, now: Date): Promise<Account[]> {
  const agency = await agencyOf(db, above.vendorId, above.customerId);
  const rows = await paged(below(db, above, agency).selectAll('customer'), 'customer', paging, {
    sorts: { name: 'sort_name' },
  }).execute();
  const found = await withUsage(db, above.vendorId, rows.map(toCustomer), now);
  return found.map(({ id, name, number, status, parentAccess, usage }) => ({
    ...{ id, name, number, status },
    access: parentAccess === 'change' ? 'change' : 'view',
    ...{ calls: usage.calls, domains: usage.domains },
  }));
}

/** What all of them use together in that month, and what the customer itself does. */
export async function totalsOf(
  db: Db,
  above: Above,
  month: string,
): Promise<Pick<Accounts, 'total' | 'own'>> {
  const { vendorId, customerId } = above;
  const agency = await agencyOf(db, vendorId, customerId);
  const accounts = await below(db, above, agency)
    .select((eb) => eb.fn.countAll().as('count'))
    .executeTakeFirstOrThrow();
  const theirs = below(db, above, agency).select('customer.id');
  const calls = (ids: typeof theirs | string) =>
    db
      .selectFrom('call_count')
      .select((eb) => eb.fn.sum('quantity').as('count'))
      .where('vendor_id', '=', vendorId)
      .where('metric', '=', 'calls')
      .where('month', '=', month)
      .where('customer_id', typeof ids === 'string' ? '=' : 'in', ids as never)
      .executeTakeFirstOrThrow();
  const domains = (ids: typeof theirs | string) =>
    db
      .selectFrom('domain')
      .select((eb) => eb.fn.countAll().as('count'))
      .where('vendor_id', '=', vendorId)
      .where('customer_id', typeof ids === 'string' ? '=' : 'in', ids as never)
      .executeTakeFirstOrThrow();
  const number = ({ count }: { readonly count: unknown }): number => Number(count ?? 0);
  return {
    total: {
      accounts: number(accounts),
      calls: number(await calls(theirs)),
      domains: number(await domains(theirs)),
    },
    own: { calls: number(await calls(customerId)), domains: number(await domains(customerId)) },
  };
}

/** One of the accounts below, by our id. @throws `account.not-found`, also for one that lets nobody in from above */
export async function requireAccount(db: Db, above: Above, id: string): Promise<Customer> {
  const customer = id.startsWith('cus_') ? await findCustomer(db, above.vendorId, id) : undefined;
  const agency = await agencyOf(db, above.vendorId, above.customerId);
  const isLinked = agency !== undefined && customer?.agencyId === agency;
  const isBelow =
    customer &&
    customer.id !== above.customerId &&
    (customer.parentId === above.customerId || isLinked) &&
    customer.portalId === above.portalId &&
    customer.parentAccess !== 'none' &&
    !customer.erasedAt;
  if (!isBelow) throw accountProblem('account.not-found');
  if (customer.status !== 'active') throw accountProblem('account.closed');
  return customer;
}
