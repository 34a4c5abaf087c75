import type { Db } from '../../../kit/server/db/db.ts';
import { writeTogether } from '../../../kit/server/db/write-together.ts';
import { type Actor, recording } from '../../activity/server/record.ts';
import type { Customer } from '../../customers/schema.ts';
import { accessProblem } from '../problems.ts';
import type { PortalSession } from './env.ts';
import { endSession, findSessionRow, newSession } from './sessions-store.ts';

export interface Opened {
  readonly token: string;
  readonly expiresAt: Date;
}

interface Visit {
  readonly actor: Actor;
  /** The vendor's time and the world's. */
  readonly at: Date;
  readonly now: Date;
}

/**
 * A session at a customer below, for whoever is signed in above: the same person with the same role, by the same way in,
 * and no longer than the session it was opened from. Whether it goes on is asked anew at each of its requests.
 */
export async function openBelow(
  tx: Db,
  session: PortalSession,
  account: Customer,
  { readOnly, actor, at, now }: Visit & { readonly readOnly: boolean },
): Promise<Opened> {
  const owner = { vendorId: session.vendorId, customerId: account.id };
  const opened = newSession(
    tx,
    owner,
    {
      portalId: session.portalId,
      contactId: session.contactId,
      subject: null,
      // A token for some panels is one for those of the accounts below too.
      panels: session.panels,
      readOnly: readOnly || session.readOnly,
      language: session.language,
      way: session.way ?? 'token',
      ...(session.accessCodeId !== null && { accessCodeId: session.accessCodeId }),
      via: { customerId: session.customerId, sessionId: session.id },
      endsAt: session.endsAt,
    },
    now,
  );
  const started = recording(tx, { ...owner, actor, action: 'session.started', subjectId: account.id, at });
  await writeTogether(tx, [opened.write, started]);
  return opened;
}

/**
 * Ends a session at a customer below, and gives the one it was opened from a new token: a browser that was loaded anew
 * meanwhile has forgotten the old one. @throws `session.ended` where there is none to go back to
 */
export async function goBack(tx: Db, session: PortalSession, { actor, at, now }: Visit): Promise<Opened> {
  const { vendorId, customerId, opener } = session;
  const row = opener && (await findSessionRow(tx, vendorId, opener.sessionId));
  if (!row || row.ended_at || row.ends_at <= now.toISOString()) throw accessProblem('session.ended');
  const owner = { vendorId, customerId: row.customer_id };
  await endSession(tx, owner, session.id, now);
  await endSession(tx, owner, row.id, now);
  const opened = newSession(
    tx,
    owner,
    {
      portalId: row.portal_id,
      contactId: row.contact_id,
      subject: null,
      panels: row.panels ? (JSON.parse(row.panels) as PortalSession['panels']) : null,
      readOnly: row.read_only === 1,
      language: row.language,
      way: row.way ?? 'token',
      ...(row.access_code_id !== null && { accessCodeId: row.access_code_id }),
      endsAt: row.ends_at,
    },
    now,
  );
  const ended = recording(tx, {
    vendorId,
    customerId,
    actor,
    action: 'session.ended',
    subjectId: customerId,
    at,
  });
  await writeTogether(tx, [opened.write, ended]);
  return opened;
}
