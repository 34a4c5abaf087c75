import { type Context, Hono } from 'hono';
import { Reference } from '../../../kit/server/collection.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { PortalEnv } from '../../access/server/env.ts';
import { loginAs, panel } from '../../access/server/guards.ts';
import { mailingOf } from '../../mails/server/access-mail.ts';
import { findVendor } from '../../vendors/server/store.ts';
import { EndedSessions, NewPerson, OwnSessions, Person, PersonChange, Team } from '../schema.ts';
import { endOtherSessions, ownSessions } from './own-sessions.ts';
import {
  type Asking,
  changeRole,
  type Inviting,
  invitePerson,
  removePerson,
  sendInvite,
  teamOf,
} from './store.ts';

const tag = 'team';
const refusals = ['panel.hidden', 'panel.read-only', 'feature.off', 'team.owners-only'] as const;

export const askingOf = (c: Context<PortalEnv>): Asking => {
  const { db, session, actor, clock, worldClock } = c.var;
  return { db, session, actor, at: clock.now(), now: worldClock.now() };
};

async function invitingOf(c: Context<PortalEnv>): Promise<Inviting> {
  const { db, secrets, publicUrl, owner } = c.var;
  const vendor = await findVendor(db, owner.vendorId);
  const mailing = await mailingOf({ secrets, publicUrl, testSide: vendor?.side === 'test' });
  return { ...askingOf(c), mailing, secrets };
}

/** `/portal/v1/team`: the people of an account. Letting somebody in is the customer's own act, never staff's. */
export const teamPortalRoutes = new Hono<PortalEnv>()
  .get(
    '/',
    describe({
      summary: 'List the people of my account',
      description: 'Addresses and last sign-ins are told to owners alone.',
      tag,
      answers: { 200: Team },
      problems: ['panel.hidden', 'feature.off'],
    }),
    panel('profile', 'view', 'profile.team'),
    async (c) => c.json(await teamOf(c.var.db, c.var.session)),
  )

  .post(
    '/',
    describe({
      summary: 'Invite somebody to my account',
      description: 'A person of the account from now on, who is mailed the way in.',
      tag,
      answers: { 201: Person },
      problems: [...refusals, 'team.full', 'mail.never', 'request.too-many'],
    }),
    loginAs('denied'),
    panel('profile', 'change', 'profile.team'),
    accept('json', NewPerson),
    async (c) => c.json(await invitePerson(await invitingOf(c), c.req.valid('json')), 201),
  )

  .post(
    '/:id/invitation',
    describe({
      summary: 'Mail an invitation again',
      tag,
      answers: { 200: Person },
      problems: [...refusals, 'contact.not-found', 'team.has-been-in', 'mail.never', 'request.too-many'],
    }),
    loginAs('denied'),
    panel('profile', 'change', 'profile.team'),
    accept('param', Reference),
    async (c) => c.json(await sendInvite(await invitingOf(c), c.req.valid('param').id)),
  )

  .patch(
    '/:id',
    describe({
      summary: 'Change what somebody in my account may do',
      tag,
      answers: { 200: Person },
      problems: [...refusals, 'contact.not-found', 'team.last-owner'],
    }),
    loginAs('denied'),
    panel('profile', 'change', 'profile.team'),
    accept('param', Reference),
    accept('json', PersonChange),
    async (c) => c.json(await changeRole(askingOf(c), c.req.valid('param').id, c.req.valid('json').role)),
  )

  .delete(
    '/:id',
    describe({
      summary: 'Remove somebody from my account, or take an invitation back',
      tag,
      answers: { 204: null },
      problems: [...refusals, 'contact.not-found', 'team.last-owner'],
    }),
    loginAs('denied'),
    panel('profile', 'change', 'profile.team'),
    accept('param', Reference),
    async (c) => {
      await removePerson(askingOf(c), c.req.valid('param').id);
      return c.body(null, 204);
    },
  );

/** `/portal/v1/own-sessions`: where the person is signed in, whatever the role. */
export const ownSessionsRoutes = new Hono<PortalEnv>()
  .get(
    '/',
    describe({
      summary: 'List where I am signed in',
      tag,
      answers: { 200: OwnSessions },
      problems: ['panel.hidden'],
    }),
    panel('profile', 'view'),
    loginAs('denied'),
    async (c) => c.json({ items: await ownSessions(c.var.db, c.var.session, c.var.worldClock.now()) }),
  )

  .delete(
    '/',
    describe({
      summary: 'Sign me out everywhere else',
      tag,
      answers: { 200: EndedSessions },
      problems: ['panel.hidden', 'panel.read-only'],
    }),
    panel('profile', 'view'),
    loginAs('denied'),
    async (c) => c.json({ ended: await endOtherSessions(askingOf(c)) }),
  );
