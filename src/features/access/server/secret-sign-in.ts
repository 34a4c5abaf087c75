import { movedClock } from '../../../kit/server/clock.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { findCustomer } from '../../customers/server/store.ts';
import { findPortalBySlug } from '../../portals/server/store.ts';
import { readSecret } from '../customer-secret.ts';
import { mayEnter } from '../entry.ts';
import { accessProblem } from '../problems.ts';
import type { NewCodeSession } from '../schema.ts';
import { type CodeSignInContext, countGuess } from './code-sign-in.ts';
import { findSecret, noteSecretUse } from './customer-secrets-store.ts';
import { type Exchanged, openSession, requireFraming, requireWay } from './open-session.ts';

/**
 * A customer's secret, typed where codes are typed, becomes a session of the customer as a whole. Counted and answered
 * as an access code is. It belongs to one vendor, so it opens nothing where no portal is named.
 * @throws `code.typo`, `code.refused`, `sign-in.not-offered`, `origin.not-allowed`, `request.too-many`
 */
export async function signInBySecret(context: CodeSignInContext, wanted: NewCodeSession): Promise<Exchanged> {
  const { db, secrets, clock, publicUrl, address, spoken } = context;
  const found = wanted.portal === undefined ? undefined : await findPortalBySlug(db, wanted.portal);
  if (found) {
    requireWay(found.portal, 'secret');
    requireFraming(found.portal, found.testSide, wanted.parentOrigin, publicUrl);
  }
  const typed = readSecret(wanted.accessCode);
  const now = clock.now();
  const forgive = await countGuess(db, { address, typed: typed.secret, here: found }, now);
  if (typed.secret === undefined) throw accessProblem('code.typo');
  const { secret } = typed;

  const vendorId = found?.vendorId ?? '';
  const held = await findSecret(db, secrets, vendorId, secret);
  const customer = await findCustomer(db, vendorId, held?.customerId ?? 'cus_000000000000');
  if (!found || !customer || mayEnter({ portal: found.portal, customer, address })) {
    throw accessProblem('code.refused');
  }
  await forgive();
  const { portal, clockOffsetMs } = found;
  const at = movedClock(clock, clockOffsetMs).now();
  return inTransaction(db, async (tx) => {
    // Somebody may have renewed it while this one was looked at.
    const owner = { vendorId, customerId: customer.id };
    if (!(await noteSecretUse(tx, secrets, owner, secret, at))) throw accessProblem('code.refused');
    return openSession(
      tx,
      { vendorId, portal, customer, way: 'secret', wishes: [wanted.language], spoken },
      { now, at },
    );
  });
}
