import { type Context, Hono } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import * as v from 'valibot';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { record } from '../../activity/server/record.ts';
import { accessProblem } from '../problems.ts';
import { Bootstrap, NewSession, Session } from '../schema.ts';
import { bootstrapOf } from './bootstrap.ts';
import type { PortalEnv } from './env.ts';
import { exchangeToken } from './exchange.ts';
import { cookieName, portalAuth, topPortal } from './portal-auth.ts';
import { endSession, longestMs, requireSession } from './sessions-store.ts';

const tag = 'sessions';
const Current = v.object({ expiresAt: v.string(), bootstrap: Bootstrap });

/** `POST /portal/v1/sessions`: the one portal route that needs no session. */
export const sessionRoutes = new Hono<PortalEnv>()
  .post(
    '/',
    describe({
      summary: 'Exchange a portal token for a session',
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
      ],
    }),
    accept('json', NewSession),
    async (c) => {
      if (c.req.query('token') !== undefined) throw accessProblem('token.in-query');
      const exchanged = await exchangeToken(c.var, c.req.valid('json'));
      const now = c.var.clock.now();
      const found = await requireSession(c.var.db, exchanged.token, now);
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
