import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../../src/apps/server/config.ts';
import { freePort } from '../helpers/free-port.ts';
import { root, textOf } from './files.ts';

const unit = textOf('examples/deploy/portico.service');
const values = (name: string): string[] =>
  [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value]) => value ?? '');
const environment = Object.fromEntries(
  textOf('examples/deploy/portico.env')
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portico-deploy-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hasSystemd = existsSync('/usr/bin/systemd-analyze');

test.skipIf(!hasSystemd)('the unit is one that systemd takes, and is locked down', async () => {
  const file = join(folder, 'portico.service');
  writeFileSync(
    file,
    unit
      .replaceAll('/opt/portico', root)
      .replace('/etc/portico/portico.env', `${root}/examples/deploy/portico.env`),
  );
  const analyze = (...args: string[]) => promisify(execFile)('systemd-analyze', args);
  const { stderr } = await analyze('verify', file);
  expect(stderr).toBe('');
  const { stdout } = await analyze('security', '--offline=true', '--threshold=20', file);
  expect(stdout).toMatch(/exposure level for \S+: [01]\.\d/);
});

async function started(child: ChildProcess, port: number): Promise<void> {
  for (let tries = 0; tries < 150 && child.exitCode === null; tries++) {
    if ((await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined))?.ok) return;
    await pause(100);
  }
  throw new Error(`the service did not come up (${child.exitCode})`);
}

test('the unit’s command starts the service with its environment file, and SIGTERM ends it well', async () => {
  const [command = ''] = values('ExecStart');
  const [program = '', ...args] = command.split(' ');
  expect(program).toBe('/opt/portico/node_modules/node/bin/node');
  const port = await freePort();
  const env = {
    ...{ PATH: process.env.PATH, NODE_ENV: 'production', NODE_COMPILE_CACHE: join(folder, 'cache') },
    ...environment,
    ...{ PORT: String(port), PORTICO_DATABASE: join(folder, 'portico.db') },
  };
  const child = spawn(program.replace('/opt/portico', root), args, { cwd: root, env, stdio: 'ignore' });
  await started(child, port);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('the environment file names only settings that there are, each with a value it takes', () => {
  const config = readConfig(environment);
  expect(config).toMatchObject({ publicUrl: 'https://account.acme.example', trustedProxies: 1, demo: false });
  const known = textOf('src/apps/server/config.ts');
  expect(Object.keys(environment).filter((name) => !known.includes(name))).toEqual([]);
});

interface Compose {
  readonly services: Readonly<
    Record<
      string,
      { environment: Record<string, string>; image?: string; build?: { dockerfile: string; context: string } }
    >
  >;
}

test('the compose file is one, and gives the service what it needs to start', () => {
  const { services } = parse(textOf('examples/deploy/compose.yaml')) as Compose;
  expect(Object.keys(services)).toEqual(['database', 'portico', 'proxy']);
  const { build, environment: given = {} } = services.portico ?? {};
  expect(existsSync(join(root, 'examples/deploy', build?.context ?? '', build?.dockerfile ?? ''))).toBe(true);
  const filled = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      value.replace(/\$\{\w+:-([^}]+)\}/, '$1').replace(/\$\{(\w+)[^}]*\}/, 'x'.repeat(40)),
    ]),
  );
  expect(readConfig(filled)).toMatchObject({
    database: `postgres://portico:${'x'.repeat(40)}@database/portico`,
    publicUrl: 'https://account.acme.example',
    trustedProxies: 1,
  });
  for (const { image } of Object.values(services)) if (image) expect(image).toMatch(/^docker\.io\/.+:\d/);
});

test('the Caddyfile sends everything but the figures to where the service listens', () => {
  const caddy = textOf('examples/deploy/Caddyfile');
  const count = (symbol: string) => caddy.split(symbol).length;
  expect(count('{')).toBe(count('}'));
  expect(caddy).toContain(`:${environment.HOST}:${environment.PORT}}`);
  expect(caddy).toMatch(/@inside path \/metrics \/tls\/\*\s+respond @inside 404/);
  expect(caddy).toContain(new URL(environment.PORTICO_PUBLIC_URL ?? '').hostname);
  expect(caddy).toContain('health_uri /readyz');
});
