import type { Db } from '../../../kit/server/db/db.ts';
import { isUniqueViolation } from '../../../kit/server/db/errors.ts';
import type { SealedColumn } from '../../../kit/server/reseal.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import type {} from '../../vendors/server/tables.ts';
import { newSecret, type SecretFormat } from '../customer-secret.ts';
import { accessProblem } from '../problems.ts';
import type { Owner } from './env.ts';
import { endSessionsOfWay } from './sessions-store.ts';

interface CustomerSecretTable {
  vendor_id: string;
  customer_id: string;
  sealed_secret: string;
  secret_lookup: string;
  format: SecretFormat;
  created_at: string;
  last_used_at: string | null;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    customer_secret: CustomerSecretTable;
  }
}

const sealContext = (customerId: string): string => `customer-secret:${customerId}`;
const plainOf = (secret: string): string => `customer-secret:${secret}`;
const lookupOf = (secrets: Secrets, secret: string): string => secrets.lookup(plainOf(secret));

export const sealedCustomerSecrets: SealedColumn = {
  table: 'customer_secret',
  key: ['customer_id'],
  column: 'sealed_secret',
  context: ({ customer_id }) => sealContext(customer_id as string),
  lookup: { column: 'secret_lookup', of: lookupOf },
};

/** The shape of a vendor's new secrets. */
export async function secretFormatOf(db: Db, vendorId: string): Promise<SecretFormat> {
  const row = await db
    .selectFrom('vendor')
    .select('customer_secret_format')
    .where('vendor_id', '=', vendorId)
    .executeTakeFirstOrThrow();
  return row.customer_secret_format;
}

export interface SecretFacts {
  readonly format: SecretFormat;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

const ofOwner = (db: Db, { vendorId, customerId }: Owner) =>
  db
    .selectFrom('customer_secret')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .executeTakeFirst();

export async function secretFacts(db: Db, owner: Owner): Promise<SecretFacts | null> {
  const row = await ofOwner(db, owner);
  return row ? { format: row.format, createdAt: row.created_at, lastUsedAt: row.last_used_at } : null;
}

/**
 * Makes the customer's secret, or takes the one that the vendor had elsewhere, in place of the one there was: that one
 * stops working, and the sessions it began end. No two customers of a vendor ever have the same.
 * @throws `customer-secret.taken`
 */
export async function renewSecret(
  tx: Db,
  secrets: Secrets,
  owner: Owner,
  wanted: { readonly format: SecretFormat; readonly secret?: string | undefined },
  at: Date,
): Promise<string> {
  await dropSecret(tx, owner, at);
  const secret = wanted.secret ?? newSecret(wanted.format);
  // Also under a secret of the service that was changed since: the index knows one spelling only.
  const known = await findSecret(tx, secrets, owner.vendorId, secret);
  if (known) throw accessProblem('customer-secret.taken');
  try {
    await tx
      .insertInto('customer_secret')
      .values({
        vendor_id: owner.vendorId,
        customer_id: owner.customerId,
        sealed_secret: secrets.seal(secret, sealContext(owner.customerId)),
        secret_lookup: lookupOf(secrets, secret),
        format: wanted.format,
        created_at: at.toISOString(),
        last_used_at: null,
      })
      .execute();
  } catch (error) {
    throw isUniqueViolation(error, 'customer_secret') ? accessProblem('customer-secret.taken') : error;
  }
  return secret;
}

/** Takes the secret away; its sessions end at once. False where there was none. */
export async function dropSecret(tx: Db, owner: Owner, at: Date): Promise<boolean> {
  const done = await tx
    .deleteFrom('customer_secret')
    .where('vendor_id', '=', owner.vendorId)
    .where('customer_id', '=', owner.customerId)
    .executeTakeFirst();
  if (done.numDeletedRows === 0n) return false;
  await endSessionsOfWay(tx, owner, 'secret', at);
  return true;
}

/** Reading a secret is an act of its own: whoever calls this writes it down. @throws `customer-secret.not-found` */
export async function readSecretOf(
  db: Db,
  secrets: Secrets,
  owner: Owner,
): Promise<SecretFacts & { readonly secret: string }> {
  const row = await ofOwner(db, owner);
  if (!row) throw accessProblem('customer-secret.not-found');
  return {
    secret: secrets.open(row.sealed_secret, sealContext(owner.customerId)),
    ...{ format: row.format, createdAt: row.created_at, lastUsedAt: row.last_used_at },
  };
}

/** Whose secret this is, in its written form. */
export async function findSecret(
  db: Db,
  secrets: Secrets,
  vendorId: string,
  secret: string,
): Promise<{ customerId: string } | undefined> {
  const row = await db
    .selectFrom('customer_secret')
    .select('customer_id')
    .where('vendor_id', '=', vendorId)
    .where('secret_lookup', 'in', secrets.lookups(plainOf(secret)))
    .executeTakeFirst();
  return row && { customerId: row.customer_id };
}

/** False where the secret is another one by now. */
export async function noteSecretUse(
  tx: Db,
  secrets: Secrets,
  { vendorId, customerId }: Owner,
  secret: string,
  at: Date,
): Promise<boolean> {
  const done = await tx
    .updateTable('customer_secret')
    .set({ last_used_at: at.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('secret_lookup', 'in', secrets.lookups(plainOf(secret)))
    .executeTakeFirst();
  return done.numUpdatedRows === 1n;
}
