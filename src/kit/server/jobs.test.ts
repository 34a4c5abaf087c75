import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { describe, expect, test, vi } from 'vitest';
import { databaseKinds, testDatabase, testDatabaseUrl } from '../../../tests/helpers/databases.ts';
import { counting } from '../../../tests/helpers/work-until-killed.ts';
import { defineProblems, problemThrower } from '../common/problem.ts';
import { type Database, inTransaction, openDatabase } from './db/db.ts';
import { type Job, startJobs, wakeJob } from './jobs.ts';
import { listJobs } from './jobs-store.ts';
import { kitMigrations } from './migrations.ts';
import { cancelWork, enqueue, findWork, startWorkers, type WorkKind } from './work.ts';

const program = join(import.meta.dirname, '../../../tests/helpers/work-until-killed.ts');
const migrations = [
  ...kitMigrations,
  {
    name: 'test-0001-total',
    up: [
      'create table total (vendor_id text primary key, n integer not null)',
      "insert into total values ('v', 0)",
    ],
  },
];
const total = async (database: Database) =>
  (await sql<{ n: number }>`select n from total`.execute(database.db)).rows[0]?.n;

/** A clock to move by hand, shared by every runner of a test. */
function testClock(start = '2026-11-22T10:00:00Z') {
  let now = Date.parse(start);
  return {
    now: () => new Date(now),
    move: (ms: number) => {
      now += ms;
    },
  };
}

const sleepy = { pollMs: 3_600_000, context: {} };

describe.each(databaseKinds)('jobs on %s', (kind) => {
  const fresh = () => testDatabase(kind, migrations);

  test('a job runs when it is due, and not before', async () => {
    const database = await fresh();
    const clock = testClock();
    let runs = 0;
    const job: Job = { name: 'hourly', everyMs: 3_600_000, run: async () => void runs++ };
    const jobs = startJobs({ database, clock, jobs: [job], ...sleepy });
    await jobs.runDue();
    await jobs.runDue();
    expect(runs).toBe(1);
    clock.move(3_599_000);
    await jobs.runDue();
    expect(runs).toBe(1);
    clock.move(1_000);
    await jobs.runDue();
    expect(runs).toBe(2);
    await jobs.stop();
  });

  test('R9 one process at a time runs a job, however many have it', async () => {
    const url = await testDatabaseUrl(kind, migrations);
    const databases = await Promise.all([1, 2].map(() => openDatabase(url, { role: 'command' })));
    const clock = testClock();
    let [runs, at, most] = [0, 0, 0];
    const job: Job = {
      name: 'hourly',
      everyMs: 3_600_000,
      async run() {
        runs++;
        most = Math.max(most, ++at);
        await new Promise((done) => setTimeout(done, 50));
        at--;
      },
    };
    const runners = databases.map((database) => startJobs({ database, clock, jobs: [job], ...sleepy }));
    for (let hour = 1; hour <= 5; hour++) {
      await Promise.all(runners.map((jobs) => jobs.runDue()));
      expect({ runs, most }).toEqual({ runs: hour, most: 1 });
      clock.move(3_600_000);
    }
    for (const jobs of runners) await jobs.stop();
    for (const database of databases) await database.close();
  });

  test('a job that fails is tried again soon, says why, and does not stop the others', async () => {
    const database = await fresh();
    const clock = testClock();
    const done: string[] = [];
    const fails: Job = {
      name: 'fails',
      everyMs: 3_600_000,
      run: async () => {
        done.push('tried');
        if (done.filter((one) => one === 'tried').length < 3) throw new Error('no disk');
      },
    };
    const works: Job = { name: 'works', everyMs: 3_600_000, run: async () => void done.push('worked') };
    const jobs = startJobs({ database, clock, jobs: [fails, works], ...sleepy });
    await jobs.runDue();
    expect(done.sort()).toEqual(['tried', 'worked']);
    expect((await listJobs(database.db, clock.now()))[0]).toMatchObject({
      name: 'fails',
      failures: 1,
      error: 'Error: no disk',
      finishedAt: null,
    });
    clock.move(60_000);
    await jobs.runDue();
    clock.move(60_000);
    await jobs.runDue();
    expect((await listJobs(database.db, clock.now()))[0]).toMatchObject({ failures: 0, error: null });
    await jobs.stop();
  });

  test('a job that is woken runs before it is due', async () => {
    const database = await fresh();
    const clock = testClock();
    let runs = 0;
    const job: Job = { name: 'mail', everyMs: 3_600_000, run: async () => void runs++ };
    const jobs = startJobs({ database, clock, jobs: [job], ...sleepy });
    await jobs.runDue();
    await inTransaction(database.db, async (tx) => wakeJob(tx, 'mail'));
    await vi.waitFor(() => expect(runs).toBe(2));
    await jobs.stop();
  });

  test('a process that stops gives its job back at once', async () => {
    const database = await fresh();
    const clock = testClock();
    const stuck: Job = { name: 'slow', everyMs: 1_000, run: () => new Promise(() => undefined) };
    const first = startJobs({ database, clock, jobs: [stuck], ...sleepy });
    await vi.waitFor(async () => expect((await listJobs(database.db, clock.now()))[0]?.running).toBe(true));
    await first.stop(0);
    let ran = false;
    const heir = startJobs({
      database,
      clock,
      jobs: [
        {
          ...stuck,
          run: async () => {
            ran = true;
          },
        },
      ],
      ...sleepy,
    });
    await heir.runDue();
    expect(ran).toBe(true);
    await heir.stop();
  });
});

const enqueueSome = (database: Database, vendorId: string, kind: string, count = 1) =>
  inTransaction(database.db, async (tx) => {
    const ids: string[] = [];
    for (let n = 0; n < count; n++)
      ids.push(await enqueue(tx, { vendorId, kind, payload: { n }, at: new Date('2026-11-22T10:00:00Z') }));
    return ids;
  });

describe.each(databaseKinds)('long work on %s', (kind) => {
  const fresh = () => testDatabase(kind, migrations);

  test('is done once, tells how far it is, and keeps its result', async () => {
    const database = await fresh();
    const clock = testClock();
    const [id] = await enqueueSome(database, 'ven_a', 'counting');
    expect(await findWork(database.db, 'ven_a', id as string)).toMatchObject({ state: 'queued', done: 0 });
    expect(await findWork(database.db, 'ven_b', id as string)).toBeUndefined();
    const workers = startWorkers({ database, clock, kinds: [counting], ...sleepy });
    await workers.runDue();
    expect(await findWork(database.db, 'ven_a', id as string)).toMatchObject({
      state: 'done',
      done: 60,
      total: 60,
      payload: { n: 0 },
      result: { counted: 60 },
      error: null,
    });
    expect(await total(database)).toBe(60);
    await workers.stop();
  });

  test('IE05 two pieces of a vendor at a time, in all processes together; other vendors do not wait', async () => {
    const url = await testDatabaseUrl(kind, migrations);
    const databases = await Promise.all([1, 2].map(() => openDatabase(url, { role: 'command' })));
    const clock = testClock();
    const at: Record<string, number> = {};
    const most: Record<string, number> = {};
    let runs = 0;
    const slow: WorkKind = {
      kind: 'slow',
      async run({ vendorId }) {
        runs++;
        at[vendorId] = (at[vendorId] ?? 0) + 1;
        most[vendorId] = Math.max(most[vendorId] ?? 0, at[vendorId] as number);
        await new Promise((done) => setTimeout(done, 20));
        at[vendorId] = (at[vendorId] as number) - 1;
      },
    };
    const [first] = databases as [Database, Database];
    await enqueueSome(first, 'ven_a', 'slow', 20);
    await enqueueSome(first, 'ven_b', 'slow', 3);
    const runners = databases.map((database) => startWorkers({ database, clock, kinds: [slow], ...sleepy }));
    await vi.waitFor(
      async () => {
        await Promise.all(runners.map((workers) => workers.runDue()));
        expect(runs).toBe(23);
      },
      { timeout: 10_000 },
    );
    expect(most).toEqual({ ven_a: 2, ven_b: 2 });
    for (const workers of runners) await workers.stop();
    for (const database of databases) await database.close();
  });

  test('a refusal fails it with its sentence, a bug with none of its insides', async () => {
    const database = await fresh();
    const clock = testClock();
    const problem = problemThrower(defineProblems({ 'file.bad': { status: 422, title: 'The file is bad' } }));
    const bad: WorkKind = {
      kind: 'bad',
      run: async ({ payload }) => {
        if ((payload as { n: number }).n === 0) throw problem('file.bad', { detail: 'Line 3 has no name.' });
        throw new Error('secret insides');
      },
    };
    const [refused, broken] = await enqueueSome(database, 'ven_a', 'bad', 2);
    const workers = startWorkers({ database, clock, kinds: [bad], ...sleepy });
    await workers.runDue();
    expect(await findWork(database.db, 'ven_a', refused as string)).toMatchObject({
      state: 'failed',
      error: 'Line 3 has no name.',
    });
    expect(await findWork(database.db, 'ven_a', broken as string)).toMatchObject({
      state: 'failed',
      error: 'Something went wrong on our side.',
    });
    await workers.stop();
  });

  test('cancelled while it runs, it writes nothing more', async () => {
    const database = await fresh();
    const clock = testClock();
    const [id] = await enqueueSome(database, 'ven_a', 'counting');
    const stepped = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    const kinds: WorkKind[] = [
      {
        kind: 'counting',
        run: async (work) => {
          stepped.resolve();
          await go.promise;
          return counting.run(work);
        },
      },
    ];
    const workers = startWorkers({ database, clock, kinds, ...sleepy });
    await stepped.promise;
    const cancel = () =>
      inTransaction(database.db, (tx) => cancelWork(tx, 'ven_a', id as string, clock.now()));
    expect(await cancel()).toBe(true);
    expect(await cancel()).toBe(false);
    go.resolve();
    await workers.stop();
    expect(await findWork(database.db, 'ven_a', id as string)).toMatchObject({ state: 'cancelled', done: 0 });
    expect(await total(database)).toBe(0);
  });

  test('R1 killed in the middle, another process goes on where it stood, doing nothing twice', {
    timeout: 30_000,
  }, async () => {
    const url = await testDatabaseUrl(kind, migrations);
    const database = await openDatabase(url, { role: 'command' });
    const [id] = await inTransaction(database.db, async (tx) => [
      await enqueue(tx, { vendorId: 'ven_a', kind: 'counting', payload: null, at: new Date() }),
    ]);
    const child = fork(program, [url], { execArgv: [] });
    for (;;) if ((await once(child, 'message'))[0] >= 10) break;
    child.kill('SIGKILL');
    await once(child, 'exit');
    await pause(250); // what it had sent a database server is still done there
    const before = await findWork(database.db, 'ven_a', id as string);
    expect(before).toMatchObject({ state: 'running' });
    expect(await total(database)).toBe(before?.done);

    const clock = testClock(new Date().toISOString());
    let ran = false;
    const job: Job = {
      name: 'never-ending',
      everyMs: 1_000,
      run: async () => {
        ran = true;
      },
    };
    const workers = startWorkers({ database, clock, kinds: [counting], ...sleepy });
    const jobs = startJobs({ database, clock, jobs: [job], ...sleepy });
    await Promise.all([workers.runDue(), jobs.runDue()]);
    expect(ran).toBe(false); // the dead one's lease holds still
    expect(await total(database)).toBe(before?.done);
    clock.move(91_000);
    await Promise.all([workers.runDue(), jobs.runDue()]);
    expect(ran).toBe(true);
    expect(await total(database)).toBe(60);
    expect(await findWork(database.db, 'ven_a', id as string)).toMatchObject({ state: 'done', done: 60 });
    await Promise.all([workers.stop(), jobs.stop()]);
    await database.close();
  });

  test('work that kills its process every time is given up after five starts', async () => {
    const database = await fresh();
    const clock = testClock();
    const [id] = await enqueueSome(database, 'ven_a', 'deadly');
    for (let start = 1; start <= 5; start++) {
      let begun = false;
      const kinds: WorkKind[] = [
        {
          kind: 'deadly',
          run: () =>
            new Promise(() => {
              begun = true;
            }),
        },
      ];
      startWorkers({ database, clock, kinds, ...sleepy });
      await vi.waitFor(() => expect(begun).toBe(true));
      clock.move(91_000); // as if that process were gone
    }
    const workers = startWorkers({
      database,
      clock,
      kinds: [{ kind: 'deadly', run: async () => 1 }],
      ...sleepy,
    });
    await workers.runDue();
    expect(await findWork(database.db, 'ven_a', id as string)).toMatchObject({
      state: 'failed',
      error: 'It was interrupted again and again.',
    });
    await workers.stop();
  });
});
