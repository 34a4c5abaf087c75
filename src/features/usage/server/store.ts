import { type SelectQueryBuilder, sql } from 'kysely';
import { newIds } from '../../../kit/common/id.ts';
import {
  changesOf,
  type Paging,
  paged,
  unknownReference,
  type Written,
} from '../../../kit/server/collection.ts';
import { insertRows, rowsBy } from '../../../kit/server/db/bulk.ts';
import type { Db, Tables } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { deleteRow, findRow } from '../../../kit/server/rows.ts';
import { usageProblem } from '../problems.ts';
import type { NewUsageRecord, UsageRecord } from '../schema.ts';
import { addToSums, dayMs, touchMetrics } from './sums.ts';
import { toUsageRecord, toUseRow, type UseRecordTable } from './table.ts';

export interface UsageFilter {
  /** Our id or `ext:…`. */
  readonly customerId?: string | undefined;
  readonly metric?: string | undefined;
}

export async function listUsage(
  db: Db,
  vendorId: string,
  { customerId, metric }: UsageFilter,
  paging: Paging,
): Promise<UsageRecord[]> {
  let query = db.selectFrom('use_record').selectAll().where('vendor_id', '=', vendorId);
  if (metric !== undefined) query = query.where('metric', '=', metric);
  if (customerId !== undefined) {
    const customer = await findRow(db, 'customer', vendorId, customerId);
    if (!customer) return [];
    query = query.where('customer_id', '=', customer.id);
    if (paging.updatedSince === undefined) return alongKey(query, paging);
  }
  return (await paged(query, 'use_record', paging).execute()).map(toUsageRecord);
}

/** Of one customer by metric and time, as they lie in the table: in the order of ids those of all others lie between. */
async function alongKey(
  query: SelectQueryBuilder<Tables, 'use_record', UseRecordTable>,
  paging: Paging,
): Promise<UsageRecord[]> {
  const { limit, after } = paging;
  const [metric = '', at = '', id = ''] = after ?? [];
  const behind = after
    ? query.where(sql<boolean>`(metric, at, id) > (${metric}, ${Number(at)}, ${id})`)
    : query;
  const rows = await behind
    .orderBy('metric')
    .orderBy('at')
    .orderBy('id')
    .limit(limit + 1)
    .execute();
  const last = rows[limit - 1];
  if (last) paging.lastKey = [last.metric, String(last.at), last.id];
  return rows.map(toUsageRecord);
}

/** @throws `usage-record.not-found` */
export async function requireUsage(db: Db, vendorId: string, reference: string): Promise<UsageRecord> {
  const row = await findRow(db, 'use_record', vendorId, reference);
  if (!row) throw usageProblem('usage-record.not-found');
  return toUsageRecord(row);
}

/** A new record; what it names by our ids. */
export const startUsage = (
  wanted: NewUsageRecord,
  { id, now }: { readonly id: string; readonly now: string },
): UsageRecord => ({
  id,
  externalId: wanted.externalId ?? null,
  customerId: wanted.customerId,
  metric: wanted.metric,
  at: wanted.at === undefined ? now : new Date(wanted.at).toISOString(),
  quantity: wanted.quantity,
  licenceId: wanted.licenceId ?? null,
  contractId: wanted.contractId ?? null,
  domainId: wanted.domainId ?? null,
  call: wanted.call ?? null,
  createdAt: now,
  updatedAt: now,
});

/** Earlier is a broken clock, later was not used yet; a day is let go by, since clocks differ. */
const earliest = Date.parse('2000-01-01T00:00:00Z');

/** What a schema can't see. */
export function checkUsage(
  { at, licenceId, contractId, domainId }: UsageRecord,
  now: Date,
): { path: string; code: string; message: string }[] {
  const ms = Date.parse(at);
  const subjects = [licenceId, contractId, domainId].filter((id) => id !== null);
  return [
    ...(ms >= earliest && ms <= now.getTime() + dayMs
      ? []
      : [{ path: 'at', code: 'range', message: 'Expected an instant between 2000 and tomorrow.' }]),
    ...(subjects.length > 1
      ? [{ path: 'licenceId', code: 'one', message: 'Name one of licence, contract and domain, or none.' }]
      : []),
  ];
}

/** A record, and whether it was there already by its outside id. */
export interface Recorded {
  readonly record: UsageRecord;
  readonly known: boolean;
}

/**
 * Records what was used, in the transaction of whatever tells it. Idempotent by outside id: where this vendor has a
 * record of it, that one is answered and nothing is written. No row in the activity log: an account that makes a
 * thousand calls a day would read of nothing else.
 * @throws `request.invalid`, `usage-record.currency`
 */
export async function recordUsage(
  tx: Db,
  vendorId: string,
  wanted: readonly NewUsageRecord[],
  at: Date,
): Promise<Recorded[]> {
  const outside = wanted.flatMap(({ externalId }) => externalId ?? []);
  const there = await rowsBy(tx, 'use_record', vendorId, 'external_id', [...new Set(outside)]);
  const known = new Map(there.map((row) => [row.external_id as string, toUsageRecord(row)]));
  const find = finder(tx, vendorId);
  const ids = newIds('use', wanted.length, at.getTime());
  const made = new Map<string, UsageRecord>();
  const answer: Recorded[] = [];
  const fresh: UsageRecord[] = [];
  for (const [index, one] of wanted.entries()) {
    const before =
      one.externalId === undefined ? undefined : (known.get(one.externalId) ?? made.get(one.externalId));
    if (before) {
      answer.push({ record: before, known: true });
      continue;
    }
    const at_ = wanted.length > 1 ? `items.${index}.` : '';
    const record = startUsage(await resolved(find, one, at_), {
      id: ids[index] as string,
      now: at.toISOString(),
    });
    const fields = checkUsage(record, at).map((field) => ({ ...field, path: at_ + field.path }));
    if (fields.length > 0) throw requestProblem('request.invalid', { fields });
    if (one.externalId !== undefined) made.set(one.externalId, record);
    fresh.push(record);
    answer.push({ record, known: false });
  }
  await insertUsage(tx, vendorId, fresh);
  return answer;
}

/** Writes records that were checked, and adds them to sums that were made. */
export async function insertUsage(tx: Db, vendorId: string, records: readonly UsageRecord[]): Promise<void> {
  if (records.length === 0) return;
  const rows = records.map((record) => toUseRow(vendorId, record));
  const metrics = await touchMetrics(tx, vendorId, rows);
  await insertRows(tx, 'use_record', rows);
  await addToSums(
    tx,
    vendorId,
    metrics,
    rows.map((row) => ({ row, sign: 1 })),
  );
}

/** Corrects sums for records that an import laid over others. */
export async function replaceInSums(
  tx: Db,
  vendorId: string,
  changes: readonly { readonly before: UsageRecord | undefined; readonly after: UsageRecord }[],
): Promise<void> {
  const rows = changes.flatMap(({ before, after }) => [
    ...(before ? [{ row: toUseRow(vendorId, before), sign: -1 as const }] : []),
    { row: toUseRow(vendorId, after), sign: 1 as const },
  ]);
  if (rows.length === 0) return;
  const metrics = await touchMetrics(
    tx,
    vendorId,
    rows.map(({ row }) => row),
  );
  await addToSums(tx, vendorId, metrics, rows);
}

/** Makes the record with this outside id, or one that takes its place. @throws `request.invalid`, `usage-record.currency` */
export async function putUsage(
  tx: Db,
  vendorId: string,
  externalId: string,
  wanted: Omit<NewUsageRecord, 'externalId'>,
  at: Date,
): Promise<Written<UsageRecord>> {
  const [before] = await rowsBy(tx, 'use_record', vendorId, 'external_id', [externalId]);
  if (!before) {
    const [made] = await recordUsage(tx, vendorId, [{ ...wanted, externalId }], at);
    return { thing: (made as Recorded).record, created: true, fields: [] };
  }
  const old = toUsageRecord(before);
  const found = await resolved(finder(tx, vendorId), { ...wanted, externalId }, '');
  if (found.customerId !== old.customerId) {
    const message = 'It stays with its customer.';
    throw requestProblem('request.invalid', { fields: [{ path: 'customerId', code: 'fixed', message }] });
  }
  const now = at.toISOString();
  const made = startUsage({ ...found, at: found.at ?? old.at }, { id: old.id, now });
  const thing = { ...made, createdAt: old.createdAt };
  const wrong = checkUsage(thing, at);
  if (wrong.length > 0) throw requestProblem('request.invalid', { fields: wrong });
  const fields = changesOf(old, { ...thing, updatedAt: old.updatedAt });
  if (fields.length === 0) return { thing: old, created: false, fields };
  const metrics = await touchMetrics(tx, vendorId, [before, toUseRow(vendorId, thing)]);
  await deleteRow(tx, 'use_record', vendorId, old.id);
  const row = toUseRow(vendorId, thing);
  await insertRows(tx, 'use_record', [row]);
  await addToSums(tx, vendorId, metrics, [
    { row: { ...before, at: Number(before.at) }, sign: -1 },
    { row, sign: 1 },
  ]);
  return { thing, created: false, fields };
}

/** @throws `usage-record.not-found` */
export async function deleteUsage(tx: Db, vendorId: string, reference: string): Promise<UsageRecord> {
  const record = await requireUsage(tx, vendorId, reference);
  const row = toUseRow(vendorId, record);
  const metrics = await touchMetrics(tx, vendorId, [row]);
  await deleteRow(tx, 'use_record', vendorId, record.id);
  await addToSums(tx, vendorId, metrics, [{ row, sign: -1 }]);
  return record;
}

type Find = (
  table: 'customer' | 'licence' | 'contract' | 'domain',
  reference: string,
) => Promise<Found | undefined>;
interface Found {
  readonly id: string;
  readonly customer_id?: string;
}

/** Looks up what many records name, once each. */
function finder(tx: Db, vendorId: string): Find {
  const known = new Map<string, Promise<Found | undefined>>();
  return (table, reference) => {
    const key = `${table} ${reference}`;
    const found =
      known.get(key) ??
      findRow(tx, table as keyof Tables, vendorId, reference).then((row) => row as Found | undefined);
    known.set(key, found);
    return found;
  };
}

async function resolved(find: Find, wanted: NewUsageRecord, at: string): Promise<NewUsageRecord> {
  const customer = await find('customer', wanted.customerId);
  if (!customer) throw unknownReference(`${at}customerId`, 'customer');
  const one = async (
    field: 'licenceId' | 'contractId' | 'domainId',
    table: 'licence' | 'contract' | 'domain',
  ) => {
    const reference = wanted[field];
    if (reference == null) return null;
    const found = await find(table, reference);
    if (found?.customer_id !== customer.id) throw unknownReference(at + field, table);
    return found.id;
  };
  return {
    ...wanted,
    customerId: customer.id,
    licenceId: await one('licenceId', 'licence'),
    contractId: await one('contractId', 'contract'),
    domainId: await one('domainId', 'domain'),
  };
}
