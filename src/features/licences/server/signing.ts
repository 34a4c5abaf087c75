import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { newId } from '../../../kit/common/id.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import type { SealedColumn } from '../../../kit/server/reseal.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { licenceProblem } from '../problems.ts';
import { fileEnd } from '../rules.ts';
import type { Licence, LicenceSigningKey, Machine, Product } from '../schema.ts';

const contextOf = (id: string): string => `licence_signing_key:${id}`;

export const sealedLicenceSigningKeys: SealedColumn = {
  table: 'licence_signing_key',
  key: ['id'],
  column: 'sealed_key',
  context: ({ id }) => contextOf(id as string),
};

const rowsOf = (db: Db, vendorId: string) =>
  db
    .selectFrom('licence_signing_key')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute();

/** Those that verify: the one that signs now comes first. */
export async function listSigningKeys(db: Db, vendorId: string): Promise<LicenceSigningKey[]> {
  return (await rowsOf(db, vendorId)).map((row) => ({
    ...{ id: row.id, publicKey: row.public_key, createdAt: row.created_at, retiredAt: row.retired_at },
  }));
}

/** The key of an Ed25519 public key as JSON Web Keys write it (RFC 8037 §2). */
export const jwkOf = ({ id, publicKey }: Pick<LicenceSigningKey, 'id' | 'publicKey'>) => {
  const { x = '' } = createPublicKey(publicKey).export({ format: 'jwk' });
  return { kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', kid: id, x } as const;
};

/** A new key signs from now on; those before it only verify what they have signed. */
export async function addSigningKey(
  tx: Db,
  secrets: Secrets,
  vendorId: string,
  at: Date,
): Promise<LicenceSigningKey> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const id = newId('lsk', at.getTime());
  const key = {
    ...{ id, publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() },
    ...{ createdAt: at.toISOString(), retiredAt: null },
  };
  await tx
    .updateTable('licence_signing_key')
    .set({ retired_at: key.createdAt })
    .where('vendor_id', '=', vendorId)
    .where('retired_at', 'is', null)
    .execute();
  await tx
    .insertInto('licence_signing_key')
    .values({
      ...{ vendor_id: vendorId, id, public_key: key.publicKey, created_at: key.createdAt, retired_at: null },
      sealed_key: secrets.seal(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), contextOf(id)),
    })
    .execute();
  return key;
}

/** What was signed with it is no longer good: for a key that others may have. @throws `licence-key.not-found` */
export async function withdrawSigningKey(tx: Db, vendorId: string, id: string): Promise<void> {
  const done = await tx
    .deleteFrom('licence_signing_key')
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (done.numDeletedRows === 0n) throw licenceProblem('licence-key.not-found');
}

interface Signer {
  readonly id: string;
  readonly key: KeyObject;
}
/** Opened keys by id: opening one takes as long as ten signatures. */
const opened = new Map<string, KeyObject>();

/** The key that signs now; a vendor's first one is made when it is first needed. */
export async function signerOf(db: Db, secrets: Secrets, vendorId: string, at: Date): Promise<Signer> {
  const find = async (from: Db) =>
    (await rowsOf(from, vendorId)).find(({ retired_at }) => retired_at === null);
  let row = await find(db);
  row ??= await inTransaction(db, async (tx) => {
    const known = await find(tx);
    if (known) return known;
    await addSigningKey(tx, secrets, vendorId, at);
    return find(tx);
  });
  if (!row) throw new Error('a signing key that was just made is not there');
  let key = opened.get(row.id);
  if (!key) {
    key = createPrivateKey(secrets.open(row.sealed_key, contextOf(row.id)));
    if (opened.size > 200) opened.clear();
    opened.set(row.id, key);
  }
  return { id: row.id, key };
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * A licence as one machine may use it, signed (compact JWS, EdDSA): what software keeps and looks at while there is no
 * connection. `exp`: from then on it needs a new one; `until`: when the licence itself ends.
 */
export function licenceFile(
  { id: kid, key }: Signer,
  vendorId: string,
  { licence, machine, product }: { licence: Licence; machine: Machine; product: Product },
  at: Date,
): string {
  const seconds = (instant: string | Date) => Math.floor(new Date(instant).getTime() / 1000);
  const content = `${part({ alg: 'EdDSA', typ: 'portico-licence+jwt', kid })}.${part({
    ...{ iss: vendorId, sub: licence.id, product: product.publishableKey, fingerprint: machine.fingerprint },
    ...{ iat: seconds(at), exp: seconds(fileEnd(product, licence, machine, at)) },
    ...{ kind: licence.kind, mode: licence.mode, entitlements: licence.entitlements },
    until: licence.expiresAt === null ? null : seconds(licence.expiresAt),
  })}`;
  return `${content}.${sign(null, Buffer.from(content), key).toString('base64url')}`;
}
