import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import { dayIn } from '../../../kit/common/day.ts';
import { movedClock } from '../../../kit/server/clock.ts';
import { clientAddress } from '../../../kit/server/http/client-address.ts';
import { mayComeFrom } from '../../customers/sign-in-rules.ts';
import { signUpProblem } from '../../signup/problems.ts';
import { termsAreDue } from '../../signup/rules.ts';
import { accessProblem } from '../problems.ts';
import type { PortalEnv } from './env.ts';
import { requireSession } from './found-session.ts';
import { requireOpenToStaff } from './guards.ts';

/**
 * A portal that is the top-level page names itself in this header; only then does its first-party cookie count.
 * No other site can send the header without a CORS preflight, which is never answered, so the cookie needs no
 * further defence against forged requests.
 */
export const topHeader = 'x-portico-top';

export const cookieName = (slug: string): string => `__Host-portico_${slug}`;

/** Slug in the top-level header, where the request comes from our own page. */
export function topPortal(c: Context): string | undefined {
  const slug = c.req.header(topHeader);
  const site = c.req.header('sec-fetch-site');
  if (!slug || !/^[a-z0-9-]{2,40}$/.test(slug)) return undefined;
  return site === undefined || site === 'same-origin' ? slug : undefined;
}

/** The general entrance names no portal: which one it is, only the code tells. */
export const isEntrance = (c: Context): boolean => {
  const site = c.req.header('sec-fetch-site');
  return c.req.header(topHeader) === '*' && (site === undefined || site === 'same-origin');
};

/** The session token of a request: bearer header, else the cookie of a top-level portal. */
export function sessionToken(c: Context): string {
  const header = c.req.header('authorization');
  if (header !== undefined) {
    const [, token] = /^Bearer (\S{1,200})$/.exec(header) ?? [];
    if (!token) throw accessProblem('session.missing');
    return token;
  }
  const slug = topPortal(c);
  const token = slug && getCookie(c, cookieName(slug));
  if (!token) throw accessProblem('session.missing');
  return token;
}

/** What whoever has not accepted the terms of use needs: to read and accept them, to know who they are, to leave. */
const opensWithoutTerms = /^\/portal\/v1\/(terms|sessions|bootstrap)$/;

/** Every portal route behind this one has `owner`, `session` and `facts`. */
export const portalAuth = createMiddleware<PortalEnv>(async (c, next) => {
  if (c.req.url.includes('token=') && c.req.query('token') !== undefined)
    throw accessProblem('token.in-query');
  const clock = c.get('clock');
  const found = await requireSession(c.get('db'), sessionToken(c), clock.now());
  const { session, facts, clockOffsetMs } = found;
  // At the own address of a portal there is no other one, nor anybody who is in there.
  const here = c.get('here');
  if (here && session.portalId !== here.portalId) throw accessProblem('session.missing');
  // A session that is carried elsewhere opens nothing there; where the contact may come from, it goes on.
  if (!session.staff && !mayComeFrom(found.allowedAddresses, clientAddress(c, c.get('trustedProxies'))))
    throw accessProblem('contact.address');
  if (clockOffsetMs !== 0) c.set('clock', movedClock(clock, clockOffsetMs));
  c.set('session', session);
  c.set('facts', facts);
  c.set('owner', { vendorId: session.vendorId, customerId: session.customerId });
  const holder = session.contactId
    ? ({ kind: 'contact', id: session.contactId } as const)
    : ({ kind: 'customer', id: session.customerId } as const);
  c.set('actor', session.staff ? { kind: 'operator', id: session.staff.id, for: holder } : holder);
  if (session.staff) requireOpenToStaff(c, session.staff.mode);
  if (session.terms && !opensWithoutTerms.test(c.req.path)) {
    const today = dayIn(session.timeZone, c.get('clock').now());
    if (termsAreDue(session.terms, today)) throw signUpProblem('terms.unaccepted');
  }
  await next();
});
