import { newCode } from '../../../kit/common/code.ts';
import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { SealedColumn } from '../../../kit/server/reseal.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { accessProblem } from '../problems.ts';
import type { WaysIn } from '../schema.ts';
import { endSessionsOfCode } from './sessions-store.ts';

/** Whose code it is: a customer's whole account, or one of its locations. */
export interface CodeHolder {
  readonly vendorId: string;
  readonly customerId: string;
  /** `''`: the customer itself. A key can't hold null. */
  readonly locationId: string;
}

interface AccessCodeTable {
  vendor_id: string;
  id: string;
  customer_id: string;
  location_id: string;
  sealed_code: string;
  code_lookup: string;
  requires_token: number;
  last_used_at: string | null;
  created_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    access_code: AccessCodeTable;
  }
}

export interface FoundCode {
  readonly id: string;
  readonly holder: CodeHolder;
  readonly requiresToken: boolean;
}

const sealContext = (id: string): string => `access-code:${id}`;
const plainOf = (code: string): string => `access-code:${code}`;
const lookupOf = (secrets: Secrets, code: string): string => secrets.lookup(plainOf(code));

export const sealedCodes: SealedColumn = {
  table: 'access_code',
  key: ['id'],
  column: 'sealed_code',
  context: ({ id }) => sealContext(id as string),
  lookup: { column: 'code_lookup', of: lookupOf, directoryKind: 'access-code' },
};

/**
 * Makes the holder's code, in place of the one there was: that one never works again, and the sessions it began end at
 * once.
 */
export async function renewCode(
  tx: Db,
  secrets: Secrets,
  holder: CodeHolder,
  requiresToken: boolean,
  at: Date,
): Promise<{ id: string; code: string }> {
  await dropCodes(tx, holder, at);
  const [id, code] = [newId('acc', at.getTime()), newCode()];
  const lookup = lookupOf(secrets, code);
  await tx
    .insertInto('access_code')
    .values({
      vendor_id: holder.vendorId,
      id,
      customer_id: holder.customerId,
      location_id: holder.locationId,
      sealed_code: secrets.seal(code, sealContext(id)),
      code_lookup: lookup,
      requires_token: requiresToken ? 1 : 0,
      last_used_at: null,
      created_at: at.toISOString(),
    })
    .execute();
  await tx
    .insertInto('directory')
    .values({ kind: 'access-code', key: lookup, vendor_id: holder.vendorId, target_id: id })
    .execute();
  return { id, code };
}

/** Takes away this holder's code, or with a customer alone all of its codes. Their sessions end at once. */
export async function dropCodes(
  tx: Db,
  { vendorId, customerId, locationId }: Omit<CodeHolder, 'locationId'> & Partial<CodeHolder>,
  at: Date,
): Promise<{ dropped: number }> {
  let query = tx
    .selectFrom('access_code')
    .select(['id', 'code_lookup'])
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId);
  if (locationId !== undefined) query = query.where('location_id', '=', locationId);
  const codes = await query.execute();
  for (const { id, code_lookup: key } of codes) {
    await tx.deleteFrom('directory').where('kind', '=', 'access-code').where('key', '=', key).execute();
    await tx.deleteFrom('access_code').where('vendor_id', '=', vendorId).where('id', '=', id).execute();
    await endSessionsOfCode(tx, { vendorId, accessCodeId: id }, at);
  }
  return { dropped: codes.length };
}

/** Reading a secret is an act of its own: whoever calls this writes it down. @throws `access-code.not-found` */
export async function readHeldCode(
  db: Db,
  secrets: Secrets,
  holder: CodeHolder,
): Promise<{ code: string; requiresToken: boolean; lastUsedAt: string | null }> {
  const row = await ofHolder(db, holder);
  if (!row) throw accessProblem('access-code.not-found');
  return {
    code: secrets.open(row.sealed_code, sealContext(row.id)),
    requiresToken: row.requires_token === 1,
    lastUsedAt: row.last_used_at,
  };
}

/** What is known of the holder's code without reading it. */
export async function codeFacts(db: Db, holder: CodeHolder): Promise<WaysIn['accessCode']> {
  const row = await ofHolder(db, holder);
  if (!row) return null;
  return {
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    requiresInstallationToken: row.requires_token === 1,
  };
}

/** The code as it is written, whoever's it is: what is known before the vendor is. */
export async function findCode(db: Db, secrets: Secrets, code: string): Promise<FoundCode | undefined> {
  const row = await db
    .selectFrom('directory as d')
    .innerJoin('access_code as a', (on) =>
      on.onRef('a.vendor_id', '=', 'd.vendor_id').onRef('a.id', '=', 'd.target_id'),
    )
    .selectAll('a')
    .where('d.kind', '=', 'access-code')
    .where('d.key', 'in', secrets.lookups(plainOf(code)))
    .executeTakeFirst();
  return (
    row && {
      id: row.id,
      holder: { vendorId: row.vendor_id, customerId: row.customer_id, locationId: row.location_id },
      requiresToken: row.requires_token === 1,
    }
  );
}

/** False where the code is gone by now. */
export async function noteCodeUse(tx: Db, vendorId: string, id: string, at: Date): Promise<boolean> {
  const done = await tx
    .updateTable('access_code')
    .set({ last_used_at: at.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .executeTakeFirst();
  return done.numUpdatedRows === 1n;
}

const ofHolder = (db: Db, { vendorId, customerId, locationId }: CodeHolder) =>
  db
    .selectFrom('access_code')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('location_id', '=', locationId)
    .executeTakeFirst();
