import { Hono } from 'hono';
import { accept } from '../../../kit/server/http/accept.ts';
import { clientAddress } from '../../../kit/server/http/client-address.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { MailedCode, NewMailedCode } from '../sign-in-schema.ts';
import { askMailedCode } from './ask-mailed-code.ts';
import { keepInBrowser } from './browser-secrets.ts';
import type { PortalEnv } from './env.ts';

/** `POST /portal/v1/mailed-codes`: needs no session. */
export const mailedCodeRoutes = new Hono<PortalEnv>().post(
  '/',
  describe({
    summary: 'Ask for a code by mail',
    description:
      'Where the portal offers it (`signIn.mailedCode`). The answer is the same whether anybody has the address or not; at most three mails an hour go to one mailbox, and within a minute (`againAt`) another one is refused. The code works for ten minutes in the browser that asked; a newer one replaces it.',
    tag: 'sessions',
    answers: { 202: MailedCode },
    problems: ['sign-in.not-offered', 'origin.not-allowed', 'request.too-many'],
  }),
  accept('json', NewMailedCode),
  async (c) => {
    const wanted = c.req.valid('json');
    const address = clientAddress(c, c.var.trustedProxies);
    const { marker, check, expiresAt, againAt } = await askMailedCode({ ...c.var, address }, wanted);
    const held = keepInBrowser(c, 'asked', wanted.portal, marker);
    return c.json(
      { marker: held, check, expiresAt: expiresAt.toISOString(), againAt: againAt.toISOString() },
      202,
    );
  },
);
