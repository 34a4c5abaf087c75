import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../bundle/files.ts';
import { freePort } from '../helpers/free-port.ts';

let folder: string;
let child: ChildProcess;
let port: number;
let key: string;

/** The service in a process of its own, so that its memory is its own. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'portico-sockets-'));
  port = await freePort();
  const env = {
    ...process.env,
    ...{ PORT: String(port), PORTICO_DATABASE: join(folder, 'data.db'), PORTICO_DEMO: '0' },
    ...{ PORTICO_PUBLIC_URL: `http://localhost:${port}`, PORTICO_LOG_LEVEL: 'error' },
  };
  const run = (...args: string[]) => {
    const command = spawn(process.execPath, ['src/apps/server/command.ts', ...args], { cwd: root, env });
    return command.stdout.toArray().then((parts) => Buffer.concat(parts).toString().trim());
  };
  await run('vendor', 'create', '--slug', 'acme', '--name', 'Acme');
  key = await run('key', 'create', '--vendor', 'acme');
  child = spawn(process.execPath, ['--expose-gc', 'src/apps/server/main.ts'], {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (let tries = 0; tries < 100; tries++) {
    if ((await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined))?.ok) return;
    await pause(100);
  }
  throw new Error('the service did not come up');
});
afterAll(async () => {
  child?.kill('SIGKILL');
  if (child?.exitCode === null && !child.signalCode) await once(child, 'exit');
  rmSync(folder, { recursive: true, force: true });
});

const residentMb = (): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024;

async function answersMs(): Promise<number> {
  const start = performance.now();
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/customers`, {
    headers: { authorization: `Bearer ${key}` },
  });
  expect(response.status).toBe(200);
  await response.arrayBuffer();
  return performance.now() - start;
}

const open = async (text: string): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(text);
  return socket;
};

test('HD15 ten thousand idle connections cost little memory and nobody’s time', async () => {
  await answersMs();
  const before = residentMb();
  const sockets: Socket[] = [];
  const hello = 'GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: keep-alive\r\n\r\n';
  while (sockets.length < 10_000) {
    sockets.push(...(await Promise.all(Array.from({ length: 250 }, () => open(hello)))));
  }
  const [grown, took] = [residentMb() - before, await answersMs()];
  for (const socket of sockets) socket.destroy();
  console.log(`10,000 idle connections: ${grown.toFixed(0)} MB more, an answer in ${took.toFixed(0)} ms`);
  expect(grown).toBeLessThan(300);
  expect(took).toBeLessThan(1_000);
  await expect.poll(answersMs, { timeout: 10_000 }).toBeLessThan(200);
}, 120_000);

test('HD15 a thousand uploads that are broken off leave nothing behind', async () => {
  const before = residentMb();
  const megabyte = 'x'.repeat(1_000_000);
  for (let i = 0; i < 100; i++) {
    const sockets = await Promise.all(
      Array.from({ length: 10 }, () =>
        open(
          `POST /api/v1/customers HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${key}\r\n` +
            `content-type: application/json\r\ncontent-length: 60000\r\n\r\n${megabyte.slice(0, 50_000)}`,
        ),
      ),
    );
    for (const socket of sockets) socket.destroy();
  }
  const grown = residentMb() - before;
  console.log(`1,000 uploads broken off: ${grown.toFixed(0)} MB more`);
  expect(grown).toBeLessThan(150);
  expect(await answersMs()).toBeLessThan(1_000);
}, 120_000);

test('HD15 clients that ask for a hundred megabytes and read none are not served ahead', async () => {
  const before = residentMb();
  const ask = 'GET /api/v1/openapi.json HTTP/1.1\r\nhost: localhost\r\n\r\n'.repeat(400);
  const sockets = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const socket = await open(ask);
      socket.pause();
      return socket;
    }),
  );
  await pause(5_000);
  const grown = residentMb() - before;
  const took = await answersMs();
  for (const socket of sockets) socket.destroy();
  console.log(`20 clients that do not read: ${grown.toFixed(0)} MB more, an answer in ${took.toFixed(0)} ms`);
  expect(grown).toBeLessThan(300);
  expect(took).toBeLessThan(1_000);
}, 120_000);
