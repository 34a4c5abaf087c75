import type { PortalPage } from '../../features/portals/page.ts';
import type { FoundPortal } from '../../features/portals/server/store.ts';
import type { Db } from '../../kit/server/db/db.ts';
import { mailLeaves } from '../../kit/server/mail-senders.ts';

type State = PortalPage['accessMail'];

/** Looked up again after this: the document of a portal is asked for much more often than mail servers go away. */
const freshMs = 2_000;

/** Whether a portal's mail about access reaches people now, for the page that would offer it. */
export function accessMailStates(serviceSends: boolean): (db: Db, found: FoundPortal) => Promise<State> {
  const kept = new Map<string, { readonly state: State; readonly until: number }>();
  return async (db, { portal, vendorId, testSide }) => {
    if (portal.mail.noAccessMail) return 'never';
    // A test side's mail is held in its mailbox, where the vendor reads it.
    if (testSide) return 'sends';
    const known = kept.get(portal.id);
    if (known && known.until > performance.now()) return known.state;
    const leaves = await mailLeaves(db, { vendorId, portalId: portal.id }, serviceSends);
    const state = leaves ? 'sends' : 'down';
    if (kept.size > 1000) kept.clear();
    kept.set(portal.id, { state, until: performance.now() + freshMs });
    return state;
  };
}
