import { Hono } from 'hono';
import * as v from 'valibot';
import { worldTime } from '../../../kit/server/clock.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { accessProblem } from '../../access/problems.ts';
import type { PortalEnv, PortalVars } from '../../access/server/env.ts';
import { loginAs, panel } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { loginAsProblem } from '../problems.ts';
import { Grant, GrantId, HelpAccess, NewGrant, SpokenCode } from '../schema.ts';
import { endGrant, giveGrant, listGrants, makeCode, policyOf } from './grants-store.ts';

const tag = 'login-as';
const Reference = v.object({ id: GrantId });

/** `/portal/v1/login-as`: whom of the vendor's staff the customer lets into the portal, and for how long. */
export const loginAsPortalRoutes = new Hono<PortalEnv>()
  .get(
    '/',
    describe({
      summary: 'Tell who of the staff may open my portal, and who could',
      tag,
      answers: { 200: HelpAccess },
      problems: ['panel.hidden'],
    }),
    panel('activity', 'view'),
    async (c) => {
      const { db, owner, clock } = c.var;
      const [policy, grants] = await Promise.all([
        policyOf(db, owner.vendorId),
        listGrants(db, owner, worldTime(clock)),
      ]);
      return c.json({ policy, grants });
    },
  )

  .post(
    '/grants',
    describe({
      summary: 'Let the vendor’s staff into my portal for a time',
      description:
        'To look for seven days at most, to act for 60 minutes. Takes the place of what was allowed before.',
      tag,
      answers: { 201: Grant },
      problems: ['panel.hidden', 'panel.read-only', 'login-as.off', 'login-as.denied'],
    }),
    loginAs('denied'),
    panel('activity', 'change'),
    accept('json', NewGrant),
    async (c) => {
      const { db, owner, session, actor, clock } = c.var;
      const wanted = c.req.valid('json');
      await requireGiver(c.var);
      const grant = await inTransaction(db, async (tx) => {
        const given = await giveGrant(tx, owner, wanted, session.contactId, worldTime(clock));
        await announce(tx, {
          ...{ ...owner, actor, at: clock.now() },
          action: 'login-as.granted',
          subjectId: given.id,
          fields: ['customer', wanted.mode],
          data: { customerId: owner.customerId, grantId: given.id },
        });
        return given;
      });
      return c.json(grant, 201);
    },
  )

  .post(
    '/codes',
    describe({
      summary: 'Make a code that lets in whoever it is told to',
      description:
        'Eight figures, to be told within ten minutes, once. The time that they allow begins when they are used.',
      tag,
      answers: { 201: SpokenCode },
      problems: ['panel.hidden', 'panel.read-only', 'login-as.off', 'login-as.denied'],
    }),
    loginAs('denied'),
    panel('activity', 'change'),
    accept('json', NewGrant),
    async (c) => {
      const { db, owner, session, actor, clock, secrets } = c.var;
      const wanted = c.req.valid('json');
      await requireGiver(c.var);
      const made = await inTransaction(db, async (tx) => {
        const code = await makeCode(tx, secrets, owner, wanted, session.contactId, worldTime(clock));
        await announce(tx, {
          ...{ ...owner, actor, at: clock.now() },
          action: 'login-as.code-made',
          subjectId: code.grant.id,
          fields: [wanted.mode],
          data: { customerId: owner.customerId, grantId: code.grant.id },
        });
        return code;
      });
      return c.json(made, 201);
    },
  )

  .delete(
    '/grants/:id',
    describe({
      summary: 'Take back what I allowed',
      description: 'Whoever is in my portal by it is out at their next click.',
      tag,
      answers: { 204: null },
      problems: ['panel.hidden', 'grant.not-found', 'login-as.denied'],
    }),
    loginAs('denied'),
    // Whoever sees that somebody is in may end it.
    panel('activity', 'view'),
    accept('param', Reference),
    async (c) => {
      const { db, owner, actor, clock } = c.var;
      const { id } = c.req.valid('param');
      await inTransaction(db, async (tx) => {
        if (!(await endGrant(tx, owner, id, worldTime(clock)))) throw loginAsProblem('grant.not-found');
        await announce(tx, {
          ...{ ...owner, actor, at: clock.now() },
          action: 'login-as.withdrawn',
          subjectId: id,
          data: { customerId: owner.customerId, grantId: id },
        });
      });
      return c.body(null, 204);
    },
  );

/** Only the owner among a customer's people lets others in, or whoever came for the customer as a whole. */
async function requireGiver({ db, owner, session }: PortalVars): Promise<void> {
  if (session.role !== null && session.role !== 'owner') throw accessProblem('panel.read-only');
  if ((await policyOf(db, owner.vendorId)) === 'off') throw loginAsProblem('login-as.off');
}
