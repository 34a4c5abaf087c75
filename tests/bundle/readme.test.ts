import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Window } from 'happy-dom';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestApp, testApp } from '../helpers/app.ts';
import { root, textOf } from './files.ts';

const readme = textOf('README.md');
const snippets = (language: string): string[] =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, code]) => code ?? '',
  );
const scripts = (JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }).scripts;

let app: TestApp;
beforeAll(async () => {
  app = await testApp('sqlite');
  await app.vendor('stromwerk');
});
afterAll(() => app.close());

test('the HTML that a vendor pastes parses, and every address in it answers', async () => {
  const [html] = snippets('html');
  expect(html).toBeDefined();
  const { document } = new Window({
    settings: { disableJavaScriptEvaluation: true, disableJavaScriptFileLoading: true },
  });
  document.write(html ?? '');
  const element = document.querySelector('portico-portal');
  const script = document.querySelector('script[src]');
  expect(element?.getAttribute('portal')).toBe('stromwerk');
  expect(script?.hasAttribute('async')).toBe(true);
  const addresses = [script?.getAttribute('src'), document.querySelector('a')?.getAttribute('href')];
  for (const address of addresses) {
    expect(address).toMatch(/^http:\/\/localhost:4400\//);
    const { pathname } = new URL(address ?? '');
    expect([pathname, (await app.anonymous.get(pathname)).status]).toEqual([pathname, 200]);
  }
  // The inline script is real code that sets what the loader reads.
  const code = [...document.querySelectorAll('script')].map(({ textContent }) => textContent).join('\n');
  const target: { fetchToken?: unknown } = {};
  new Function('document', code)({ querySelector: () => target });
  expect(target.fetchToken).toBeTypeOf('function');
});

test('every address under /v1 and /api that is named here exists', async () => {
  const vendor = await app.vendor('acme');
  const paths = new Set(
    [...readme.matchAll(/localhost:4400(\/(?:v1|api)[\w./-]*)/g)].map(([, path]) => path ?? ''),
  );
  expect(paths.size).toBeGreaterThan(3);
  for (const path of paths) {
    const { status } = path.startsWith('/v1/')
      ? await app.anonymous.get(path)
      : await vendor.api.send(path.endsWith('portal-tokens') ? 'POST' : 'GET', path, undefined);
    expect([path, status]).not.toEqual([path, 404]);
  }
  for (const path of ['/healthz', '/readyz', '/docs', '/api/v1/openapi.json']) {
    expect([path, (await app.anonymous.get(path)).status]).toEqual([path, 200]);
  }
});

test('every npm script that README and CONTRIBUTING name is there', () => {
  const named = [...`${readme}${textOf('CONTRIBUTING.md')}`.matchAll(/npm (?:run (?:-s )?)?([a-z][\w:]*)/g)]
    .map(([, name]) => name ?? '')
    .filter((name) => name !== 'are' && name !== 'run' && name !== 'scripts');
  expect(named).toContain('portico');
  expect([...new Set(named)].filter((name) => !scripts[name])).toEqual([]);
});

test('the bodies that curl sends are taken as they stand', async () => {
  const vendor = await app.vendor('keysmith');
  const [customer, token] = snippets('sh').flatMap((code) =>
    [...code.matchAll(/-d '(\{.*\})'/g)].map(([, body]) => body),
  );
  expect((await vendor.api.post('/api/v1/customers', customer)).status).toBe(201);
  const made = await vendor.api.post('/api/v1/portal-tokens', token);
  expect(made.status).toBe(201);
  expect(Object.keys(made.body).sort()).toEqual(['expiresAt', 'token', 'url']);
});

test('the command makes a vendor and prints its key alone, as README says', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'portico-readme-'));
  const run = promisify(execFile);
  const portico = async (...args: string[]): Promise<string> => {
    const { PORTICO_SECRET: _, ...rest } = process.env;
    const env = { ...rest, PORTICO_DATABASE: join(folder, 'data.db') };
    return (await run(process.execPath, ['src/apps/server/command.ts', ...args], { cwd: root, env })).stdout;
  };
  try {
    const [code] = snippets('sh').filter((one) => one.includes('vendor create'));
    const lines = (code ?? '').trim().split('\n');
    expect(lines).toHaveLength(2);
    const argsOf = (line: string): string[] =>
      [...line.replace('npm run -s portico -- ', '').matchAll(/"([^"]*)"|(\S+)/g)].map(
        ([, quoted, bare]) => quoted ?? bare ?? '',
      );
    await portico(...argsOf(lines[0] ?? ''));
    expect(await portico(...argsOf(lines[1] ?? ''))).toMatch(/^[\w-]{30,}\n$/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 30_000);

test('every setting of the service stands in README with its default, and no other', async () => {
  const source = textOf('src/apps/server/config.ts');
  const read = new Set(
    [...source.matchAll(/\benv\.([A-Z_]+)|\benv, '([A-Z_]+)'/g)].map(([, one, other]) => one ?? other ?? ''),
  );
  const rows = new Map(
    [...readme.matchAll(/^\| `([A-Z_]+)` \| (.+?) \| .+ \|$/gm)].map(([, name, usual]) => [
      name ?? '',
      usual ?? '',
    ]),
  );
  expect(read.size).toBeGreaterThan(6);
  expect([...rows.keys()].sort()).toEqual([...read].sort());
  expect([...rows.values()].filter((usual) => usual.trim() === '')).toEqual([]);
});

test('files that README links to exist', () => {
  const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)\)/g)].map(([, path]) => path ?? '');
  expect(links).toContain('docs/portal.png');
  expect(links.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
