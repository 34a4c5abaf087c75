import * as v from 'valibot';
import type { Db } from '../../../kit/server/db/db.ts';
import {
  type ConfigurationChange,
  type ConfigurationPart,
  fieldChanges,
  readPart,
} from '../../../kit/server/transfer/configuration.ts';
import { PluginId } from '../../customers/schema.ts';
import { Slug } from '../../portals/schema.ts';
import { portalIds, slugHere } from '../../portals/server/configuration.ts';
import { NewPlugin, type Plugin } from '../schema.ts';
import { createPlugin, updatePlugin } from './store.ts';
import { toPlugin, toStored } from './table.ts';

const Wanted = v.array(
  v.strictObject({
    ...v.omit(NewPlugin, ['portalId']).entries,
    id: v.optional(PluginId),
    externalId: v.nullish(v.string(), null),
    /** The one portal whose menu it stands in, by its name: ids are another side's. */
    portal: v.nullish(Slug, null),
  }),
);

async function allPlugins(db: Db, vendorId: string): Promise<Plugin[]> {
  const rows = await db
    .selectFrom('plugin')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .orderBy('id')
    .execute();
  return rows.map(toStored).map(toPlugin);
}

/** Pages of the vendor's own in the portals' menus. */
export const pluginsPart: ConfigurationPart = {
  name: 'plugins',

  async export(db, vendorId) {
    const slugs = new Map([...(await portalIds(db, vendorId))].map(([slug, id]) => [id, slug]));
    return (await allPlugins(db, vendorId)).map(
      ({ createdAt: _, updatedAt: __, hasSecret: ___, portalId, ...plugin }) => ({
        ...plugin,
        portal: portalId === null ? null : (slugs.get(portalId) ?? null),
      }),
    );
  },

  async apply(tx, context, file) {
    const { vendorId, at } = context;
    const portals = await portalIds(tx, vendorId);
    const here = await allPlugins(tx, vendorId);
    const changes: ConfigurationChange[] = [];
    const met = new Set<string>();
    for (const { id, externalId, portal, ...fields } of readPart(Wanted, file, 'plugins')) {
      const slug = portal && slugHere(portal, context);
      const portalId = slug ? portals.get(slug) : null;
      if (portalId === undefined) {
        const note = `There is no portal “${slug}” here.`;
        changes.push({ part: 'plugins', name: fields.name, outcome: 'left-out', fields: [], note });
        continue;
      }
      const same = here.find(
        (plugin) =>
          !met.has(plugin.id) &&
          (plugin.id === id ||
            (externalId !== null && plugin.externalId === externalId) ||
            (plugin.name === fields.name && plugin.url === (fields.url ?? null))),
      );
      if (!same) {
        const made = { ...fields, portalId, ...(externalId !== null && { externalId }) };
        const plugin = await createPlugin(tx, vendorId, made, at, id);
        met.add(plugin.id);
        changes.push({ part: 'plugins', name: fields.name, outcome: 'created', fields: [] });
        continue;
      }
      met.add(same.id);
      const { kind: _, ...change } = fields;
      const { thing } = await updatePlugin(tx, vendorId, same.id, { ...change, portalId }, at);
      const changed = fieldChanges(same, thing, ['name', 'names', 'url', 'columns', 'active', 'portalId']);
      if (changed.length > 0)
        changes.push({ part: 'plugins', name: same.name, outcome: 'changed', fields: changed });
    }
    for (const { id, name } of here)
      if (!met.has(id)) changes.push({ part: 'plugins', name, outcome: 'only-here', fields: [] });
    return changes;
  },
};
