import { domainToUnicode } from 'node:url';
import { type Paging, paged } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Owner } from '../../access/server/env.ts';
import { requireCustomer } from '../../customers/server/store.ts';
import type { PortalDomain, PortalDomains } from '../schema.ts';
import { toDomain } from './table.ts';

/** Whose domains, as narrow as the person is. */
export interface DomainReader {
  readonly owner: Owner;
  /** `null`: all of the customer's. */
  readonly domainIds: readonly string[] | null;
}

/** The one place that says which domains a person reaches: a list of none reaches none. */
const reached = (db: Db, { owner, domainIds }: DomainReader) => {
  const all = db
    .selectFrom('domain')
    .where('domain.vendor_id', '=', owner.vendorId)
    .where('domain.customer_id', '=', owner.customerId);
  return domainIds === null ? all : all.where('domain.id', 'in', domainIds.length > 0 ? domainIds : ['']);
};

/** By host, a page of them: one row more than the page has tells of the next. */
export async function domainsOf(
  db: Db,
  reader: DomainReader,
  month: string,
  paging: Paging,
): Promise<(PortalDomain & { updatedAt: string })[]> {
  const query = reached(db, reader).selectAll('domain');
  const domains = (await paged(query, 'domain', paging, { sorts: { host: 'host' } }).execute()).map(toDomain);
  if (domains.length === 0) return [];
  const used = await callsIn(db, reader, month)
    .select(['domain_id', 'quantity'])
    .where(
      'domain_id',
      'in',
      domains.map(({ id }) => id),
    )
    .execute();
  const calls = new Map(used.map((row) => [row.domain_id, Number(row.quantity)]));
  return domains.map(({ id, host, origin, createdAt, updatedAt }) => ({
    ...{ id, host, origin, createdAt, updatedAt },
    name: domainToUnicode(host) || host,
    calls: calls.get(id) ?? 0,
  }));
}

const callsIn = (db: Db, { owner }: DomainReader, month: string) =>
  db
    .selectFrom('usage_record')
    .where('vendor_id', '=', owner.vendorId)
    .where('customer_id', '=', owner.customerId)
    .where('metric', '=', 'calls')
    .where('month', '=', month);

/** What is used of what is allowed. Who is limited to some domains is told of those, and of no limit. */
export async function quotasOf(
  db: Db,
  reader: DomainReader,
  month: string,
): Promise<Pick<PortalDomains, 'calls' | 'domains'>> {
  const { owner, domainIds } = reader;
  const all = callsIn(db, reader, month);
  const theirs =
    domainIds === null ? all : all.where('domain_id', 'in', reached(db, reader).select('domain.id'));
  const calls = await theirs.select((eb) => eb.fn.sum('quantity').as('used')).executeTakeFirstOrThrow();
  const domains = await reached(db, reader)
    .select((eb) => eb.fn.countAll().as('used'))
    .executeTakeFirstOrThrow();
  const { limits } = await requireCustomer(db, owner.vendorId, owner.customerId);
  return {
    calls: { used: Number(calls.used ?? 0), allowed: domainIds === null ? limits.calls : null },
    domains: { used: Number(domains.used), allowed: domainIds === null ? limits.domains : null },
  };
}
