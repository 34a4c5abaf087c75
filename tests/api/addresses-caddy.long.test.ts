import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { freePort } from '../helpers/free-port.ts';
import { type NameServer, startNameServer } from '../helpers/name-server.ts';

/** Debian's package; where it is missing, `apt-get install caddy`. */
const caddy = '/usr/bin/caddy';
const run = promisify(execFile);

let folder: string;
let names: NameServer;
let front: ChildProcess;
let service: ChildProcess;
let https: number;
let port: number;
let key: string;
let root: string;
let settings: NodeJS.ProcessEnv;

/** The Caddyfile that is shipped, with a certificate authority of this machine's own and other ports. */
function caddyfile(http: number): string {
  const shipped = readFileSync('examples/deploy/Caddyfile', 'utf8');
  const here = `admin off\n local_certs\n skip_install_trust\n http_port ${http}\n https_port ${https}\n storage file_system ${folder}/caddy\n servers {`;
  return shipped.replace('servers {', here).replace('account.acme.example {', 'localhost {');
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'caddy-'));
  names = await startNameServer();
  const http = await freePort();
  https = await freePort();
  port = await freePort();
  writeFileSync(join(folder, 'Caddyfile'), caddyfile(http));
  front = spawn(caddy, ['run', '--config', join(folder, 'Caddyfile')], {
    env: { ...process.env, HOME: folder, PORTICO_UPSTREAM: `127.0.0.1:${port}` },
    stdio: 'ignore',
  });
  root = join(folder, 'caddy/pki/authorities/local/root.crt');
  await vi.waitFor(() => expect(existsSync(root)).toBe(true), { timeout: 20_000 });
  settings = {
    ...{ ...process.env, NODE_EXTRA_CA_CERTS: root, PORT: String(port), PORTICO_DEMO: '0' },
    ...{ PORTICO_DATABASE: join(folder, 'portico.db'), PORTICO_PUBLIC_URL: `https://localhost:${https}` },
    ...{ PORTICO_DNS_SERVERS: names.address, PORTICO_TRUSTED_PROXIES: '1', PORTICO_LOG_LEVEL: 'error' },
  };
  const portico = (...args: string[]) =>
    run(process.execPath, ['src/apps/server/command.ts', ...args], { env: settings });
  await portico('vendor', 'create', '--slug', 'acme');
  key = (await portico('key', 'create', '--vendor', 'acme')).stdout.trim();
  service = spawn(process.execPath, ['src/apps/server/main.ts'], { env: settings, stdio: 'ignore' });
  await vi.waitFor(() => fetch(`http://127.0.0.1:${port}/healthz`), { timeout: 30_000 });
});

afterAll(async () => {
  for (const child of [service, front]) child?.kill('SIGKILL');
  await names?.close();
  rmSync(folder, { recursive: true, force: true });
});

const api = async (method: string, path: string, body?: object) => {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  return JSON.parse((await answer.text()) || 'null');
};

/** As a browser that trusts the authority: what is answered, and who signed. */
const open = (host: string, path: string) =>
  new Promise<{ status: number | undefined; location: string | undefined; issuer: string }>((done, fail) => {
    const asked = request(
      {
        ...{ host: '127.0.0.1', port: https, path, servername: host, ca: readFileSync(root) },
        headers: { host: `${host}:${https}` },
      },
      (answer) => {
        const certificate = (answer.socket as import('node:tls').TLSSocket).getPeerCertificate();
        answer.resume();
        done({
          ...{ status: answer.statusCode, location: answer.headers.location },
          issuer: String(certificate.issuer?.CN),
        });
      },
    );
    asked.once('error', fail);
    asked.end();
  });

test('CON-6 WH17 Caddy issues for a proven name alone, from pending to issued', async () => {
  const portal = await api('POST', '/portals', { slug: 'acme', brandName: 'Acme' });
  const at = `/portals/${portal.id}/addresses`;
  const address = await api('POST', at, { host: 'account.acme.test' });
  expect(address.state).toBe('pending');
  await expect(open('account.acme.test', '/')).rejects.toThrow();
  await expect(open('random.test', '/')).rejects.toThrow();
  for (const { type, name, value } of address.records) names.zone[name] = { [type]: value };
  const checked = await api('POST', `${at}/${address.id}/check`);
  expect(checked).toMatchObject({ state: 'issued', findings: [] });
  expect(Date.parse(checked.certificateUntil)).toBeGreaterThan(Date.now());
  expect(await open('account.acme.test', '/')).toMatchObject({
    ...{ status: 302, location: '/p/acme', issuer: expect.stringContaining('Caddy Local Authority') },
  });
  expect((await open('account.acme.test', '/console')).status).toBe(404);
  expect((await open('account.acme.test', '/tls/ask?domain=account.acme.test')).status).toBe(404);
  const issued = () => execFileSync('ls', [join(folder, 'caddy/certificates/local')]).toString();
  await Promise.all(
    Array.from({ length: 200 }, (_, n) => open(`n${n}.strangers.test`, '/').catch(() => undefined)),
  );
  expect(issued().trim().split('\n').sort()).toEqual(['account.acme.test', 'localhost']);
  names.zone['account.acme.test'] = { CNAME: 'elsewhere.test' };
  await api('POST', `${at}/${address.id}/check`);
  expect(await api('POST', `${at}/${address.id}/check`)).toMatchObject({ state: 'broken' });
  expect((await open('account.acme.test', '/')).status).toBe(421);
}, 120_000);
