import * as v from 'valibot';
import { collectionRoutes } from '../../access/server/collection-routes.ts';
import { NewPlugin, Plugin, PluginChange } from '../schema.ts';
import {
  createPlugin,
  deletePlugin,
  listPlugins,
  requirePlugin,
  updatePlugin,
  upsertPlugin,
} from './store.ts';

/** `/api/v1/plugins`. */
export const pluginsVendorRoutes = collectionRoutes({
  name: 'plugins',
  thing: 'plugin',
  one: 'a plugin',
  schema: Plugin,
  list: ({ db, vendorId }, _, paging) => listPlugins(db, vendorId, paging),
  read: ({ db, vendorId }, reference) => requirePlugin(db, vendorId, reference),
  create: {
    body: NewPlugin,
    description:
      'A page of your own in the portal’s menu, which opens in a new tab: on, and in all portals, unless said otherwise. A customer whose record says no in `plugins` does not have it.',
    problems: ['plugin.external-id-taken', 'plugin.too-many'],
    act: (tx, { vendorId, at }, wanted) => createPlugin(tx, vendorId, wanted, at),
  },
  change: {
    body: PluginChange,
    act: (tx, { vendorId, at }, reference, change) => updatePlugin(tx, vendorId, reference, change, at),
  },
  upsert: {
    body: v.omit(NewPlugin, ['externalId']),
    problems: ['plugin.too-many'],
    act: (tx, { vendorId, at }, externalId, wanted) => upsertPlugin(tx, vendorId, externalId, wanted, at),
  },
  remove: { act: (tx, { vendorId }, reference) => deletePlugin(tx, vendorId, reference) },
  about: ({ id }) => ({ data: { pluginId: id } }),
});
