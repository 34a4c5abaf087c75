import { movedClock } from '../../../kit/server/clock.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { findCustomer } from '../../customers/server/store.ts';
import { findByKey } from '../../licences/server/key-store.ts';
import { findPortalBySlug } from '../../portals/server/store.ts';
import { mayEnter } from '../entry.ts';
import { accessProblem } from '../problems.ts';
import type { NewCodeSession } from '../schema.ts';
import { offers } from '../ways.ts';
import { type CodeSignInContext, countGuess } from './code-sign-in.ts';
import { type Exchanged, openSession, requireFraming, requireWay } from './open-session.ts';

/**
 * The key of a licence, typed where codes are typed, becomes a session that reaches no further than this licence. A key
 * may look like anything, so it is looked for first; what is none is left to whoever reads codes. Counted and answered as
 * an access code is. One that others have (`leaked`) opens nothing, nor does one that is nobody's yet.
 * @returns `undefined` where it is no key, and other codes are taken here
 * @throws `code.refused`, `sign-in.not-offered`, `origin.not-allowed`, `request.too-many`
 */
export async function signInByLicence(
  context: CodeSignInContext,
  wanted: NewCodeSession,
): Promise<Exchanged | undefined> {
  const { db, secrets, clock, publicUrl, address, spoken } = context;
  const here = wanted.portal === undefined ? undefined : await findPortalBySlug(db, wanted.portal);
  if (!here) return undefined;
  const licence = await findByKey(db, secrets, here.vendorId, wanted.accessCode);
  const alone = offers(here.portal.signIn, 'licence') && !offers(here.portal.signIn, 'code');
  if (!licence && !alone) return undefined;
  requireWay(here.portal, 'licence');
  requireFraming(here.portal, here.testSide, wanted.parentOrigin, publicUrl);
  const now = clock.now();
  const forgive = await countGuess(db, { address, typed: wanted.accessCode.trim(), here }, now);
  const { vendorId, portal, clockOffsetMs } = here;
  const customer = await findCustomer(db, vendorId, licence?.customer_id ?? 'cus_000000000000');
  if (!licence || !customer || licence.blocked === 'leaked') throw accessProblem('code.refused');
  if (mayEnter({ portal, customer, address })) throw accessProblem('code.refused');
  await forgive();
  const at = movedClock(clock, clockOffsetMs).now();
  return inTransaction(db, async (tx) => {
    // Somebody may have made the key anew while this one was looked at.
    const still = await findByKey(tx, secrets, vendorId, wanted.accessCode);
    if (still?.id !== licence.id || still.customer_id !== customer.id) throw accessProblem('code.refused');
    const subject = { type: 'licence', id: licence.id } as const;
    return openSession(
      tx,
      { vendorId, portal, customer, subject, way: 'licence', wishes: [wanted.language], spoken },
      { now, at },
    );
  });
}
