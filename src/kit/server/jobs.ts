import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from './clock.ts';
import { afterCommit, type Database, type DatabaseLog, type Db } from './db/db.ts';
import { dueJobs, endJob, renewJob, takeJob } from './jobs-store.ts';

/** What a run of a job gets, beside what the app adds. */
export interface JobRun {
  readonly database: Database;
  readonly clock: Clock;
  /** Aborted when the process stops or another one has taken the job over: end soon, writing nothing more. */
  readonly signal: AbortSignal;
}

/** Something to do again and again, by one process at a time. */
export interface Job<Context = object> {
  readonly name: string;
  /** From the start of one run to the start of the next; a run that takes longer is followed at once. */
  readonly everyMs: number;
  /** Must bear to be run again after a crash half way. Throwing means: again after `retryMs`. */
  run(context: Context & JobRun): Promise<void>;
  /** Of its very first run on this data; at once unless said. */
  readonly firstAfterMs?: number;
  /** After a failure; default: a tenth of `everyMs`, one minute at most. */
  readonly retryMs?: number;
}

export interface JobsOptions<Context> {
  readonly database: Database;
  readonly clock: Clock;
  readonly log?: DatabaseLog;
  readonly jobs: readonly Job<Context>[];
  readonly context: Context;
  /** How often to look; default 1 s. */
  readonly pollMs?: number;
  /**
   * How long a job belongs to a runner that may have died; default 90 s, renewed every 10. Clocks of two processes
   * may differ by 30 s, so it must be well above that.
   */
  readonly leaseMs?: number;
}

export interface Jobs {
  /** Runs what is due now and resolves when that is over: for tests and commands. */
  runDue(): Promise<void>;
  /** Starts nothing new, tells what runs to end, waits up to `graceMs` (default 10 s), gives the leases back. */
  stop(graceMs?: number): Promise<void>;
}

const wakers = new Set<(name: string) => void>();

/** Runs a job of this process early, once `tx` is on disk: for a queue that just got something. */
export const wakeJob = (tx: Db, name: string): void =>
  afterCommit(tx, () => {
    for (const wake of wakers) wake(name);
  });

const RENEW_MS = 10_000;

/** Runs jobs, each by one runner at a time: any number of processes may run these. */
export function startJobs<Context>(options: JobsOptions<Context>): Jobs {
  const { database, clock, log, jobs, context, pollMs = 1_000, leaseMs = 90_000 } = options;
  const runner = randomUUID();
  const names = jobs.map(({ name }) => name);
  const stopping = new AbortController();
  const running = new Map<string, Promise<void>>();
  const woken = new Set<string>();
  let wake = Promise.withResolvers<void>();
  const poke = (name: string) => {
    if (names.includes(name)) woken.add(name);
    wake.resolve();
  };
  const lease = () => {
    const now = clock.now();
    return { runner, now, until: new Date(now.getTime() + leaseMs) };
  };

  async function run(job: Job<Context>): Promise<void> {
    const lost = new AbortController();
    const signal = AbortSignal.any([stopping.signal, lost.signal]);
    const renewing = setInterval(() => {
      renewJob(database.db, job.name, lease()).then(
        (held) => held || lost.abort(),
        () => undefined, // a database that is away now may be back before the lease is over
      );
    }, RENEW_MS).unref();
    const started = clock.now().getTime();
    try {
      await job.run({ ...context, database, clock, signal });
      if (signal.aborted) return await endJob(database.db, job.name, { runner, dueAt: undefined }).then();
      const dueAt = new Date(started + job.everyMs);
      await endJob(database.db, job.name, { runner, dueAt, finishedAt: clock.now() });
    } catch (error) {
      if (!signal.aborted) log?.warn({ job: job.name, error }, 'a job failed');
      const wait = job.retryMs ?? Math.min(job.everyMs / 10, 60_000);
      await endJob(database.db, job.name, {
        runner,
        dueAt: signal.aborted ? undefined : new Date(clock.now().getTime() + wait),
        ...(signal.aborted ? {} : { error: String(error).slice(0, 500) }),
      });
    } finally {
      clearInterval(renewing);
    }
  }

  /** @returns how many it started */
  async function look(): Promise<number> {
    const early = new Set(woken);
    woken.clear();
    const due = await dueJobs(database.db, jobs, clock.now());
    let started = 0;
    for (const job of jobs) {
      if (stopping.signal.aborted) break;
      const { name } = job;
      if (!due.includes(name) && !early.has(name)) continue;
      // Woken while it runs: what woke it may have come after its look, so it runs once more.
      const held = running.has(name) || !(await takeJob(database.db, name, lease(), early.has(name)));
      if (held) {
        if (running.has(name) && early.has(name)) woken.add(name);
        continue;
      }
      started++;
      const ended = run(job)
        .catch((error) => log?.warn({ job: name, error }, 'the end of a job could not be noted'))
        .finally(() => {
          running.delete(name);
          if (woken.has(name)) wake.resolve();
        });
      running.set(name, ended);
    }
    return started;
  }

  let looking: Promise<unknown> = Promise.resolve();
  /** One look at a time, so that no job is started twice. */
  const lookOnce = (): Promise<number> => {
    const next = looking.then(look);
    looking = next.catch(() => undefined);
    return next;
  };

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      wake = Promise.withResolvers<void>();
      await lookOnce().catch((error) => log?.warn({ error }, 'the jobs could not be read'));
      const nap = new AbortController();
      const slept = pause(pollMs * (0.5 + Math.random()), undefined, { signal: nap.signal, ref: false });
      await Promise.race([wake.promise, slept.catch(() => undefined)]);
      nap.abort();
    }
  }

  wakers.add(poke);
  const looping = loop();

  return {
    async runDue() {
      while ((await lookOnce()) > 0 || running.size > 0) await Promise.all(running.values());
    },
    async stop(graceMs = 10_000) {
      wakers.delete(poke);
      stopping.abort();
      wake.resolve();
      await looping;
      await looking;
      await Promise.race([Promise.all(running.values()), pause(graceMs, undefined, { ref: false })]);
      for (const name of running.keys()) await endJob(database.db, name, { runner, dueAt: undefined });
    },
  };
}
