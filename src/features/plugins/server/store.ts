import { type Paging, unknownReference, type Written } from '../../../kit/server/collection.ts';
import { collectionStore } from '../../../kit/server/collection-store.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { findRow } from '../../../kit/server/rows.ts';
import { pluginProblem } from '../problems.ts';
import { wrongIn } from '../rules.ts';
import type { NewPlugin, Plugin, PluginChange } from '../schema.ts';
import { type StoredPlugin, toPlugin, toPluginRow, toStored } from './table.ts';

/** A menu that long is read by nobody; and every visit reads them all. */
const mostPlugins = 50;

const plugins = collectionStore<'plugin', StoredPlugin, NewPlugin, PluginChange>({
  ...{
    table: 'plugin',
    prefix: 'plg',
    toThing: toStored,
    toRow: toPluginRow,
    fixed: ['kind'],
    check: wrongIn,
  },
  start: (wanted, { id, now }) => ({
    id,
    externalId: wanted.externalId ?? null,
    name: wanted.name,
    names: wanted.names ?? {},
    kind: wanted.kind ?? 'link',
    url: wanted.url ?? null,
    columns: wanted.columns ?? [],
    hasSecret: false,
    sealedSecret: null,
    active: wanted.active ?? true,
    portalId: wanted.portalId ?? null,
    createdAt: now,
    updatedAt: now,
  }),
  notFound: () => pluginProblem('plugin.not-found'),
  externalIdTaken: () => pluginProblem('plugin.external-id-taken'),
  gone: () => unknownReference('portalId', 'portal'),
});

const open = ({ thing, ...written }: Written<StoredPlugin>): Written<Plugin> => ({
  ...written,
  thing: toPlugin(thing),
});

export const listPlugins = async (db: Db, vendorId: string, paging: Paging): Promise<Plugin[]> =>
  (await plugins.list(db, vendorId, paging)).map(toPlugin);

/** @throws `plugin.not-found` */
export const requireStoredPlugin = plugins.require;

/** @throws `plugin.not-found` */
export const requirePlugin = async (db: Db, vendorId: string, reference: string): Promise<Plugin> =>
  toPlugin(await plugins.require(db, vendorId, reference));

/** @throws `plugin.not-found`, `request.invalid` */
export const updatePlugin = async (
  tx: Db,
  vendorId: string,
  reference: string,
  change: PluginChange,
  at: Date,
) => open(await plugins.update(tx, vendorId, reference, change, at));

/** With its rows. @throws `plugin.not-found` */
export const deletePlugin = async (tx: Db, vendorId: string, reference: string): Promise<Plugin> =>
  toPlugin(await plugins.remove(tx, vendorId, reference));

/** Those in the menu of a portal, whether on or off, oldest first. */
export async function pluginsOf(db: Db, vendorId: string, portalId: string): Promise<Plugin[]> {
  const rows = await db
    .selectFrom('plugin')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where((eb) => eb.or([eb('portal_id', 'is', null), eb('portal_id', '=', portalId)]))
    .orderBy('id')
    .execute();
  return rows.map(toStored).map(toPlugin);
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
  named: Readonly<Record<string, unknown>> | undefined,
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
export async function createPlugin(
  tx: Db,
  vendorId: string,
  wanted: NewPlugin,
  at: Date,
  id?: string,
): Promise<Plugin> {
  await requireRoom(tx, vendorId);
  return toPlugin(await plugins.create(tx, vendorId, wanted, at, id));
}

/** Makes the plugin with this outside id, or changes it; of any number of calls at once, one makes it. */
export async function upsertPlugin(
  tx: Db,
  vendorId: string,
  externalId: string,
  wanted: NewPlugin,
  at: Date,
): Promise<Written<Plugin>> {
  const known = await plugins.find(tx, vendorId, `ext:${externalId}`);
  if (!known) await requireRoom(tx, vendorId);
  // What is not said of its kind is what it is.
  const kind = wanted.kind ?? known?.kind ?? 'link';
  return open(await plugins.upsert(tx, vendorId, externalId, { ...wanted, kind }, at));
}
