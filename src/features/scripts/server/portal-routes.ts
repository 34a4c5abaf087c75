import { createHmac } from 'node:crypto';
import { Hono } from 'hono';
import { describe } from '../../../kit/server/http/describe.ts';
import type { PortalEnv } from '../../access/server/env.ts';
import { ScriptCustomer } from '../schema.ts';

/** `/portal/v1/script`: what the portal tells the vendor's script of who is there. */
export const scriptPortalRoutes = new Hono<PortalEnv>().get(
  '/',
  describe({
    summary: 'Read the name that stands for me in the vendor’s script',
    description:
      'The same at each visit to this portal, another at every other portal; it leads back to nobody.',
    tag: 'sessions',
    answers: { 200: ScriptCustomer },
  }),
  (c) => {
    const { secrets, owner, session } = c.var;
    const customer = createHmac('sha256', secrets.derive('script-customers'))
      .update(`${owner.vendorId} ${session.portalId} ${owner.customerId}`)
      .digest('base64url')
      .slice(0, 22);
    return c.json({ customer });
  },
);
