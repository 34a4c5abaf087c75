import { compileOnce } from '../../../kit/server/db/compile-once.ts';
import { afterCommit, type Db } from '../../../kit/server/db/db.ts';
import type { Customer, Limits } from '../../customers/schema.ts';
import { meansHost, namedByKey } from '../call-rules.ts';
import { type CallRules, callDefaults } from '../call-schema.ts';
import { parseSite } from '../rules.ts';

/** Whose key it is, and what holds for its calls. */
export interface Caller {
  readonly vendorId: string;
  readonly customerId: string;
  readonly isActive: boolean;
  readonly callsAllowed: number;
  readonly timeZone: string;
  readonly clockOffsetMs: number;
  readonly rules: Omit<CallRules, 'thresholds'>;
}

/**
 * What a call on a host is: on one of the customer's domains; on a host that waits, known or not; on one that was turned
 * away; on one that means nothing here.
 */
export type Target =
  | { readonly kind: 'domain'; readonly domainId: string; readonly noLabel: boolean }
  | { readonly kind: 'new' | 'waiting' | 'overflow'; readonly host: string }
  | { readonly kind: 'blocked' | 'unknown' };

/** Everything is looked up again after so long: what other processes changed is in force within a second. */
const keptMs = 1_000;
const mostKept = 50_000;

interface Kept<T> {
  readonly at: number;
  readonly value: Promise<T>;
}

class Cache<T> {
  #kept = new Map<string, Kept<T>>();
  read(key: string, find: () => Promise<T>): Promise<T> {
    const now = performance.now();
    const known = this.#kept.get(key);
    if (known && now - known.at < keptMs) return known.value;
    if (this.#kept.size >= mostKept) this.#kept.clear();
    const value = find();
    this.#kept.set(key, { at: now, value });
    // What failed is asked again at once.
    value.catch(() => this.#kept.delete(key));
    return value;
  }
  clear(): void {
    this.#kept.clear();
  }
}

interface Caches {
  readonly callers: Cache<Caller | undefined>;
  readonly targets: Cache<Target>;
}
const caches = new WeakMap<Db, Caches>();
const every = new Set<WeakRef<Caches>>();

function cachesOf(db: Db): Caches {
  const known = caches.get(db);
  if (known) return known;
  const made = { callers: new Cache<Caller | undefined>(), targets: new Cache<Target>() };
  caches.set(db, made);
  every.add(new WeakRef(made));
  return made;
}

/** Who changes what decides about calls says so: in this process it is in force with the commit. */
export function forgetCalls(tx: Db): void {
  afterCommit(tx, forgetNow);
}

export function forgetNow(): void {
  for (const reference of every) {
    const kept = reference.deref();
    if (kept) {
      kept.callers.clear();
      kept.targets.clear();
    } else every.delete(reference);
  }
}

const findCaller = compileOnce((db, slot: (name: 'vendorId' | 'customerId') => never) =>
  db
    .selectFrom('customer as c')
    .innerJoin('vendor as v', 'v.vendor_id', 'c.vendor_id')
    .innerJoin('portal as p', (join) =>
      join.onRef('p.vendor_id', '=', 'c.vendor_id').onRef('p.id', '=', 'c.portal_id'),
    )
    .leftJoin('call_setting as s', (join) =>
      join.onRef('s.vendor_id', '=', 'c.vendor_id').onRef('s.customer_id', '=', 'c.id'),
    )
    .select(['c.status', 'c.limits', 'p.time_zone', 'v.clock_offset_seconds', 's.key_tag', 's.automatic'])
    .select(['s.counts_waiting', 's.at_zero', 's.at_maximum', 's.blocked_hosts'])
    .where('c.vendor_id', '=', slot('vendorId'))
    .where('c.id', '=', slot('customerId')),
);

/** The customer of a publishable key; `undefined` for one that is none, or no more. */
export function callerOf(db: Db, key: string): Promise<Caller | undefined> {
  return cachesOf(db).callers.read(key, async () => {
    const named = namedByKey(key);
    if (!named) return undefined;
    const { vendorId, customerId, tag } = named;
    const [row] = await findCaller(db, { vendorId, customerId });
    if (!row || row.key_tag !== tag) return undefined;
    return {
      ...{ vendorId, customerId, isActive: (row.status as Customer['status']) === 'active' },
      callsAllowed: (JSON.parse(row.limits) as Limits).calls,
      timeZone: row.time_zone,
      clockOffsetMs: row.clock_offset_seconds * 1000,
      rules: {
        automatic: row.automatic ?? callDefaults.automatic,
        countsWaiting: row.counts_waiting === null ? callDefaults.countsWaiting : row.counts_waiting === 1,
        atZero: row.at_zero ?? callDefaults.atZero,
        atMaximum: row.at_maximum ?? callDefaults.atMaximum,
        blockedHosts: row.blocked_hosts ? (JSON.parse(row.blocked_hosts) as string[]) : [],
      },
    };
  });
}

const findByHost = compileOnce((db, slot: (name: 'vendorId' | 'host') => never) =>
  db
    .selectFrom('domain')
    .select(['id', 'customer_id', 'no_label'])
    .where('vendor_id', '=', slot('vendorId'))
    .where('host', '=', slot('host')),
);

/** Hosts that may wait at one customer: code that runs on made-up hosts fills no table. */
export const mostWaitingHosts = 1_000;

/** What a call of this customer on a host is. `site` is a host or an address on it, as the page says. */
export function targetOf(db: Db, { vendorId, customerId, rules }: Caller, site: string): Promise<Target> {
  return cachesOf(db).targets.read(`${customerId} ${rules.automatic} ${site}`, async (): Promise<Target> => {
    const { host } = parseSite(site);
    if (host === undefined) return { kind: 'unknown' };
    const [domain] = await findByHost(db, { vendorId, host });
    if (domain?.customer_id === customerId)
      return { kind: 'domain', domainId: domain.id, noLabel: domain.no_label === 1 };
    if (rules.blockedHosts.some((pattern) => meansHost(pattern, host))) return { kind: 'blocked' };
    if (domain || rules.automatic === 'off') return { kind: 'unknown' };
    const seen = await db
      .selectFrom('domain_sighting')
      .select('state')
      .where('vendor_id', '=', vendorId)
      .where('customer_id', '=', customerId)
      .where('host', '=', host)
      .executeTakeFirst();
    if (seen?.state === 'rejected') return { kind: 'blocked' };
    if (seen?.state === 'waiting') return { kind: 'waiting', host };
    const { count } = await db
      .selectFrom('domain_sighting')
      .select((eb) => eb.fn.countAll().as('count'))
      .where('vendor_id', '=', vendorId)
      .where('customer_id', '=', customerId)
      .where('state', '=', 'waiting')
      .executeTakeFirstOrThrow();
    return { kind: Number(count) >= mostWaitingHosts ? 'overflow' : 'new', host };
  });
}
