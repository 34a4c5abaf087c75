import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { RequestVars } from '../../features/access/server/env.ts';
import { type AddressBook, addressBook, type Entry } from '../../features/addresses/server/book.ts';
import { refuseOtherPortals, requireServedHere } from '../../features/addresses/server/here.ts';
import { originOf } from '../../features/portals/address.ts';
import type { VatServices } from '../../features/pricing/server/vat-services.ts';
import { refusalNotes } from '../../features/refusals/server/note.ts';
import type { Clock } from '../../kit/server/clock.ts';
import type { Database } from '../../kit/server/db/db.ts';
import { hostName, knownHosts } from '../../kit/server/http/known-hosts.ts';
import { makeCursors } from '../../kit/server/http/list.ts';
import { requestProblem } from '../../kit/server/http/problems.ts';
import type { AskAgain } from '../../kit/server/idempotency.ts';
import { type Logger, logText } from '../../kit/server/log.ts';
import type { OutsideRules } from '../../kit/server/outbound.ts';
import type { Secrets } from '../../kit/server/secrets.ts';
import { firstOf } from './first-of.ts';
import type { Metrics } from './metrics.ts';
import { requestId } from './request-id.ts';

export interface AppContext {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly publicUrl: string;
  /** Another site of the same service, for what vendors' scripts run in alone. */
  readonly contentUrl?: string | undefined;
  /** Other hosts than that of `publicUrl` that it answers to. */
  readonly hosts?: readonly string[];
  /** Proxies in front whose word about the client's address counts; 0 unless set. */
  readonly trustedProxies?: number;
  /** The header in which they say the client's country. */
  readonly countryHeader?: string | undefined;
  /** Portals by their own names. */
  readonly addresses?: AddressBook | undefined;
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

/** Gives every request its variables, its id, its line in the log and its place in the figures. */
export function requestContext(app: AppContext, again: AskAgain) {
  const cursors = makeCursors(app.secrets.derivations('cursors'));
  const contentHost = app.contentUrl && new URL(app.contentUrl);
  const isKnown = knownHosts(app.publicUrl, [
    ...(app.hosts ?? []),
    ...(contentHost ? [contentHost.hostname] : []),
  ]);
  const addresses = app.addresses ?? addressBook({ db: app.database.db, log: app.log });
  const shared: Omit<RequestVars, 'requestId'> = {
    db: app.database.db,
    clock: app.clock,
    worldClock: app.clock,
    cursors,
    secrets: app.secrets,
    publicUrl: app.publicUrl,
    origin: app.publicUrl,
    contentUrl: app.contentUrl,
    here: undefined,
    refuseInput: undefined,
    hosts: app.hosts ?? [],
    addresses,
    trustedProxies: app.trustedProxies ?? 0,
    countryHeader: app.countryHeader,
    sendsMail: app.sendsMail ?? false,
    privateMailHosts: app.privateMailHosts ?? false,
    stripeUrl: app.stripeUrl,
    outside: app.outside ?? {},
    firstOf,
    again,
  };
  const entries = Object.entries(shared) as ['publicUrl', string][];
  const noteRefusal = refusalNotes(app.database.db);
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
      const here = await portalHere(c, addresses);
      if (!here) {
        const detail = 'Ask at its public address, or let it answer to this host with PORTICO_HOSTS.';
        throw requestProblem('request.misdirected', { detail });
      }
      c.set('here', here);
      c.set('origin', originOf(here, app.publicUrl));
      c.set('refuseInput', (sent) => refuseOtherPortals(here, sent));
      requireServedHere(c.req.path, here.slug);
    }
    // Whoever is led there meets no session and no sign-in.
    if (contentHost && c.req.header('host') === contentHost.host && !c.req.path.startsWith('/content/'))
      throw requestProblem('request.not-found');
    await next();
    const seconds = (performance.now() - started) / 1000;
    const { status } = c.res;
    app.metrics.observe(c.req.method, status, seconds);
    if (status >= 400) await noteRefusal(c, safePath(c) ?? '');
    if (!app.log.isLevelEnabled('debug')) return;
    const ms = Math.round(seconds * 1e4) / 10;
    app.log.debug({ id, method: c.req.method, path: safePath(c), status, ms }, 'request');
  });
}

/** Whoever looks after the service asks each process by its own address. */
const askedByAddress: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics', '/tls/ask']);

/** The portal whose own name the request gives, in each place where it gives one. */
async function portalHere(c: Context, addresses: AddressBook): Promise<Entry | undefined> {
  const name = hostName(c.req.header('host') ?? '');
  const found = name === undefined ? undefined : await addresses.find(name);
  if (!found || found.broken) return undefined;
  return namesKnownHosts(c, (header) => hostName(header) === name) ? found : undefined;
}

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
export const safePath = (c: Context): string | undefined =>
  logText(c.req.path.replace(/\/calendar\/.*/, '/calendar/…'));
