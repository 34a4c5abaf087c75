import { Hono } from 'hono';
import { cors } from 'hono/cors';
import * as v from 'valibot';
import { Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { requireCustomer } from '../../customers/server/store.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { recordUsage } from '../../usage/server/store.ts';
import { licenceProblem } from '../problems.ts';
import { LicenceUsage, LicenceUse, UsedInPeriod } from '../usage-schema.ts';
import { requireLicenceRow } from './licences-store.ts';
import { type RuntimeEnv, requireNamed } from './runtime-guard.ts';
import { usedThisMonth, usesOf } from './usage-store.ts';

const dayMs = 86_400_000;
/** What is told later than this was billed by then. */
const mostDaysAgo = 31;

/** Beside `/runtime/v1/licences`: what shipped software used. */
export const licenceUsageRoutes = new Hono<RuntimeEnv>()
  .use('/usage', cors({ origin: '*', allowMethods: ['POST'], allowHeaders: ['content-type'] }))
  .post(
    '/usage',
    describe({
      summary: 'Record what was used of a licence',
      description:
        '`id` is yours for this use: what is sent again under it counts once, so a call without an answer is simply made again (201 the first time, 200 after that). Answers with the whole of this month. Where the portal’s `usage.metrics` names a metered item of the contract, it is billed by it.',
      tag: 'runtime',
      answers: { 200: UsedInPeriod, 201: UsedInPeriod },
      problems: ['licence.refused', 'licence.blocked', 'licence.no-holder', 'request.too-many'],
    }),
    accept('json', LicenceUsage),
    async (c) => {
      const { db } = c.var;
      const { metric, quantity, id, at: toldAt, ...named } = c.req.valid('json');
      const { vendorId, licence, at } = await requireNamed(c, named);
      const { customerId } = licence;
      if (customerId === null) throw licenceProblem('licence.no-holder');
      const customer = await requireCustomer(db, vendorId, customerId);
      // Who has a key that went around runs up nobody's bill; what an expired one used before is told later.
      if (licence.blocked !== null || customer.status !== 'active') throw licenceProblem('licence.blocked');
      const used = toldAt === undefined ? at : new Date(toldAt);
      const ago = at.getTime() - used.getTime();
      if (ago > mostDaysAgo * dayMs || ago < -dayMs) {
        const message = 'Expected an instant of the last 31 days.';
        throw requestProblem('request.invalid', { fields: [{ path: 'at', code: 'time', message }] });
      }
      const portal = await requirePortal(db, vendorId, customer.portalId);
      const [recorded] = await inTransaction(db, (tx) =>
        recordUsage(
          tx,
          vendorId,
          [
            {
              ...{ externalId: `${licence.id}:${id}`, customerId, licenceId: licence.id },
              ...{ metric, quantity, at: used.toISOString() },
            },
          ],
          at,
        ),
      );
      const asked = { vendorId, customerId, licenceId: licence.id, metric };
      const whole = await usedThisMonth(db, asked, portal.timeZone, at);
      return c.json(whole, recorded?.known ? 200 : 201);
    },
  );

/** Beside `/api/v1/licences`: what each was used for. */
export const licenceUseVendorRoutes = new Hono<VendorEnv>().get(
  '/:id/usage',
  describe({
    summary: 'Read what was used of a licence this month',
    tag: 'licences',
    answers: { 200: v.object({ items: v.array(LicenceUse) }) },
    problems: ['licence.not-found'],
  }),
  scope('licences:read'),
  accept('param', Reference),
  async (c) => {
    const { db, vendorId, clock } = c.var;
    const { id: licenceId, customer_id: customerId } = await requireLicenceRow(
      db,
      vendorId,
      c.req.valid('param').id,
    );
    if (customerId === null) return c.json({ items: [] });
    const customer = await requireCustomer(db, vendorId, customerId);
    const portal = await requirePortal(db, vendorId, customer.portalId);
    const reader = { portal, language: 'en' as const, timeZone: portal.timeZone, now: clock.now() };
    return c.json({ items: await usesOf(db, { vendorId, customerId, licenceId }, reader) });
  },
);
