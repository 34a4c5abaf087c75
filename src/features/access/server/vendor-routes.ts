import { Hono } from 'hono';
import * as v from 'valibot';
import { Visibility } from '../../../kit/common/visibility.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { record } from '../../activity/server/record.ts';
import { requireCustomer } from '../../customers/server/store.ts';
import { findPortalBySlug } from '../../portals/server/store.ts';
import { NewPortalToken, PortalToken } from '../schema.ts';
import type { VendorEnv } from './env.ts';
import { scope } from './guards.ts';
import { makeToken } from './make-token.ts';
import { endSessions } from './sessions-store.ts';
import { VisibilityQuery, visibilityFor } from './visibility.ts';

const Reference = v.object({ id: v.pipe(v.string(), v.maxLength(132)) });

/** `POST /api/v1/portal-tokens`. */
export const portalTokenRoutes = new Hono<VendorEnv>().post(
  '/',
  describe({
    summary: 'Make a portal token for one customer',
    description:
      'A launch token is handed over by your page and works once; a link token stands in a link you send.',
    tag: 'portal-tokens',
    answers: { 201: PortalToken },
  }),
  scope('portal-tokens:write'),
  accept('json', NewPortalToken),
  async (c) => {
    const wanted = c.req.valid('json');
    const { db, vendorId } = c.var;
    const found = await findPortalBySlug(db, wanted.portal);
    if (!found || found.vendorId !== vendorId) throw invalid('portal', 'There is no portal of this name.');
    const customer = await requireCustomer(db, vendorId, wanted.customerId).catch(() => undefined);
    const firstVisit = wanted.customerId.startsWith('ext:') && found.portal.createsCustomers;
    if (!customer && !firstVisit) throw invalid('customerId', 'There is no customer of this id.');
    const made = await makeToken(c.var, vendorId, found.portal, wanted);
    const now = c.var.worldClock.now();
    await inTransaction(db, (tx) =>
      record(tx, {
        vendorId,
        customerId: customer?.id ?? null,
        actor: c.var.actor,
        action: 'portal-token.created',
        subjectId: customer?.id ?? wanted.customerId,
        at: now,
      }),
    );
    const { token, url, expiresAt } = made;
    return c.json({ token, url, expiresAt: expiresAt.toISOString() }, 201);
  },
);

/** Beside the customers collection: what one customer sees and why, and the end of all its sessions. */
export const customerAccessRoutes = new Hono<VendorEnv>()
  .get(
    '/:id/visibility',
    describe({
      summary: 'Tell what a customer sees, and which rule decided',
      description:
        'Panels, features and plugins of the customer as a whole at its own portal, or as a `contact`, at another `portal`, or as with a token for one `subject` or `readOnly`.',
      tag: 'customers',
      answers: { 200: Visibility },
      problems: ['customer.not-found'],
    }),
    scope('customers:read'),
    accept('param', Reference),
    accept('query', VisibilityQuery),
    async (c) => {
      const { db, vendorId } = c.var;
      return c.json(await visibilityFor(db, vendorId, c.req.valid('param').id, c.req.valid('query')));
    },
  )

  .delete(
    '/:id/sessions',
    describe({ summary: 'End all sessions of a customer', tag: 'customers', answers: { 204: null } }),
    scope('customers:write'),
    accept('param', Reference),
    async (c) => {
      const customer = await requireCustomer(c.var.db, c.var.vendorId, c.req.valid('param').id);
      const owner = { vendorId: c.var.vendorId, customerId: customer.id };
      const at = c.var.clock.now();
      await inTransaction(c.var.db, async (tx) => {
        await endSessions(tx, owner, at);
        await record(tx, {
          ...owner,
          actor: c.var.actor,
          action: 'sessions.ended',
          subjectId: customer.id,
          at,
        });
      });
      return c.body(null, 204);
    },
  );

const invalid = (path: string, message: string) =>
  requestProblem('request.invalid', { fields: [{ path, code: 'reference', message }] });
