import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../src/apps/server/app.ts';
import { makeMetrics } from '../../src/apps/server/metrics.ts';
import { migrations } from '../../src/apps/server/migrations.ts';
import { sumNextDay } from '../../src/features/usage/server/sums.ts';
import { createApiKey } from '../../src/features/vendors/server/api-keys-store.ts';
import { createVendor } from '../../src/features/vendors/server/store.ts';
import { systemClock } from '../../src/kit/server/clock.ts';
import { inTransaction, openDatabase } from '../../src/kit/server/db/db.ts';
import { migrate } from '../../src/kit/server/db/migrate.ts';
import { makeLog } from '../../src/kit/server/log.ts';
import { makeSecrets } from '../../src/kit/server/secrets.ts';
import { insertCalls } from '../helpers/usage-records.ts';
import type { Row } from './statistics.ts';

const [small, large] = [10_000, Number(process.env.USAGE_RECORDS ?? 10_000_000)];
const publicUrl = 'http://localhost:4400';
const yearMs = 365 * 86_400_000;

interface Bench {
  ask(path: string): Promise<number>;
  /** Bytes of an export, and by how much the process grew meanwhile. */
  export(path: string): Promise<{ bytes: number; grewMb: number; seconds: number }>;
  readonly seconds: { readonly made: number; readonly summed: number };
  close(): Promise<void>;
}

async function benchOf(count: number, file: string): Promise<Bench> {
  const database = await openDatabase(file);
  await migrate(database, migrations);
  const secrets = makeSecrets('a secret of at least thirty-two symbols');
  const now = new Date();
  const { live, key } = await inTransaction(database.db, async (tx) => {
    const made = await createVendor(tx, secrets, { slug: 'bench', name: 'Bench', now });
    return { live: made.live, key: (await createApiKey(tx, made.live, { name: 'bench' }, now)).key };
  });
  const app = createApp({
    ...{ database, secrets, publicUrl, clock: systemClock, log: makeLog('silent'), metrics: makeMetrics() },
    stopping: () => false,
  });
  const headers = { authorization: `Bearer ${key}` };
  const post = (path: string, body: object) =>
    app.request(`${publicUrl}${path}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await post('/api/v1/portals', {
    slug: 'bench',
    brandName: 'Bench',
    isDefault: true,
    timeZone: 'Europe/Berlin',
  });
  const { id } = (await (await post('/api/v1/customers', { name: 'Example' })).json()) as { id: string };
  const begun = performance.now();
  const year = { fromMs: Math.floor((now.getTime() - yearMs) / 1000) * 1000, toMs: now.getTime() };
  await database.withoutLimits((db) =>
    insertCalls({ db }, { vendorId: live.id, customerId: id }, { count, ...year }),
  );
  const made = performance.now();
  const of = { vendorId: live.id, customerId: id, metric: 'call' };
  await database.withoutLimits(async (db) => {
    while (await inTransaction(db, (tx) => sumNextDay(tx, of, now)));
  });
  const summed = performance.now();
  const report = (path: string) => `${publicUrl}/api/v1/usage-report${path}customerId=${id}`;
  return {
    seconds: { made: (made - begun) / 1000, summed: (summed - made) / 1000 },
    async ask(path) {
      const started = performance.now();
      const answer = await app.request(`${report('?')}&${path}`, { headers });
      const body = await answer.text();
      if (answer.status !== 200) throw new Error(`${path}: ${body}`);
      return performance.now() - started;
    },
    async export(path) {
      const started = performance.now();
      const answer = await app.request(`${report('/export?')}&${path}`, { headers });
      const before = process.memoryUsage().rss;
      let [bytes, most] = [0, before];
      for await (const part of answer.body as unknown as AsyncIterable<Uint8Array>) {
        bytes += part.length;
        most = Math.max(most, process.memoryUsage().rss);
      }
      return { bytes, grewMb: (most - before) / 1_048_576, seconds: (performance.now() - started) / 1000 };
    },
    close: () => database.close(),
  };
}

const asked: readonly (readonly [string, string])[] = [
  ['month by day', 'report=day&period=last-month'],
  ['month by destination', 'report=destination&period=last-month'],
  ['month by number', 'report=number&period=last-month'],
  ['30 days by direction', 'report=direction&period=days-30'],
  ['year by month', 'report=month&period=year'],
  ['year by destination, outgoing', 'report=destination&period=year&direction=out'],
  ['newest records', 'report=records&period=days-30'],
  ['records found by number', 'report=records&period=days-30&search=%2B447979'],
];

/** S10: one customer's report over very many records against over few. */
export async function benchUsage(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'portico-bench-'));
  const few = await benchOf(small, join(folder, 'few.db'));
  const many = await benchOf(large, join(folder, 'many.db'));
  try {
    const times = new Map(asked.map(([what]) => [what, { few: [] as number[], many: [] as number[] }]));
    for (let round = 0; round < 15; round++) {
      for (const [what, path] of asked) {
        const [a, b] = [await few.ask(path), await many.ask(path)];
        if (round < 3) continue;
        times.get(what)?.few.push(a);
        times.get(what)?.many.push(b);
      }
    }
    // The quickest of all rounds: a few milliseconds are easily drowned by whatever else the machine does.
    const grown = [...times].map(([what, one]) => ({
      what,
      few: Math.min(...one.few),
      many: Math.min(...one.many),
    }));
    // A search looks at 100,000 records at most, and is told apart.
    const worst = grown.slice(0, -1).reduce((a, b) => (b.many / b.few > a.many / a.few ? b : a));
    // About a million records, or all there are.
    const file = await many.export('report=records&period=days-30');
    const detail = grown
      .map((one) => `${one.what} ${one.few.toFixed(1)} → ${one.many.toFixed(1)} ms`)
      .join(', ');
    const { made, summed } = many.seconds;
    return [
      {
        id: 'S10-report',
        what: `one customer’s report at ${large.toLocaleString('en')} usage records against ${small.toLocaleString('en')}`,
        worth: worst.many / worst.few,
        must: 2,
        goal: 1.2,
        unit: '×',
        detail: `worst: ${worst.what}; ${detail}; made in ${made.toFixed(0)} s, added up in ${summed.toFixed(0)} s`,
      },
      {
        id: 'S10-export',
        what: 'memory while 30 days of those records are exported',
        worth: file.grewMb,
        must: 100,
        goal: 50,
        unit: 'MB',
        detail: `${(file.bytes / 1_048_576).toFixed(0)} MB of CSV in ${file.seconds.toFixed(1)} s`,
      },
    ];
  } finally {
    await few.close();
    await many.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
