import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { isProblem } from '../common/problem.ts';
import type { Clock } from './clock.ts';
import { afterCommit, type Database, type DatabaseLog, type Db, inTransaction } from './db/db.ts';
import { type ClaimedWork, changeHeld, claimWork, insertWork } from './work-store.ts';

export { cancelWork, findWork, listWork, type Work, type WorkState } from './work-store.ts';

/** What a handler gets, beside what the app adds. */
export interface WorkRun {
  readonly database: Database;
  readonly clock: Clock;
  readonly vendorId: string;
  readonly id: string;
  readonly payload: unknown;
  /** What the last `save` kept; `undefined` at the first start. */
  readonly cursor: unknown;
  readonly done: number;
  readonly total: number | null;
  /** Aborted when the process stops, the work was cancelled, or another process has it: end soon. */
  readonly signal: AbortSignal;
  /**
   * Notes how far it is, in the transaction that wrote the piece: both are kept, or none, so that nothing is done
   * twice after a crash. Throws when the work was cancelled or taken over, which undoes that transaction.
   */
  save(tx: Db, progress: { done?: number; total?: number; cursor?: unknown }): Promise<void>;
}

/** Long work of one kind. */
export interface WorkKind<Context = object> {
  readonly kind: string;
  /**
   * Does it in pieces, each in a transaction of its own that ends with `save`. After a kill it is called again with
   * the last cursor. A refusal (`problem`) fails the work with that sentence; a database that is away means "again".
   * @returns the result, as JSON
   */
  run(work: Context & WorkRun): Promise<unknown>;
}

const pokes = new Set<() => void>();

/** Puts a piece of work into the queue, with the transaction of the request that wants it. @returns its id, `wrk_…` */
export async function enqueue(
  tx: Db,
  work: {
    readonly vendorId: string;
    readonly kind: string;
    readonly payload: unknown;
    readonly at: Date;
    /** Not before then, by the world's clock; at once unless said. */
    readonly dueAt?: Date | undefined;
  },
): Promise<string> {
  const id = await insertWork(tx, work);
  afterCommit(tx, () => {
    for (const poke of pokes) poke();
  });
  return id;
}

export interface WorkersOptions<Context> {
  readonly database: Database;
  readonly clock: Clock;
  readonly log?: DatabaseLog;
  readonly kinds: readonly WorkKind<Context>[];
  readonly context: Context;
  /** Pieces at once in this process; default 4. */
  readonly concurrency?: number;
  /** Pieces at once of one vendor, in all processes together; default 2. */
  readonly perVendor?: number;
  readonly pollMs?: number;
  /** See `startJobs`. */
  readonly leaseMs?: number;
}

export interface Workers {
  /** Does what is queued now and resolves when that is over: for tests and commands. */
  runDue(): Promise<void>;
  /** Takes nothing new, tells what runs to end, waits up to `graceMs` (default 10 s), puts the rest back. */
  stop(graceMs?: number): Promise<void>;
}

const RENEW_MS = 10_000;
/** Starts without any progress between them, after which the work has failed. */
const MAX_ATTEMPTS = 5;

/** Thrown by `save` when the work is no longer this runner's. */
class NotHeld extends Error {}

/** Does queued work: any number of processes may run one. */
export function startWorkers<Context>(options: WorkersOptions<Context>): Workers {
  const { database, clock, log, kinds, context, concurrency = 4, perVendor = 2 } = options;
  const { pollMs = 1_000, leaseMs = 90_000 } = options;
  const runner = randomUUID();
  const stopping = new AbortController();
  const running = new Map<ClaimedWork, Promise<void>>();
  let wake = Promise.withResolvers<void>();
  const poke = () => wake.resolve();
  const leasedUntil = () => new Date(clock.now().getTime() + leaseMs);

  const change = (work: ClaimedWork, what: Parameters<typeof changeHeld>[3]): Promise<boolean> =>
    inTransaction(database.db, (tx) => changeHeld(tx, work, runner, what, clock.now()));
  const end = (work: ClaimedWork, what: Parameters<typeof changeHeld>[3]) =>
    change(work, { ...what, leased_by: null, leased_until: null, finished_at: clock.now().toISOString() });
  /** Back into the queue; a stop is no attempt. */
  const putBack = (work: ClaimedWork, dueAt: Date, attempts: number) =>
    change(work, {
      state: 'queued',
      due_at: dueAt.toISOString(),
      attempts,
      leased_by: null,
      leased_until: null,
    });

  async function run(work: ClaimedWork): Promise<void> {
    const lost = new AbortController();
    const signal = AbortSignal.any([stopping.signal, lost.signal]);
    let attempts = work.attempts;
    const renewing = setInterval(() => {
      change(work, { leased_until: leasedUntil().toISOString() }).then(
        (held) => held || lost.abort(),
        () => undefined, // a database that is away now may be back before the lease is over
      );
    }, RENEW_MS).unref();
    try {
      if (attempts > MAX_ATTEMPTS)
        return void (await end(work, { state: 'failed', error: 'It was interrupted again and again.' }));
      const kind = kinds.find((one) => one.kind === work.kind) as WorkKind<Context>;
      const result = await kind.run({
        ...context,
        ...work,
        database,
        clock,
        signal,
        async save(tx, { done, total, cursor }) {
          const held = await changeHeld(
            tx,
            work,
            runner,
            {
              ...(done !== undefined && { done }),
              ...(total !== undefined && { total }),
              ...(cursor !== undefined && { cursor: JSON.stringify(cursor) }),
              attempts: 0,
            },
            clock.now(),
          );
          if (!held) throw new NotHeld();
          afterCommit(tx, () => {
            attempts = 0;
          });
        },
      });
      await end(work, { state: 'done', result: JSON.stringify(result ?? null), error: null });
    } catch (error) {
      if (error instanceof NotHeld || lost.signal.aborted) return;
      if (stopping.signal.aborted) return void (await putBack(work, clock.now(), Math.max(attempts - 1, 0)));
      if (isProblem(error) && error.code.startsWith('database.')) {
        log?.warn({ work: work.id, kind: work.kind, error }, 'work waits for the database');
        return void (await putBack(work, new Date(clock.now().getTime() + 10_000), attempts));
      }
      const refused = isProblem(error);
      if (!refused) log?.warn({ work: work.id, kind: work.kind, error }, 'work failed');
      const sentence = refused ? (error.detail ?? error.message) : 'Something went wrong on our side.';
      await end(work, { state: 'failed', error: sentence });
    } finally {
      clearInterval(renewing);
    }
  }

  async function claim(): Promise<number> {
    let taken = 0;
    while (running.size < concurrency && kinds.length > 0 && !stopping.signal.aborted) {
      const names = kinds.map(({ kind }) => kind);
      const now = clock.now();
      const work = await claimWork(database.db, {
        runner,
        kinds: names,
        perVendor,
        now,
        until: leasedUntil(),
      });
      if (!work) break;
      taken++;
      const ended = run(work)
        .catch((error) => log?.warn({ work: work.id, error }, 'the end of work could not be noted'))
        .finally(() => {
          running.delete(work);
          poke();
        });
      running.set(work, ended);
    }
    return taken;
  }

  let claiming: Promise<unknown> = Promise.resolve();
  /** One look at a time, so that together they don't take more than there is room for. */
  const claimOnce = (): Promise<number> => {
    const next = claiming.then(claim);
    claiming = next.catch(() => undefined);
    return next;
  };

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      wake = Promise.withResolvers<void>();
      await claimOnce().catch((error) => log?.warn({ error }, 'the work could not be read'));
      const nap = new AbortController();
      const slept = pause(pollMs * (0.5 + Math.random()), undefined, { signal: nap.signal, ref: false });
      await Promise.race([wake.promise, slept.catch(() => undefined)]);
      nap.abort();
    }
  }

  pokes.add(poke);
  const looping = loop();

  return {
    async runDue() {
      while ((await claimOnce()) > 0 || running.size > 0) await Promise.all(running.values());
    },
    async stop(graceMs = 10_000) {
      pokes.delete(poke);
      stopping.abort();
      poke();
      await looping;
      await claiming;
      await Promise.race([Promise.all(running.values()), pause(graceMs, undefined, { ref: false })]);
      for (const work of running.keys()) await putBack(work, clock.now(), Math.max(work.attempts - 1, 0));
    },
  };
}
