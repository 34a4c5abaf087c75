import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import * as v from 'valibot';
import { newId } from '../../../kit/common/id.ts';
import { briefly } from '../../../kit/server/db/briefly.ts';
import { compileOnce } from '../../../kit/server/db/compile-once.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import type { SealedColumn } from '../../../kit/server/reseal.ts';
import { randomSecret, type Secrets } from '../../../kit/server/secrets.ts';
import { vendorProblem } from '../problems.ts';
import {
  type NewSigningKey,
  type SigningAlgorithm,
  type SigningKey,
  type SigningKeyChange,
  SigningKeyId,
} from '../schema.ts';
import type { SigningKeyTable } from './tables.ts';

/** Active and retiring keys of a vendor at most, the service's own not counted. */
const maxKeys = 4;

const sealedIn = (vendorId: string, id: string) => `signing_key:${vendorId}:${id}`;

export const sealedKeys: SealedColumn = {
  table: 'signing_key',
  key: ['id'],
  column: 'sealed_secret',
  context: ({ vendor_id, id }) => sealedIn(vendor_id as string, id as string),
};

export async function listSigningKeys(db: Db, vendorId: string): Promise<SigningKey[]> {
  const rows = await db
    .selectFrom('signing_key')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('is_service', '=', 0)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(toSigningKey);
}

/** @throws `signing-key.too-many`, `request.invalid` for a public key that is not of the algorithm */
export async function createSigningKey(
  tx: Db,
  secrets: Secrets,
  vendorId: string,
  wanted: NewSigningKey,
  now: Date,
): Promise<SigningKey & { secret: string | null }> {
  const existing = await listSigningKeys(tx, vendorId);
  if (existing.filter((key) => key.status !== 'revoked').length >= maxKeys)
    throw vendorProblem('signing-key.too-many');
  const id = newId('sig', now.getTime());
  const secret = wanted.algorithm === 'HS256' ? randomSecret() : null;
  const row = keyRow(vendorId, id, wanted.name, wanted.algorithm, now);
  row.public_key = publicKeyOf(wanted);
  row.sealed_secret = secret && secrets.seal(secret, sealedIn(vendorId, id));
  await tx.insertInto('signing_key').values(row).execute();
  return { ...toSigningKey(row), secret };
}

/** The key with which the service signs the tokens it makes for a vendor. Never listed. */
export async function createServiceKey(tx: Db, secrets: Secrets, vendorId: string, now: Date): Promise<void> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const id = newId('sig', now.getTime());
  const row = keyRow(vendorId, id, 'Portico', 'EdDSA', now);
  row.public_key = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  row.sealed_secret = secrets.seal(
    privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    sealedIn(vendorId, id),
  );
  row.is_service = 1;
  await tx.insertInto('signing_key').values(row).execute();
}

/** @throws `signing-key.not-found`, `signing-key.revoked` */
export async function updateSigningKey(
  tx: Db,
  vendorId: string,
  id: string,
  change: SigningKeyChange,
  now: Date,
): Promise<SigningKey> {
  const row = await findRow(tx, vendorId, id);
  if (!row || row.is_service) throw vendorProblem('signing-key.not-found');
  if (row.status === 'revoked' && change.status && change.status !== 'revoked')
    throw vendorProblem('signing-key.revoked');
  const next = {
    ...row,
    name: change.name ?? row.name,
    status: change.status ?? row.status,
    retires_at: change.retiresAt ?? row.retires_at,
    not_before: change.notBefore ?? row.not_before,
    updated_at: now.toISOString(),
  };
  await tx
    .updateTable('signing_key')
    .set(next)
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .execute();
  return toSigningKey(next);
}

/** A key that may verify a token now. The algorithm is the record's, whatever a token's header says. */
export interface VerifyingKey {
  readonly algorithm: SigningAlgorithm;
  readonly key: KeyObject | Uint8Array;
  readonly notBefore: string | null;
  /** The service's own key for this vendor. */
  readonly isService: boolean;
}

export async function findVerifyingKey(
  db: Db,
  secrets: Secrets,
  vendorId: string,
  kid: string,
  now: Date,
): Promise<VerifyingKey | undefined> {
  const row = await findRowBriefly(db, vendorId, kid);
  if (!row || row.status === 'revoked') return undefined;
  if (row.status === 'retiring' && (!row.retires_at || new Date(row.retires_at) <= now)) return undefined;
  const key = row.public_key
    ? parsedKey(row.public_key)
    : Buffer.from(secrets.open(row.sealed_secret as string, sealedIn(vendorId, row.id)));
  return { algorithm: row.algorithm, key, notBefore: row.not_before, isService: row.is_service === 1 };
}

/** Id and PEM private key of the service's own key. */
export async function requireServiceKey(
  db: Db,
  secrets: Secrets,
  vendorId: string,
): Promise<{ id: string; pem: string }> {
  const row = await db
    .selectFrom('signing_key')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('is_service', '=', 1)
    .executeTakeFirstOrThrow();
  return { id: row.id, pem: secrets.open(row.sealed_secret as string, sealedIn(vendorId, row.id)) };
}

const findRows = compileOnce((db, slot: (name: 'vendorId' | 'id') => never) =>
  db
    .selectFrom('signing_key')
    .selectAll()
    .where('vendor_id', '=', slot('vendorId'))
    .where('id', '=', slot('id')),
);

async function findRow(db: Db, vendorId: string, id: string): Promise<SigningKeyTable | undefined> {
  if (!v.is(SigningKeyId, id)) return undefined;
  return (await findRows(db, { vendorId, id }))[0];
}

const findRowBriefly = briefly(findRow);

const parsedKeys = new Map<string, KeyObject>();

/** A PEM never changes its meaning, and reading one costs more than verifying with it: the last 500 are kept. */
function parsedKey(pem: string): KeyObject {
  let key = parsedKeys.get(pem);
  if (!key) {
    key = createPublicKey(pem);
    if (parsedKeys.size >= 500) parsedKeys.delete(parsedKeys.keys().next().value as string);
    parsedKeys.set(pem, key);
  }
  return key;
}

const keyRow = (
  vendorId: string,
  id: string,
  name: string,
  algorithm: SigningAlgorithm,
  now: Date,
): SigningKeyTable => ({
  vendor_id: vendorId,
  id,
  name,
  algorithm,
  public_key: null,
  sealed_secret: null,
  is_service: 0,
  status: 'active',
  retires_at: null,
  not_before: null,
  created_at: now.toISOString(),
  updated_at: now.toISOString(),
});

function publicKeyOf({ algorithm, publicKey }: NewSigningKey): string | null {
  const refuse = (message: string) =>
    requestProblem('request.invalid', { fields: [{ path: 'publicKey', code: 'public_key', message }] });
  if (algorithm === 'HS256') {
    if (publicKey !== undefined) throw refuse('HS256 has no public key; its secret is made here.');
    return null;
  }
  try {
    const key = createPublicKey({ key: publicKey ?? '', format: 'pem', type: 'spki' });
    const fits =
      algorithm === 'EdDSA'
        ? key.asymmetricKeyType === 'ed25519'
        : key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
    if (fits && publicKey?.includes('BEGIN PUBLIC KEY'))
      return key.export({ type: 'spki', format: 'pem' }).toString();
  } catch {
    // not a key at all: the same sentence as for a key of another kind
  }
  throw refuse(
    `Expected a PEM public key of ${algorithm === 'EdDSA' ? 'Ed25519' : 'P-256'} (BEGIN PUBLIC KEY).`,
  );
}

const toSigningKey = (row: SigningKeyTable): SigningKey => ({
  id: row.id,
  name: row.name,
  algorithm: row.algorithm,
  publicKey: row.public_key,
  status: row.status,
  retiresAt: row.retires_at,
  notBefore: row.not_before,
  createdAt: row.created_at,
});
