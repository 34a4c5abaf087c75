import type { Db } from '../../../kit/server/db/db.ts';
import type { SealedColumn } from '../../../kit/server/reseal.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { oidcProblem } from '../problems.ts';
import type { NewOidcSettings, OidcSettings } from '../schema.ts';

interface PortalOidcTable {
  vendor_id: string;
  portal_id: string;
  issuer: string;
  client_id: string;
  sealed_secret: string | null;
  contact_by: OidcSettings['contactBy'];
  created_at: string;
  updated_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    portal_oidc: PortalOidcTable;
  }
}

const sealContext = (portalId: string): string => `oidc:${portalId}`;

export const sealedOidcSecrets: SealedColumn = {
  table: 'portal_oidc',
  key: ['portal_id'],
  column: 'sealed_secret',
  context: ({ portal_id }) => sealContext(portal_id as string),
};

/** A portal's provider as it is asked; the secret is opened for that alone. */
export interface Provider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly contactBy: OidcSettings['contactBy'];
  readonly updatedAt: string;
}

export interface Place {
  readonly vendorId: string;
  readonly portalId: string;
}

const rowOf = (db: Db, { vendorId, portalId }: Place) =>
  db
    .selectFrom('portal_oidc')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('portal_id', '=', portalId)
    .executeTakeFirst();

/** @throws `oidc.not-found` */
export async function requireSettings(db: Db, place: Place, redirectUri: string): Promise<OidcSettings> {
  const row = await rowOf(db, place);
  if (!row) throw oidcProblem('oidc.not-found');
  return {
    issuer: row.issuer,
    clientId: row.client_id,
    hasSecret: row.sealed_secret !== null,
    contactBy: row.contact_by,
    redirectUri,
    updatedAt: row.updated_at,
  };
}

export async function findProvider(db: Db, secrets: Secrets, place: Place): Promise<Provider | undefined> {
  const row = await rowOf(db, place);
  return (
    row && {
      issuer: row.issuer,
      clientId: row.client_id,
      clientSecret:
        row.sealed_secret === null ? undefined : secrets.open(row.sealed_secret, sealContext(place.portalId)),
      contactBy: row.contact_by,
      updatedAt: row.updated_at,
    }
  );
}

/** Another issuer or client never gets the secret of the one before. */
export async function putSettings(
  tx: Db,
  secrets: Secrets,
  { vendorId, portalId }: Place,
  { issuer, clientId, clientSecret, contactBy }: NewOidcSettings,
  at: Date,
): Promise<void> {
  const before = await rowOf(tx, { vendorId, portalId });
  const same = before?.issuer === issuer && before.client_id === clientId;
  const kept = same ? before.sealed_secret : null;
  const now = at.toISOString();
  const values = {
    issuer,
    client_id: clientId,
    sealed_secret: clientSecret
      ? secrets.seal(clientSecret, sealContext(portalId))
      : clientSecret === null
        ? null
        : kept,
    contact_by: contactBy,
    updated_at: now,
  };
  await tx
    .insertInto('portal_oidc')
    .values({ vendor_id: vendorId, portal_id: portalId, created_at: now, ...values })
    .onConflict((conflict) => conflict.columns(['vendor_id', 'portal_id']).doUpdateSet(values))
    .execute();
}

/** False where there was none. */
export async function removeSettings(tx: Db, { vendorId, portalId }: Place): Promise<boolean> {
  const done = await tx
    .deleteFrom('portal_oidc')
    .where('vendor_id', '=', vendorId)
    .where('portal_id', '=', portalId)
    .executeTakeFirst();
  return done.numDeletedRows === 1n;
}
