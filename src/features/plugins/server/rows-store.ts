import { unknownReference } from '../../../kit/server/collection.ts';
import { insertRows } from '../../../kit/server/db/bulk.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { findRow, lockRow } from '../../../kit/server/rows.ts';
import { pluginProblem } from '../problems.ts';
import { wrongRows } from '../rules.ts';
import type { Plugin, PluginRow, PluginRows } from '../schema.ts';
import { requirePlugin } from './store.ts';

/** @throws `plugin.not-found`, `plugin.other-kind` */
async function requireList(db: Db, vendorId: string, reference: string): Promise<Plugin> {
  const plugin = await requirePlugin(db, vendorId, reference);
  if (plugin.kind !== 'list') throw pluginProblem('plugin.other-kind');
  return plugin;
}

/** A customer's rows of a list, as they are shown. */
export async function rowsOf(
  db: Db,
  vendorId: string,
  pluginId: string,
  customerId: string,
): Promise<PluginRow[]> {
  const rows = await db
    .selectFrom('plugin_row')
    .select(['id', 'cells'])
    .where('vendor_id', '=', vendorId)
    .where('plugin_id', '=', pluginId)
    .where('customer_id', '=', customerId)
    .orderBy('position')
    .execute();
  return rows.map(({ id, cells }) => ({ id, cells: JSON.parse(cells) as PluginRow['cells'] }));
}

async function customerIdOf(db: Db, vendorId: string, reference: string): Promise<string> {
  const row = await findRow(db, 'customer', vendorId, reference);
  if (!row) throw unknownReference('customerId', 'customer');
  return row.id;
}

/** @throws `plugin.not-found`, `plugin.other-kind`, `request.invalid` */
export async function readRows(db: Db, vendorId: string, reference: string, customer: string) {
  const plugin = await requireList(db, vendorId, reference);
  const customerId = await customerIdOf(db, vendorId, customer);
  return { customerId, rows: await rowsOf(db, vendorId, plugin.id, customerId) };
}

/**
 * All rows of a customer in place of those there were.
 * @throws `plugin.not-found`, `plugin.other-kind`, `request.invalid`
 */
export async function replaceRows(
  tx: Db,
  vendorId: string,
  reference: string,
  { customerId: customer, rows }: PluginRows,
  at: Date,
): Promise<{ readonly plugin: Plugin; readonly customerId: string }> {
  const plugin = await requireList(tx, vendorId, reference);
  const customerId = await customerIdOf(tx, vendorId, customer);
  const fields = wrongRows(plugin.columns, rows);
  if (fields.length > 0) throw requestProblem('request.invalid', { fields: [...fields] });
  // Two that write the same list wait for each other.
  await lockRow(tx, 'plugin', vendorId, plugin.id);
  await tx
    .deleteFrom('plugin_row')
    .where('vendor_id', '=', vendorId)
    .where('plugin_id', '=', plugin.id)
    .where('customer_id', '=', customerId)
    .execute();
  if (rows.length > 0) {
    const updated_at = at.toISOString();
    const made = rows.map(({ id, cells }, position) => ({
      ...{ vendor_id: vendorId, plugin_id: plugin.id, customer_id: customerId, id, position },
      ...{ cells: JSON.stringify(cells), updated_at },
    }));
    await insertRows(tx, 'plugin_row', made);
  }
  return { plugin, customerId };
}
