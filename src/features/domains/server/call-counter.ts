import type { CompiledQuery } from 'kysely';
import { newId } from '../../../kit/common/id.ts';
import { insertion } from '../../../kit/server/db/bulk.ts';
import { type Db, hasManyWriters, inTransaction } from '../../../kit/server/db/db.ts';
import { isForeignKeyViolation } from '../../../kit/server/db/errors.ts';
import { databaseProblem } from '../../../kit/server/db/problems.ts';
import { writeTogether } from '../../../kit/server/db/write-together.ts';
import type { Limits } from '../../customers/schema.ts';
import { servedOf } from '../call-rules.ts';

/** Calls of one kind: by them is counted. */
export interface Counted {
  readonly vendorId: string;
  readonly customerId: string;
  /** `''`: on no domain. */
  readonly domainId: string;
  readonly month: string;
  /** Whether calls beyond the limit are refused: then the limit is looked at with the count, in one transaction. */
  readonly limited: boolean;
  readonly at: Date;
}

/** A host that waits for a yes, and was called on again. */
export interface Seen {
  readonly vendorId: string;
  readonly customerId: string;
  readonly host: string;
  readonly framed: boolean;
  readonly referrer: string;
  readonly at: Date;
}

interface Bucket {
  readonly what: Counted;
  calls: number;
  /** How many of them are in the count, once that is on disk. */
  readonly counted: Promise<number>;
  readonly resolve: (counted: number) => void;
  readonly reject: (error: unknown) => void;
}

/** Calls that may wait for the disk at once: more are told to come again, before the memory is full of them. */
const mostWaiting = 50_000;

const again = `on conflict ("vendor_id", "customer_id", "metric", "month", "domain_id")
  do update set quantity = call_count.quantity + excluded.quantity, updated_at = excluded.updated_at`;

const seenAgain = `on conflict ("vendor_id", "customer_id", "host") do update set
  hits = domain_sighting.hits + excluded.hits, last_seen_at = excluded.last_seen_at, updated_at = excluded.updated_at,
  framed = case when excluded.framed = 1 then 1 else domain_sighting.framed end,
  referrer = case when excluded.referrer <> '' then excluded.referrer else domain_sighting.referrer end`;

const addition = (db: Db, { vendorId, customerId, domainId, month, at }: Counted, quantity: number) => {
  const now = at.toISOString();
  return insertion(
    db,
    'call_count',
    {
      ...{ vendor_id: vendorId, id: newId('cnt', at.getTime()), customer_id: customerId, external_id: null },
      ...{ domain_id: domainId, metric: 'calls', month, quantity, search_text: month },
      ...{ created_at: now, updated_at: now },
    },
    again,
  );
};

const sighting = (db: Db, { vendorId, customerId, host, framed, referrer, at }: Seen, hits: number) => {
  const now = at.toISOString();
  return insertion(
    db,
    'domain_sighting',
    {
      ...{ vendor_id: vendorId, id: newId('sgt', at.getTime()), customer_id: customerId, external_id: null },
      ...{ host, state: 'waiting', framed: framed ? 1 : 0, referrer, hits, domain_id: null },
      ...{ first_seen_at: now, last_seen_at: now, search_text: host, created_at: now, updated_at: now },
    },
    seenAgain,
  );
};

/** The same order in every process: of two that write the same rows, one waits and neither stands still. */
const byKey = (one: Bucket, other: Bucket): number => {
  const [a, b] = [keyOf(one.what), keyOf(other.what)];
  return a < b ? -1 : a > b ? 1 : 0;
};

const keyOf = ({ vendorId, customerId, domainId, month, limited }: Counted): string =>
  `${vendorId} ${customerId} ${month} ${domainId} ${limited}`;

/**
 * Counts the calls of one process. Calls of one customer, domain and month that come while the disk is busy are gathered
 * and added with one statement: `quantity = quantity + n`, which is right whatever other processes add. Nobody hears an
 * answer before the statement that holds its call is committed.
 */
export class CallCounter {
  readonly #db: Db;
  #buckets = new Map<string, Bucket>();
  #seen = new Map<string, { readonly what: Seen; hits: number }>();
  #waiting = 0;
  #running: Promise<void> | undefined;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Whether this call is in the count: `false` where it is limited and the month's calls are used. */
  async count(what: Counted): Promise<boolean> {
    if (this.#waiting >= mostWaiting) {
      throw databaseProblem('database.busy', new Error(`${mostWaiting} calls wait for the disk`));
    }
    const key = keyOf(what);
    let bucket = this.#buckets.get(key);
    if (!bucket) {
      const { promise: counted, resolve, reject } = Promise.withResolvers<number>();
      bucket = { what, calls: 0, counted, resolve, reject };
      this.#buckets.set(key, bucket);
    }
    const place = bucket.calls++;
    this.#waiting++;
    this.#running ??= this.#run();
    try {
      return place < (await bucket.counted);
    } finally {
      this.#waiting--;
    }
  }

  /** Evidence is gathered beside the counting; an answer does not wait for it. */
  see(what: Seen): void {
    const key = `${what.vendorId} ${what.customerId} ${what.host}`;
    const before = this.#seen.get(key);
    if (!before && this.#seen.size >= 5_000) return;
    const framed = what.framed || (before?.what.framed ?? false);
    this.#seen.set(key, {
      what: { ...what, framed, referrer: what.referrer || (before?.what.referrer ?? '') },
      hits: (before?.hits ?? 0) + 1,
    });
    this.#running ??= this.#run();
  }

  /** Until everything that was asked for is on disk. */
  async settled(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    // What comes in this turn of the event loop comes along.
    await new Promise(setImmediate);
    try {
      while (this.#buckets.size > 0 || this.#seen.size > 0) {
        const buckets = [...this.#buckets.values()].sort(byKey);
        const seen = [...this.#seen.values()];
        this.#buckets = new Map();
        this.#seen = new Map();
        const free = buckets.filter(({ what }) => !what.limited);
        const limited = Map.groupBy(
          buckets.filter(({ what }) => what.limited),
          ({ what }) => `${what.vendorId} ${what.customerId} ${what.month}`,
        );
        await Promise.all([
          this.#add(free),
          this.#addLimited([...limited.values()]),
          this.#note(seen.map(({ what, hits }) => sighting(this.#db, what, hits))),
        ]);
      }
    } finally {
      this.#running = undefined;
    }
  }

  async #add(buckets: readonly Bucket[]): Promise<void> {
    if (buckets.length === 0) return;
    try {
      await writeTogether(
        this.#db,
        buckets.map(({ what, calls }) => addition(this.#db, what, calls)),
      );
      for (const { calls, resolve } of buckets) resolve(calls);
    } catch (error) {
      // One customer that is gone must not lose the calls of all others.
      if (isForeignKeyViolation(error) && buckets.length > 1)
        await Promise.all(buckets.map((bucket) => this.#add([bucket])));
      else for (const bucket of buckets) this.#fail(bucket, error);
    }
  }

  /** Of each group the customer and the month are one. */
  async #addLimited(groups: readonly (readonly Bucket[])[]): Promise<void> {
    if (groups.length === 0) return;
    try {
      const served = await inTransaction(this.#db, async (tx) => {
        const all: [Bucket, number][] = [];
        for (const group of groups) {
          let room = await lockedRoom(tx, (group[0] as Bucket).what);
          for (const bucket of group) {
            const counted = Math.min(bucket.calls, room);
            room -= counted;
            all.push([bucket, counted]);
            if (counted > 0) await tx.executeQuery(addition(tx, bucket.what, counted));
          }
        }
        return all;
      });
      for (const [{ resolve }, counted] of served) resolve(counted);
    } catch (error) {
      if (isForeignKeyViolation(error) && groups.length > 1)
        await Promise.all(groups.map((group) => this.#addLimited([group])));
      else for (const bucket of groups.flat()) this.#fail(bucket, error);
    }
  }

  #fail({ resolve, reject }: Bucket, error: unknown): void {
    if (isForeignKeyViolation(error)) resolve(0);
    else reject(error);
  }

  /** What is lost of it is a hint, and comes again with the next call. */
  async #note(writes: readonly CompiledQuery[]): Promise<void> {
    if (writes.length === 0) return;
    await writeTogether(this.#db, writes).catch(() => undefined);
  }
}

/**
 * How many more calls this customer may have in this month. Whoever counts under a limit waits here for the others: the
 * last free call is given away once.
 */
async function lockedRoom(tx: Db, { vendorId, customerId, month }: Counted): Promise<number> {
  if (hasManyWriters(tx)) {
    await tx
      .selectFrom('call_setting')
      .select('id')
      .where('vendor_id', '=', vendorId)
      .where('customer_id', '=', customerId)
      .forUpdate()
      .execute();
  }
  const customer = await tx
    .selectFrom('customer')
    .select('limits')
    .where('vendor_id', '=', vendorId)
    .where('id', '=', customerId)
    .executeTakeFirst();
  if (!customer) return 0;
  const { calls: allowed } = JSON.parse(customer.limits) as Limits;
  return servedOf(Number.MAX_SAFE_INTEGER, await callsIn(tx, { vendorId, customerId, month }), allowed);
}

/** All calls of a customer in a month. */
export async function callsIn(
  db: Db,
  { vendorId, customerId, month }: Pick<Counted, 'vendorId' | 'customerId' | 'month'>,
): Promise<number> {
  const { used } = await db
    .selectFrom('call_count')
    .select((eb) => eb.fn.sum('quantity').as('used'))
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('metric', '=', 'calls')
    .where('month', '=', month)
    .executeTakeFirstOrThrow();
  return Number(used ?? 0);
}

const counters = new WeakMap<Db, CallCounter>();

/** The one of this process for this database. */
export function counterOf(db: Db): CallCounter {
  const known = counters.get(db);
  if (known) return known;
  const made = new CallCounter(db);
  counters.set(db, made);
  return made;
}
