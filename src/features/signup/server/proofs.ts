import { timingSafeEqual } from 'node:crypto';
import { readDigits } from '../../../kit/common/digits.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { digest } from '../../../kit/server/secrets.ts';
import { drawDigits } from '../../../kit/server/typed-codes.ts';
import { signUpProblem } from '../problems.ts';
import type { SignUpTable } from './table.ts';

const hours = 24;
const mostTries = 5;

export interface NewProof {
  /** Six digits, for the mail alone. */
  readonly code: string;
  readonly columns: Pick<SignUpTable, 'proof_hash' | 'proof_expires_at' | 'proof_tries'>;
}

const hashOf = (signUpId: string, code: string): string => digest(`${signUpId} ${code}`);

/** The newest code counts; each takes five guesses. */
export function newProof(signUpId: string, now: Date): NewProof {
  const code = drawDigits(6);
  return {
    code,
    columns: {
      proof_hash: hashOf(signUpId, code),
      proof_expires_at: new Date(now.getTime() + hours * 3_600_000).toISOString(),
      proof_tries: 0,
    },
  };
}

/**
 * Looks at a guess; it counts before it is looked at, so that of fifty at once no more than five are.
 * @throws `email-proof.refused`, `email-proof.used-up` where only a new code helps
 */
export async function checkProof(
  tx: Db,
  { vendor_id, id }: Pick<SignUpTable, 'vendor_id' | 'id'>,
  typed: string,
  now: Date,
): Promise<boolean> {
  const row = await tx
    .updateTable('sign_up')
    .set((eb) => ({ proof_tries: eb('proof_tries', '+', 1) }))
    .where('vendor_id', '=', vendor_id)
    .where('id', '=', id)
    .returning(['proof_hash', 'proof_expires_at', 'proof_tries'])
    .executeTakeFirst();
  const { proof_hash: hash, proof_expires_at: expiresAt } = row ?? {};
  if (!row || !hash || !expiresAt || expiresAt <= now.toISOString() || Number(row.proof_tries) > mostTries) {
    throw signUpProblem('email-proof.used-up');
  }
  return timingSafeEqual(Buffer.from(hashOf(id, readDigits(typed) ?? '')), Buffer.from(hash));
}
