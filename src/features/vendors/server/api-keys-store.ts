import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import * as v from 'valibot';
import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { note } from '../../../kit/server/db/note.ts';
import { digest } from '../../../kit/server/secrets.ts';
import { vendorProblem } from '../problems.ts';
import { type ApiKey, ApiKeyId, type CreatedApiKey, type NewApiKey, Scope } from '../schema.ts';
import type {} from './tables.ts';

/** `pk_live_<vendor>_<48 hex symbols>_<checksum>`: recognisable to scanners, names its vendor, 192 random bits. */
const shape = /^pk_(live|test)_([0-9a-z]{26})_([0-9a-f]{48})_([0-9a-f]{8})$/;
const checksum = (text: string): string => crc32(text).toString(16).padStart(8, '0');

export async function listApiKeys(db: Db, vendorId: string): Promise<ApiKey[]> {
  const rows = await db
    .selectFrom('api_key')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('revoked_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    scopes: JSON.parse(row.scopes) as Scope[],
    prefix: row.prefix,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    allowedAddresses: JSON.parse(row.allowed_addresses) as string[],
  }));
}

/** The state of the service is not one vendor's: whoever is to read it is given that by name. */
const usualScopes: Scope[] = Scope.options.filter((scope) => scope !== 'system:read');

export async function createApiKey(
  tx: Db,
  vendor: { readonly id: string; readonly side: 'live' | 'test' },
  { name, scopes = usualScopes, expiresAt, allowedAddresses = [] }: NewApiKey,
  now: Date,
): Promise<CreatedApiKey> {
  const body = `pk_${vendor.side}_${vendor.id.slice(4)}_${randomBytes(24).toString('hex')}`;
  const key = `${body}_${checksum(body)}`;
  const created = {
    id: newId('key', now.getTime()),
    name,
    scopes: [...scopes],
    prefix: key.slice(0, 39),
    createdAt: now.toISOString(),
    expiresAt: expiresAt ? new Date(expiresAt).toISOString() : null,
    lastUsedAt: null,
    allowedAddresses,
  };
  await tx
    .insertInto('api_key')
    .values({
      vendor_id: vendor.id,
      id: created.id,
      name,
      hash: digest(key),
      prefix: created.prefix,
      scopes: JSON.stringify(scopes),
      created_at: created.createdAt,
      expires_at: created.expiresAt,
      allowed_addresses: JSON.stringify(allowedAddresses),
    })
    .execute();
  return { ...created, key };
}

/**
 * A key in the place of another: the same name, scopes and addresses. The old one goes on for some hours, in which the
 * programs are given the new one.
 * @throws `api-key.not-found`
 */
export async function rotateApiKey(
  tx: Db,
  vendor: { readonly id: string; readonly side: 'live' | 'test' },
  id: string,
  { hours, now }: { readonly hours: number; readonly now: Date },
): Promise<CreatedApiKey> {
  const before = (await listApiKeys(tx, vendor.id)).find((key) => key.id === id);
  if (!before) throw vendorProblem('api-key.not-found');
  const ends = new Date(now.getTime() + hours * 3_600_000).toISOString();
  if (before.expiresAt === null || before.expiresAt > ends) {
    await tx
      .updateTable('api_key')
      .set({ expires_at: ends })
      .where('vendor_id', '=', vendor.id)
      .where('id', '=', id)
      .execute();
  }
  const { name, scopes, expiresAt, allowedAddresses } = before;
  return createApiKey(
    tx,
    vendor,
    { name, scopes, allowedAddresses, ...(expiresAt !== null && { expiresAt }) },
    now,
  );
}

/** @throws `api-key.not-found` */
export async function revokeApiKey(tx: Db, vendorId: string, id: string, now: Date): Promise<void> {
  if (!v.is(ApiKeyId, id)) throw vendorProblem('api-key.not-found');
  const done = await tx
    .updateTable('api_key')
    .set({ revoked_at: now.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  if (!done.numUpdatedRows) throw vendorProblem('api-key.not-found');
}

export interface UsableApiKey {
  readonly id: string;
  readonly vendorId: string;
  readonly scopes: readonly Scope[];
  readonly testSide: boolean;
  readonly allowedAddresses: readonly string[];
}

/** The key behind a credential, read anew on every request: a revoked one is refused at once, everywhere. */
export async function findUsableApiKey(
  db: Db,
  credential: string,
  now: Date,
): Promise<UsableApiKey | undefined> {
  const [, side, vendor, , sum] = shape.exec(credential) ?? [];
  if (!vendor || sum !== checksum(credential.slice(0, -9))) return undefined;
  const vendorId = `ven_${vendor}`;
  const row = await db
    .selectFrom('api_key')
    .select(['id', 'scopes', 'expires_at', 'last_used_at', 'allowed_addresses'])
    .where('vendor_id', '=', vendorId)
    .where('hash', '=', digest(credential))
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  if (!row || (row.expires_at && row.expires_at <= now.toISOString())) return undefined;
  await noteUse(db, vendorId, row.id, row.last_used_at, now);
  return {
    ...{ id: row.id, vendorId, testSide: side === 'test' },
    scopes: JSON.parse(row.scopes) as Scope[],
    allowedAddresses: JSON.parse(row.allowed_addresses) as string[],
  };
}

/** Last use to the minute: not a write for every read. */
async function noteUse(
  db: Db,
  vendorId: string,
  id: string,
  lastUsedAt: string | null,
  now: Date,
): Promise<void> {
  if (lastUsedAt && now.getTime() - Date.parse(lastUsedAt) < 60_000) return;
  await note(db, (tx) =>
    tx
      .updateTable('api_key')
      .set({ last_used_at: now.toISOString() })
      .where('vendor_id', '=', vendorId)
      .where('id', '=', id)
      .execute(),
  );
}
