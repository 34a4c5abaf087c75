import { readCode } from '../../../kit/common/code.ts';
import { type Budget, countAttempt, forgiveAttempt } from '../../../kit/server/attempts.ts';
import { type Clock, movedClock } from '../../../kit/server/clock.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { addressKey } from '../../../kit/server/http/client-address.ts';
import { tooMany } from '../../../kit/server/http/problems.ts';
import { digest, type Secrets } from '../../../kit/server/secrets.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Customer } from '../../customers/schema.ts';
import { findCustomer } from '../../customers/server/store.ts';
import { type FoundPortal, findPortal, findPortalBySlug } from '../../portals/server/store.ts';
import { findInstallationByToken } from '../../sites/server/store.ts';
import { mayEnter } from '../entry.ts';
import { accessProblem } from '../problems.ts';
import type { NewCodeSession, Subject } from '../schema.ts';
import { offers } from '../ways.ts';
import { type FoundCode, findCode, noteCodeUse } from './access-codes-store.ts';
import { type Entry, type Exchanged, openSession, requireFraming, requireWay } from './open-session.ts';

export interface CodeSignInContext {
  readonly db: Db;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly publicUrl: string;
  /** Where the request came from; `undefined` without a socket. */
  readonly address: string | undefined;
  /** What the browser prefers, for whoever has no language of their own. */
  readonly spoken?: readonly string[];
}

/**
 * An access code, and where the code asks for it the token of an installation, become a session that reaches as far as
 * the code does: the whole customer, one location, or one installation. A slip that the check symbol shows is said
 * plainly. Whatever else is wrong (no such code, a revoked one, another vendor's, no token or the wrong one, a customer
 * who is switched off, a portal without codes) is one answer after the same look-ups.
 * @throws `code.typo`, `code.refused`, `origin.not-allowed`, `request.too-many`
 */
export async function signInByCode(context: CodeSignInContext, wanted: NewCodeSession): Promise<Exchanged> {
  const { db, secrets, publicUrl } = context;
  const here = wanted.portal === undefined ? undefined : await findPortalBySlug(db, wanted.portal);
  if (wanted.portal !== undefined) {
    if (!here) throw accessProblem('sign-in.not-offered');
    requireWay(here.portal, 'code');
    requireFraming(here.portal, here.testSide, wanted.parentOrigin, publicUrl);
  }

  const typed = readCode(wanted.accessCode);
  const now = context.clock.now();
  const forgive = await countGuess(db, { ...context, typed: typed.code, here }, now);
  if (typed.code === undefined) throw accessProblem('code.typo');

  const found = await findCode(db, secrets, typed.code);
  const reach = await reachOf(context, found, wanted.installationToken ?? '');
  if (!found || !reach || (here && here.portal.id !== reach.portal.portal.id))
    throw accessProblem('code.refused');
  requireFraming(reach.portal.portal, reach.portal.testSide, wanted.parentOrigin, publicUrl);
  await forgive();
  return enter(context, found, reach, wanted);
}

/** How far a code reaches, once everything about it is right. */
interface Reach {
  readonly portal: FoundPortal;
  readonly customer: Customer;
  readonly subject: Subject | null;
}

/** What is asked does not depend on what was found: a wrong code takes as long as a right one with a wrong token. */
async function reachOf(
  { db, secrets, address }: CodeSignInContext,
  found: FoundCode | undefined,
  token: string,
): Promise<Reach | undefined> {
  const { vendorId, customerId, locationId } = found?.holder ?? {
    vendorId: '',
    customerId: '',
    locationId: '',
  };
  const customer = await findCustomer(db, vendorId, customerId || 'cus_000000000000');
  const own = await findPortal(db, vendorId, customer?.portalId ?? 'por_000000000000');
  const portal = await findPortalBySlug(db, own?.slug ?? 'no-portal');
  const installation = await findInstallationByToken(db, secrets, { vendorId, locationId }, token);
  if (!found || !customer || !portal || !offers(portal.portal.signIn, 'code')) return undefined;
  if (mayEnter({ portal: portal.portal, customer, address })) return undefined;
  if (found.requiresToken) {
    if (!installation) return undefined;
    return { portal, customer, subject: { type: 'installation', id: installation.id } };
  }
  return { portal, customer, subject: locationId ? { type: 'location', id: locationId } : null };
}

const minute = 60_000;

/**
 * A network may guess a little, and at one code a little less. When a portal is guessed at from many networks, each has
 * three guesses left in a quarter of an hour: whoever holds the code needs no more. A slip of the pen costs the network,
 * not the code. @throws `request.too-many`
 */
export async function countGuess(
  db: Db,
  guess: { address: string | undefined; typed: string | undefined; here: FoundPortal | undefined },
  now: Date,
): Promise<() => Promise<void>> {
  const source = addressKey(guess.address ?? '');
  const place = guess.here?.portal.id ?? 'entrance';
  const near: Budget[] = [{ key: `code:source:${source}`, most: 40, perMs: 5 * minute }];
  const everywhere: Budget[] = [];
  const crowdedHere: Budget[] = [{ key: `code:crowded:${place}:${source}`, most: 3, perMs: 15 * minute }];
  if (guess.typed !== undefined) {
    near.push({ key: `code:pair:${digest(guess.typed)}:${source}`, most: 5, perMs: 15 * minute });
    everywhere.push({ key: `code:place:${place}`, most: 2000, perMs: 60 * minute });
    everywhere.push({ key: `code:code:${digest(guess.typed)}`, most: 60, perMs: 60 * minute });
  }
  const waitMs = await inTransaction(db, async (tx) => {
    const wait = await countAttempt(tx, near, now);
    const crowded = (await countAttempt(tx, everywhere, now)) > 0;
    if (crowded && guess.here) await raiseAlarm(tx, guess.here, now);
    return wait > 0 || !crowded ? wait : countAttempt(tx, crowdedHere, now);
  });
  if (waitMs > 0) throw tooMany(waitMs);
  return () => inTransaction(db, (tx) => forgiveAttempt(tx, [...near, ...everywhere, ...crowdedHere]));
}

/** Tells the vendor that somebody guesses codes at a portal of theirs, once an hour: a line in the log and an event. */
async function raiseAlarm(
  tx: Db,
  { portal, vendorId, clockOffsetMs }: FoundPortal,
  now: Date,
): Promise<void> {
  const once: Budget = { key: `code:alarm:${portal.id}`, most: 1, perMs: 60 * minute };
  if ((await countAttempt(tx, [once], now)) > 0) return;
  await announce(tx, {
    vendorId,
    actor: { kind: 'system', id: null },
    action: 'access-code.guessed-at',
    subjectId: portal.id,
    at: new Date(now.getTime() + clockOffsetMs),
    data: { portalId: portal.id },
  });
}

async function enter(
  { db, clock, spoken }: CodeSignInContext,
  code: FoundCode,
  { portal: { portal, vendorId, clockOffsetMs }, customer, subject }: Reach,
  wanted: NewCodeSession,
): Promise<Exchanged> {
  const at = movedClock(clock, clockOffsetMs).now();
  return inTransaction(db, async (tx) => {
    // Somebody may have made the code anew while this one was looked at.
    if (!(await noteCodeUse(tx, vendorId, code.id, at))) throw accessProblem('code.refused');
    const entry: Entry = {
      ...{ vendorId, portal, customer, subject },
      way: 'code',
      wishes: [wanted.language],
      spoken,
      accessCodeId: code.id,
    };
    return openSession(tx, entry, { now: clock.now(), at });
  });
}
