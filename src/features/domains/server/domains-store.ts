import { newId } from '../../../kit/common/id.ts';
import {
  merged,
  type Paging,
  paged,
  unknownReference,
  type Written,
} from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { isUniqueViolation } from '../../../kit/server/db/errors.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { deleteRow, findRow, insertRow, lockRow, updateRow, writeChange } from '../../../kit/server/rows.ts';
import type { Owner } from '../../access/server/env.ts';
import type { Customer } from '../../customers/schema.ts';
import { findCustomer, requireCustomer, requireSameCustomer } from '../../customers/server/store.ts';
import { domainProblem } from '../problems.ts';
import { hasRoom, parseSite, unlimited } from '../rules.ts';
import type { Domain, DomainChange, NewDomain } from '../schema.ts';
import { forgetCalls } from './call-targets.ts';
import { toDomain, toDomainRow } from './table.ts';

export interface DomainFilter {
  /** Our id or `ext:…` of a customer. */
  readonly customerId?: string | undefined;
  /** A host, or any address on it. */
  readonly host?: string | undefined;
}

export async function listDomains(
  db: Db,
  vendorId: string,
  filter: DomainFilter,
  paging: Paging,
): Promise<Domain[]> {
  let query = db.selectFrom('domain').selectAll().where('vendor_id', '=', vendorId);
  if (filter.customerId !== undefined) {
    const customer = await findCustomer(db, vendorId, filter.customerId);
    if (!customer) return [];
    query = query.where('customer_id', '=', customer.id);
  }
  if (filter.host !== undefined) query = query.where('host', '=', parseSite(filter.host).host ?? '');
  return (await paged(query, 'domain', paging).execute()).map(toDomain);
}

/** By our id or `ext:…`; another vendor's is `undefined`. */
export async function findDomain(db: Db, vendorId: string, reference: string): Promise<Domain | undefined> {
  const row = await findRow(db, 'domain', vendorId, reference);
  return row && toDomain(row);
}

/** @throws `domain.not-found` */
export async function requireDomain(db: Db, vendorId: string, reference: string): Promise<Domain> {
  const domain = await findDomain(db, vendorId, reference);
  if (!domain) throw domainProblem('domain.not-found');
  return domain;
}

/** @throws `domain.external-id-taken`, `domain.host-taken`, `domain.limit-reached`, `request.invalid` */
export async function createDomain(tx: Db, vendorId: string, wanted: NewDomain, at: Date): Promise<Domain> {
  const domain = await insertDomain(tx, vendorId, wanted, at);
  if (!domain) throw domainProblem('domain.external-id-taken');
  return domain;
}

/** `undefined` where the vendor's own id is taken. */
async function insertDomain(
  tx: Db,
  vendorId: string,
  wanted: NewDomain,
  at: Date,
): Promise<Domain | undefined> {
  // Whoever adds a domain to this customer waits here: the last free place is given away once.
  await lockRow(tx, 'customer', vendorId, wanted.customerId);
  const customer = await findCustomer(tx, vendorId, wanted.customerId);
  if (!customer) throw unknownReference('customerId', 'customer');
  const host = hostOf(wanted.host);
  if (wanted.externalId !== undefined && (await findDomain(tx, vendorId, `ext:${wanted.externalId}`)))
    return undefined;
  await requireRoom(tx, vendorId, customer);
  const made = { id: newId('dom', at.getTime()), now: at.toISOString() };
  const domain = startDomain({ ...wanted, customerId: customer.id, host }, made);
  if (domain.noLabel) await requireNoLabel(tx, vendorId, customer, 1);
  const inserted = await whileFree(insertRow(tx, 'domain', toDomainRow(vendorId, domain)));
  forgetCalls(tx);
  return inserted ? domain : undefined;
}

/** A new domain; `host` in its stored form, the customer by our id. */
export const startDomain = (wanted: NewDomain, { id, now }: { id: string; now: string }): Domain => ({
  id,
  customerId: wanted.customerId,
  externalId: wanted.externalId ?? null,
  host: wanted.host,
  origin: wanted.origin ?? 'manual',
  noLabel: wanted.noLabel ?? false,
  verification: 'open',
  verifiedBy: null,
  verifiedAt: null,
  createdAt: now,
  updatedAt: now,
});

/** @throws `domain.not-found`, `domain.host-taken`, `request.invalid` for what is no host */
export async function updateDomain(
  tx: Db,
  vendorId: string,
  reference: string,
  change: DomainChange,
  at: Date,
): Promise<Written<Domain>> {
  await lockRow(tx, 'domain', vendorId, reference);
  const before = await requireDomain(tx, vendorId, reference);
  const host = change.host === undefined ? before.host : hostOf(change.host);
  if (change.noLabel && !before.noLabel) {
    await lockRow(tx, 'customer', vendorId, before.customerId);
    await requireNoLabel(tx, vendorId, await requireCustomer(tx, vendorId, before.customerId), 1);
  }
  // What was shown of one host says nothing of another.
  const moved = host === before.host ? {} : { verification: 'open' as const, verifiedAt: null };
  if (host !== before.host) await forgetApproval(tx, vendorId, before);
  forgetCalls(tx);
  return writeChange(before, merged(before, { ...moved, ...change, host }), at, (changed) =>
    whileFree(updateRow(tx, 'domain', toDomainRow(vendorId, changed))),
  );
}

/**
 * Makes the domain with this outside id, or changes its host; it stays with its customer.
 * @throws `request.invalid`, `domain.host-taken`, `domain.limit-reached`
 */
export async function upsertDomain(
  tx: Db,
  vendorId: string,
  externalId: string,
  wanted: NewDomain,
  at: Date,
): Promise<Written<Domain>> {
  const thing = await insertDomain(tx, vendorId, { ...wanted, externalId }, at);
  if (thing) return { thing, created: true, fields: [] };
  const before = await requireDomain(tx, vendorId, `ext:${externalId}`);
  await requireSameCustomer(tx, vendorId, before.customerId, wanted.customerId);
  return updateDomain(tx, vendorId, before.id, { host: wanted.host }, at);
}

/** A host that is no domain any more is asked about again when its code runs, as one that nobody ever entered. */
const forgetApproval = (tx: Db, vendorId: string, { customerId, host }: Domain) =>
  tx
    .deleteFrom('domain_sighting')
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('host', '=', host)
    .where('state', '=', 'approved')
    .execute();

/** What was counted on it stays counted. @throws `domain.not-found` */
export async function deleteDomain(tx: Db, vendorId: string, reference: string): Promise<Domain> {
  const domain = await requireDomain(tx, vendorId, reference);
  await deleteRow(tx, 'domain', vendorId, domain.id);
  await forgetApproval(tx, vendorId, domain);
  forgetCalls(tx);
  return domain;
}

/** All of these or none; answers those that changed. @throws `domain.no-label-used` */
export async function setLabels(
  tx: Db,
  { vendorId, customerId }: Owner,
  ids: readonly string[],
  noLabel: boolean,
  at: Date,
): Promise<string[]> {
  await lockRow(tx, 'customer', vendorId, customerId);
  const rows = await tx
    .selectFrom('domain')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('id', 'in', [...new Set(ids)])
    .where('no_label', '=', noLabel ? 0 : 1)
    .execute();
  const changed = rows.map(({ id }) => id);
  if (changed.length === 0) return [];
  const customer = await requireCustomer(tx, vendorId, customerId);
  if (noLabel) await requireNoLabel(tx, vendorId, customer, changed.length);
  await tx
    .updateTable('domain')
    .set({ no_label: noLabel ? 1 : 0, updated_at: at.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('id', 'in', changed)
    .execute();
  forgetCalls(tx);
  return changed;
}

/** The customer is locked: of two that take the last one at once, one gets it. @throws `domain.no-label-used` */
export async function requireNoLabel(
  tx: Db,
  vendorId: string,
  { id, name, limits }: Customer,
  more: number,
): Promise<void> {
  const { used } = await tx
    .selectFrom('domain')
    .select((eb) => eb.fn.countAll<number>().as('used'))
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', id)
    .where('no_label', '=', 1)
    .executeTakeFirstOrThrow();
  if (limits.noLabel === unlimited || Number(used) + more <= limits.noLabel) return;
  throw domainProblem('domain.no-label-used', {
    detail: `${name} may have ${limits.noLabel} domains without label and has ${Number(used)}.`,
  });
}

async function requireRoom(tx: Db, vendorId: string, customer: Customer): Promise<void> {
  const limit = customer.limits.domains;
  const used = await domainsOf(tx, { vendorId, customerId: customer.id });
  if (hasRoom(limit, used)) return;
  throw domainProblem('domain.limit-reached', {
    detail: `${customer.name} may have ${limit} and has ${used}. Raise limits.domains first, or set it to -1 for no limit.`,
  });
}

/** How many domains the customer has. */
export async function domainsOf(db: Db, { vendorId, customerId }: Owner): Promise<number> {
  const { used } = await db
    .selectFrom('domain')
    .select((eb) => eb.fn.countAll<number>().as('used'))
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .executeTakeFirstOrThrow();
  return Number(used);
}

function hostOf(text: string): string {
  const { host, refused } = parseSite(text);
  if (host !== undefined) return host;
  throw requestProblem('request.invalid', { fields: [{ path: 'host', code: 'host', message: refused }] });
}

/** The customer is locked, the host is not: two customers may ask for one host in the same moment. */
async function whileFree<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    throw isUniqueViolation(error) ? domainProblem('domain.host-taken') : error;
  }
}
