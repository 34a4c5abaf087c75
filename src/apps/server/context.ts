import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { RequestVars } from '../../features/access/server/env.ts';
import type { VatServices } from '../../features/pricing/server/vat-services.ts';
import type { Clock } from '../../kit/server/clock.ts';
import type { Database } from '../../kit/server/db/db.ts';
import { knownHosts } from '../../kit/server/http/known-hosts.ts';
import { makeCursors } from '../../kit/server/http/list.ts';
import { requestProblem } from '../../kit/server/http/problems.ts';
import { type Logger, logText } from '../../kit/server/log.ts';
import type { OutsideRules } from '../../kit/server/outbound.ts';
import type { Secrets } from '../../kit/server/secrets.ts';
import type { Metrics } from './metrics.ts';

export interface AppContext {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly publicUrl: string;
  /** Other hosts than that of `publicUrl` that it answers to. */
  readonly hosts?: readonly string[];
  /** Proxies in front whose word about the client's address counts; 0 unless set. */
  readonly trustedProxies?: number;
  /** Whether there is a mail server. */
  readonly sendsMail?: boolean;
  /** Whether a portal's mail server may stand in a network that is not the internet's. */
  readonly privateMailHosts?: boolean;
  /** Another address of Stripe's API than its own. */
  readonly stripeUrl?: string | undefined;
  /** Official services that know VAT ids; absent: none is asked. */
  readonly vatServices?: VatServices | undefined;
  /** What an administrator says about addresses that vendors give. */
  readonly outside?: OutsideRules;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** True from SIGTERM on: readiness says so, and connections are not kept. */
  readonly stopping: () => boolean;
}

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const idLength = 10;
// Random bytes for a few hundred ids at a time: asking the system for ten costs as much as for four thousand.
let pool = Buffer.alloc(0);

/** Short enough to be read out on the phone: `7F3K-92QDM1`. */
function requestId(): string {
  if (pool.length < idLength) pool = randomBytes(idLength * 400);
  let id = '';
  for (let i = 0; i < idLength; i++) id += alphabet[(pool[i] as number) & 31];
  pool = pool.subarray(idLength);
  return `${id.slice(0, 4)}-${id.slice(4)}`;
}

/** Gives every request its variables, its id, its line in the log and its place in the figures. */
export function requestContext(app: AppContext) {
  const cursors = makeCursors(app.secrets.derivations('cursors'));
  const isKnown = knownHosts(app.publicUrl, app.hosts);
  const shared: Omit<RequestVars, 'requestId'> = {
    db: app.database.db,
    clock: app.clock,
    worldClock: app.clock,
    cursors,
    secrets: app.secrets,
    publicUrl: app.publicUrl,
    trustedProxies: app.trustedProxies ?? 0,
    sendsMail: app.sendsMail ?? false,
    privateMailHosts: app.privateMailHosts ?? false,
    stripeUrl: app.stripeUrl,
    outside: app.outside ?? {},
  };
  const entries = Object.entries(shared) as ['publicUrl', string][];
  return createMiddleware<{ Variables: RequestVars }>(async (c, next) => {
    const started = performance.now();
    const id = requestId();
    for (const [name, value] of entries) c.set(name, value);
    c.set('requestId', id);
    c.header('x-request-id', id);
    if (app.stopping()) c.header('connection', 'close');
    if (c.req.header('authorization')?.includes(',')) {
      throw requestProblem('request.malformed', { detail: 'There are two Authorization headers.' });
    }
    if (hasTwoHosts(c)) {
      throw requestProblem('request.malformed', { detail: 'There are two Host headers.' });
    }
    if (!(namesKnownHosts(c, isKnown) || askedByAddress.has(c.req.path))) {
      const detail = 'Ask at its public address, or let it answer to this host with PORTICO_HOSTS.';
      throw requestProblem('request.misdirected', { detail });
    }
    await next();
    const seconds = (performance.now() - started) / 1000;
    const { status } = c.res;
    app.metrics.observe(c.req.method, status, seconds);
    if (!app.log.isLevelEnabled('debug')) return;
    const ms = Math.round(seconds * 1e4) / 10;
    app.log.debug({ id, method: c.req.method, path: safePath(c), status, ms }, 'request');
  });
}

/** Whoever looks after the service asks each process by its own address. */
const askedByAddress: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

/** The host of the header and, where the first line of the request names one, that one too. */
function namesKnownHosts(c: Context, isKnown: (header: string) => boolean): boolean {
  const host = c.req.header('host');
  if (host !== undefined && !isKnown(host)) return false;
  const target = (c.env as { incoming?: { url?: string } } | undefined)?.incoming?.url;
  if (target === undefined || target.startsWith('/') || target === '*') return true;
  return isKnown(URL.parse(target)?.host ?? '');
}

/** Node keeps the first and drops the rest; a proxy in front may have gone by another one. */
function hasTwoHosts(c: Context): boolean {
  const raw = (c.env as { incoming?: { rawHeaders?: readonly string[] } } | undefined)?.incoming?.rawHeaders;
  if (!raw) return false;
  let hosts = 0;
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] as string;
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++;
  }
  return hosts > 1;
}

/** The path without its query, which may hold what somebody should not have put there. */
export const safePath = (c: Context): string | undefined => logText(c.req.path);
