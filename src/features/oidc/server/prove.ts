import { inTransaction } from '../../../kit/server/db/db.ts';
import { mayEnter } from '../../access/entry.ts';
import type { RequestVars } from '../../access/server/env.ts';
import { writeProof } from '../../access/server/proofs-store.ts';
import { record } from '../../activity/server/record.ts';
import { findPeopleByEmail, findPeopleByExternalId, type Person } from '../../customers/server/store.ts';
import type { FoundPortal } from '../../portals/server/store.ts';
import { type Identity, verifiedEmail } from '../rules.ts';
import type { Provider } from './store.ts';

type Vars = Pick<RequestVars, 'db' | 'worldClock'>;

/**
 * Writes down who the provider says it is, for the portal's page to come in with. `undefined`: nobody we know.
 * @param secret what the page that waits for it will come with; absent: a new one
 */
export async function prove(
  vars: Vars,
  found: FoundPortal,
  { contactBy }: Provider,
  identity: Identity,
  secret?: string,
): Promise<string | undefined> {
  const { portal, vendorId } = found;
  const place = { vendorId, portalId: portal.id };
  const email = verifiedEmail(identity);
  const people: Person[] =
    contactBy === 'external-id'
      ? await findPeopleByExternalId(vars.db, place, identity.sub)
      : email === undefined
        ? []
        : await findPeopleByEmail(vars.db, place, email);
  // From which network they come is looked at when they come in.
  const welcome = people.filter(
    ({ contact, customer }) =>
      mayEnter({ portal, customer, contact: { ...contact, allowedAddresses: [] }, address: undefined }) ===
      undefined,
  );
  if (welcome.length === 0) {
    const unverified = contactBy === 'email' && email === undefined;
    await noteRefusal(
      vars,
      found,
      'oidc.unknown',
      unverified
        ? 'The provider named no verified e-mail address.'
        : 'No active contact of this portal is the person the provider named.',
    );
    return undefined;
  }
  return inTransaction(vars.db, (tx) =>
    writeProof(
      tx,
      vendorId,
      {
        portalId: portal.id,
        way: 'oidc',
        contactIds: welcome.map(({ contact }) => contact.id),
        email: email ?? null,
      },
      vars.worldClock.now(),
      secret,
    ),
  );
}

/** For the vendor: the person is told only that it did not work. */
export async function noteRefusal(
  { db, worldClock }: Vars,
  { vendorId, portal, clockOffsetMs }: FoundPortal,
  reason: string,
  detail: string,
): Promise<void> {
  await inTransaction(db, (tx) =>
    record(tx, {
      vendorId,
      actor: { kind: 'system', id: null },
      action: 'session.refused',
      subjectId: portal.id,
      ...{ reason, detail },
      at: new Date(worldClock.now().getTime() + clockOffsetMs),
    }),
  );
}
