import { inTransaction } from '../../../kit/server/db/db.ts';
import { findPeople } from '../../customers/server/store.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { mayEnter } from '../entry.ts';
import { accessProblem } from '../problems.ts';
import type { Choice } from '../sign-in-schema.ts';
import type { PortalVars } from './env.ts';
import { writeProof } from './proofs-store.ts';
import { sameAddress, toAccount } from './proved-sign-in.ts';

/**
 * The other accounts of whoever signed in by a proof that stood for several: what they were shown then, as far as it
 * still is theirs. The proof that comes with it is good for one of them, once, and ends the session it was asked from.
 * @throws `sign-in.no-other`
 */
export async function otherAccounts(
  { db, session, worldClock }: Pick<PortalVars, 'db' | 'session' | 'worldClock'>,
  address: string | undefined,
): Promise<Choice> {
  const { vendorId, portalId, choice, way } = session;
  if (!choice || !way || session.opener || session.staff) throw accessProblem('sign-in.no-other');
  const portal = await requirePortal(db, vendorId, portalId);
  const people = await findPeople(db, { vendorId, portalId }, choice.contactIds);
  const theirs = people.filter(
    ({ contact, customer }) =>
      mayEnter({ portal, customer, contact, address }) === undefined &&
      // The mailbox was proved: whoever has another one by now is somebody else's.
      (choice.email === null || sameAddress(contact.email, choice.email)),
  );
  const others = theirs.filter(({ contact }) => contact.id !== session.contactId);
  if (others.length === 0) throw accessProblem('sign-in.no-other');
  const contactIds = theirs.map(({ contact }) => contact.id);
  const proof = await inTransaction(db, (tx) =>
    writeProof(
      tx,
      vendorId,
      { portalId, way, contactIds, email: choice.email, sessionId: session.id },
      worldClock.now(),
    ),
  );
  return { choice: { proof, accounts: others.map(toAccount) } };
}
