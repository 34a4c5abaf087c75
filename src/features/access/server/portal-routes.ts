import { type Context, Hono } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import * as v from 'valibot';
import { movedClock } from '../../../kit/server/clock.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { clientAddress } from '../../../kit/server/http/client-address.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { record } from '../../activity/server/record.ts';
import { accessProblem } from '../problems.ts';
import { Bootstrap, NewSession, Session } from '../schema.ts';
import { bootstrapOf } from './bootstrap.ts';
import { type CodeSignInContext, signInByCode } from './code-sign-in.ts';
import type { PortalEnv } from './env.ts';
import { exchangeToken } from './exchange.ts';
import type { Exchanged } from './open-session.ts';
import { signInByPassword } from './password-sign-in.ts';
import { cookieName, portalAuth, topPortal } from './portal-auth.ts';
import { noteRefusedToken } from './refusals.ts';
import { endSession, longestMs, requireSession } from './sessions-store.ts';

const tag = 'sessions';
const Current = v.object({ expiresAt: v.string(), bootstrap: Bootstrap });

/** `POST /portal/v1/sessions`: the one portal route that needs no session. */
export const sessionRoutes = new Hono<PortalEnv>()
  .post(
    '/',
    describe({
      summary: 'Sign in: by a portal token, by user name and password, or by an access code',
      description:
        'A token that the vendor signed or asked for becomes a session. Where the portal offers it (`signIn.password`), so do `portal`, `username` (user name or e-mail address) and `password`; whatever is wrong, the answer is `sign-in.refused`. An access code (`signIn.accessCode`) comes with the token of an installation where it asks for one.',
      tag,
      answers: { 201: Session },
      problems: [
        'token.invalid',
        'token.expired',
        'token.used',
        'token.lifetime',
        'token.not-yet-valid',
        'customer.unknown',
        'customer.inactive',
        'contact.unknown',
        'origin.not-allowed',
        'sign-in.refused',
        'sign-in.not-offered',
        'sign-in.must-change',
        'sign-in.password-expired',
        'code.typo',
        'code.refused',
        'request.too-many',
        'service.busy',
      ],
    }),
    accept('json', NewSession),
    async (c) => {
      if (c.req.query('token') !== undefined) throw accessProblem('token.in-query');
      const wanted = c.req.valid('json');
      const exchanged = await enter({ ...c.var, address: addressOf(c) }, wanted);
      const found = await requireSession(c.var.db, exchanged.token, c.var.clock.now());
      const now = movedClock(c.var.clock, found.clockOffsetMs).now();
      keepCookie(c, exchanged.portal.slug, exchanged.token);
      const bootstrap = await bootstrapOf(c.var.db, found, now);
      return c.json(
        { sessionToken: exchanged.token, expiresAt: exchanged.expiresAt.toISOString(), bootstrap },
        201,
      );
    },
  )

  .delete(
    '/',
    describe({ summary: 'End this session', tag, answers: { 204: null } }),
    portalAuth,
    async (c) => {
      const now = c.var.clock.now();
      await inTransaction(c.var.db, async (tx) => {
        await endSession(tx, c.var.owner, c.var.session.id, now);
        await record(tx, {
          ...c.var.owner,
          actor: c.var.actor,
          action: 'session.ended',
          subjectId: c.var.owner.customerId,
          at: now,
        });
      });
      const slug = topPortal(c);
      if (slug) deleteCookie(c, cookieName(slug), { path: '/', secure: true });
      return c.body(null, 204);
    },
  );

export const bootstrapRoutes = new Hono<PortalEnv>().get(
  '/',
  describe({ summary: 'All that the first screen needs', tag, answers: { 200: Current } }),
  async (c) => {
    const { session, facts } = c.var;
    const bootstrap = await bootstrapOf(c.var.db, { session, facts }, c.var.clock.now());
    return c.json({ expiresAt: session.expiresAt.toISOString(), bootstrap });
  },
);

const enter = (context: CodeSignInContext, wanted: NewSession): Promise<Exchanged> => {
  if ('token' in wanted) {
    return exchangeToken(context, wanted).catch(async (error: unknown) => {
      await noteRefusedToken(context, wanted.token, error);
      throw error;
    });
  }
  return 'accessCode' in wanted ? signInByCode(context, wanted) : signInByPassword(context, wanted);
};

const addressOf = (c: Context<PortalEnv>) => clientAddress(c, c.var.trustedProxies);

/** A top-level portal stays signed in by a first-party cookie; in a frame none is ever set. */
function keepCookie(c: Context, slug: string, token: string): void {
  if (topPortal(c) !== slug) return;
  setCookie(c, cookieName(slug), token, {
    path: '/',
    secure: true,
    httpOnly: true,
    sameSite: 'Lax',
    maxAge: longestMs / 1000,
  });
}
