import { Hono } from 'hono';
import { accept } from '../../../kit/server/http/accept.ts';
import { clientAddress } from '../../../kit/server/http/client-address.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { dropFromBrowser, keepInBrowser, readFromBrowser } from '../../access/server/browser-secrets.ts';
import type { PortalEnv } from '../../access/server/env.ts';
import { MailedCode } from '../../access/sign-in-schema.ts';
import { NewPasswordReset, PasswordResetProof } from '../schema.ts';
import { askReset } from './ask-reset.ts';
import { completeReset } from './complete-reset.ts';

const tag = 'sessions';

/** `/portal/v1/password-resets`: for whoever has forgotten the password; needs no session. */
export const passwordResetRoutes = new Hono<PortalEnv>()
  .post(
    '/',
    describe({
      summary: 'Ask for a new password by mail',
      description:
        'Where the portal offers sign-in by password. The answer is the same whether anybody has the name or not; at most three mails an hour go to one mailbox. The code works for ten minutes in the browser that asked; a newer one replaces it.',
      tag,
      answers: { 202: MailedCode },
      problems: ['sign-in.not-offered', 'origin.not-allowed'],
    }),
    accept('json', NewPasswordReset),
    async (c) => {
      const wanted = c.req.valid('json');
      const address = clientAddress(c, c.var.trustedProxies);
      const { marker, check, expiresAt } = await askReset({ ...c.var, address }, wanted);
      const held = keepInBrowser(c, 'reset', wanted.portal, marker);
      return c.json({ marker: held, check, expiresAt: expiresAt.toISOString() }, 202);
    },
  )

  .post(
    '/completion',
    describe({
      summary: 'Choose a new password',
      description:
        'With the code of the mail in the browser that asked, or with what its button carries. Every session of the contact ends; an authenticator app is no longer asked for.',
      tag,
      answers: { 204: null },
      problems: [
        'mailed-code.over',
        'mailed-code.refused',
        'mailed-code.check-needed',
        'sign-in.not-offered',
        'origin.not-allowed',
        'request.too-many',
        'service.busy',
      ],
    }),
    accept('json', PasswordResetProof),
    async (c) => {
      const wanted = c.req.valid('json');
      const address = clientAddress(c, c.var.trustedProxies);
      const marker = wanted.marker ?? readFromBrowser(c, 'reset');
      await completeReset({ ...c.var, address, marker }, wanted);
      dropFromBrowser(c, 'reset');
      return c.body(null, 204);
    },
  );
