import { isProblem } from '../../../kit/common/problem.ts';
import { type Budget, countAttempt, forgiveAttempt } from '../../../kit/server/attempts.ts';
import { type Clock, movedClock } from '../../../kit/server/clock.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { writeTogether } from '../../../kit/server/db/write-together.ts';
import { addressKey } from '../../../kit/server/http/client-address.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { hashPassword, needsRehash, verifyPassword } from '../../../kit/server/passwords.ts';
import { digest, type Secrets } from '../../../kit/server/secrets.ts';
import { recording } from '../../activity/server/record.ts';
import type { Customer } from '../../customers/schema.ts';
import {
  findCustomer,
  findLogins,
  type Logins,
  noteSignIn,
  replacePassword,
  requireSecondFactor,
  type SignInCandidate,
} from '../../customers/server/store.ts';
import { loginKey, weaknessOf } from '../../customers/sign-in-rules.ts';
import { type FoundPortal, findPortalBySlug } from '../../portals/server/store.ts';
import { mayEnter } from '../entry.ts';
import { accessProblem } from '../problems.ts';
import type { NewPasswordSession } from '../schema.ts';
import { type Entry, type Exchanged, requireFraming, requireWay, sessionWrites } from './open-session.ts';

export interface SignInContext {
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
 * User name, or e-mail address, and password become a session. Whoever is not let in gets one answer after the same
 * work, whether nobody has that name, the password is wrong, the customer or contact is switched off, or the address
 * is none the contact may come from; the vendor finds the reason in the log of activities.
 * @throws `sign-in.refused`, `sign-in.not-offered`, `sign-in.second-factor`, `sign-in.otp-refused`,
 *   `sign-in.must-change`, `sign-in.password-expired`, `origin.not-allowed`, `request.too-many`, `service.busy`
 */
export async function signInByPassword(
  context: SignInContext,
  wanted: NewPasswordSession,
): Promise<Exchanged> {
  const { db, publicUrl, address } = context;
  const found = await findPortalBySlug(db, wanted.portal);
  if (!found) throw accessProblem('sign-in.not-offered');
  requireWay(found.portal, 'password');
  requireFraming(found.portal, found.testSide, wanted.parentOrigin, publicUrl);

  const at = { portalId: found.portal.id, vendorId: found.vendorId };
  const forgive = await countGuess(db, { ...at, name: wanted.username, address }, context.clock.now());
  const logins = await findLogins(db, at, wanted.username);
  const takesSignUps = found.portal.signUp.customers || found.portal.signUp.suppliers;
  const { candidate, matched } = await whoseIs(wanted.password, logins, takesSignUps).catch(async (error) => {
    await forgive(); // nobody looked at the guess
    throw error;
  });
  const customer = candidate && (await findCustomer(db, found.vendorId, candidate.contact.customerId));
  const reason = refusalOf(candidate, customer, { matched, address, portalId: found.portal.id });
  if (reason || !candidate || !customer) {
    await noteFailure(db, found, candidate, reason ?? 'unknown', context.clock.now());
    throw accessProblem('sign-in.refused');
  }
  await forgive();
  return enter(context, found, { customer, candidate }, wanted);
}

/**
 * Whose password it is. Where people sign up by themselves, an address may be somebody's own and claimed by another:
 * a refusal then costs two looks whether it is either, both or neither.
 */
async function whoseIs(password: string, { own, claimed }: Logins, takesSignUps: boolean) {
  if (await verifyPassword(password, own?.passwordHash)) return { candidate: own, matched: true };
  if (!takesSignUps && !claimed) return { candidate: own, matched: false };
  const matched = await verifyPassword(password, claimed?.passwordHash);
  return { candidate: matched || !own ? claimed : own, matched };
}

/** Takes back the guess that these pay for. */
type Forgive = () => Promise<void>;

const minute = 60_000;

/**
 * A network may guess a little, and at one name a little less. When a name is guessed at from many networks, each has
 * one guess left in a quarter of an hour: whoever knows the password needs no more, so nobody is locked out for long.
 * Counted alike for names that nobody has. @throws `request.too-many`
 */
async function countGuess(
  db: Db,
  guess: { portalId: string; vendorId: string; name: string; address: string | undefined },
  now: Date,
): Promise<Forgive> {
  const source = addressKey(guess.address ?? '');
  // Hashed: people type passwords into the wrong field.
  const name = digest(`${guess.portalId} ${loginKey(guess.name)}`);
  const near: Budget[] = [
    { key: `portal-sign-in:source:${source}`, most: 40, perMs: 5 * minute },
    { key: `portal-sign-in:pair:${name}:${source}`, most: 5, perMs: 15 * minute },
  ];
  const everywhere: Budget[] = [{ key: `portal-sign-in:name:${name}`, most: 60, perMs: 60 * minute }];
  const first: Budget[] = [{ key: `portal-sign-in:first:${name}:${source}`, most: 1, perMs: 15 * minute }];
  const waitMs = await inTransaction(db, async (tx) => {
    const wait = await countAttempt(tx, near, now);
    const crowded = (await countAttempt(tx, everywhere, now)) > 0;
    return wait > 0 || !crowded ? wait : countAttempt(tx, first, now);
  });
  if (waitMs > 0) {
    throw requestProblem('request.too-many', {
      headers: { 'retry-after': String(Math.ceil(waitMs / 1000)) },
    });
  }
  return () => inTransaction(db, (tx) => forgiveAttempt(tx, [...near, ...everywhere, ...first]));
}

type Refusal = 'unknown' | 'password' | 'switched-off' | 'address' | 'second-factor';

/** Why this is nobody to let in; `undefined`: come in. */
function refusalOf(
  candidate: SignInCandidate | undefined,
  customer: Customer | undefined,
  { matched, address, portalId }: { matched: boolean; address: string | undefined; portalId: string },
): Refusal | undefined {
  if (!candidate || !customer) return 'unknown';
  if (!matched) return 'password';
  const { contact } = candidate;
  const obstacle = mayEnter({ portal: { id: portalId }, customer, contact, address });
  return obstacle && (obstacle === 'contact.address' ? 'address' : 'switched-off');
}

/** Rows about refusals in an hour, for one vendor: whoever guesses does not get to fill the log. */
const mostNotes = 200;

/** The reason is for the vendor. Written for names that nobody has too: one kind of answer takes as long as another. */
async function noteFailure(
  db: Db,
  { vendorId, portal, clockOffsetMs }: FoundPortal,
  candidate: SignInCandidate | undefined,
  reason: Refusal,
  now: Date,
): Promise<void> {
  const room: Budget = { key: `portal-sign-in:noted:${vendorId}`, most: mostNotes, perMs: 60 * minute };
  await inTransaction(db, async (tx) => {
    if ((await countAttempt(tx, [room], now)) > 0) return;
    await writeTogether(tx, [
      recording(tx, {
        vendorId,
        customerId: candidate?.contact.customerId ?? null,
        actor: { kind: 'system', id: null },
        action: 'sign-in.refused',
        subjectId: candidate?.contact.id ?? portal.id,
        fields: [reason],
        at: new Date(now.getTime() + clockOffsetMs),
      }),
    ]);
  });
}

/**
 * The password was right and the person may come in: what is left is the code of an authenticator app, and a password
 * that must not stay.
 */
async function enter(
  { db, secrets, clock, address, spoken }: SignInContext,
  found: FoundPortal,
  { customer, candidate }: { customer: Customer; candidate: SignInCandidate },
  wanted: NewPasswordSession,
): Promise<Exchanged> {
  const { portal, vendorId, clockOffsetMs } = found;
  const { contact, passwordExpiresAt } = candidate;
  const before = candidate.passwordHash as string;
  const now = clock.now();
  const at = movedClock(clock, clockOffsetMs).now();
  if (passwordExpiresAt && passwordExpiresAt <= at.toISOString()) {
    throw accessProblem('sign-in.password-expired');
  }
  const asked = { vendorId, contactId: contact.id, otp: wanted.otp, address };
  const second = await requireSecondFactor(db, secrets, asked, now).catch(async (error) => {
    if (isProblem(error) && error.code === 'sign-in.otp-refused')
      await noteFailure(db, found, candidate, 'second-factor', now);
    throw error;
  });
  if (contact.mustChangePassword && wanted.newPassword === undefined) {
    throw accessProblem('sign-in.must-change');
  }
  const { newPassword } = wanted;
  if (newPassword !== undefined) requireBetter(newPassword, wanted.password, contact);
  const chosen = newPassword === undefined ? undefined : await hashPassword(newPassword);
  const rehash =
    chosen ?? (needsRehash(before) ? await hashPassword(wanted.password).catch(() => undefined) : undefined);

  return inTransaction(db, async (tx) => {
    // Somebody may have given the contact another password while this one was looked at.
    const kept =
      chosen === undefined
        ? await noteSignIn(tx, vendorId, contact.id, { before, rehash, at })
        : (await replacePassword(tx, vendorId, contact.id, { before, hash: chosen, at })) &&
          (await noteSignIn(tx, vendorId, contact.id, { before: chosen, at }));
    if (!kept) throw accessProblem('sign-in.refused');
    await second.spend(tx, at);
    const entry: Entry = {
      ...{ vendorId, portal, customer, contact },
      way: 'password',
      wishes: [wanted.language],
      spoken,
    };
    const { exchanged, writes } = sessionWrites(tx, entry, { now, at });
    const about = {
      ...{ vendorId, customerId: customer.id, at, subjectId: contact.id },
      actor: { kind: 'contact', id: contact.id },
    } as const;
    await writeTogether(tx, [
      ...writes,
      ...(chosen === undefined
        ? []
        : [recording(tx, { ...about, action: 'contact.updated', fields: ['password'] })]),
      ...(second.kind === 'recovery'
        ? [recording(tx, { ...about, action: 'contact.recovery-code-used' })]
        : []),
    ]);
    return exchanged;
  });
}

/** @throws `request.invalid` naming `newPassword` */
function requireBetter(
  next: string,
  current: string,
  names: { readonly username: string | null; readonly email: string | null },
): void {
  const same = next.normalize('NFKC') === current.normalize('NFKC');
  const wrong = same
    ? { code: 'same', message: 'Expected another password than the one so far.' }
    : weaknessOf(next, names);
  if (wrong) throw requestProblem('request.invalid', { fields: [{ ...wrong, path: 'newPassword' }] });
}
