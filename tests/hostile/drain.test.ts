import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openDatabase } from '../../src/kit/server/db/db.ts';
import { freePort } from '../helpers/free-port.ts';

const root = join(import.meta.dirname, '../..');

async function aService() {
  const folder = mkdtempSync(join(tmpdir(), 'portico-drain-'));
  const port = await freePort();
  const database = join(folder, 'portico.db');
  const env = {
    ...process.env,
    ...{ PORT: String(port), PORTICO_DATABASE: database, PORTICO_DEMO: '0', PORTICO_LOG_LEVEL: 'warn' },
  };
  const command = (...args: string[]) =>
    execFileSync(process.execPath, ['src/apps/server/command.ts', ...args], {
      cwd: root,
      env,
      encoding: 'utf8',
    }).trim();
  const start = () =>
    spawn(process.execPath, ['src/apps/server/main.ts'], { cwd: root, env, stdio: 'ignore' });
  return { port, database, command, start, url: `http://127.0.0.1:${port}` };
}

async function ready(url: string): Promise<void> {
  while (
    !(await fetch(`${url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    ))
  )
    await pause(20);
}

/** Exit code and how long it took from now. */
async function ended(child: ChildProcess): Promise<{ code: number | null; ms: number }> {
  const started = performance.now();
  if (child.exitCode === null) await once(child, 'exit');
  return { code: child.exitCode, ms: performance.now() - started };
}

test('R10 told to stop under load, it ends all it has begun, takes nothing new, and leaves a clean file', {
  timeout: 60_000,
}, async () => {
  const { url, port, database, command, start } = await aService();
  command('vendor', 'create', '--slug', 'acme');
  const key = command('key', 'create', '--vendor', 'acme');
  const child = start();
  await ready(url);
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  await fetch(`${url}/api/v1/portals`, {
    ...{ method: 'POST', headers },
    body: JSON.stringify({ slug: 'acme', brandName: 'Acme', isDefault: true }),
  });

  const heard = { answered: 0, made: 0, failed: [] as string[], refused: 0, readiness: new Set<number>() };
  const load = { stop: false };
  const visitors = Array.from({ length: 8 }, async (_, index) => {
    while (!load.stop) {
      try {
        const writes = index < 4;
        const answer = await fetch(`${url}/api/v1/customers${writes ? '' : '?limit=5'}`, {
          headers,
          ...(writes && { method: 'POST', body: JSON.stringify({ name: 'Under load' }) }),
        });
        await answer.text();
        heard.answered++;
        if (answer.status === 201) heard.made++;
        else if (answer.status !== 200) heard.failed.push(String(answer.status));
      } catch (error) {
        const { code } = (error as { cause?: { code?: string } }).cause ?? {};
        // Reset: the system had taken the connection, nobody had heard it yet. That nothing of it was done is seen below.
        if (code !== 'ECONNREFUSED' && code !== 'ECONNRESET') heard.failed.push(String(code));
        heard.refused++;
        if (code === 'ECONNREFUSED') return;
      }
    }
  });
  // Five whose body comes slowly: begun before the signal, whole after it.
  const slow = Array.from({ length: 5 }, () => sendSlowly(port, headers));
  while (heard.answered < 100) await pause(10);

  child.kill('SIGTERM');
  const end = ended(child);
  await pause(50);
  child.kill('SIGTERM'); // a second one changes nothing
  await fetch(`${url}/readyz`).then(
    ({ status }) => heard.readiness.add(status),
    () => undefined,
  );
  expect(await Promise.all(slow)).toEqual([201, 201, 201, 201, 201]);
  const { code, ms } = await end;
  load.stop = true;
  await Promise.all(visitors);
  expect({ code, failed: heard.failed }).toEqual({ code: 0, failed: [] });
  expect(ms).toBeLessThan(25_000);
  expect(heard.refused).toBeLessThanOrEqual(16);
  expect([...heard.readiness].filter((status) => status !== 503)).toEqual([]);
  expect(statSync(`${database}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0);

  const opened = await openDatabase(database);
  const row = await opened.db
    .selectFrom('customer')
    .select((is) => is.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  expect(row.n).toBe(heard.made + 5);
  await opened.close();
});

function sendSlowly(port: number, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((done, fail) => {
    const asked = request(
      { host: '127.0.0.1', port, path: '/api/v1/customers', method: 'POST', headers },
      (answer) => {
        answer.resume();
        answer.once('end', () => done(answer.statusCode));
      },
    );
    asked.once('error', fail);
    asked.write('{"name":');
    setTimeout(() => asked.end('"Slow"}'), 2_500);
  });
}

test('R10 told to stop at any moment of its start, migrations included, it ends at once and the next start goes on', {
  timeout: 90_000,
}, async () => {
  const { url, start } = await aService();
  for (const ms of [100, 200, 300, 400, 500, 700]) {
    const child = start();
    await pause(ms);
    child.kill('SIGTERM');
    const end = await ended(child);
    expect(end.ms).toBeLessThan(5_000);
    // Before the program itself runs, the system's own answer to the signal ends it.
    expect([0, null]).toContain(end.code);
  }
  const child = start();
  await ready(url);
  child.kill('SIGTERM');
  expect((await ended(child)).code).toBe(0);
});
