import * as v from 'valibot';
import type { Db } from '../../../kit/server/db/db.ts';
import type { SealedColumn } from '../../../kit/server/reseal.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import type { Provider } from '../../oidc/server/store.ts';
import { NewOperatorOidc, type OperatorOidc } from '../security-schema.ts';
import type {} from './tables.ts';

const context = (vendorId: string): string => `operator-oidc:${vendorId}`;

export const sealedOperatorOidc: SealedColumn = {
  table: 'operator_oidc',
  key: [],
  column: 'sealed_secret',
  context: ({ vendor_id }) => context(vendor_id as string),
};

const rowOf = (db: Db, vendorId: string) =>
  db.selectFrom('operator_oidc').selectAll().where('vendor_id', '=', vendorId).executeTakeFirst();

export interface StaffProvider extends Provider {
  readonly roleClaim: string | null;
  readonly roles: OperatorOidc['roles'];
  readonly makesOperators: boolean;
}

export async function findStaffProvider(
  db: Db,
  secrets: Secrets,
  vendorId: string,
): Promise<StaffProvider | undefined> {
  const row = await rowOf(db, vendorId);
  if (!row) return undefined;
  const { sealed_secret: sealed } = row;
  return {
    ...{ issuer: row.issuer, clientId: row.client_id, contactBy: 'email', updatedAt: row.updated_at },
    clientSecret: sealed === null ? undefined : secrets.open(sealed, context(vendorId)),
    roleClaim: row.role_claim,
    roles: v.parse(NewOperatorOidc.entries.roles, JSON.parse(row.roles)),
    makesOperators: Boolean(row.makes_operators),
  };
}

/** Another issuer or client never gets the secret of the one before. */
export async function putStaffProvider(
  tx: Db,
  secrets: Secrets,
  vendorId: string,
  wanted: NewOperatorOidc,
  at: Date,
): Promise<void> {
  const { issuer, clientId, clientSecret, roleClaim, roles, makesOperators } = wanted;
  const before = await rowOf(tx, vendorId);
  const same = before?.issuer === issuer && before.client_id === clientId;
  const kept = same ? before.sealed_secret : null;
  const now = at.toISOString();
  const values = {
    ...{ issuer, client_id: clientId, role_claim: roleClaim, roles: JSON.stringify(roles) },
    sealed_secret: clientSecret
      ? secrets.seal(clientSecret, context(vendorId))
      : clientSecret === null
        ? null
        : kept,
    ...{ makes_operators: makesOperators ? 1 : 0, updated_at: now },
  };
  await tx
    .insertInto('operator_oidc')
    .values({ vendor_id: vendorId, created_at: now, ...values })
    .onConflict((conflict) => conflict.column('vendor_id').doUpdateSet(values))
    .execute();
}

/** False where there was none. */
export async function removeStaffProvider(tx: Db, vendorId: string): Promise<boolean> {
  const done = await tx.deleteFrom('operator_oidc').where('vendor_id', '=', vendorId).executeTakeFirst();
  return done.numDeletedRows === 1n;
}
