import { type Budget, countAttempt, forgiveAttempt } from '../../../kit/server/attempts.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { hashPassword, needsRehash, verifyPassword } from '../../../kit/server/passwords.ts';
import { record } from '../../activity/server/record.ts';
import { operatorProblem } from '../problems.ts';
import type { NewOperatorSession } from '../schema.ts';
import { emailKey, findCandidates, noteSignIn, type SignInCandidate } from './operators-store.ts';
import { createOperatorSession } from './sessions-store.ts';

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

/**
 * E-mail address and password become a session. Nobody of that address and a wrong password are one answer, after the
 * same work.
 * @throws `operator-session.refused`, `request.too-many`, `service.busy`
 */
export async function signIn(
  db: Db,
  { email, password }: NewOperatorSession,
  guesser: Guesser,
  now: Date,
): Promise<string> {
  const forgive = await countGuess(db, email, guesser, now);
  const found = await whoHas(await findCandidates(db, email), password).catch(async (error: unknown) => {
    await forgive(); // nobody looked at the guess
    throw error;
  });
  if (!found) throw operatorProblem('operator-session.refused');
  const passwordHash = needsRehash(found.passwordHash) ? await hashPassword(password) : undefined;
  const vendorId = found.vendor.id;
  const token = await inTransaction(db, async (tx) => {
    await noteSignIn(tx, vendorId, found.id, { at: now, passwordHash });
    await record(tx, {
      vendorId,
      actor: { kind: 'operator', id: found.id },
      action: 'operator-session.started',
      subjectId: found.id,
      at: now,
    });
    return createOperatorSession(tx, vendorId, found.id, now);
  });
  await forgive();
  return token;
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
