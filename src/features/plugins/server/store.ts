import { newId } from '../../../kit/common/id.ts';
import {
  merged,
  type Paging,
  paged,
  unknownReference,
  type Written,
} from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import {
  deleteRow,
  findRow,
  insertRow,
  lockRow,
  updateRow,
  whileReferred,
  writeChange,
} from '../../../kit/server/rows.ts';
import { pluginProblem } from '../problems.ts';
import type { NewPlugin, Plugin, PluginChange } from '../schema.ts';
import { toPlugin, toPluginRow } from './table.ts';

/** A menu that long is read by nobody; and every visit reads them all. */
const mostPlugins = 50;

export async function listPlugins(db: Db, vendorId: string, paging: Paging): Promise<Plugin[]> {
  const query = db.selectFrom('plugin').selectAll().where('vendor_id', '=', vendorId);
  return (await paged(query, 'plugin', paging).execute()).map(toPlugin);
}

/** Those in the menu of a portal, whether on or off, oldest first. */
export async function pluginsOf(db: Db, vendorId: string, portalId: string): Promise<Plugin[]> {
  const rows = await db
    .selectFrom('plugin')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where((eb) => eb.or([eb('portal_id', 'is', null), eb('portal_id', '=', portalId)]))
    .orderBy('id')
    .execute();
  return rows.map(toPlugin);
}

/** Of all of them: there are few. */
export async function pluginIds(db: Db, vendorId: string): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('plugin').select('id').where('vendor_id', '=', vendorId).execute();
  return new Set(rows.map(({ id }) => id));
}

/** @throws `plugin.not-found` */
export async function requirePlugin(db: Db, vendorId: string, reference: string): Promise<Plugin> {
  const row = await findRow(db, 'plugin', vendorId, reference);
  if (!row) throw pluginProblem('plugin.not-found');
  return toPlugin(row);
}

/** @throws `request.invalid` where one of these ids is none of the vendor's */
export async function requirePlugins(
  db: Db,
  vendorId: string,
  named: Readonly<Record<string, boolean>> | undefined,
): Promise<void> {
  for (const id of Object.keys(named ?? {})) {
    if (!(await findRow(db, 'plugin', vendorId, id))) throw unknownReference(`plugins.${id}`, 'plugin');
  }
}

/** @throws `plugin.external-id-taken`, `plugin.too-many`, `request.invalid` for a portal the vendor does not have */
export async function createPlugin(
  tx: Db,
  vendorId: string,
  wanted: NewPlugin & { readonly id?: string | undefined },
  at: Date,
): Promise<Plugin> {
  const plugin = await insertPlugin(tx, vendorId, wanted, at);
  if (!plugin) throw pluginProblem('plugin.external-id-taken');
  return plugin;
}

async function insertPlugin(
  tx: Db,
  vendorId: string,
  wanted: NewPlugin & { readonly id?: string | undefined },
  at: Date,
): Promise<Plugin | undefined> {
  const { count } = await tx
    .selectFrom('plugin')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('vendor_id', '=', vendorId)
    .executeTakeFirstOrThrow();
  if (Number(count) >= mostPlugins) throw pluginProblem('plugin.too-many');
  const now = at.toISOString();
  const plugin: Plugin = {
    id: wanted.id ?? newId('plg', at.getTime()),
    externalId: wanted.externalId ?? null,
    name: wanted.name,
    names: wanted.names ?? {},
    url: wanted.url,
    active: wanted.active ?? true,
    portalId: wanted.portalId ?? null,
    createdAt: now,
    updatedAt: now,
  };
  const insert = insertRow(tx, 'plugin', toPluginRow(vendorId, plugin));
  const done = await whileReferred(insert, () => unknownReference('portalId', 'portal'));
  return done ? plugin : undefined;
}

/** @throws `plugin.not-found`, `request.invalid` for a portal the vendor does not have */
export async function updatePlugin(
  tx: Db,
  vendorId: string,
  reference: string,
  change: PluginChange,
  at: Date,
): Promise<Written<Plugin>> {
  await lockRow(tx, 'plugin', vendorId, reference);
  const before = await requirePlugin(tx, vendorId, reference);
  return writeChange(before, merged(before, change), at, async (after) => {
    const update = updateRow(tx, 'plugin', toPluginRow(vendorId, after));
    await whileReferred(update, () => unknownReference('portalId', 'portal'));
  });
}

/** Makes the plugin with this outside id, or changes it; of any number of calls at once, one makes it. */
export async function upsertPlugin(
  tx: Db,
  vendorId: string,
  externalId: string,
  wanted: Omit<NewPlugin, 'externalId'>,
  at: Date,
): Promise<Written<Plugin>> {
  const reference = `ext:${externalId}`;
  if (!(await findRow(tx, 'plugin', vendorId, reference))) {
    const thing = await insertPlugin(tx, vendorId, { ...wanted, externalId }, at);
    if (thing) return { thing, created: true, fields: [] };
  }
  return updatePlugin(tx, vendorId, reference, wanted, at);
}

/** @throws `plugin.not-found` */
export async function deletePlugin(tx: Db, vendorId: string, reference: string): Promise<Plugin> {
  const plugin = await requirePlugin(tx, vendorId, reference);
  await deleteRow(tx, 'plugin', vendorId, plugin.id);
  return plugin;
}
