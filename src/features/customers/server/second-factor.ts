import { readSecond } from '../../../kit/common/second-factor.ts';
import { type Budget, forgiveAttempt, spendAttempt } from '../../../kit/server/attempts.ts';
import { stepOf } from '../../../kit/server/authenticator.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { addressKey } from '../../../kit/server/http/client-address.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { accessProblem } from '../../access/problems.ts';
import { contactFactors, type OfContact } from './second-factor-store.ts';

export interface SecondAsked extends OfContact {
  /** Code of the app, or a recovery code, as it was typed. */
  readonly otp: string | undefined;
  /** Where the request came from; `undefined` without a socket. */
  readonly address: string | undefined;
}

/** A second factor that was right, and is not used up yet. */
export interface SecondProof {
  /** `recovery`: a code that is on paper. */
  readonly kind: 'none' | 'otp' | 'recovery';
  /**
   * Uses it up, in the transaction of what it was asked for: the same code never works twice.
   * @throws `sign-in.otp-refused` where somebody used it meanwhile
   */
  spend(tx: Db, at: Date): Promise<void>;
}

const minute = 60_000;

/**
 * Few tries, since a code has six digits: five in a quarter of an hour from one network, ten an hour and forty a day
 * from everywhere together. Only whoever has the password gets as far as this.
 */
const budgetsOf = ({ vendorId, contactId, address }: SecondAsked): Budget[] => [
  {
    key: `second-factor:pair:${vendorId}:${contactId}:${addressKey(address ?? '')}`,
    most: 5,
    perMs: 15 * minute,
  },
  { key: `second-factor:hour:${vendorId}:${contactId}`, most: 10, perMs: 60 * minute },
  { key: `second-factor:day:${vendorId}:${contactId}`, most: 40, perMs: 24 * 60 * minute },
];

const nothingAsked: SecondProof = { kind: 'none', spend: async () => {} };

/**
 * What a contact with an authenticator app shows after the password, or after a mailed code.
 * @throws `sign-in.second-factor` where nothing was typed yet, `sign-in.otp-refused`, `request.too-many`
 */
export async function requireSecondFactor(
  db: Db,
  secrets: Secrets,
  asked: SecondAsked,
  now: Date,
): Promise<SecondProof> {
  const found = await contactFactors.find(db, secrets, asked);
  if (found?.state !== 'on') return nothingAsked;
  if (asked.otp === undefined) throw accessProblem('sign-in.second-factor');
  const budgets = budgetsOf(asked);
  await spendAttempt(db, budgets, now);
  const typed = readSecond(asked.otp);
  if (typed?.kind === 'otp') {
    const step = await stepOf(found, typed.code, now);
    if (step === undefined) throw accessProblem('sign-in.otp-refused');
    return {
      kind: 'otp',
      async spend(tx) {
        if (!(await contactFactors.spendStep(tx, asked, step))) throw accessProblem('sign-in.otp-refused');
        await forgiveAttempt(tx, budgets);
      },
    };
  }
  if (!typed || !(await contactFactors.isCode(db, secrets, asked, typed.code))) {
    throw accessProblem('sign-in.otp-refused');
  }
  return {
    kind: 'recovery',
    async spend(tx, at) {
      if (!(await contactFactors.spendCode(tx, secrets, asked, { code: typed.code, at }))) {
        throw accessProblem('sign-in.otp-refused');
      }
      await forgiveAttempt(tx, budgets);
    },
  };
}
