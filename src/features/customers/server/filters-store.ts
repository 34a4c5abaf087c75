import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { CustomerFilter, NewCustomerFilter } from '../filter-schema.ts';
import { customerProblem } from '../problems.ts';

interface CustomerFilterTable {
  vendor_id: string;
  id: string;
  /** `null`: every operator's. */
  operator_id: string | null;
  name: string;
  query: string;
  created_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    customer_filter: CustomerFilterTable;
  }
}

/** Whose filters: an operator's own and those of everybody; `null`: an API key. */
export interface FilterReader {
  readonly vendorId: string;
  readonly operatorId: string | null;
}

const mostFilters = 50;

export async function filtersOf(
  db: Db,
  { vendorId, operatorId }: FilterReader,
): Promise<readonly CustomerFilter[]> {
  const rows = await db
    .selectFrom('customer_filter')
    .select(['id', 'name', 'query', 'operator_id as whose'])
    .where('vendor_id', '=', vendorId)
    .where((eb) => eb.or([eb('operator_id', 'is', null), eb('operator_id', '=', operatorId ?? '')]))
    .orderBy('name')
    .orderBy('id')
    .execute();
  return rows.map(({ id, name, query, whose }) => ({
    ...{ id, name, isShared: whose === null, isOwn: whose === operatorId },
    query: JSON.parse(query) as Record<string, string>,
  }));
}

/** One of one's own, or one that is everybody's. @throws `customer-filter.not-found` */
async function requireFilter(db: Db, reader: FilterReader, id: string): Promise<CustomerFilter> {
  const found = (await filtersOf(db, reader)).find((one) => one.id === id);
  if (!found) throw customerProblem('customer-filter.not-found');
  return found;
}

/** @throws `customer-filter.too-many` */
export async function keepFilter(
  tx: Db,
  reader: FilterReader,
  { name, isShared, query: wanted }: NewCustomerFilter,
  at: Date,
): Promise<CustomerFilter> {
  if ((await filtersOf(tx, reader)).length >= mostFilters) throw customerProblem('customer-filter.too-many');
  const { vendorId, operatorId } = reader;
  const whose = isShared ? null : operatorId;
  const id = newId('cfl', at.getTime());
  const query = Object.fromEntries(
    Object.entries(wanted).flatMap(([key, value]) => (value ? [[key, value]] : [])),
  );
  const row = { vendor_id: vendorId, id, operator_id: whose, name, query: JSON.stringify(query) };
  await tx
    .insertInto('customer_filter')
    .values({ ...row, created_at: at.toISOString() })
    .execute();
  return { id, name, isShared: whose === null, isOwn: whose === operatorId, query };
}

/** @throws `customer-filter.not-found` */
export async function renameFilter(
  tx: Db,
  reader: FilterReader,
  id: string,
  name: string,
): Promise<CustomerFilter> {
  const before = await requireFilter(tx, reader, id);
  await tx
    .updateTable('customer_filter')
    .set({ name })
    .where('vendor_id', '=', reader.vendorId)
    .where('id', '=', id)
    .execute();
  return { ...before, name };
}

/** @throws `customer-filter.not-found` */
export async function dropFilter(tx: Db, reader: FilterReader, id: string): Promise<void> {
  await requireFilter(tx, reader, id);
  await tx
    .deleteFrom('customer_filter')
    .where('vendor_id', '=', reader.vendorId)
    .where('id', '=', id)
    .execute();
}
