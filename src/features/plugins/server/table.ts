import { searchText } from '../../../kit/server/search.ts';
import type { Plugin } from '../schema.ts';

interface PluginTable {
  vendor_id: string;
  id: string;
  external_id: string | null;
  name: string;
  /** By language, as JSON text. */
  names: string;
  url: string;
  active: number;
  portal_id: string | null;
  search_text: string;
  created_at: string;
  updated_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    plugin: PluginTable;
  }
}

export const toPlugin = (row: PluginTable): Plugin => ({
  id: row.id,
  externalId: row.external_id,
  name: row.name,
  names: JSON.parse(row.names) as Plugin['names'],
  url: row.url,
  active: row.active === 1,
  portalId: row.portal_id,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const toPluginRow = (vendorId: string, plugin: Plugin): PluginTable => ({
  vendor_id: vendorId,
  id: plugin.id,
  external_id: plugin.externalId,
  name: plugin.name,
  names: JSON.stringify(plugin.names),
  url: plugin.url,
  active: plugin.active ? 1 : 0,
  portal_id: plugin.portalId,
  search_text: searchText(plugin.name, ...Object.values(plugin.names), plugin.url, plugin.externalId),
  created_at: plugin.createdAt,
  updated_at: plugin.updatedAt,
});
