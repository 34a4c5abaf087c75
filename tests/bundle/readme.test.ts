import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Window } from 'happy-dom';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestApp, testApp, testPublicUrl } from '../helpers/app.ts';
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
  await app.vendor('acme');
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
  expect(element?.getAttribute('portal')).toBe('acme');
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
  const vendor = await app.vendor('paths');
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

test('what is typed makes a vendor, a key printed alone, a portal, a customer and a token', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'portico-readme-'));
  const { PORTICO_SECRET: _, ...rest } = process.env;
  const env = { ...rest, PORTICO_DATABASE: join(folder, 'data.db'), PORTICO_PUBLIC_URL: testPublicUrl };
  const portico = async (line: string): Promise<string> => {
    const words = [...line.matchAll(/"([^"]*)"|([^\s"]+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
    const args = ['src/apps/server/command.ts', ...words];
    return (await promisify(execFile)(process.execPath, args, { cwd: root, env })).stdout;
  };
  try {
    const [make, key] = [...readme.matchAll(/npm run -s portico -- ([^`\n)]+)/g)].map(
      ([, line]) => line ?? '',
    );
    await portico(make ?? '');
    expect(await portico(key ?? '')).toMatch(/^[\w-]{30,}\n$/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  // The bodies, in the order in which they are sent.
  const vendor = await app.vendor('curl');
  const sent = [...readme.matchAll(/api\/v1\/([\w-]+) \\\n.*\n\s+-d '(\{.*\})'/g)];
  expect(sent.map(([, collection]) => collection)).toEqual(['portals', 'customers', 'portal-tokens']);
  for (const [, collection, body = ''] of sent) {
    // Its hosts are those of a test side, its slug is another test's.
    const own = body
      .replaceAll('"acme"', '"readme"')
      .replace('http://localhost:8080', 'https://shop.example');
    const { status, body: answer } = await vendor.api.post(`/api/v1/${collection}`, own);
    expect([collection, status, answer.fields]).toEqual([collection, 201, undefined]);
  }
});

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
