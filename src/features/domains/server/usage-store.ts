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
import type { NewUsageRecord, UsageRecord, UsageRecordChange } from '../schema.ts';
import { findDomain } from './domains-store.ts';
import { toUsageRecord, toUsageRecordRow } from './table.ts';

export interface UsageFilter {
  /** Our id or `ext:…` of a customer. */
  readonly customerId?: string | undefined;
  /** Our id or `ext:…` of a domain. */
  readonly domainId?: string | undefined;
  readonly month?: string | undefined;
}

export async function listUsage(
  db: Db,
  vendorId: string,
  filter: UsageFilter,
  paging: Paging,
): Promise<UsageRecord[]> {
  let query = db.selectFrom('usage_record').selectAll().where('vendor_id', '=', vendorId);
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
  return (await paged(query, 'usage_record', paging).execute()).map(toUsageRecord);
}

/** @throws `usage-record.not-found` */
export async function requireUsage(db: Db, vendorId: string, reference: string): Promise<UsageRecord> {
  const row = await findRow(db, 'usage_record', vendorId, reference);
  if (!row) throw domainProblem('usage-record.not-found');
  return toUsageRecord(row);
}

/** @throws `usage-record.external-id-taken`, `usage-record.exists`, `request.invalid` */
export async function createUsage(
  tx: Db,
  vendorId: string,
  wanted: NewUsageRecord,
  at: Date,
): Promise<UsageRecord> {
  const record = await insertUsage(tx, vendorId, wanted, at);
  if (!record) throw domainProblem('usage-record.external-id-taken');
  return record;
}

/** `undefined` where the vendor's own id is taken. */
async function insertUsage(
  tx: Db,
  vendorId: string,
  wanted: NewUsageRecord,
  at: Date,
): Promise<UsageRecord | undefined> {
  const customer = await findCustomer(tx, vendorId, wanted.customerId);
  if (!customer) throw unknownReference('customerId', 'customer');
  const domain = wanted.domainId ? await findDomain(tx, vendorId, wanted.domainId) : undefined;
  if (wanted.domainId && domain?.customerId !== customer.id) throw unknownReference('domainId', 'domain');
  const made = { id: newId('use', at.getTime()), now: at.toISOString() };
  const record = startUsage({ ...wanted, customerId: customer.id, domainId: domain?.id ?? null }, made);
  const insert = insertRow(tx, 'usage_record', toUsageRecordRow(vendorId, record));
  const inserted = await whileUncounted(
    whileReferred(insert, () => unknownReference('customerId', 'customer')),
  );
  return inserted ? record : undefined;
}

/** A new record; customer and domain by our ids. */
export const startUsage = (
  wanted: NewUsageRecord,
  { id, now }: { id: string; now: string },
): UsageRecord => ({
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

/** @throws `usage-record.not-found` */
export async function updateUsage(
  tx: Db,
  vendorId: string,
  reference: string,
  change: UsageRecordChange,
  at: Date,
): Promise<Written<UsageRecord>> {
  await lockRow(tx, 'usage_record', vendorId, reference);
  const before = await requireUsage(tx, vendorId, reference);
  return writeChange(before, merged(before, change), at, (changed) =>
    updateRow(tx, 'usage_record', toUsageRecordRow(vendorId, changed)),
  );
}

/**
 * Makes the record with this outside id, or sets its quantity; month and domain stay what they are.
 * @throws `request.invalid`, `usage-record.exists`
 */
export async function upsertUsage(
  tx: Db,
  vendorId: string,
  externalId: string,
  wanted: NewUsageRecord,
  at: Date,
): Promise<Written<UsageRecord>> {
  const row = await findRow(tx, 'usage_record', vendorId, `ext:${externalId}`);
  if (!row) {
    const thing = await insertUsage(tx, vendorId, { ...wanted, externalId }, at);
    if (thing) return { thing, created: true, fields: [] };
  }
  const before = await requireUsage(tx, vendorId, `ext:${externalId}`);
  await requireSameCustomer(tx, vendorId, before.customerId, wanted.customerId);
  return updateUsage(tx, vendorId, before.id, { quantity: wanted.quantity }, at);
}

/** @throws `usage-record.not-found` */
export async function deleteUsage(tx: Db, vendorId: string, reference: string): Promise<UsageRecord> {
  const record = await requireUsage(tx, vendorId, reference);
  await deleteRow(tx, 'usage_record', vendorId, record.id);
  return record;
}

async function whileUncounted<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    throw isUniqueViolation(error) ? domainProblem('usage-record.exists') : error;
  }
}
