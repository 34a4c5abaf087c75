import { globSync, readFileSync } from 'node:fs';
import { Window } from 'happy-dom';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { openApi } from '../app.ts';
import { linkFrom } from './markdown.ts';
import { docPages } from './pages.ts';
import { allProblems } from './problems.ts';
import { docsRoutes } from './routes.ts';

const app = new Hono().route(
  '/docs',
  docsRoutes(() => openApi('http://localhost:4400')),
);
const addresses = ['/docs', ...docPages.slice(1).map(({ slug }) => `/docs/${slug}`)];
const everything = [...addresses, '/docs/reference', '/docs/problems', '/docs/webhook-events'];

async function open(path: string) {
  const response = await app.request(path);
  const { document } = new Window({ settings: { disableJavaScriptEvaluation: true } });
  document.write(await response.text());
  return { response, document };
}

test('every page of docs/ stands in the navigation', () => {
  const files = globSync('docs/*.md').sort();
  expect(files.length).toBeGreaterThan(5);
  expect(files.filter((file) => !docPages.some((page) => page.file === file))).toEqual([]);
});

// The reference is large, and read by a slow DOM.
const slow = 20_000;

test.each(everything)(
  '%s is a page with one heading, and asks nobody else for anything',
  { timeout: slow },
  async (path) => {
    const { response, document } = await open(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'self';/);
    expect(document.querySelectorAll('h1')).toHaveLength(1);
    expect(document.title.length).toBeGreaterThan(10);
    expect(document.querySelectorAll('script, style, [style], img, iframe')).toHaveLength(0);
    expect([...document.querySelectorAll('link')].map((link) => link.getAttribute('href'))).toEqual([
      '/docs/docs.css',
    ]);
    const current = [...document.querySelectorAll('.side [aria-current]')];
    expect(current.map((link) => link.getAttribute('href'))).toEqual([path]);
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  },
);

test('every link inside the documentation leads somewhere', { timeout: slow }, async () => {
  const pages = new Map<string, Set<string>>();
  const links: [string, string][] = [];
  for (const path of everything) {
    const { document } = await open(path);
    pages.set(path, new Set([...document.querySelectorAll('[id]')].map(({ id }) => id)));
    for (const link of document.querySelectorAll('main a, header a')) {
      const href = link.getAttribute('href') ?? '';
      if (!/^(https?:|mailto:|\/api\/)/.test(href)) links.push([path, href]);
    }
  }
  expect(links.length).toBeGreaterThan(50);
  const broken = links.filter(([from, href]) => {
    const [path, part] = (href.startsWith('#') ? from + href : href).split('#');
    const ids = pages.get(path ?? '');
    return !ids || (part && !ids.has(part));
  });
  expect(broken).toEqual([]);
});

test('every file that a page links to is a page, so that no link is lost', () => {
  const lost = docPages.flatMap(({ file }) =>
    [...readFileSync(file, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, href = '']) =>
      linkFrom(file, href) ? [] : [`${file} → ${href}`],
    ),
  );
  expect(lost).toEqual([]);
});

test('the reference shows every operation with a call and what it answers', { timeout: slow }, async () => {
  const { paths } = (await openApi('http://localhost:4400')) as { paths: Record<string, object> };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const { document } = await open('/docs/reference');
  const shown = [...document.querySelectorAll('.operation')];
  expect(shown.map((one) => one.querySelector('.address')?.textContent?.replace(/\s+/g, ' ')).sort()).toEqual(
    operations.sort(),
  );
  for (const one of shown) {
    expect(one.querySelector('pre')?.textContent).toContain('curl');
    expect(one.textContent).toContain('Answers 2');
  }
});

test('the page of problem codes holds every code that a route names', async () => {
  const { paths } = (await openApi('http://localhost:4400')) as {
    paths: Record<string, Record<string, { responses: { default: { description: string } } }>>;
  };
  const refusals = Object.values(paths).flatMap((methods) =>
    Object.values(methods).map(({ responses }) => responses.default.description),
  );
  const named = refusals.flatMap((text) => [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? ''));
  const known = await allProblems();
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((code) => !known.has(code))).toEqual([]);
});

test('an address that is no page is a problem like any other', async () => {
  expect((await app.request('/docs/nothing')).status).not.toBe(200);
  expect((await app.request('/docs/getting-started')).headers.get('location')).toBe('/docs');
});
