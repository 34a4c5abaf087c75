import { sql } from 'kysely';
import { unknownReference } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { findRow, lockRow } from '../../../kit/server/rows.ts';
import { forgetWords, insertWords } from '../../../kit/server/search.ts';
import { endSessions } from '../../access/server/sessions-store.ts';
import { customerProblem } from '../problems.ts';
import type { Customer } from '../schema.ts';
import { deleteCustomer, requireCustomer } from './customers-store.ts';
import { moveLogins } from './logins-store.ts';
import { movingTables, wordsOf } from './owned.ts';
import { parentFor } from './parents.ts';
import { toCustomer } from './table.ts';

/**
 * Two records of one customer become one: what hangs on the first moves to the second, whose own fields stay as they
 * are, and the first is gone for good. Its sessions, codes and links end; what its people sign in with moves along.
 * @returns the one that stays, and the one that went
 * @throws `customer.not-found`, `customer.erased`, `customer.moving`, `customer.too-deep`, `request.invalid`
 */
export async function mergeCustomers(
  tx: Db,
  vendorId: string,
  reference: string,
  into: string,
  at: Date,
): Promise<{ readonly into: Customer; readonly gone: Customer }> {
  const first = await requireCustomer(tx, vendorId, reference);
  const other = await findRow(tx, 'customer', vendorId, into);
  if (!other) throw unknownReference('into', 'customer');
  // Both at once in the order of their ids, so that two merges never wait for each other.
  for (const id of [first.id, other.id].sort()) await lockRow(tx, 'customer', vendorId, id);
  const gone = await requireCustomer(tx, vendorId, first.id);
  const target = toCustomer(other);
  if (gone.id === target.id) {
    const message = 'It is this customer itself.';
    throw requestProblem('request.invalid', { fields: [{ path: 'into', code: 'same', message }] });
  }
  if (gone.erasedAt || target.erasedAt) throw customerProblem('customer.erased');

  await endSessions(tx, { vendorId, customerId: gone.id }, at);
  await moveChildren(tx, vendorId, gone, target, at);
  await moveLogins(tx, { vendorId, customerId: gone.id }, target.portalId);
  await addUpUsage(tx, vendorId, gone.id, target.id, at);
  await forgetSums(tx, vendorId, gone.id, target.id);
  const found = await wordsOf(tx, vendorId, gone.id);
  for (const { table, rows } of found) for (const row of rows) await forgetWords(tx, table, row);
  const now = at.toISOString();
  for (const { table, isDated } of movingTables) {
    await sql`update ${sql.table(table)} set customer_id = ${target.id}${isDated ? sql`, updated_at = ${now}` : sql``}
      where vendor_id = ${vendorId} and customer_id = ${gone.id}`.execute(tx);
  }
  for (const { table, rows } of found) {
    await insertWords(
      tx,
      table,
      rows.map((row) => ({ ...row, customer_id: target.id })),
    );
  }
  await deleteCustomer(tx, vendorId, gone.id, at);
  return { into: await requireCustomer(tx, vendorId, target.id), gone };
}

/** Whoever stood below the one stands below the other; the other itself moves up in its place. */
async function moveChildren(
  tx: Db,
  vendorId: string,
  gone: Customer,
  target: Customer,
  at: Date,
): Promise<void> {
  const setParent = (id: string, parentId: string | null) =>
    tx
      .updateTable('customer')
      .set({ parent_id: parentId, updated_at: at.toISOString() })
      .where('vendor_id', '=', vendorId)
      .where('id', '=', id)
      .execute();
  if (target.parentId === gone.id) await setParent(target.id, gone.parentId);
  const children = await tx
    .selectFrom('customer')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where('parent_id', '=', gone.id)
    .execute();
  for (const { id } of children) {
    await setParent(id, null);
    await setParent(id, await parentFor(tx, vendorId, id, target.id));
  }
}

/** Sums of records are the job's to make again, from those of both. */
async function forgetSums(tx: Db, vendorId: string, from: string, to: string): Promise<void> {
  await sql`insert into use_metric (vendor_id, customer_id, metric, has_calls, currency, is_touched, summed_until)
    select vendor_id, ${to}, metric, has_calls, currency, 1, 0 from use_metric
    where vendor_id = ${vendorId} and customer_id = ${from}
    on conflict (vendor_id, customer_id, metric) do update set is_touched = 1, summed_until = 0`.execute(tx);
  await sql`delete from use_metric where vendor_id = ${vendorId} and customer_id = ${from}`.execute(tx);
  await sql`delete from use_sum where vendor_id = ${vendorId} and customer_id in (${from}, ${to})`.execute(
    tx,
  );
}

async function addUpUsage(tx: Db, vendorId: string, from: string, to: string, at: Date): Promise<void> {
  const now = at.toISOString();
  const same = sql`s.vendor_id = t.vendor_id and s.metric = t.metric and s.month = t.month
    and s.domain_id = t.domain_id`;
  await sql`update call_count as t set quantity = t.quantity + (
      select s.quantity from call_count as s where ${same} and s.customer_id = ${from}), updated_at = ${now}
    where t.vendor_id = ${vendorId} and t.customer_id = ${to} and exists (
      select 1 from call_count as s where ${same} and s.customer_id = ${from})`.execute(tx);
  await sql`delete from call_count where vendor_id = ${vendorId} and customer_id = ${from} and exists (
      select 1 from call_count as t where t.vendor_id = call_count.vendor_id and t.customer_id = ${to}
        and t.metric = call_count.metric and t.month = call_count.month
        and t.domain_id = call_count.domain_id)`.execute(tx);
  await sql`update call_count set customer_id = ${to}, updated_at = ${now}
    where vendor_id = ${vendorId} and customer_id = ${from}`.execute(tx);
}
