import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { type Budget, forgiveAttempt, spendAttempt } from '../../../kit/server/attempts.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { mayEnter } from '../../access/entry.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { visibilityFor } from '../../access/server/visibility.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Customer } from '../../customers/schema.ts';
import { findContact, requireCustomer } from '../../customers/server/store.ts';
import { type Mailing, mailingOf } from '../../mails/server/access-mail.ts';
import type { Portal } from '../../portals/schema.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { loginAsProblem } from '../problems.ts';
import { counts, type LoginAsFacts, obstacleOf } from '../rules.ts';
import { type Grant, GrantId, LoginAs, LoginAsState, NewLoginAs } from '../schema.ts';
import { mailGrantWrittenDown } from './granted-mail.ts';
import {
  endGrant,
  listGrants,
  liveGrants,
  pickGrant,
  policyOf,
  redeemCode,
  writeGrantDown,
} from './grants-store.ts';
import { makeTicket } from './tickets.ts';

const tag = 'login-as';
const Reference = v.object({ id: v.pipe(v.string(), v.maxLength(132)) });
const GrantReference = v.object({ ...Reference.entries, grantId: GrantId });
type Vars = VendorEnv['Variables'];

/** `/api/v1/customers/:id/login-as`: an operator in the customer's portal, as far as the customer allows. */
export const loginAsVendorRoutes = new Hono<VendorEnv>()
  .get(
    '/:id/login-as',
    describe({
      summary:
        'Tell whether the customer’s portal may be opened as the customer, and what was allowed so far',
      tag,
      answers: { 200: LoginAsState },
      problems: ['customer.not-found'],
    }),
    scope('customers:read'),
    accept('param', Reference),
    async (c) => {
      const vars = c.var;
      const customer = await requireCustomer(vars.db, vars.vendorId, c.req.valid('param').id);
      const facts = await factsOf(vars.db, vars, customer);
      const owner = { vendorId: vars.vendorId, customerId: customer.id };
      return c.json({
        policy: facts.policy,
        look: obstacleOf('look', facts),
        act: obstacleOf('act', facts),
        grants: await listGrants(vars.db, owner, vars.worldClock.now()),
      });
    },
  )

  .post(
    '/:id/login-as',
    describe({
      summary: 'Open the portal as the customer, or as one of its people',
      description:
        'For operators who are signed in to the console. `url` works once, within five minutes, in a window of its own. What it opens ends with the grant, with the console session, or by its own button; it is no sign-in of the customer. Under the policy `customer` a grant must live, or `code` be the one that the customer told; under `operator`, `authorisation` and `reason` say who allowed it, and the customer reads them.',
      tag,
      answers: { 201: LoginAs },
      problems: [
        'customer.not-found',
        'customer.inactive',
        'login-as.off',
        'login-as.operators-only',
        'login-as.not-granted',
        'login-as.not-shown',
        'login-as.code-refused',
        'request.too-many',
      ],
    }),
    scope('login-as:write'),
    accept('param', Reference),
    accept('json', NewLoginAs),
    async (c) => {
      const operator = requireOperator(c);
      const vars = c.var;
      const { db, vendorId, worldClock } = vars;
      const now = worldClock.now();
      const wanted = c.req.valid('json');
      const customer = await requireCustomer(db, vendorId, c.req.valid('param').id);
      const owner = { vendorId, customerId: customer.id };
      const contact =
        wanted.contactId === undefined ? undefined : await findContact(db, owner, wanted.contactId);
      if (wanted.contactId !== undefined && !contact)
        throw invalid('contactId', 'This customer has no such contact.');
      const portal = await requirePortal(db, vendorId, customer.portalId);
      const obstacle = mayEnter({ portal, customer, contact, address: undefined });
      // Where a person may come from is about that person; an operator is bound to the console.
      if (obstacle && obstacle !== 'contact.address') throw loginAsRefusal(obstacle);
      const before = await factsOf(db, vars, customer);
      if (before.policy === 'off') throw loginAsProblem('login-as.off');
      if (!before.shown) throw loginAsProblem('login-as.not-shown');
      if (wanted.code !== undefined) await redeem(vars, owner, wanted.code, operator.id);

      const mailing = await mailingOf(vars);
      const made = await inTransaction(db, async (tx) => {
        const facts = await factsOf(tx, vars, customer);
        const usable = facts.grants.filter((grant) => counts(grant, facts.policy));
        const grant =
          pickGrant(usable, wanted.mode) ??
          (await writeDown(tx, vars, { mailing, portal, customer }, wanted, facts));
        const ticket = await makeTicket(
          tx,
          vendorId,
          {
            ...{ customerId: customer.id, portalId: portal.id, contactId: contact?.id ?? null },
            ...{
              mode: wanted.mode,
              grantId: grant.id,
              panels: null,
              reason: wanted.reason || null,
              operator,
            },
          },
          now,
        );
        return { grant, ticket };
      });
      const url = `${vars.publicUrl}/p/${portal.slug}#token=${made.ticket.token}`;
      return c.json({ url, expiresAt: made.ticket.expiresAt, grant: made.grant }, 201);
    },
  )

  .delete(
    '/:id/login-as/:grantId',
    describe({
      summary: 'End a grant before its time, and what it opened',
      tag,
      answers: { 204: null },
      problems: ['customer.not-found', 'grant.not-found'],
    }),
    scope('login-as:write'),
    accept('param', GrantReference),
    async (c) => {
      const { db, vendorId, actor, clock, worldClock } = c.var;
      const { id, grantId } = c.req.valid('param');
      const customer = await requireCustomer(db, vendorId, id);
      const owner = { vendorId, customerId: customer.id };
      await inTransaction(db, async (tx) => {
        if (!(await endGrant(tx, owner, grantId, worldClock.now()))) throw loginAsProblem('grant.not-found');
        await announce(tx, {
          ...{ ...owner, actor, at: clock.now() },
          action: 'login-as.withdrawn',
          subjectId: grantId,
          data: { customerId: customer.id, grantId },
        });
      });
      return c.body(null, 204);
    },
  );

/** Everything that decides for the operator who asks; for an API key, what any operator may. */
async function factsOf(
  db: Db,
  { vendorId, actor, worldClock }: Pick<Vars, 'vendorId' | 'actor' | 'worldClock'>,
  customer: Customer,
): Promise<Omit<LoginAsFacts, 'grants'> & { readonly grants: readonly Grant[] }> {
  const owner = { vendorId, customerId: customer.id };
  const [policy, visible, grants] = await Promise.all([
    policyOf(db, vendorId),
    visibilityFor(db, vendorId, customer.id, {}),
    liveGrants(db, owner, actor.kind === 'operator' ? (actor.id ?? '') : '', worldClock.now()),
  ]);
  const isShown =
    customer.status !== 'active' || visible.panels.some((seen) => seen.panel === 'activity' && seen.view);
  return { policy, customerActive: customer.status === 'active', shown: isShown, grants };
}

function requireOperator(c: Context<VendorEnv>): { vendorId: string; id: string; session: string } {
  const { actor, operatorSession } = c.var;
  if (actor.kind !== 'operator' || actor.id === null || !operatorSession)
    throw loginAsProblem('login-as.operators-only');
  return { vendorId: operatorSession.vendorId, id: actor.id, session: operatorSession.tokenHash };
}

const loginAsRefusal = (code: string) =>
  requestProblem('request.invalid', {
    fields: [
      code === 'contact.inactive'
        ? { path: 'contactId', code: 'inactive', message: 'This contact is switched off.' }
        : { path: 'id', code: 'inactive', message: 'This customer may not come in.' },
    ],
  });

/** @throws `login-as.code-refused`, `request.too-many` */
async function redeem(
  { db, secrets, worldClock, clock, actor }: Vars,
  owner: { readonly vendorId: string; readonly customerId: string },
  typed: string,
  operatorId: string,
): Promise<void> {
  const now = worldClock.now();
  const budgets: Budget[] = [{ key: `login-as:code:${operatorId}`, most: 10, perMs: 15 * 60_000 }];
  await spendAttempt(db, budgets, now);
  // A wrong code counts against those that wait: what it leaves has to be stored, so the refusal comes behind it.
  const isRedeemed = await inTransaction(db, async (tx) => {
    const redeemed = await redeemCode(tx, secrets, owner, typed, operatorId, now);
    if (!redeemed) return false;
    await forgiveAttempt(tx, budgets);
    await announce(tx, {
      ...{ ...owner, actor, at: clock.now() },
      action: 'login-as.granted',
      subjectId: redeemed.id,
      fields: ['code', redeemed.mode],
      data: { customerId: owner.customerId, grantId: redeemed.id },
    });
    return true;
  });
  if (!isRedeemed) throw loginAsProblem('login-as.code-refused');
}

/** Under `operator` the grant is made by whoever writes down who allowed it. */
async function writeDown(
  tx: Db,
  { vendorId, actor, clock, worldClock, publicUrl }: Vars,
  {
    mailing,
    portal,
    customer,
  }: { readonly mailing: Mailing; readonly portal: Portal; readonly customer: Customer },
  wanted: NewLoginAs,
  { policy }: LoginAsFacts,
) {
  const { authorisation, reason } = wanted;
  const owner = { vendorId, customerId: customer.id };
  if (policy !== 'operator') throw loginAsProblem('login-as.not-granted');
  if (!authorisation) throw invalid('authorisation', 'Say who allowed it, and how they were asked.');
  if (!reason) throw invalid('reason', 'Say why: the customer reads it.');
  if (wanted.mode === 'act' && authorisation.minutes > 60)
    throw invalid('authorisation.minutes', 'Expected 60 at most.');
  const grant = await writeGrantDown(
    tx,
    owner,
    { ...wanted, authorisation },
    actor.id as string,
    worldClock.now(),
  );
  await announce(tx, {
    ...{ ...owner, actor, at: clock.now() },
    action: 'login-as.granted',
    subjectId: grant.id,
    fields: ['operator', wanted.mode],
    data: { customerId: owner.customerId, grantId: grant.id },
  });
  const told = { vendorId, portal, customer, grant, publicUrl, at: clock.now() };
  await mailGrantWrittenDown(tx, mailing, told);
  return grant;
}

const invalid = (path: string, message: string) =>
  requestProblem('request.invalid', { fields: [{ path, code: 'reference', message }] });
