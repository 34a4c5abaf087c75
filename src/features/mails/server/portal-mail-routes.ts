import { Hono } from 'hono';
import { Reference } from '../../../kit/server/collection.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { WithheldMails } from '../schema.ts';
import { withheldMails } from './withheld-store.ts';

/** Beside the portals collection: what a portal says by mail, and what it does not. */
export const portalMailRoutes = new Hono<VendorEnv>().get(
  '/:id/withheld-mails',
  describe({
    summary: 'Count the mails about access that a portal did not write',
    description:
      'With `mail.noAccessMail` nothing is sent, whatever is done; here stands what it would have been, by kind, and when last.',
    tag: 'portals',
    answers: { 200: WithheldMails },
    problems: ['portal.not-found'],
  }),
  scope('portals:read'),
  accept('param', Reference),
  async (c) => {
    const { db, vendorId } = c.var;
    const portal = await requirePortal(db, vendorId, c.req.valid('param').id);
    return c.json(await withheldMails(db, vendorId, portal.id));
  },
);
