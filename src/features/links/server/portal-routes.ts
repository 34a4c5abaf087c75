import { Hono } from 'hono';
import { accept } from '../../../kit/server/http/accept.ts';
import { clientAddress } from '../../../kit/server/http/client-address.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { RequestVars } from '../../access/server/env.ts';
import { Asked, LinkRenewal } from '../schema.ts';
import { renewLink } from './renew-link.ts';

/** `POST /portal/v1/link-renewals`: needs no session, and tells nothing. */
export const linkRenewalRoutes = new Hono<{ Variables: RequestVars }>().post(
  '/',
  describe({
    summary: 'Ask for a new link in place of one that no longer works',
    description:
      'It goes to the mailbox that the old one was mailed to, at most three in an hour. The answer is the same whatever became of it.',
    tag: 'sessions',
    answers: { 202: Asked },
  }),
  accept('json', LinkRenewal),
  async (c) => {
    await renewLink(c.var, c.req.valid('json').token, clientAddress(c, c.var.trustedProxies));
    return c.json({}, 202);
  },
);
