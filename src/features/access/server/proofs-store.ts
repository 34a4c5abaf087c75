import type { Db } from '../../../kit/server/db/db.ts';
import { digest, randomSecret } from '../../../kit/server/secrets.ts';
import type { Way } from '../schema.ts';

/** Somebody proved who they are, and has not chosen yet as which contact they come in. */
export interface Proof {
  readonly portalId: string;
  readonly way: Way;
  readonly contactIds: readonly string[];
  /** The e-mail address is proved by it too. */
  readonly email: string | null;
  /** The session out of which it was asked for; it ends when the proof is used. */
  readonly sessionId?: string | undefined;
}

interface ProofTable {
  vendor_id: string;
  proof_hash: string;
  portal_id: string;
  way: Way;
  /** A list as JSON text. */
  contact_ids: string;
  email: string | null;
  session_id?: string | null;
  created_at: string;
  expires_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    sign_in_proof: ProofTable;
  }
}

export const proofMs = 10 * 60_000;

/**
 * @param secret what stands for the proof, where whoever waits for it chose that
 * @returns the secret that stands for the proof; only its hash is stored
 */
export async function writeProof(
  tx: Db,
  vendorId: string,
  proof: Proof,
  now: Date,
  secret = randomSecret(),
): Promise<string> {
  await tx
    .insertInto('sign_in_proof')
    .values({
      vendor_id: vendorId,
      proof_hash: digest(secret),
      portal_id: proof.portalId,
      way: proof.way,
      contact_ids: JSON.stringify(proof.contactIds),
      email: proof.email,
      session_id: proof.sessionId ?? null,
      created_at: now.toISOString(),
      expires_at: new Date(now.getTime() + proofMs).toISOString(),
    })
    .execute();
  return secret;
}

/** A proof of this portal that is still good. */
export async function findProof(
  db: Db,
  { vendorId, portalId }: { readonly vendorId: string; readonly portalId: string },
  secret: string,
  now: Date,
): Promise<Proof | undefined> {
  const row = await db
    .selectFrom('sign_in_proof')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('proof_hash', '=', digest(secret))
    .where('portal_id', '=', portalId)
    .where('expires_at', '>', now.toISOString())
    .executeTakeFirst();
  return (
    row && {
      portalId,
      way: row.way,
      contactIds: JSON.parse(row.contact_ids) as string[],
      email: row.email,
      sessionId: row.session_id ?? undefined,
    }
  );
}

/** False where somebody else has just used it. */
export async function spendProof(tx: Db, vendorId: string, secret: string): Promise<boolean> {
  const done = await tx
    .deleteFrom('sign_in_proof')
    .where('vendor_id', '=', vendorId)
    .where('proof_hash', '=', digest(secret))
    .executeTakeFirst();
  return done.numDeletedRows === 1n;
}
