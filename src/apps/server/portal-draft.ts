import { allows } from '../../features/operators/rules.ts';
import { sessionTokenOf } from '../../features/operators/server/cookies.ts';
import { requireOperatorSession, requireWorkplace } from '../../features/operators/server/sessions-store.ts';
import { withDraft } from '../../features/portals/server/drafts-store.ts';
import type { FoundPortal } from '../../features/portals/server/store.ts';
import { isProblem } from '../../kit/common/problem.ts';
import type { DocumentContext } from './portal-document.ts';

/**
 * The portal as its draft has it, for an operator of its vendor who is signed in to the console and may read portals.
 * `undefined` for everybody else: to them there is nothing at this address. The console's cookie is sent by pages of our
 * own alone, so no page elsewhere can show a draft either.
 */
export async function draftFor(c: DocumentContext, found: FoundPortal): Promise<FoundPortal | undefined> {
  const { db, worldClock } = c.var;
  try {
    const session = await requireOperatorSession(db, sessionTokenOf(c), worldClock.now());
    const { scopes } = await requireWorkplace(db, session, found.vendorId, worldClock.now());
    return allows(scopes, 'portals:read')
      ? { ...found, portal: await withDraft(db, found.vendorId, found.portal) }
      : undefined;
  } catch (error) {
    if (isProblem(error)) return undefined;
    throw error;
  }
}
