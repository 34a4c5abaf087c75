import { type Budget, countAttempt, forgiveAttempt } from '../../../kit/server/attempts.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { hashPassword, needsRehash, verifyPassword } from '../../../kit/server/passwords.ts';
import { operatorProblem } from '../problems.ts';
import type { NewOperatorSession } from '../schema.ts';
import type { OperatorMailing } from './mails.ts';
import { emailKey, findCandidates, type SignInCandidate } from './operators-store.ts';
import { createOperatorSession } from './sessions-store.ts';
import { startSession } from './start.ts';
import type { OfOperator } from './tables.ts';

/** Where a guess comes from. */
export interface Guesser {
  /** Address of the network, or '' without a socket. */
  readonly source: string;
  /** A browser in which this very address signed in before. */
  readonly device: string | undefined;
  /** Makes of a name or address what is stored of it: a keyed hash. */
  readonly hash: (text: string) => string;
}

const minute = 60_000;

/**
 * What may be guessed: by one network, by one network at one account, and at one account by all strangers together.
 * A browser that once signed in has a budget of its own and none of the strangers'.
 */
function budgetsOf(email: string, { source, device, hash }: Guesser): Budget[] {
  // Hashed: people type passwords into the wrong field.
  const [account, network] = [hash(emailKey(email)), hash(source)];
  if (device !== undefined) return [{ key: `sign-in:device:${hash(device)}`, most: 10, perMs: 15 * minute }];
  return [
    { key: `sign-in:source:${network}`, most: 40, perMs: 5 * minute },
    { key: `sign-in:pair:${account}:${network}`, most: 5, perMs: 15 * minute },
    { key: `sign-in:account:${account}`, most: 60, perMs: 60 * minute },
  ];
}

/** Takes one guess from the budgets before it is looked at. @throws `request.too-many` */
export async function countGuess(
  db: Db,
  email: string,
  guesser: Guesser,
  now: Date,
): Promise<() => Promise<void>> {
  const budgets = budgetsOf(email, guesser);
  const waitMs = await inTransaction(db, (tx) => countAttempt(tx, budgets, now));
  if (waitMs > 0) {
    throw requestProblem('request.too-many', {
      detail: 'Too many wrong passwords. Wait, or sign in from a browser you used before.',
      headers: { 'retry-after': String(Math.ceil(waitMs / 1000)) },
    });
  }
  return () => inTransaction(db, (tx) => forgiveAttempt(tx, budgets));
}

export interface SignedIn {
  readonly token: string;
  /** Whose second factor is asked for now; absent: nothing more is. */
  readonly second?: OfOperator;
}

/**
 * E-mail address and password become a session; with a second factor, one that opens nothing until that was shown.
 * Nobody of that address and a wrong password are one answer, after the same work.
 * @throws `operator-session.refused`, `request.too-many`, `service.busy`
 */
export async function signIn(
  db: Db,
  { email, password }: NewOperatorSession,
  guesser: Guesser,
  {
    mailing,
    agent,
    now,
  }: { readonly mailing: OperatorMailing; readonly agent: string | null; readonly now: Date },
): Promise<SignedIn> {
  const forgive = await countGuess(db, email, guesser, now);
  const found = await whoHas(await findCandidates(db, email), password).catch(async (error: unknown) => {
    await forgive(); // nobody looked at the guess
    throw error;
  });
  if (!found) throw operatorProblem('operator-session.refused');
  const passwordHash = needsRehash(found.passwordHash) ? await hashPassword(password) : undefined;
  const who = { vendorId: found.vendor.id, operatorId: found.id };
  const known = guesser.device !== undefined;
  const token = await inTransaction(db, (tx) =>
    found.hasSecondFactor
      ? createOperatorSession(tx, { ...who, agent, half: true, now })
      : startSession(tx, { ...who, agent, mailing, known, passwordHash, now }),
  );
  await forgive();
  return found.hasSecondFactor ? { token, second: who } : { token };
}

async function whoHas(
  candidates: readonly SignInCandidate[],
  password: string,
): Promise<SignInCandidate | undefined> {
  if (candidates.length === 0) await verifyPassword(password, null);
  for (const candidate of candidates) {
    if (await verifyPassword(password, candidate.passwordHash)) return candidate;
  }
  return undefined;
}
