import { execFileSync, fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { databaseKinds, testDatabaseUrl } from '../../../tests/helpers/databases.ts';
import { emptyPlace } from '../../../tests/helpers/empty-database.ts';
import { freePort } from '../../../tests/helpers/free-port.ts';
import { type Release, releases, unpackRelease } from '../../../tests/helpers/releases.ts';
import { isProblem } from '../../kit/common/problem.ts';
import { inTransaction, openDatabase } from '../../kit/server/db/db.ts';
import { migrate } from '../../kit/server/db/migrate.ts';
import { makeLog } from '../../kit/server/log.ts';
import { copyRows } from '../../kit/server/portable/copy.ts';
import { copyData, openSource } from '../../kit/server/portable/transfer.ts';
import { readConfig } from './config.ts';
import { migrations } from './migrations.ts';
import { openExisting } from './service.ts';

const root = join(import.meta.dirname, '../../..');
const upgrader = join(root, 'tests/helpers/upgrade-until-killed.ts');
const [oldest] = releases as [Release];

async function placeOf(kind: 'sqlite' | 'postgres', file: string): Promise<string> {
  if (kind === 'sqlite') return file;
  const place = await emptyPlace(kind);
  const source = await openSource(file);
  await copyData(source, place, migrations).finally(() => source.close());
  return place;
}

/** Rows of tables that an upgrade does not write to. */
async function sums(place: string) {
  const source = await openSource(place);
  const all = await copyRows(source, undefined).finally(() => source.close());
  return Object.fromEntries(
    ['signing_key', 'api_key', 'used_token', 'directory'].map((name) => [name, all[name]]),
  );
}

describe.each(databaseKinds)('an upgrade on %s', (kind) => {
  test('R12, DAY-13 killed again and again inside its steps, it converges to the same data', {
    timeout: 300_000,
  }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portico-killed-'));
    const file = join(folder, 'portico.db');
    unpackRelease(oldest, file);
    const place = await placeOf(kind, file);
    const before = await sums(place);
    const env = {
      ...process.env,
      ...{ PORTICO_DATABASE: place, PORTICO_SECRET: oldest.secret, PORTICO_DEMO: '0' },
      PORTICO_BACKUP_FOLDER: join(folder, 'backups'),
    };
    let kills = 0;
    for (let round = 0; ; round++) {
      const child = fork(upgrader, [], { env, execArgv: [] });
      const [said] = (await once(child, 'message')) as [string];
      expect(said).toBe('begins');
      const done = once(child, 'message').then(
        () => true,
        () => false,
      );
      // Steps last milliseconds: each round lives a little longer than the one before. One that ends by itself found
      // the backup that the one before it made in the same second.
      const ended = once(child, 'exit');
      const finished = await Promise.race([done, pause(100 + round * 15 + Math.random() * 15, false)]);
      if (finished) break;
      child.kill('SIGKILL');
      await ended;
      kills++;
    }
    expect(kills).toBeGreaterThan(0);
    const opened = await openExisting(readConfig(env), { log: makeLog('silent') });
    expect(opened).toBeDefined();
    await opened?.close();
    expect(await sums(place)).toEqual(before);
  });
});

test.skipIf(!databaseKinds.includes('postgres'))(
  'R12 on PostgreSQL with a million customers and writers at work: a write waits or is told 503, and none is lost',
  { timeout: 300_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portico-large-'));
    const file = join(folder, 'portico.db');
    unpackRelease(oldest, file);
    const place = await placeOf('postgres', file);
    const admin = new pg.Client({ connectionString: place });
    await admin.connect();
    const { rows: columns } = await admin.query(
      "select string_agg(column_name, ', ') as names from information_schema.columns where table_name = 'customer' and column_name not in ('id', 'external_id')",
    );
    const names = columns[0]?.names as string;
    await admin.query(`insert into customer (id, external_id, ${names})
      select 'cus_' || lpad(n::text, 26, '0'), null, ${names}
      from generate_series(1, 1000000) n, (select * from customer limit 1) c`);
    await admin.query('create table tally (n bigint not null)');

    const database = await openDatabase(place, { poolSize: 4 });
    const seen = { writes: 0, longestMs: 0, refused: 0, other: [] as unknown[] };
    const load = { stop: false };
    const writers = Array.from({ length: 4 }, async (_, index) => {
      while (!load.stop) {
        const started = performance.now();
        try {
          await inTransaction(database.db, async (tx) => {
            await tx
              .updateTable('customer')
              .set({ updated_at: new Date().toISOString() })
              .where(
                'id',
                '=',
                `cus_${String(1 + ((seen.writes * 4 + index) % 1_000_000)).padStart(26, '0')}`,
              )
              .execute();
          });
          seen.writes++;
        } catch (error) {
          if (isProblem(error) && error.status === 503) seen.refused++;
          else seen.other.push(error);
        }
        seen.longestMs = Math.max(seen.longestMs, performance.now() - started);
        await pause(2);
      }
    });
    await pause(500);
    const migrating = await openDatabase(place, { role: 'command' });
    await migrate(migrating, migrations);
    load.stop = true;
    await Promise.all(writers);
    process.stderr.write(
      `writes ${seen.writes}, refused ${seen.refused}, longest ${Math.round(seen.longestMs)} ms\n`,
    );
    expect(seen.other).toEqual([]);
    await Promise.all([database.close(), migrating.close(), admin.end()]);
    // The promise itself: a write waits two seconds at most, and fewer than one in a thousand is refused.
    expect(seen.longestMs).toBeLessThan(2_000);
    expect(seen.refused / (seen.writes + seen.refused)).toBeLessThan(0.001);
  },
);

const newest = releases.at(-1) as Release;
const hasHistory = spawnSync('git', ['cat-file', '-e', newest.commit], { cwd: root }).status === 0;

test.skipIf(!databaseKinds.includes('postgres') || !hasHistory)(
  'R12 while one process after the other is replaced, the release before goes on reading and writing in the new schema',
  { timeout: 120_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portico-roll-'));
    const file = join(folder, 'portico.db');
    unpackRelease(newest, file);
    const place = await placeOf('postgres', file);
    const code = join(folder, 'code');
    mkdirSync(code);
    const archive = execFileSync('git', ['archive', newest.commit, 'src', 'package.json', 'themes'], {
      ...{ cwd: root, maxBuffer: 100_000_000 },
    });
    execFileSync('tar', ['-x', '-C', code], { input: archive });
    symlinkSync(join(root, 'node_modules'), join(code, 'node_modules'));
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    const env = {
      ...process.env,
      ...{ PORTICO_DATABASE: place, PORTICO_SECRET: newest.secret, PORT: String(port), HOST: '127.0.0.1' },
      ...{ PORTICO_PUBLIC_URL: origin, PORTICO_LOG_LEVEL: 'warn' },
    };
    const old = spawn(process.execPath, ['src/apps/server/main.ts', '--no-demo'], {
      ...{ cwd: code, env, stdio: ['ignore', 'ignore', 'inherit'] },
    });
    try {
      const ready = () =>
        fetch(`${origin}/readyz`).then(
          (answer) => answer.ok,
          () => false,
        );
      while (!(await ready())) {
        expect(old.exitCode).toBeNull();
        await pause(50);
      }
      const database = await openDatabase(place);
      expect((await migrate(database, migrations)).length).toBeGreaterThan(0);

      const ask = async (method: string, path: string, body?: object) => {
        const answer = await fetch(`${origin}${path}`, {
          method,
          headers: { authorization: `Bearer ${newest.apiKey}`, 'content-type': 'application/json' },
          ...(body && { body: JSON.stringify(body) }),
        });
        const text = await answer.text();
        return { status: answer.status, body: text && JSON.parse(text) };
      };
      const made = await ask('POST', '/api/v1/customers', { name: 'Made by the release before' });
      expect(made).toMatchObject({ status: 201 });
      const { id } = made.body;
      expect(await ask('PATCH', `/api/v1/customers/${id}`, { number: 'K-1' })).toMatchObject({ status: 200 });
      expect(await ask('GET', '/api/v1/customers?search=release')).toMatchObject({
        ...{ status: 200, body: { items: [{ id }] } },
      });
      const contact = { customerId: id, name: 'Anna', email: 'anna@example.com' };
      expect(await ask('POST', '/api/v1/contacts', contact)).toMatchObject({ status: 201 });
      const launch = { customerId: id, portal: 'stromwerk' };
      const token = await ask('POST', '/api/v1/portal-tokens', launch);
      expect(token).toMatchObject({ status: 201 });
      const exchange = { token: token.body.token };
      expect(await ask('POST', '/portal/v1/sessions', exchange)).toMatchObject({ status: 201 });
      expect(await ask('DELETE', `/api/v1/customers/${id}`)).toMatchObject({ status: 204 });
      await database.close();
    } finally {
      old.kill();
      await once(old, 'exit');
    }
  },
);

test.skipIf(!databaseKinds.includes('postgres'))(
  'DAY-14 a million rows move to PostgreSQL and back with a heap of 96 MB',
  { timeout: 600_000 },
  async () => {
    const file = await testDatabaseUrl('sqlite', migrations);
    const database = new DatabaseSync(file);
    database.exec(`with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000000)
      insert into used_token (vendor_id, jti, expires_at)
      select 'ven_a', 'jti_' || i || '_' || hex(randomblob(8)), '2026-11-22T10:00:00.000Z' from n`);
    database.close();
    const place = await emptyPlace('postgres');
    const back = await emptyPlace('sqlite');
    const move = async (from: string, to: string): Promise<number> => {
      const env = {
        ...process.env,
        PORTICO_DATABASE: from,
        PORTICO_SECRET: oldest.secret,
        PORTICO_DEMO: '0',
      };
      const child = spawn(
        process.execPath,
        ['--max-old-space-size=96', 'src/apps/server/command.ts', 'move', '--to', to],
        {
          ...{ cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] },
        },
      );
      const watch = { peakMb: 0 };
      const timer = setInterval(() => {
        const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
        watch.peakMb = Math.max(watch.peakMb, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
      }, 200);
      const [code] = await once(child, 'exit');
      clearInterval(timer);
      expect(code).toBe(0);
      return watch.peakMb;
    };
    const peaks = [await move(file, place), await move(place, back)];
    process.stderr.write(`peaks ${peaks.map(Math.round).join(' and ')} MB\n`);
    // 96 MB of heap, as much again in the thread that writes, Node's own program (60 MB) and its reader of TypeScript
    // (16 MB in each thread), and the blocks in which rows are on their way: what does not grow with the rows.
    expect(Math.max(...peaks)).toBeLessThan(350);
    const count = execFileSync(process.execPath, [
      '-e',
      `const { DatabaseSync } = require('node:sqlite'); console.log(new DatabaseSync(process.argv[1]).prepare('select count(*) as n from used_token').get().n)`,
      back,
    ]);
    expect(Number(count)).toBe(1_000_000);
  },
);
