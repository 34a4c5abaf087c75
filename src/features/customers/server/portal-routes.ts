import { Hono } from 'hono';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { PortalEnv } from '../../access/server/env.ts';
import { loginAs, panel, requireFeature } from '../../access/server/guards.ts';
import { PasswordChange, Profile, ProfileChange } from '../schema.ts';
import { changeOwnPassword } from './password-change.ts';
import { changeProfile, requireProfile } from './profile-store.ts';

const tag = 'profile';

/** `/portal/v1/profile`: the billing address, and the person who is signed in. */
export const profilePortalRoutes = new Hono<PortalEnv>()
  .get(
    '/',
    describe({ summary: 'Read my profile', tag, answers: { 200: Profile }, problems: ['panel.hidden'] }),
    panel('profile', 'view'),
    async (c) => c.json(await requireProfile(c.var.db, c.var.owner, c.var.session, c.var.worldClock.now())),
  )

  .patch(
    '/',
    describe({
      summary: 'Change my profile',
      description:
        'A field that is not named stays as it is. With `billing`, the address as it then stands must hold to the portal’s field rules.',
      tag,
      answers: { 200: Profile },
      problems: ['panel.hidden', 'panel.read-only', 'feature.off'],
    }),
    loginAs('act'),
    panel('profile', 'change'),
    accept('json', ProfileChange),
    async (c) => {
      const { owner, session, actor } = c.var;
      const by = { session, actor, at: c.var.clock.now(), now: c.var.worldClock.now() };
      const change = c.req.valid('json');
      if (change.billing) requireFeature(c.var.facts, 'profile.billing');
      return c.json(await inTransaction(c.var.db, (tx) => changeProfile(tx, owner, change, by)));
    },
  )

  .put(
    '/password',
    describe({
      summary: 'Change my password',
      description: 'Takes the present one too. All other sessions of the contact end.',
      tag,
      answers: { 204: null },
      problems: ['panel.hidden', 'panel.read-only', 'feature.off', 'request.too-many', 'service.busy'],
    }),
    loginAs('denied'),
    // Whatever a role may change of the account: the password is the person's own.
    panel('profile', 'view', 'profile.password'),
    accept('json', PasswordChange),
    async (c) => {
      const { owner, session, clock, worldClock } = c.var;
      const asking = { owner, session, at: clock.now(), now: worldClock.now() };
      await changeOwnPassword(c.var.db, c.req.valid('json'), asking);
      return c.body(null, 204);
    },
  );
