import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { accessProblem } from '../../access/problems.ts';
import type { PortalSession } from '../../access/server/env.ts';
import { endSessionsOfContact, idleMs } from '../../access/server/sessions-store.ts';
import { record } from '../../activity/server/record.ts';
import type { OwnSession } from '../schema.ts';
import type { Asking } from './store.ts';

/** Where the signed-in person is signed in at the moment, newest use first; staff that help are none of them. */
export async function ownSessions(db: Db, session: PortalSession, now: Date): Promise<OwnSession[]> {
  if (session.contactId === null) return [];
  const rows = await db
    .selectFrom('portal_session')
    .select(['id', 'way', 'created_at', 'last_used_at'])
    .where('vendor_id', '=', session.vendorId)
    .where('contact_id', '=', session.contactId)
    .where('ended_at', 'is', null)
    .where('ends_at', '>', now.toISOString())
    .where('last_used_at', '>', new Date(now.getTime() - idleMs).toISOString())
    .orderBy('last_used_at', 'desc')
    .limit(100)
    .execute();
  return rows
    .filter(({ way }) => way !== 'login-as' && way !== 'preview')
    .map(({ id, way, created_at, last_used_at }) => ({
      ...{ id, way, current: id === session.id, startedAt: created_at, lastUsedAt: last_used_at },
    }));
}

/** Ends all of the person's sessions but this one. @returns how many */
export async function endOtherSessions({ db, session, actor, at, now }: Asking): Promise<number> {
  const { vendorId, customerId, contactId } = session;
  if (contactId === null) throw accessProblem('panel.read-only');
  return inTransaction(db, async (tx) => {
    const others = (await ownSessions(tx, session, now)).filter(({ current }) => !current);
    await endSessionsOfContact(tx, { vendorId, contactId, except: session.id }, now);
    if (others.length > 0)
      await record(tx, { vendorId, customerId, actor, at, action: 'sessions.ended', subjectId: contactId });
    return others.length;
  });
}
