import { type Paging, paged } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { deleteRow, findRow, lockRow } from '../../../kit/server/rows.ts';
import type { Owner } from '../../access/server/env.ts';
import { findCustomer } from '../../customers/server/store.ts';
import { meansHost } from '../call-rules.ts';
import type { Sighting, SightingDecision } from '../call-schema.ts';
import { domainProblem } from '../problems.ts';
import type { Domain } from '../schema.ts';
import { forgetCalls } from './call-targets.ts';
import { changeAgreed, lockAgreed, toAgreed } from './calls-store.ts';
import { createDomain } from './domains-store.ts';
import { toSighting } from './table.ts';

export interface SightingFilter {
  readonly customerId?: string | undefined;
  readonly state?: Sighting['state'] | undefined;
}

export async function listSightings(
  db: Db,
  vendorId: string,
  filter: SightingFilter,
  paging: Paging,
): Promise<Sighting[]> {
  let query = db.selectFrom('domain_sighting').selectAll().where('vendor_id', '=', vendorId);
  if (filter.customerId !== undefined) {
    const customer = await findCustomer(db, vendorId, filter.customerId);
    if (!customer) return [];
    query = query.where('customer_id', '=', customer.id);
  }
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  return (await paged(query, 'domain_sighting', paging).execute()).map(toSighting);
}

/** @throws `domain-sighting.not-found` */
export async function requireSighting(db: Db, vendorId: string, id: string): Promise<Sighting> {
  const row = id.startsWith('ext:') ? undefined : await findRow(db, 'domain_sighting', vendorId, id);
  if (!row) throw domainProblem('domain-sighting.not-found');
  return toSighting(row);
}

/** @throws `domain-sighting.not-found` for one of another customer, too */
export async function requireOwnSighting(db: Db, owner: Owner, id: string): Promise<Sighting> {
  const sighting = await requireSighting(db, owner.vendorId, id);
  if (sighting.customerId !== owner.customerId) throw domainProblem('domain-sighting.not-found');
  return sighting;
}

export interface Decided {
  readonly sighting: Sighting;
  /** What it became. */
  readonly domain: Domain | undefined;
}

/**
 * A yes makes the host a domain like any other; a no turns it away from now on, and with a pattern all that are like it.
 * @throws `domain-sighting.not-found`, `domain-sighting.decided`, `domain.limit-reached`, `domain.host-taken`
 */
export async function decideSighting(
  tx: Db,
  vendorId: string,
  id: string,
  { decision, pattern }: SightingDecision,
  at: Date,
): Promise<Decided> {
  await lockRow(tx, 'domain_sighting', vendorId, id);
  const before = await requireSighting(tx, vendorId, id);
  if (before.state === 'approved') throw domainProblem('domain-sighting.decided');
  const { customerId, host } = before;
  const domain =
    decision === 'approve'
      ? await createDomain(tx, vendorId, { customerId, host, origin: 'automatic' }, at)
      : undefined;
  const state = domain ? 'approved' : 'rejected';
  const updatedAt = at.toISOString();
  await tx
    .updateTable('domain_sighting')
    .set({ state, domain_id: domain?.id ?? null, updated_at: updatedAt })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .execute();
  if (!domain && pattern !== undefined) await block(tx, { vendorId, customerId }, pattern, at);
  forgetCalls(tx);
  return { sighting: { ...before, state, domainId: domain?.id ?? null, updatedAt }, domain };
}

/** Hosts like these are turned away from now on, also those that wait. */
async function block(tx: Db, owner: Owner, pattern: string, at: Date): Promise<void> {
  const { rules } = toAgreed(await lockAgreed(tx, owner, at));
  if (!rules.blockedHosts.includes(pattern))
    await changeAgreed(tx, owner, { blockedHosts: [...rules.blockedHosts, pattern].slice(-200) }, at);
  const waiting = await tx
    .selectFrom('domain_sighting')
    .select(['id', 'host'])
    .where('vendor_id', '=', owner.vendorId)
    .where('customer_id', '=', owner.customerId)
    .where('state', '=', 'waiting')
    .execute();
  const like = waiting.filter(({ host }) => meansHost(pattern, host)).map(({ id }) => id);
  if (like.length === 0) return;
  await tx
    .updateTable('domain_sighting')
    .set({ state: 'rejected', updated_at: at.toISOString() })
    .where('vendor_id', '=', owner.vendorId)
    .where('id', 'in', like)
    .execute();
}

/** Forgotten: where it is called on again it comes as a new one. @throws `domain-sighting.not-found` */
export async function deleteSighting(tx: Db, vendorId: string, id: string): Promise<Sighting> {
  const sighting = await requireSighting(tx, vendorId, id);
  await deleteRow(tx, 'domain_sighting', vendorId, sighting.id);
  forgetCalls(tx);
  return sighting;
}
