import { Hono } from 'hono';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { PortalEnv } from '../../access/server/env.ts';
import { loginAs, panel } from '../../access/server/guards.ts';
import { EmailProof, NewEmail, Profile } from '../schema.ts';
import { abandonProof } from './contact-proofs.ts';
import { askEmail, proveEmail } from './email-proof.ts';
import { requireProfile } from './profile-store.ts';
import { ownMailing, ownOf } from './second-factor-routes.ts';

const tag = 'profile';

/** `/portal/v1/profile/email`: the address of the signed-in contact, once it is proved. */
export const emailRoutes = new Hono<PortalEnv>()
  .post(
    '/',
    describe({
      summary: 'Prove my e-mail address, or change it',
      description:
        'A code is mailed there; nothing changes until it is typed. Takes the present password of a contact who has one.',
      tag,
      answers: { 202: Profile },
      problems: ['mail.never', 'panel.read-only', 'request.too-many', 'service.busy'],
    }),
    panel('profile', 'view'),
    loginAs('denied'),
    accept('json', NewEmail),
    async (c) => {
      await askEmail(ownOf(c), c.req.valid('json'), await ownMailing(c));
      return c.json(await requireProfile(c.var.db, c.var.owner, c.var.session, c.var.worldClock.now()), 202);
    },
  )

  .delete(
    '/',
    describe({ summary: 'Stop changing my e-mail address', tag, answers: { 200: Profile } }),
    panel('profile', 'view'),
    loginAs('denied'),
    async (c) => {
      await abandonProof(ownOf(c), 'email');
      return c.json(await requireProfile(c.var.db, c.var.owner, c.var.session, c.var.worldClock.now()));
    },
  )

  .post(
    '/proof',
    describe({
      summary: 'Type the code that was mailed to the new address',
      description: 'The address before it is told.',
      tag,
      answers: { 200: Profile },
      problems: ['email-proof.over', 'panel.read-only'],
    }),
    panel('profile', 'view'),
    loginAs('denied'),
    accept('json', EmailProof),
    async (c) => {
      await proveEmail(ownOf(c), c.req.valid('json').code, await ownMailing(c));
      return c.json(await requireProfile(c.var.db, c.var.owner, c.var.session, c.var.worldClock.now()));
    },
  );
