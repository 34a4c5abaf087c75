import { type Context, Hono } from 'hono';
import { accept } from '../../../kit/server/http/accept.ts';
import { clientAddress } from '../../../kit/server/http/client-address.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { PortalEnv } from '../../access/server/env.ts';
import { loginAs, panel } from '../../access/server/guards.ts';
import { mailingOf } from '../../mails/server/access-mail.ts';
import { findVendor } from '../../vendors/server/store.ts';
import {
  NewSecondFactor,
  RecoveryCodes,
  SecondFactor,
  SecondFactorProof,
  SecondFactorRemoval,
} from '../schema.ts';
import {
  abandonSecondFactor,
  beginSecondFactor,
  confirmSecondFactor,
  endOwnSecondFactor,
  newRecoveryCodes,
  type Own,
  ownSecondFactor,
} from './own-second-factor.ts';

const tag = 'profile';

/** The signed-in contact with what its routes need. */
export const ownOf = (c: Context<PortalEnv>): Own => {
  const { db, secrets, owner, session, actor, clock, worldClock, trustedProxies } = c.var;
  const address = clientAddress(c, trustedProxies);
  return { db, secrets, owner, session, actor, address, at: clock.now(), now: worldClock.now() };
};

/** What mail about it needs, ready before a transaction. */
export const ownMailing = async (c: Context<PortalEnv>) => {
  const { db, secrets, publicUrl, owner } = c.var;
  const vendor = await findVendor(db, owner.vendorId);
  return mailingOf({ secrets, publicUrl, testSide: vendor?.side === 'test' });
};

/** `/portal/v1/second-factor`: the signed-in contact's authenticator app, whatever a role may change of the account. */
export const secondFactorRoutes = new Hono<PortalEnv>()
  .get(
    '/',
    describe({
      summary: 'See whether I use an authenticator app',
      description: 'While one is being added, what the app is told stands in `setup`.',
      tag,
      answers: { 200: SecondFactor },
      problems: ['panel.hidden'],
    }),
    panel('profile', 'view'),
    loginAs('denied'),
    async (c) => c.json(await ownSecondFactor(ownOf(c))),
  )

  .post(
    '/',
    describe({
      summary: 'Begin to add an authenticator app',
      description: 'Nothing changes until a first code of the app is given.',
      tag,
      answers: { 200: SecondFactor },
      problems: ['second-factor.on', 'panel.read-only', 'request.too-many', 'service.busy'],
    }),
    panel('profile', 'view'),
    loginAs('denied'),
    accept('json', NewSecondFactor),
    async (c) => c.json(await beginSecondFactor(ownOf(c), c.req.valid('json').password)),
  )

  .delete(
    '/setup',
    describe({ summary: 'Stop adding an authenticator app', tag, answers: { 200: SecondFactor } }),
    panel('profile', 'view'),
    loginAs('denied'),
    async (c) => c.json(await abandonSecondFactor(ownOf(c))),
  )

  .post(
    '/confirmation',
    describe({
      summary: 'Finish adding an authenticator app',
      description:
        'With a first code of the app. Answers ten recovery codes, told this once; each stands in for the app once. All other sessions of the contact end.',
      tag,
      answers: { 200: RecoveryCodes },
      problems: ['second-factor.not-begun', 'panel.read-only', 'request.too-many'],
    }),
    panel('profile', 'view'),
    loginAs('denied'),
    accept('json', SecondFactorProof),
    async (c) => {
      const codes = await confirmSecondFactor(ownOf(c), c.req.valid('json').code, await ownMailing(c));
      return c.json({ recoveryCodes: codes });
    },
  )

  .post(
    '/recovery-codes',
    describe({
      summary: 'Make new recovery codes',
      description: 'In place of all earlier ones.',
      tag,
      answers: { 200: RecoveryCodes },
      problems: ['second-factor.off', 'panel.read-only', 'request.too-many', 'service.busy'],
    }),
    panel('profile', 'view'),
    loginAs('denied'),
    accept('json', NewSecondFactor),
    async (c) => c.json({ recoveryCodes: await newRecoveryCodes(ownOf(c), c.req.valid('json').password) }),
  )

  .post(
    '/removal',
    describe({
      summary: 'Remove my authenticator app',
      tag,
      answers: { 204: null },
      problems: ['second-factor.off', 'panel.read-only', 'request.too-many', 'service.busy'],
    }),
    panel('profile', 'view'),
    loginAs('denied'),
    accept('json', SecondFactorRemoval),
    async (c) => {
      await endOwnSecondFactor(ownOf(c), c.req.valid('json'), await ownMailing(c));
      return c.body(null, 204);
    },
  );
