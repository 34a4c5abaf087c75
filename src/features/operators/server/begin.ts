import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { spendAttempt } from '../../../kit/server/attempts.ts';
import { addressKey, clientAddress } from '../../../kit/server/http/client-address.ts';
import { refuseCrossSite } from '../../../kit/server/http/same-site.ts';
import type { RequestVars } from '../../access/server/env.ts';
import { shownBranding } from '../../branding/server/shown.ts';
import type { OperatorSession } from '../schema.ts';
import { deviceOf, sessionTokenOf, setDeviceCookie, setSessionCookie } from './cookies.ts';
import type { Place } from './passkeys.ts';
import { type FoundOperatorSession, requireOperatorSession, withLinks } from './sessions-store.ts';
import type { Guesser } from './sign-in.ts';

export type Env = { Variables: RequestVars };

/** These set or carry the cookie, so another site's page may not have them asked. */
export const ownPages = createMiddleware<Env>(async (c, next) => {
  refuseCrossSite(c, c.var.publicUrl);
  await next();
});

export async function shownOf(c: Context<Env>, found: FoundOperatorSession): Promise<OperatorSession> {
  const { vendors: sides, ...session } = await withLinks(c.var.db, found);
  const { operator, secondFactor, narrow, expiresAt } = session;
  const vendors = await Promise.all(
    sides.map(async (side) => ({ ...side, branding: await shownBranding(c.var.db, side.id) })),
  );
  return { operator, vendors, secondFactor, narrow, expiresAt };
}

/** The session that asks. `half`: also one that waits for its second factor. */
export const requireOwn = (
  c: Context<Env>,
  options: { readonly half?: boolean } = {},
): Promise<FoundOperatorSession> =>
  requireOperatorSession(c.var.db, sessionTokenOf(c), c.var.clock.now(), options);

/** Hands a new session over: the cookies, and what the console needs to begin. */
export async function begin(c: Context<Env>, token: string): Promise<OperatorSession> {
  const session = await requireOperatorSession(c.var.db, token, c.var.clock.now());
  setSessionCookie(c, token);
  setDeviceCookie(c, c.var.secrets, session.operator.email);
  return shownOf(c, session);
}

const networkOf = (c: Context<Env>): string => addressKey(clientAddress(c, c.var.trustedProxies) ?? '');

export const guesserOf = (c: Context<Env>, email: string): Guesser => ({
  source: networkOf(c),
  device: deviceOf(c, c.var.secrets, email),
  hash: c.var.secrets.lookup,
});

export const placeOf = (c: Context<Env>): Place => ({
  db: c.var.db,
  publicUrl: c.var.publicUrl,
  now: c.var.clock.now(),
});

/** What anybody may ask before they are known, by network. @throws `request.too-many` */
export const spendAsking = (c: Context<Env>): Promise<void> =>
  spendAttempt(
    c.var.db,
    [{ key: `console-ask:${c.var.secrets.lookup(networkOf(c))}`, most: 120, perMs: 5 * 60_000 }],
    c.var.clock.now(),
  );
