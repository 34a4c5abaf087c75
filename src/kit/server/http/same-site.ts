import type { Context } from 'hono';
import { requestProblem } from './problems.ts';

const reads = new Set(['GET', 'HEAD']);

/**
 * Refuses a request that carries a cookie but comes from somewhere else than our own pages: a browser sends cookies
 * along with whatever another site makes it ask. Browsers say where a request comes from in `Sec-Fetch-Site`, older
 * ones in `Origin` alone; what writes must name the right origin in any case.
 * @throws `request.cross-site`
 */
export function refuseCrossSite(c: Context, publicUrl: string): void {
  const site = c.req.header('sec-fetch-site');
  const origin = c.req.header('origin');
  const ours = new URL(publicUrl).origin;
  const sameOrigin = site === undefined ? origin === ours : site === 'same-origin';
  const named = origin === undefined ? reads.has(c.req.method) : origin === ours;
  if (sameOrigin && named) return;
  throw requestProblem('request.cross-site', { detail: `Only pages of ${ours} may use its cookie.` });
}
