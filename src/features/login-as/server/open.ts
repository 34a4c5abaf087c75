import type { Clock } from '../../../kit/server/clock.ts';
import { movedClock } from '../../../kit/server/clock.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { digest } from '../../../kit/server/secrets.ts';
import { accessProblem } from '../../access/problems.ts';
import type { NewTokenSession } from '../../access/schema.ts';
import type { Exchanged } from '../../access/server/open-session.ts';
import { languageFor } from '../../access/server/open-session.ts';
import { longestMs, newSession } from '../../access/server/sessions-store.ts';
import { announce } from '../../activity/server/announce.ts';
import { findContact, findCustomer } from '../../customers/server/store.ts';
import { findPortalBySlug, requirePortal } from '../../portals/server/store.ts';
import { noteUse } from './notes.ts';
import { requireStaff } from './staff.ts';
import { takeTicket } from './tickets.ts';

interface OpenContext {
  readonly db: Db;
  readonly clock: Clock;
  readonly publicUrl: string;
}

/**
 * The address that an operator was given becomes a session in the customer's portal: of its own kind, bound to the
 * console session that asked for it, and no visit of the customer's. A window of its own, or our console around it.
 * @throws `token.used`, `token.invalid` at another portal, `origin.not-allowed`, `login-as.ended`, `customer.inactive`, `contact.inactive`
 */
export async function openByTicket(context: OpenContext, wanted: NewTokenSession): Promise<Exchanged> {
  const { db, clock, publicUrl } = context;
  const ours = wanted.parentOrigin === undefined || wanted.parentOrigin === new URL(publicUrl).origin;
  if (!ours) throw accessProblem('origin.not-allowed', { detail: 'Staff open a portal in its own window.' });
  const now = clock.now();
  return inTransaction(db, async (tx) => {
    const taken = await takeTicket(tx, wanted.token, now);
    if (!taken) throw accessProblem('token.used');
    const { vendorId, session: asked } = taken;
    const owner = { vendorId, customerId: asked.customerId };
    const columns = {
      operator_vendor_id: asked.operator.vendorId,
      operator_id: asked.operator.id,
      operator_session: asked.operator.session,
      grant_id: asked.grantId,
      mode: asked.mode,
      draft: asked.draft ? 1 : null,
    };
    const staff = await requireStaff(tx, { ...columns, vendor_id: vendorId }, now);
    const customer = await findCustomer(tx, vendorId, asked.customerId);
    if (customer?.status !== 'active') throw accessProblem('customer.inactive');
    const contact = asked.contactId === null ? undefined : await findContact(tx, owner, asked.contactId);
    if (asked.contactId !== null && !contact?.active) throw accessProblem('contact.inactive');
    const portal = await requirePortal(tx, vendorId, asked.portalId);
    if (wanted.portal !== undefined && wanted.portal !== portal.slug) throw accessProblem('token.invalid');

    const session = newSession(
      tx,
      owner,
      {
        portalId: portal.id,
        contactId: contact?.id ?? null,
        subject: null,
        panels: asked.panels,
        readOnly: asked.mode === 'look',
        language: languageFor(portal, [wanted.language, contact?.language, customer.language]),
        way: 'login-as',
        endsAt: sooner(staff.endsAt, new Date(now.getTime() + longestMs).toISOString()),
      },
      now,
    );
    await tx.executeQuery(session.write);
    await tx
      .updateTable('portal_session')
      .set(columns)
      .where('vendor_id', '=', vendorId)
      .where('token_hash', '=', digest(session.token))
      .execute();
    if (asked.grantId !== null) {
      const use = { ...owner, grantId: asked.grantId, reason: asked.reason };
      const useId = await noteUse(tx, use, now);
      const found = await findPortalBySlug(tx, portal.slug);
      await announce(tx, {
        ...owner,
        actor: {
          kind: 'operator',
          id: staff.id,
          for: contact ? { kind: 'contact', id: contact.id } : { kind: 'customer', id: customer.id },
        },
        action: 'login-as.started',
        subjectId: useId,
        fields: [asked.mode],
        data: { customerId: customer.id, contactId: contact?.id ?? null, grantId: asked.grantId },
        at: movedClock(clock, found?.clockOffsetMs ?? 0).now(),
      });
    }
    return { owner, portal, token: session.token, expiresAt: session.expiresAt };
  });
}

const sooner = (one: string, other: string): string => (one < other ? one : other);
