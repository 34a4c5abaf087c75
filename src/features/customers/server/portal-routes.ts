import { Hono } from 'hono';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { PortalEnv } from '../../access/server/env.ts';
import { panel } from '../../access/server/guards.ts';
import { Profile, ProfileChange } from '../schema.ts';
import { changeProfile, requireProfile } from './profile-store.ts';

const tag = 'profile';

/** `/portal/v1/profile`: the billing address, and the person who is signed in. */
export const profilePortalRoutes = new Hono<PortalEnv>()
  .get(
    '/',
    describe({ summary: 'Read my profile', tag, answers: { 200: Profile }, problems: ['panel.hidden'] }),
    panel('profile', 'view'),
    async (c) => c.json(await requireProfile(c.var.db, c.var.owner, c.var.session)),
  )

  .patch(
    '/',
    describe({
      summary: 'Change my profile',
      description:
        'A field that is not named stays as it is. With `billing`, the address as it then stands must hold to the portal’s field rules.',
      tag,
      answers: { 200: Profile },
      problems: ['panel.hidden', 'panel.read-only'],
    }),
    panel('profile', 'change'),
    accept('json', ProfileChange),
    async (c) => {
      const { owner, session, actor } = c.var;
      const by = { session, actor, at: c.var.clock.now() };
      const change = c.req.valid('json');
      return c.json(await inTransaction(c.var.db, (tx) => changeProfile(tx, owner, change, by)));
    },
  );
