import { SignJWT } from 'jose';
import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { SealedColumn } from '../../../kit/server/reseal.ts';
import { lockRow } from '../../../kit/server/rows.ts';
import { randomSecret, type Secrets } from '../../../kit/server/secrets.ts';
import { pluginProblem } from '../problems.ts';
import type { Plugin, PluginToken } from '../schema.ts';
import { requireStoredPlugin } from './store.ts';
import { type StoredPlugin, toPlugin } from './table.ts';

const contextOf = (vendorId: string, id: string): string => `plugin:${vendorId}:${id}`;

export const sealedPluginSecrets: SealedColumn = {
  table: 'plugin',
  key: ['id'],
  column: 'sealed_secret',
  context: ({ vendor_id, id }) => contextOf(vendor_id as string, id as string),
};

/** @throws `plugin.not-found`, `plugin.other-kind` */
async function requireFrame(tx: Db, vendorId: string, reference: string): Promise<StoredPlugin> {
  await lockRow(tx, 'plugin', vendorId, reference);
  const plugin = await requireStoredPlugin(tx, vendorId, reference);
  if (plugin.kind !== 'frame') throw pluginProblem('plugin.other-kind');
  return plugin;
}

const write = (tx: Db, vendorId: string, id: string, sealed: string | null, at: Date) =>
  tx
    .updateTable('plugin')
    .set({ sealed_secret: sealed, updated_at: at.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .execute();

/** A new secret for the page's own server, told this once. @throws `plugin.not-found`, `plugin.other-kind` */
export async function renewSecret(
  tx: Db,
  { vendorId, secrets, at }: { readonly vendorId: string; readonly secrets: Secrets; readonly at: Date },
  reference: string,
): Promise<{ readonly plugin: Plugin; readonly secret: string }> {
  const plugin = await requireFrame(tx, vendorId, reference);
  const secret = randomSecret();
  await write(tx, vendorId, plugin.id, secrets.seal(secret, contextOf(vendorId, plugin.id)), at);
  return { plugin: toPlugin(plugin), secret };
}

/** Its page is told no more who looks. @throws `plugin.not-found`, `plugin.other-kind` */
export async function dropSecret(tx: Db, vendorId: string, reference: string, at: Date): Promise<Plugin> {
  const plugin = await requireFrame(tx, vendorId, reference);
  await write(tx, vendorId, plugin.id, null, at);
  return toPlugin(plugin);
}

const lifetimeMs = 5 * 60_000;

export interface Looker {
  readonly vendorId: string;
  readonly customerId: string;
  readonly externalId: string | null;
  readonly contactId: string | null;
  readonly readOnly: boolean;
  readonly language: string;
}

/**
 * Who looks, for the page's own server: signed with the plugin's secret, for five minutes. It opens nothing here: no route
 * of this service takes it.
 */
export async function signLooker(
  { db, secrets, publicUrl }: { readonly db: Db; readonly secrets: Secrets; readonly publicUrl: string },
  pluginId: string,
  { vendorId, customerId, externalId, contactId, readOnly, language }: Looker,
  now: Date,
): Promise<PluginToken> {
  const { sealedSecret } = await requireStoredPlugin(db, vendorId, pluginId);
  if (!sealedSecret) return { token: null, expiresAt: null };
  const ends = new Date(now.getTime() + lifetimeMs);
  const token = await new SignJWT({ externalId, contactId, readOnly, language })
    .setProtectedHeader({ alg: 'HS256', typ: 'portico-plugin+jwt' })
    .setIssuer(publicUrl)
    .setAudience(pluginId)
    .setSubject(customerId)
    .setIssuedAt(Math.floor(now.getTime() / 1000))
    .setExpirationTime(Math.floor(ends.getTime() / 1000))
    .setJti(newId('jti', now.getTime()))
    .sign(new TextEncoder().encode(secrets.open(sealedSecret, contextOf(vendorId, pluginId))));
  return { token, expiresAt: ends.toISOString() };
}
