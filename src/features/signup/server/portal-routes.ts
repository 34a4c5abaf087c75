import { type Context, Hono } from 'hono';
import { movedClock } from '../../../kit/server/clock.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { clientAddress } from '../../../kit/server/http/client-address.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { TemplateKind } from '../../../kit/server/template.ts';
import { bootstrapOf } from '../../access/server/bootstrap.ts';
import type { PortalEnv } from '../../access/server/env.ts';
import { requireSession } from '../../access/server/found-session.ts';
import { requireFraming } from '../../access/server/open-session.ts';
import { keepCookie } from '../../access/server/portal-routes.ts';
import { findPortalBySlug } from '../../portals/server/store.ts';
import { signUpProblem } from '../problems.ts';
import { shortestMs, workBits } from '../rules.ts';
import { NewSignUp, NewTicket, SignedUp, SignUpForm } from '../schema.ts';
import { countTicket, isBusy } from './brakes.ts';
import { signUpQuestions } from './questions.ts';
import { invitedBy, signUp } from './sign-up.ts';
import { issueTicket } from './tickets.ts';

const tag = 'sign-up';
const sourceOf = (c: Context<PortalEnv>) => clientAddress(c, c.var.trustedProxies);

/** `POST /portal/v1/sign-up/tickets`: nobody is known there. */
export const signUpFormRoutes = new Hono<PortalEnv>().post(
  '/tickets',
  describe({
    summary: 'Open the sign-up form',
    description:
      'What the form asks, and a ticket with which it is sent once. By a personal link: `invitation` as it stands in the link’s fragment.',
    tag,
    answers: { 201: SignUpForm },
    problems: ['sign-up.closed', 'sign-up.link-refused', 'origin.not-allowed', 'request.too-many'],
  }),
  accept('json', NewTicket),
  async (c) => {
    const { db, secrets, clock, publicUrl } = c.var;
    const { portal: slug, invitation, parentOrigin, language } = c.req.valid('json');
    const found = await findPortalBySlug(db, slug);
    if (!found) throw signUpProblem('sign-up.closed');
    const { portal } = found;
    requireFraming(portal, found.testSide, parentOrigin, publicUrl);
    const now = clock.now();
    await inTransaction(db, (tx) => countTicket(tx, sourceOf(c), now));
    const invited = invitation && (await invitedBy(db, found, invitation));
    const questions = await signUpQuestions(db, found, { language, invited });
    const bits = portal.signUp.proofOfWork || (await isBusy(db, portal.id, now)) ? workBits : 0;
    return c.json(
      {
        ticket: issueTicket(secrets, { portalId: portal.id, issuedAt: now.getTime(), workBits: bits }),
        waitMs: shortestMs,
        workBits: bits || null,
        ...questions,
      },
      201,
    );
  },
);

/** `POST /portal/v1/sign-ups`. */
export const signUpRoutes = (kinds: readonly TemplateKind[]) =>
  new Hono<PortalEnv>().post(
    '/',
    describe({
      summary: 'Sign up',
      description:
        'Makes a customer with its first contact and opens a session, whether the address is known or not. The same form sent again answers for the account it made.',
      tag,
      answers: { 201: SignedUp },
      problems: [
        'sign-up.closed',
        'sign-up.link-refused',
        'sign-up.too-soon',
        'sign-up.stale',
        'sign-up.work',
        'sign-up.suspicious',
        'sign-up.sent',
        'origin.not-allowed',
        'request.too-many',
        'service.busy',
      ],
    }),
    accept('json', NewSignUp),
    async (c) => {
      const context = { ...c.var, kinds, source: sourceOf(c) };
      const exchanged = await signUp(context, c.req.valid('json'));
      if (!exchanged) return c.json({ state: 'pending' as const }, 201);
      const { db, clock } = c.var;
      const found = await requireSession(db, exchanged.token, clock.now());
      keepCookie(c, exchanged.portal.slug, exchanged.token);
      return c.json(
        {
          state: 'open' as const,
          customerId: exchanged.owner.customerId,
          sessionToken: exchanged.token,
          expiresAt: exchanged.expiresAt.toISOString(),
          bootstrap: await bootstrapOf(db, found, movedClock(clock, found.clockOffsetMs).now()),
        },
        201,
      );
    },
  );
