import { dayIn } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Customer, CustomerDomain, ListedCustomer } from '../../customers/schema.ts';

/** Hosts that stand in a list beside their customer; the count tells of the rest. */
const shownDomains = 20;

/**
 * Customers with the domains they use and what they used in the running month of their portal's zone: three queries,
 * however many customers there are.
 */
export async function withUsage(
  db: Db,
  vendorId: string,
  customers: readonly Customer[],
  now: Date,
): Promise<ListedCustomer[]> {
  if (customers.length === 0) return [];
  const ids = customers.map(({ id }) => id);
  const zones = await db
    .selectFrom('portal')
    .select(['id', 'time_zone'])
    .where('vendor_id', '=', vendorId)
    .where('id', 'in', [...new Set(customers.map(({ portalId }) => portalId))])
    .execute();
  const monthOf = new Map(zones.map((row) => [row.id, dayIn(row.time_zone, now).slice(0, 7)]));
  const months = [...new Set(monthOf.values())];
  const domains = await db
    .selectFrom('domain')
    .select(['customer_id', 'id', 'host'])
    .where('vendor_id', '=', vendorId)
    .where('customer_id', 'in', ids)
    .orderBy('customer_id')
    .orderBy('host')
    .execute();
  const used = await db
    .selectFrom('call_count')
    .select(['customer_id', 'domain_id', 'month', 'quantity'])
    .where('vendor_id', '=', vendorId)
    .where('customer_id', 'in', ids)
    .where('metric', '=', 'calls')
    .where('month', 'in', months)
    .execute();
  const domainsOf = Map.groupBy(domains, (row) => row.customer_id);
  const usedBy = Map.groupBy(used, (row) => `${row.customer_id} ${row.month}`);
  return customers.map((customer) => {
    const month = monthOf.get(customer.portalId) ?? '';
    const records = usedBy.get(`${customer.id} ${month}`) ?? [];
    const own = domainsOf.get(customer.id) ?? [];
    const calls = new Map(records.map((row) => [row.domain_id, Number(row.quantity)]));
    const shown: CustomerDomain[] = own
      .slice(0, shownDomains)
      .map(({ id, host }) => ({ id, host, calls: calls.get(id) ?? 0 }));
    return {
      ...customer,
      usage: { month, calls: sum(calls.values()), domains: own.length },
      domains: shown,
    };
  });
}

const sum = (numbers: Iterable<number>): number => {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
};
