/**
 * What writing does to everybody else: event-loop delay and commits per second while many requests write, with the
 * writer on a thread of its own and, for comparison, on the event loop. `node tests/bench/event-loop.bench.ts [seconds]`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { inTransaction, openDatabase } from '../../src/kit/server/db/db.ts';
import { migrate } from '../../src/kit/server/db/migrate.ts';

const seconds = Number(process.argv[2] ?? 5);
const folder = mkdtempSync(join(process.env.PORTICO_BENCH_FOLDER ?? tmpdir(), 'portico-bench-'));
const table =
  'create table bench (vendor_id text not null, id integer not null, body text not null, primary key (vendor_id, id))';
const body = 'x'.repeat(400);
let id = 0;

async function measure(name: string, writers: number, write: () => Promise<void> | void): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const latencies: number[] = [];
  delay.enable();
  const end = performance.now() + seconds * 1_000;
  await Promise.all(
    Array.from({ length: writers }, async () => {
      while (performance.now() < end) {
        const started = performance.now();
        await write();
        latencies.push(performance.now() - started);
        await new Promise(setImmediate);
      }
    }),
  );
  delay.disable();
  latencies.sort((a, b) => a - b);
  const at = (share: number) => (latencies[Math.floor(latencies.length * share)] ?? 0).toFixed(1);
  const loop = [delay.percentile(50), delay.percentile(99), delay.max].map((ns) => (ns / 1e6).toFixed(1));
  console.log(
    `| ${name} | ${writers} | ${Math.round(latencies.length / seconds)} | ${at(0.5)} / ${at(0.99)} | ${loop.join(' / ')} |`,
  );
}

console.log(
  '| writer | at once | acts/s | act p50 / p99 ms | event-loop delay p50 / p99 / max ms (timer 1 ms) |',
);
console.log('|---|---|---|---|---|');

const database = await openDatabase(join(folder, 'thread.db'));
await migrate(database, [{ name: 'bench-0001', up: [table] }]);
const writeOnThread = () =>
  inTransaction(database.db, async (tx) => {
    for (let row = 0; row < 3; row++)
      await sql`insert into bench (vendor_id, id, body) values ('v', ${id++}, ${body})`.execute(tx);
  });
const inline = new DatabaseSync(join(folder, 'inline.db'));
inline.exec(`pragma journal_mode = wal; pragma synchronous = full; ${table} strict`);
const insert = inline.prepare(`insert into bench (vendor_id, id, body) values ('v', ?, ?)`);
const writeInline = () => {
  inline.exec('begin immediate');
  for (let row = 0; row < 3; row++) insert.run(id++, body);
  inline.exec('commit');
};

for (const writers of [1, 8, 64]) {
  await measure('thread, shared commits', writers, writeOnThread);
  await measure('event loop, one commit each', writers, writeInline);
}
inline.close();
await database.close();
rmSync(folder, { recursive: true });
