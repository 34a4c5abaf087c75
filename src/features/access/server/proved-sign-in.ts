import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { claimProven, findPeople, type Person, requireSecondFactor } from '../../customers/server/store.ts';
import type { Language } from '../../portals/schema.ts';
import { type FoundPortal, findPortalBySlug } from '../../portals/server/store.ts';
import { mayEnter } from '../entry.ts';
import { accessProblem } from '../problems.ts';
import type { Way } from '../schema.ts';
import type { Choice, NewProvedSession } from '../sign-in-schema.ts';
import type { AskContext } from './ask-mailed-code.ts';
import { type Exchanged, openSession, requireFraming, requireWay } from './open-session.ts';
import { findProof, spendProof, writeProof } from './proofs-store.ts';
import { endSession, endSessionsOfContact, findSessionRow } from './sessions-store.ts';

/** Somebody proved who they are, and these are the contacts they may be. */
export interface ProvedPeople {
  readonly found: FoundPortal;
  readonly way: Way;
  readonly people: readonly Person[];
  /** An address that is proved by it; `null`: the proof was of something else. */
  readonly email: string | null;
  /** Uses the proof up; false where somebody else did so a moment ago. */
  readonly use: (tx: Db) => Promise<boolean>;
  readonly over: 'mailed-code.over' | 'sign-in.start-again';
}

interface Asked {
  readonly contactId?: string | undefined;
  readonly otp?: string | undefined;
  readonly language?: Language | undefined;
}

/**
 * One person known to several customers chooses after the proof, never before it: who asks learns nothing about others.
 * @throws `over`, `contact.address`, `sign-in.second-factor`, `sign-in.otp-refused`
 */
export async function enterAs(
  { db, secrets, clock, address, spoken }: AskContext,
  { found, way, people, email, use, over }: ProvedPeople,
  { contactId, otp, language }: Asked,
): Promise<Exchanged | Choice> {
  const { portal, vendorId, clockOffsetMs } = found;
  const welcome = people.filter(
    ({ contact, customer }) => mayEnter({ portal, customer, contact, address }) === undefined,
  );
  // Nobody is left: of those whom the vendor let come from other networks alone, this is said; else it is over.
  if (welcome.length === 0) throw accessProblem(people.length > 0 ? 'contact.address' : over);
  const now = clock.now();
  if (welcome.length > 1 && contactId === undefined) {
    return inTransaction(db, async (tx) => {
      if (!(await use(tx))) throw accessProblem(over);
      const contactIds = welcome.map(({ contact }) => contact.id);
      const proof = await writeProof(tx, vendorId, { portalId: portal.id, way, contactIds, email }, now);
      return { choice: { proof, accounts: welcome.map(toAccount) } };
    });
  }
  const person =
    contactId === undefined ? welcome[0] : welcome.find(({ contact }) => contact.id === contactId);
  if (!person) throw accessProblem(over);
  const { contact, customer } = person;
  // The vendor's own provider asks for what it wants; a mail alone is one factor.
  const second =
    way === 'oidc'
      ? undefined
      : await requireSecondFactor(db, secrets, { vendorId, contactId: contact.id, otp, address }, now);
  const at = new Date(now.getTime() + clockOffsetMs);
  return inTransaction(db, async (tx) => {
    if (!(await use(tx))) throw accessProblem(over);
    await second?.spend(tx, at);
    if (email !== null && sameAddress(contact.email, email)) {
      // Whoever claimed the address before it was proved is out.
      if (contact.emailClaimed) await endSessionsOfContact(tx, { vendorId, contactId: contact.id }, now);
      if (contact.emailClaimed || !contact.emailVerified) await claimProven(tx, vendorId, contact);
    }
    const choice =
      welcome.length > 1 ? { contactIds: welcome.map((one) => one.contact.id), email } : undefined;
    const entry = { vendorId, portal, customer, contact, way, wishes: [language], spoken, choice };
    return openSession(tx, entry, { now, at });
  });
}

export const sameAddress = (one: string | null, other: string): boolean =>
  one?.trim().toLowerCase() === other.trim().toLowerCase();

export const toAccount = ({ contact, customer }: Person) => ({
  contactId: contact.id,
  name: contact.name,
  customer: { name: customer.name, number: customer.number },
});

/**
 * A proof that stood for several, or that came back from the vendor's own provider, becomes a session.
 * @throws `sign-in.start-again`, `sign-in.not-offered`, `origin.not-allowed`, and as `enterAs`
 */
export async function signInByProof(
  context: AskContext & { readonly proof: string | undefined },
  wanted: NewProvedSession,
): Promise<Exchanged | Choice> {
  const { db, clock, publicUrl, proof: secret } = context;
  const found = await findPortalBySlug(db, wanted.portal);
  if (!found) throw accessProblem('sign-in.not-offered');
  const { portal, vendorId, testSide } = found;
  requireFraming(portal, testSide, wanted.parentOrigin, publicUrl);
  const place = { vendorId, portalId: portal.id };
  const proof = secret === undefined ? undefined : await findProof(db, place, secret, clock.now());
  if (!proof || secret === undefined) throw accessProblem('sign-in.start-again');
  requireWay(portal, proof.way);
  const people = await findPeople(db, place, proof.contactIds);
  return enterAs(
    context,
    {
      ...{ found, way: proof.way, people, email: proof.email },
      use: (tx) => spend(tx, { vendorId, secret, sessionId: proof.sessionId, now: clock.now() }),
      over: 'sign-in.start-again',
    },
    wanted,
  );
}

/** Uses a proof up, and ends the session out of which it was asked for. */
async function spend(
  tx: Db,
  {
    vendorId,
    secret,
    sessionId,
    now,
  }: {
    readonly vendorId: string;
    readonly secret: string;
    readonly sessionId: string | undefined;
    readonly now: Date;
  },
): Promise<boolean> {
  if (!(await spendProof(tx, vendorId, secret))) return false;
  const before = sessionId === undefined ? undefined : await findSessionRow(tx, vendorId, sessionId);
  if (before) await endSession(tx, { vendorId, customerId: before.customer_id }, before.id, now);
  return true;
}
