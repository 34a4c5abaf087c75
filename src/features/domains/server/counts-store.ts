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
import {
  deleteRow,
  findRow,
  insertRow,
  lockRow,
  updateRow,
  whileReferred,
  writeChange,
} from '../../../kit/server/rows.ts';
import { findCustomer, requireSameCustomer } from '../../customers/server/store.ts';
import { domainProblem } from '../problems.ts';
import type { CallCount, CallCountChange, NewCallCount } from '../schema.ts';
import { findDomain } from './domains-store.ts';
import { toCallCount, toCallCountRow } from './table.ts';

export interface CountFilter {
  /** Our id or `ext:…` of a customer. */
  readonly customerId?: string | undefined;
  /** Our id or `ext:…` of a domain. */
  readonly domainId?: string | undefined;
  readonly month?: string | undefined;
}

export async function listCount(
  db: Db,
  vendorId: string,
  filter: CountFilter,
  paging: Paging,
): Promise<CallCount[]> {
  let query = db.selectFrom('call_count').selectAll().where('vendor_id', '=', vendorId);
  if (filter.customerId !== undefined) {
    const customer = await findCustomer(db, vendorId, filter.customerId);
    if (!customer) return [];
    query = query.where('customer_id', '=', customer.id);
  }
  if (filter.domainId !== undefined) {
    const domain = await findDomain(db, vendorId, filter.domainId);
    if (!domain) return [];
    query = query.where('domain_id', '=', domain.id);
  }
  if (filter.month !== undefined) query = query.where('month', '=', filter.month);
  return (await paged(query, 'call_count', paging).execute()).map(toCallCount);
}

/** @throws `call-count.not-found` */
export async function requireCount(db: Db, vendorId: string, reference: string): Promise<CallCount> {
  const row = await findRow(db, 'call_count', vendorId, reference);
  if (!row) throw domainProblem('call-count.not-found');
  return toCallCount(row);
}

/** @throws `call-count.external-id-taken`, `call-count.exists`, `request.invalid` */
export async function createCount(
  tx: Db,
  vendorId: string,
  wanted: NewCallCount,
  at: Date,
): Promise<CallCount> {
  const record = await insertCount(tx, vendorId, wanted, at);
  if (!record) throw domainProblem('call-count.external-id-taken');
  return record;
}

/** `undefined` where the vendor's own id is taken. */
async function insertCount(
  tx: Db,
  vendorId: string,
  wanted: NewCallCount,
  at: Date,
): Promise<CallCount | undefined> {
  const customer = await findCustomer(tx, vendorId, wanted.customerId);
  if (!customer) throw unknownReference('customerId', 'customer');
  const domain = wanted.domainId ? await findDomain(tx, vendorId, wanted.domainId) : undefined;
  if (wanted.domainId && domain?.customerId !== customer.id) throw unknownReference('domainId', 'domain');
  const made = { id: newId('cnt', at.getTime()), now: at.toISOString() };
  const record = startCount({ ...wanted, customerId: customer.id, domainId: domain?.id ?? null }, made);
  const insert = insertRow(tx, 'call_count', toCallCountRow(vendorId, record));
  const inserted = await whileUncounted(
    whileReferred(insert, () => unknownReference('customerId', 'customer')),
  );
  return inserted ? record : undefined;
}

/** A new record; customer and domain by our ids. */
export const startCount = (wanted: NewCallCount, { id, now }: { id: string; now: string }): CallCount => ({
  id,
  customerId: wanted.customerId,
  externalId: wanted.externalId ?? null,
  domainId: wanted.domainId ?? null,
  metric: wanted.metric ?? 'calls',
  month: wanted.month,
  quantity: wanted.quantity,
  createdAt: now,
  updatedAt: now,
});

/** @throws `call-count.not-found` */
export async function updateCount(
  tx: Db,
  vendorId: string,
  reference: string,
  change: CallCountChange,
  at: Date,
): Promise<Written<CallCount>> {
  await lockRow(tx, 'call_count', vendorId, reference);
  const before = await requireCount(tx, vendorId, reference);
  return writeChange(before, merged(before, change), at, (changed) =>
    updateRow(tx, 'call_count', toCallCountRow(vendorId, changed)),
  );
}

/**
 * Makes the record with this outside id, or sets its quantity; month and domain stay what they are.
 * @throws `request.invalid`, `call-count.exists`
 */
export async function upsertCount(
  tx: Db,
  vendorId: string,
  externalId: string,
  wanted: NewCallCount,
  at: Date,
): Promise<Written<CallCount>> {
  const row = await findRow(tx, 'call_count', vendorId, `ext:${externalId}`);
  if (!row) {
    const thing = await insertCount(tx, vendorId, { ...wanted, externalId }, at);
    if (thing) return { thing, created: true, fields: [] };
  }
  const before = await requireCount(tx, vendorId, `ext:${externalId}`);
  await requireSameCustomer(tx, vendorId, before.customerId, wanted.customerId);
  return updateCount(tx, vendorId, before.id, { quantity: wanted.quantity }, at);
}

/** @throws `call-count.not-found` */
export async function deleteCount(tx: Db, vendorId: string, reference: string): Promise<CallCount> {
  const record = await requireCount(tx, vendorId, reference);
  await deleteRow(tx, 'call_count', vendorId, record.id);
  return record;
}

async function whileUncounted<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    throw isUniqueViolation(error) ? domainProblem('call-count.exists') : error;
  }
}
