import { unknownReference } from '../../../kit/server/collection.ts';
import { collectionStore } from '../../../kit/server/collection-store.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { findRow } from '../../../kit/server/rows.ts';
import { pluginProblem } from '../problems.ts';
import type { NewPlugin, Plugin, PluginChange } from '../schema.ts';
import { toPlugin, toPluginRow } from './table.ts';

/** A menu that long is read by nobody; and every visit reads them all. */
const mostPlugins = 50;

const plugins = collectionStore<'plugin', Plugin, NewPlugin, PluginChange>({
  ...{ table: 'plugin', prefix: 'plg', toThing: toPlugin, toRow: toPluginRow, fixed: [] },
  start: (wanted, { id, now }) => ({
    id,
    externalId: wanted.externalId ?? null,
    name: wanted.name,
    names: wanted.names ?? {},
    url: wanted.url,
    active: wanted.active ?? true,
    portalId: wanted.portalId ?? null,
    createdAt: now,
    updatedAt: now,
  }),
  notFound: () => pluginProblem('plugin.not-found'),
  externalIdTaken: () => pluginProblem('plugin.external-id-taken'),
  gone: () => unknownReference('portalId', 'portal'),
});
export const {
  list: listPlugins,
  require: requirePlugin,
  update: updatePlugin,
  remove: deletePlugin,
} = plugins;

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

/** @throws `plugin.too-many` */
async function requireRoom(tx: Db, vendorId: string): Promise<void> {
  const { count } = await tx
    .selectFrom('plugin')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('vendor_id', '=', vendorId)
    .executeTakeFirstOrThrow();
  if (Number(count) >= mostPlugins) throw pluginProblem('plugin.too-many');
}

/** @throws `plugin.external-id-taken`, `plugin.too-many`, `request.invalid` for a portal the vendor does not have */
export const createPlugin: typeof plugins.create = async (tx, vendorId, ...wanted) => {
  await requireRoom(tx, vendorId);
  return plugins.create(tx, vendorId, ...wanted);
};

/** Makes the plugin with this outside id, or changes it; of any number of calls at once, one makes it. */
export const upsertPlugin: typeof plugins.upsert = async (tx, vendorId, externalId, ...wanted) => {
  if (!(await plugins.find(tx, vendorId, `ext:${externalId}`))) await requireRoom(tx, vendorId);
  return plugins.upsert(tx, vendorId, externalId, ...wanted);
};
