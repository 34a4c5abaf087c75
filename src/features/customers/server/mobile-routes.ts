import { Hono } from 'hono';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { PortalEnv } from '../../access/server/env.ts';
import { loginAs, panel } from '../../access/server/guards.ts';
import { gatewayRules } from '../../texts/server/send.ts';
import { findVendor } from '../../vendors/server/store.ts';
import { MobileProof, NewMobile, Profile } from '../schema.ts';
import { abandonProof } from './contact-proofs.ts';
import { askMobile, proveMobile } from './mobile-proof.ts';
import { requireProfile } from './profile-store.ts';
import { ownOf } from './second-factor-routes.ts';

const tag = 'profile';

/** `/portal/v1/profile/mobile`: the mobile number of the signed-in contact, once it is proved. */
export const mobileRoutes = new Hono<PortalEnv>()
  .post(
    '/',
    describe({
      summary: 'Confirm my mobile number, or change it',
      description: 'A code is sent there as a text; nothing changes until it is typed.',
      tag,
      answers: { 202: Profile },
      problems: ['text-gateway.not-found', 'text.not-sent', 'panel.read-only', 'request.too-many'],
    }),
    panel('profile', 'view'),
    loginAs('denied'),
    accept('json', NewMobile),
    async (c) => {
      const { db, secrets, owner, session, worldClock, publicUrl, outside } = c.var;
      const vendor = await findVendor(db, owner.vendorId);
      const rules = gatewayRules({ testSide: vendor?.side === 'test', publicUrl, outside });
      await askMobile(ownOf(c), c.req.valid('json').number, { secrets, clock: worldClock, rules });
      return c.json(await requireProfile(db, owner, session, worldClock.now()), 202);
    },
  )

  .delete(
    '/',
    describe({ summary: 'Stop changing my mobile number', tag, answers: { 200: Profile } }),
    panel('profile', 'view'),
    loginAs('denied'),
    async (c) => {
      await abandonProof(ownOf(c), 'mobile');
      return c.json(await requireProfile(c.var.db, c.var.owner, c.var.session, c.var.worldClock.now()));
    },
  )

  .post(
    '/proof',
    describe({
      summary: 'Type the code that was sent to the mobile number',
      tag,
      answers: { 200: Profile },
      problems: ['mobile-proof.over', 'panel.read-only'],
    }),
    panel('profile', 'view'),
    loginAs('denied'),
    accept('json', MobileProof),
    async (c) => {
      await proveMobile(ownOf(c), c.req.valid('json').code);
      return c.json(await requireProfile(c.var.db, c.var.owner, c.var.session, c.var.worldClock.now()));
    },
  );
