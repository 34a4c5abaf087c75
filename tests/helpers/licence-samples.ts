import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestApp, type TestVendor, testApp, testPublicUrl } from './app.ts';

const samples = new URL('../../examples/licence-checks/', import.meta.url).pathname;
const run = promisify(execFile);

interface Language {
  readonly name: string;
  /** Ends with 0 where the machine has it. */
  readonly has: readonly string[];
  /** What makes a program of it, in a folder of its own. */
  readonly build?: (folder: string) => readonly string[];
  readonly start: (folder: string) => readonly string[];
}

const openssl = '#include <openssl/ssl.h>\nint main() {}';
const languages: readonly Language[] = [
  {
    name: 'JavaScript',
    has: [process.execPath, '--version'],
    start: () => [process.execPath, `${samples}licence.mjs`],
  },
  { name: 'Python', has: ['python3', '--version'], start: () => ['python3', `${samples}licence.py`] },
  {
    ...{ name: 'Java', has: ['javac', '--version'] },
    build: (folder) => ['javac', '-d', folder, `${samples}Licence.java`],
    start: (folder) => ['java', '-Xshare:auto', '-cp', folder, 'Licence'],
  },
  {
    ...{ name: 'C++', has: ['sh', '-c', `printf '%s' '${openssl}' | c++ -x c++ -fsyntax-only -`] },
    build: (folder) => [
      ...['c++', '-std=c++17', '-Wall', '-Wextra', '-Werror', `${samples}licence.cpp`],
      ...['-lssl', '-lcrypto', '-o', `${folder}/licence`],
    ],
    start: (folder) => [`${folder}/licence`],
  },
  {
    ...{ name: 'Go', has: ['go', 'version'] },
    build: (folder) => ['go', 'build', '-o', `${folder}/licence-go`, `${samples}licence.go`],
    start: (folder) => [`${folder}/licence-go`],
  },
  {
    ...{ name: 'C#', has: ['dotnet', '--version'] },
    build: (folder) => ['dotnet', 'build', samples, '-o', `${folder}/dotnet`],
    start: (folder) => ['dotnet', `${folder}/dotnet/licence-checks.dll`],
  },
  {
    ...{ name: 'C# (Mono)', has: ['sh', '-c', 'mcs --version && mono --version'] },
    build: (folder) => [
      ...['mcs', '-langversion:7', '-warnaserror', `-out:${folder}/licence.exe`, `${samples}Licence.cs`],
      ...['System.Runtime.Serialization', 'System.Net.Http', 'System.Numerics'].map((one) => `-r:${one}.dll`),
    ],
    start: (folder) => ['mono', `${folder}/licence.exe`],
  },
];

const present = ({ has }: Language): boolean => {
  try {
    execFileSync(has[0] as string, has.slice(1), { stdio: 'ignore', timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
};

const split = ([command = '', ...rest]: readonly string[]): [string, string[]] => [command, rest];

/** Each sample against a service of its own, as far as the machine has what runs it. */
export function trySamples(names: readonly string[]): void {
  let portico: TestApp;
  let acme: TestVendor;
  let server: Server;
  let api: string;
  let folder: string;
  let product: { id: string; publishableKey: string };
  beforeAll(async () => {
    portico = await testApp('sqlite');
    acme = await portico.vendor();
    product = (
      await acme.api.post('/api/v1/products', { name: 'Studio', deactivations: { most: -1, perDays: 1 } })
    ).body;
    folder = await mkdtemp(join(tmpdir(), 'portico-licence-samples-'));
    // The programs call a port, and the app answers to the name that it is known by.
    server = createServer(async (request, response) => {
      const answer = await portico.app.request(
        `${testPublicUrl}${request.url}`,
        { method: 'POST', headers: { 'content-type': 'application/json' }, body: await text(request) },
        { incoming: { socket: { remoteAddress: '127.0.0.1' } } },
      );
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server?.close();
    await rm(folder, { recursive: true, force: true });
    await portico?.close();
  });

  for (const language of languages.filter(({ name }) => names.includes(name))) {
    test.skipIf(!present(language))(
      `DAY-20 ${language.name}: activates, looks at the signed file without a connection, and de-activates`,
      async () => {
        const { name, build, start } = language;
        if (build)
          await run(...split(build(folder)), {
            env: { ...process.env, GOCACHE: folder, GOFLAGS: '-mod=mod' },
          });
        const say = async (...words: string[]): Promise<string> =>
          (await run(...split([...start(folder), ...words]))).stdout.trim();
        const made = (
          await acme.api.post('/api/v1/licences', { productId: product.id, expiresAt: '2029-01-31' })
        ).body;
        const { key } = (await acme.api.get(`/api/v1/licences/${made.id}/key`)).body;
        const used = async () => (await acme.api.get(`/api/v1/licences/${made.id}`)).body.machines;
        const pub = product.publishableKey;
        const file = join(folder, `${name}.lic`);
        expect(await say('activate', api, pub, key, 'DESK-1', file)).toBe('valid');
        expect(await used()).toBe(1);
        await expect(say('activate', api, pub, key, 'DESK-2', file)).rejects.toThrow('licence.machine-limit');
        // A new key signs from now on; this file was signed by the one before.
        await acme.api.post('/api/v1/licence-signing-keys', {});
        const keys = join(folder, `${name}.json`);
        const known = (await portico.anonymous.get(`/runtime/v1/licences/keys?product=${pub}`)).body;
        await writeFile(keys, JSON.stringify(known));
        const now = Math.floor(portico.clock.now().getTime() / 1000);
        const day = 86_400;
        const check = (at: number, lastSeen = 0, print = 'DESK-1', path = file) =>
          say('check', path, keys, pub, print, String(lastSeen), String(at));
        expect(
          await Promise.all([
            check(now),
            check(now, 0, 'DESK-2'),
            check(now + 15 * day),
            check(now + 18 * day),
            check(now - day),
            check(now, now + day),
            check(now + 1000 * day),
          ]),
        ).toEqual([
          'valid',
          'refused: other',
          'stale: grace',
          'stale: age',
          'stale: clock',
          'stale: clock',
          'ended',
        ]);
        const [head, content = '', signature] = (await readFile(file, 'utf8')).split('.');
        const claims = { ...JSON.parse(Buffer.from(content, 'base64url').toString()), exp: now + 9999 * day };
        const altered = Buffer.from(JSON.stringify(claims)).toString('base64url');
        await writeFile(`${file}.altered`, [head, altered, signature].join('.'));
        expect(await check(now, 0, 'DESK-1', `${file}.altered`)).toBe('refused: signature');
        expect(await say('deactivate', api, pub, key, 'DESK-1')).toBe('not-activated');
        expect(await used()).toBe(0);
      },
      60_000,
    );
  }
}
