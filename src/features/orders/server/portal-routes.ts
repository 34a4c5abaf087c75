import { Hono } from 'hono';
import * as v from 'valibot';
import { Reference } from '../../../kit/server/collection.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { PortalEnv, PortalVars } from '../../access/server/env.ts';
import { panel } from '../../access/server/guards.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { PortalOrder } from '../schema.ts';
import { shownOrder } from './portal-view.ts';
import { ordersOf, requireOwnOrder } from './store.ts';

const tag = 'orders';

const lookingOf = async ({ db, session, clock }: PortalVars) => ({
  vendorId: session.vendorId,
  portal: await requirePortal(db, session.vendorId, session.portalId),
  at: clock.now(),
});

/** `/portal/v1/orders`: what this customer ordered, and where it stands. */
export const ordersPortalRoutes = new Hono<PortalEnv>()
  .get(
    '/',
    describe({
      summary: 'List my orders, the newest first',
      tag,
      answers: { 200: v.object({ items: v.array(PortalOrder) }) },
      problems: ['panel.hidden'],
    }),
    panel('order', 'view'),
    async (c) => {
      const looking = await lookingOf(c.var);
      const items = [];
      for (const order of await ordersOf(c.var.db, c.var.owner))
        items.push(await shownOrder(c.var.db, order, looking));
      return c.json({ items });
    },
  )

  .get(
    '/:id',
    describe({
      summary: 'Read one of my orders',
      description: 'As it stands on the server, whatever became of the page on which it was placed or paid.',
      tag,
      answers: { 200: PortalOrder },
      problems: ['order.not-found', 'panel.hidden'],
    }),
    panel('order', 'view'),
    accept('param', Reference),
    async (c) => {
      const { db, owner } = c.var;
      const order = await requireOwnOrder(db, owner, c.req.valid('param').id);
      return c.json(await shownOrder(db, order, await lookingOf(c.var)));
    },
  );
