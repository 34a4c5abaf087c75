import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { newId } from '../common/id.ts';
import type { Clock } from './clock.ts';
import { insertion } from './db/bulk.ts';
import { afterCommit, type Database, type DatabaseLog, type Db } from './db/db.ts';
import { writeSoon } from './db/write-soon.ts';
import { claimDue, finish, postpone, release } from './outbox-store.ts';

/** Something that happened, to be told outside (webhook, mail) after its transaction is on disk. */
export interface OutboxEvent {
  readonly vendorId: string;
  /** The same at every attempt: what receivers recognise a repetition by. */
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  readonly createdAt: string;
  /** 1 at the first attempt. */
  readonly attempt: number;
}

/** Wakes the runners of this process. Others find the event when they look next. */
const pokes = new Set<() => void>();

/** Puts an event into the transaction of the act it tells of: both are kept, or none. @returns the event's id */
export async function publish(
  tx: Db,
  event: { readonly vendorId: string; readonly type: string; readonly data: unknown; readonly at: Date },
): Promise<string> {
  const id = newId('evt', event.at.getTime());
  const at = event.at.toISOString();
  // A test side's clock may stand in the future; whoever delivers goes by the world's.
  const due = new Date(Math.min(event.at.getTime(), Date.now())).toISOString();
  const row = {
    vendor_id: event.vendorId,
    id,
    type: event.type,
    data: JSON.stringify(event.data),
    created_at: at,
    due_at: due,
  };
  await writeSoon(tx, insertion(tx, 'outbox', row));
  afterCommit(tx, () => {
    for (const poke of pokes) poke();
  });
  return id;
}

export interface OutboxOptions {
  readonly database: Database;
  readonly clock: Clock;
  /** Tells the world. Throwing means "again later". May run twice for one event (a crash after it), never for none. */
  readonly handle: (event: OutboxEvent, signal: AbortSignal) => Promise<void>;
  readonly log?: DatabaseLog;
  /** Events in flight at once; default 8. */
  readonly concurrency?: number;
  /** How long an event belongs to a runner that may have died; default 60 s. `handle` must end sooner. */
  readonly leaseMs?: number;
  /** How often to look without being poked; default 1 s. */
  readonly pollMs?: number;
  /** After so many failures an event rests, with `due_at` empty; default 12, about 23 hours. */
  readonly maxAttempts?: number;
}

export interface Outbox {
  /** Sends what is due now and resolves when that is over: for tests and commands. */
  runDue(): Promise<void>;
  /** Takes nothing new, waits up to `graceMs` (default 10 s) for what is in flight, then gives its lease back. */
  stop(graceMs?: number): Promise<void>;
}

/**
 * Sends events, each to one runner at a time: any number of processes may run one. A claim is a lease, so what
 * a dead runner held comes free by itself. Order is by due time, not guaranteed.
 */
export function startOutbox(options: OutboxOptions): Outbox {
  const { database, clock, handle, log, concurrency = 8, leaseMs = 60_000 } = options;
  const { pollMs = 1_000, maxAttempts = 12 } = options;
  const runner = randomUUID();
  const stopping = new AbortController();
  const aborted = new AbortController();
  const inFlight = new Map<OutboxEvent, Promise<void>>();
  let wake = Promise.withResolvers<void>();
  const poke = () => wake.resolve();

  async function attempt(event: OutboxEvent): Promise<void> {
    try {
      await handle(event, aborted.signal);
      await finish(database.db, event, runner, clock.now());
    } catch (error) {
      if (aborted.signal.aborted) return; // `stop` has given it back
      const dueAt =
        event.attempt < maxAttempts ? new Date(clock.now().getTime() + backoffMs(event.attempt)) : null;
      log?.warn(
        { event: event.id, type: event.type, attempt: event.attempt, error },
        'event could not be sent',
      );
      await postpone(database.db, event, runner, dueAt, String(error).slice(0, 500));
    } finally {
      inFlight.delete(event);
      poke();
    }
  }

  let claiming = Promise.resolve(0);
  /** One look at a time, so that together they don't take more than there is room for. @returns how many it took */
  function claim(): Promise<number> {
    claiming = claiming.catch(() => 0).then(claimOnce);
    return claiming;
  }

  async function claimOnce(): Promise<number> {
    const room = concurrency - inFlight.size;
    if (room <= 0) return 0;
    const now = clock.now();
    const until = new Date(now.getTime() + leaseMs);
    const events = await claimDue(database.db, { runner, now, until, limit: room });
    for (const event of events) {
      const sending = attempt(event).catch((error) =>
        log?.warn({ error }, 'the outbox could not note an outcome'),
      );
      inFlight.set(event, sending);
    }
    return events.length;
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      wake = Promise.withResolvers<void>();
      try {
        const taken = await claim();
        if (taken > 0 && inFlight.size < concurrency) continue; // there may be more
      } catch (error) {
        log?.warn({ error }, 'the outbox could not be read');
      }
      const nap = new AbortController();
      const slept = pause(pollMs * (0.5 + Math.random()), undefined, { signal: nap.signal, ref: false });
      await Promise.race([wake.promise, slept.catch(() => undefined)]);
      nap.abort();
    }
  }

  pokes.add(poke);
  const running = loop();

  return {
    async runDue() {
      while ((await claim()) > 0 || inFlight.size > 0) await Promise.all(inFlight.values());
    },
    async stop(graceMs = 10_000) {
      pokes.delete(poke);
      stopping.abort();
      poke();
      await running;
      await Promise.race([Promise.all(inFlight.values()), pause(graceMs, undefined, { ref: false })]);
      aborted.abort();
      for (const event of inFlight.keys()) await release(database.db, event, runner);
    },
  };
}

const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 6 * 3_600_000;

/** 5 s, 15 s, 45 s … up to 6 h, each ± 20 % so that a receiver that comes back is not met by all at once. */
const backoffMs = (attempt: number): number =>
  Math.min(FIRST_WAIT_MS * 3 ** (attempt - 1), LONGEST_WAIT_MS) * (0.8 + Math.random() * 0.4);
