import { domainToUnicode } from 'node:url';
import type { Day } from '../../../kit/common/day.ts';
import { type Paging, paged } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Owner } from '../../access/server/env.ts';
import { requireCustomer } from '../../customers/server/store.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { outlookOf } from '../call-rules.ts';
import type { Sighting } from '../call-schema.ts';
import type { PortalCalls, PortalDomainDetail } from '../portal-schema.ts';
import { domainProblem } from '../problems.ts';
import type { PortalDomain, PortalDomains } from '../schema.ts';
import { proofOf } from '../verify.ts';
import { agreedWith, callMonths, keyAndSnippet, waitingOf } from './calls-store.ts';
import { toDomain, toSighting } from './table.ts';

/** Whose domains, as narrow as the person is. */
export interface DomainReader {
  readonly owner: Owner;
  /** `null`: all of the customer's. */
  readonly domainIds: readonly string[] | null;
  readonly publicUrl: string;
  /** In the portal's zone. */
  readonly today: Day;
}

const monthOf = ({ today }: DomainReader): string => today.slice(0, 7);

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
  paging: Paging,
): Promise<(PortalDomain & { updatedAt: string })[]> {
  const query = reached(db, reader).selectAll('domain');
  const domains = (await paged(query, 'domain', paging, { sorts: { host: 'host' } }).execute()).map(toDomain);
  if (domains.length === 0) return [];
  const used = await callsIn(db, reader)
    .select(['domain_id', 'quantity'])
    .where(
      'domain_id',
      'in',
      domains.map(({ id }) => id),
    )
    .execute();
  const calls = new Map(used.map((row) => [row.domain_id, Number(row.quantity)]));
  return domains.map((domain) => ({
    ...toPortalDomain(domain, calls.get(domain.id) ?? 0),
    updatedAt: domain.updatedAt,
  }));
}

const toPortalDomain = (
  { id, host, origin, noLabel, verification, createdAt }: ReturnType<typeof toDomain>,
  calls: number,
): PortalDomain => ({
  ...{ id, host, origin, noLabel, verification, createdAt, calls },
  name: domainToUnicode(host) || host,
});

const callsIn = (db: Db, reader: DomainReader) =>
  db
    .selectFrom('call_count')
    .where('vendor_id', '=', reader.owner.vendorId)
    .where('customer_id', '=', reader.owner.customerId)
    .where('metric', '=', 'calls')
    .where('month', '=', monthOf(reader));

/** What is used of what is allowed. Who is limited to some domains is told of those, and of no limit. */
export async function quotasOf(
  db: Db,
  reader: DomainReader,
  mayReview: boolean,
): Promise<Omit<PortalDomains, 'items' | 'nextCursor'>> {
  const { owner, domainIds, today } = reader;
  const all = callsIn(db, reader);
  const theirs =
    domainIds === null ? all : all.where('domain_id', 'in', reached(db, reader).select('domain.id'));
  const calls = await theirs.select((eb) => eb.fn.sum('quantity').as('used')).executeTakeFirstOrThrow();
  const domains = await reached(db, reader)
    .select((eb) => [eb.fn.countAll().as('used'), eb.fn.sum('no_label').as('bare')])
    .executeTakeFirstOrThrow();
  const { limits } = await requireCustomer(db, owner.vendorId, owner.customerId);
  const isWhole = domainIds === null;
  const used = Number(calls.used ?? 0);
  const allowed = isWhole ? limits.calls : null;
  return {
    month: monthOf(reader),
    calls: { used, allowed },
    domains: { used: Number(domains.used), allowed: isWhole ? limits.domains : null },
    noLabel: { used: Number(domains.bare ?? 0), allowed: isWhole ? limits.noLabel : null },
    runsOutOn: outlookOf(used, allowed, today).runsOutOn,
    waiting: isWhole && mayReview ? await waitingOf(db, owner) : 0,
  };
}

/** One that the person reaches. @throws `domain.not-found` */
export async function requireReached(db: Db, reader: DomainReader, id: string) {
  const row = await reached(db, reader).selectAll('domain').where('domain.id', '=', id).executeTakeFirst();
  if (!row) throw domainProblem('domain.not-found');
  return row;
}

async function codeFor(db: Db, { owner, publicUrl }: DomainReader, domain?: string) {
  const { portalId } = await requireCustomer(db, owner.vendorId, owner.customerId);
  const portal = await requirePortal(db, owner.vendorId, portalId);
  const agreed = await agreedWith(db, owner);
  const code = keyAndSnippet({ owner, portal, agreed, publicUrl, ...(domain !== undefined && { domain }) });
  return { ...code, automatic: agreed.rules.automatic !== 'off' };
}

/** @throws `domain.not-found` */
export async function readOwnDomain(db: Db, reader: DomainReader, id: string): Promise<PortalDomainDetail> {
  const row = await requireReached(db, reader, id);
  const { months } = await callMonths(db, reader.owner, monthOf(reader), [id]);
  const { verify_method: method, verify_token: token } = row;
  const { snippet } = await codeFor(db, reader, row.host);
  return {
    ...toPortalDomain(toDomain(row), months.at(-1)?.calls ?? 0),
    ...{ months, snippet },
    proof:
      method && token ? { method, ...proofOf(row.host, token), checkedAt: row.checked_at ?? null } : null,
  };
}

export async function ownCalls(db: Db, reader: DomainReader): Promise<PortalCalls> {
  const counted = await callMonths(db, reader.owner, monthOf(reader), reader.domainIds);
  const { limits } = await requireCustomer(db, reader.owner.vendorId, reader.owner.customerId);
  const allowed = reader.domainIds === null ? limits.calls : null;
  const outlook = outlookOf(counted.months.at(-1)?.calls ?? 0, allowed, reader.today);
  return { ...counted, allowed, outlook, ...(await codeFor(db, reader)) };
}

/** The latest first. */
export async function ownSightings(db: Db, { vendorId, customerId }: Owner): Promise<Sighting[]> {
  const rows = await db
    .selectFrom('domain_sighting')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('state', '=', 'waiting')
    .orderBy('last_seen_at', 'desc')
    .limit(200)
    .execute();
  return rows.map(toSighting);
}
