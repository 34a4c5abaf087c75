import { Hono } from 'hono';
import * as v from 'valibot';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { requireScope, scope } from '../../access/server/guards.ts';
import { record } from '../../activity/server/record.ts';
import { requireCustomer } from '../../customers/server/store.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { loginAsProblem } from '../problems.ts';
import { previewPanels } from '../rules.ts';
import { NewPreview, Preview } from '../schema.ts';
import { firstCustomerOf } from './preview-store.ts';
import { makeTicket } from './tickets.ts';

const Reference = v.object({ id: v.pipe(v.string(), v.maxLength(132)) });

/** `POST /api/v1/portals/:id/preview`. */
export const previewRoutes = new Hono<VendorEnv>().post(
  '/:id/preview',
  describe({
    summary: 'Look at a portal with a customer’s data',
    description:
      'For operators who are signed in to the console. Shows only panels whose data the operator’s role may read anyway, changes nothing, and is no sign-in of the customer. With `draft` it wears the portal’s draft, which nobody sees but operators who are signed in. `url` works once, within five minutes, in the console or a window of its own.',
    tag: 'portals',
    answers: { 201: Preview },
    problems: ['portal.not-found', 'login-as.operators-only'],
  }),
  scope('customers:read'),
  accept('param', Reference),
  accept('json', NewPreview),
  async (c) => {
    const { db, vendorId, actor, operatorSession, scopes, publicUrl, clock, worldClock } = c.var;
    if (actor.kind !== 'operator' || actor.id === null || !operatorSession)
      throw loginAsProblem('login-as.operators-only');
    const portal = await requirePortal(db, vendorId, c.req.valid('param').id);
    const { customerId, draft, language } = c.req.valid('json');
    if (draft) requireScope(c.var, 'portals:read');
    const customer =
      customerId === undefined
        ? await firstCustomerOf(db, vendorId, portal.id)
        : await requireCustomer(db, vendorId, customerId).catch(() => undefined);
    if (customer?.status !== 'active' || customer.portalId !== portal.id) {
      const message = 'This portal has no active customer of this id.';
      throw requestProblem('request.invalid', {
        fields: [{ path: 'customerId', code: 'reference', message }],
      });
    }
    const operator = { vendorId: operatorSession.vendorId, id: actor.id, session: operatorSession.tokenHash };
    const ticket = await inTransaction(db, async (tx) => {
      await record(tx, {
        ...{ vendorId, customerId: customer.id, actor, at: clock.now() },
        action: 'portal.previewed',
        subjectId: portal.id,
      });
      return makeTicket(
        tx,
        vendorId,
        {
          ...{ customerId: customer.id, portalId: portal.id, contactId: null, mode: 'look', grantId: null },
          ...{ panels: previewPanels(scopes), draft, reason: null, operator },
        },
        worldClock.now(),
      );
    });
    const query = new URLSearchParams({
      ...(draft && { draft: '1' }),
      ...(language && { language }),
    }).toString();
    const url = `${publicUrl}/p/${portal.slug}${query && `?${query}`}#token=${ticket.token}`;
    return c.json({ url, expiresAt: ticket.expiresAt }, 201);
  },
);
