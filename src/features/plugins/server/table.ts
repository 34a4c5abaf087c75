import { searchText } from '../../../kit/server/search.ts';
import type { Plugin } from '../schema.ts';

interface PluginTable {
  vendor_id: string;
  id: string;
  external_id: string | null;
  name: string;
  /** By language, as JSON text. */
  names: string;
  kind: Plugin['kind'];
  /** `''` of a list. */
  url: string;
  /** JSON, of a list. */
  columns: string;
  sealed_secret: string | null;
  active: number;
  portal_id: string | null;
  search_text: string;
  created_at: string;
  updated_at: string;
}

interface PluginRowTable {
  vendor_id: string;
  plugin_id: string;
  customer_id: string;
  id: string;
  position: number;
  /** JSON. */
  cells: string;
  updated_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    plugin: PluginTable;
    plugin_row: PluginRowTable;
  }
}

/** With the secret as it is kept. */
export interface StoredPlugin extends Plugin {
  readonly sealedSecret: string | null;
}

export const toPlugin = ({ sealedSecret: _, ...plugin }: StoredPlugin): Plugin => plugin;

export const toStored = (row: PluginTable): StoredPlugin => ({
  id: row.id,
  externalId: row.external_id,
  name: row.name,
  names: JSON.parse(row.names) as Plugin['names'],
  kind: row.kind,
  url: row.url || null,
  columns: JSON.parse(row.columns) as Plugin['columns'],
  hasSecret: row.sealed_secret !== null,
  sealedSecret: row.sealed_secret,
  active: row.active === 1,
  portalId: row.portal_id,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const toPluginRow = (vendorId: string, plugin: StoredPlugin): PluginTable => ({
  vendor_id: vendorId,
  id: plugin.id,
  external_id: plugin.externalId,
  name: plugin.name,
  names: JSON.stringify(plugin.names),
  kind: plugin.kind,
  url: plugin.url ?? '',
  columns: JSON.stringify(plugin.columns),
  sealed_secret: plugin.sealedSecret,
  active: plugin.active ? 1 : 0,
  portal_id: plugin.portalId,
  search_text: searchText(plugin.name, ...Object.values(plugin.names), plugin.url ?? '', plugin.externalId),
  created_at: plugin.createdAt,
  updated_at: plugin.updatedAt,
});
