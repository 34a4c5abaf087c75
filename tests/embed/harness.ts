import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Frame, type Page } from 'playwright-core';
import { build } from 'vite';
import { buildEmbed } from '../../embed/build.ts';
// @ts-expect-error: plain JavaScript, shared with the scripts that run before anything is installed
import { findChromium } from '../../scripts/chromium.mjs';

/** What one portal of the stand-in service does; by slug. */
export interface PortalSet {
  /** Origins that may frame it; default: the world's `shop`. */
  readonly allowedHosts?: readonly string[];
  readonly scriptDelayMs?: number;
  /** Markup inside `#content`. */
  readonly content?: string;
  readonly css?: string;
  readonly title?: string;
}

export interface HostPage {
  readonly headers?: Readonly<Record<string, string>>;
  readonly at?: string;
  readonly waitFor?: 'load' | 'commit';
}

export interface World {
  readonly browser: Browser;
  /** Origin of the stand-in service. */
  readonly portal: string;
  /** Origin of the vendor's site; `*.test` names on the same port are other sites. */
  readonly shop: string;
  readonly hostPort: number;
  readonly loader: string;
  readonly bridge: string;
  /** Where the service's files are: `assets/`, `v1/`. */
  readonly folder: string;
  /** Requests to the service, `GET /v1/portico.js`. */
  readonly requests: string[];
  /** Bodies of `POST /portal/v1/sessions`. */
  readonly tokens: (string | null)[];
  portals: Record<string, PortalSet>;
  /** Paths of the service that never answer, or answer 404. */
  readonly broken: Map<string, 'hang' | 'missing'>;
  /** Opens `body` as a page of the vendor in a fresh browser profile. */
  open(body: string, page?: HostPage): Promise<Page>;
  /** Puts `html` at `path` of every host name of the vendor's server. */
  serve(path: string, html: string, headers?: Readonly<Record<string, string>>): void;
  close(): Promise<void>;
}

const root = new URL('../..', import.meta.url).pathname;
const flags = [
  '--no-sandbox',
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP *.test 127.0.0.1',
];

/**
 * Playwright's default arguments switch off what some of these tests are about: the back/forward cache, storage
 * partitioning, popup blocking. The list of features changes with its version, so it is read from a running browser.
 */
export async function launch(): Promise<Browser> {
  const options = { executablePath: findChromium() as string, args: flags };
  const first = await chromium.launch({ ...options, args: [...flags, '--enable-automation'] });
  const session = await first.newBrowserCDPSession();
  const { arguments: given } = (await session.send('Browser.getBrowserCommandLine')) as {
    arguments: string[];
  };
  await first.close();
  const unwanted = given.filter((each) =>
    /^--disable-(back-forward-cache|popup-blocking|features=.*ThirdPartyStoragePartitioning)/.test(each),
  );
  return chromium.launch({ ...options, ignoreDefaultArgs: unwanted });
}

const listen = async (answer: (request: IncomingMessage, response: ServerResponse) => void) => {
  const server = createServer(answer);
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  return { server, port: (server.address() as AddressInfo).port };
};

const stop = (server: Server) => {
  server.closeAllConnections();
  return new Promise((done) => {
    server.close(done);
  });
};

/** Bundles `entry` as `<name>.js` into `folder`. */
export async function buildPage(folder: string, entry: string, name: string): Promise<void> {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    define: { __BRIDGE__: '"bridge.js"', 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: folder,
      emptyOutDir: false,
      target: 'es2022',
      lib: { entry: `${root}${entry}`, formats: ['es'], fileName: name },
    },
  });
}

/** A service with a stand-in portal, a vendor's site and a browser, all on loopback ports of their own. */
export async function openWorld(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'portico-embed-'));
  const [{ bridge }] = await Promise.all([
    buildEmbed(`${folder}/v1`),
    buildPage(`${folder}/assets`, 'tests/embed/stand-in/frame.ts', 'frame'),
  ]);
  const requests: string[] = [];
  const tokens: (string | null)[] = [];
  const broken = new Map<string, 'hang' | 'missing'>();
  const pages = new Map<string, { html: string; headers: Readonly<Record<string, string>> }>();
  const used = new Set<string>();

  const document = (slug: string, panel: string | undefined, query: URLSearchParams) => {
    const set = world.portals[slug] ?? {};
    const page = { allowedHosts: set.allowedHosts ?? [world.shop] };
    const delay = set.scriptDelayMs ?? 0;
    return {
      ancestors: page.allowedHosts.join(' ') || "'none'",
      html: `<!doctype html><html lang="${query.get('language') || 'en'}" style="color-scheme:${query.get('scheme')}">
<meta charset="utf-8"><title>${set.title ?? `Portal ${slug}`}</title>
<style>html,body{margin:0;height:auto}#content{display:flow-root;background:none}${set.css ?? ''}</style>
<script type="application/json" id="portico-page">${JSON.stringify(page)}</script>
<main id="content"><h1>${slug} ${panel ?? ''}</h1><p id="who">…</p><input id="name">${set.content ?? ''}</main>
<script type="module" src="/assets/frame.js?after=${delay}" ${delay ? 'async' : ''}></script>`,
    };
  };

  const service = await listen(async (request, response) => {
    const url = new URL(request.url ?? '/', world.portal);
    requests.push(`${request.method} ${url.pathname}`);
    const state = broken.get(url.pathname);
    if (state === 'hang') return;
    const missing = () => response.writeHead(404, { 'cache-control': 'no-store' }).end('not found');
    if (state === 'missing') return missing();
    const [, kind, slug = '', panel] = url.pathname.split('/');
    if (kind === 'p') {
      const { html, ancestors } = document(slug, panel, url.searchParams);
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': `frame-ancestors ${ancestors}`,
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
      });
      return response.end(html);
    }
    if (request.method === 'POST') {
      let body = '';
      for await (const chunk of request) body += chunk;
      const { token } = JSON.parse(body) as { token: string | null };
      tokens.push(token);
      const known = token?.startsWith('tok-') && !used.has(token);
      if (token) used.add(token);
      response.writeHead(known ? 201 : 401, { 'content-type': 'application/json' });
      return response.end(
        JSON.stringify(known ? { customer: token?.split('-')[1] } : { code: 'token.used' }),
      );
    }
    const after = Number(url.searchParams.get('after') ?? 0);
    if (after) await new Promise((done) => setTimeout(done, after));
    const name = url.pathname.replace(/^\/v1\.[\d.]+\//, '/v1/');
    const code = await readFile(join(folder, name)).catch(() => undefined);
    if (!code) return missing();
    response.writeHead(200, {
      'content-type': 'text/javascript; charset=utf-8',
      'access-control-allow-origin': '*',
      'cache-control': 'no-store',
    });
    response.end(code);
  });

  const site = await listen((request, response) => {
    const found = pages.get((request.url ?? '/').split('?')[0] as string);
    response.writeHead(found ? 200 : 404, { 'content-type': 'text/html; charset=utf-8', ...found?.headers });
    response.end(found?.html ?? 'not found');
  });

  const contexts: BrowserContext[] = [];
  const world: World = {
    browser: await launch(),
    portal: `http://localhost:${service.port}`,
    shop: `http://127.0.0.1:${site.port}`,
    hostPort: site.port,
    loader: `<script async src="http://localhost:${service.port}/v1/portico.js"></script>`,
    bridge,
    folder,
    requests,
    tokens,
    portals: {},
    broken,
    serve(path, html, headers = {}) {
      pages.set(path, { html, headers });
    },
    async open(body, { headers = {}, at = world.shop, waitFor = 'load' } = {}) {
      for (const context of contexts.splice(0)) await context.close();
      requests.length = 0;
      tokens.length = 0;
      used.clear();
      broken.clear();
      const context = await world.browser.newContext();
      contexts.push(context);
      context.setDefaultTimeout(8_000);
      const page = await context.newPage();
      const html = body.includes('<html')
        ? body
        : `<!doctype html><html lang="en"><body>${body}</body></html>`;
      world.serve('/', html, headers);
      await page.addInitScript(record);
      await page.goto(`${at}/`, { waitUntil: waitFor });
      return page;
    },
    async close() {
      await world.browser.close();
      await Promise.all([stop(service.server), stop(site.server)]);
      await rm(folder, { recursive: true, force: true });
    },
  };
  return world;
}

export interface HeardEvent {
  readonly name: string;
  readonly detail: Record<string, unknown>;
}

declare global {
  interface Window {
    heardEvents: HeardEvent[];
  }
}

/** Runs before every script of every page: keeps the portal's events, whichever element they come from. */
function record(): void {
  window.heardEvents = [];
  const { dispatchEvent } = EventTarget.prototype;
  EventTarget.prototype.dispatchEvent = function (event) {
    if (event.type.startsWith('portico:'))
      window.heardEvents.push({ name: event.type.slice(8), detail: { ...(event as CustomEvent).detail } });
    return dispatchEvent.call(this, event);
  };
}

/** Waits for `portico:<name>` and gives its detail. */
export async function heard(page: Page, name: string, times = 1): Promise<Record<string, unknown>> {
  await page.waitForFunction(
    ([wanted, count]) => window.heardEvents.filter((event) => event.name === wanted).length >= Number(count),
    [name, times] as const,
  );
  return page.evaluate(
    (wanted) => window.heardEvents.filter((event) => event.name === wanted).at(-1)?.detail ?? {},
    name,
  );
}

export const heardNames = (page: Page): Promise<string[]> =>
  page.evaluate(() => window.heardEvents.map((event) => event.name));

/** The portal's frame; waits until its script has run. */
export async function portalFrame(page: Page, nth = 0): Promise<Frame> {
  const handle = await page.locator('portico-portal iframe').nth(nth).elementHandle();
  const frame = await handle?.contentFrame();
  if (!frame) throw new Error('There is no frame.');
  await frame.waitForFunction(() => 'standIn' in window);
  return frame;
}

let serial = 0;
/** A token that the stand-in exchanges once, for this customer. */
export const token = (customer = 'anna'): string => {
  serial += 1;
  return `tok-${customer}-${serial}`;
};

/** `window.portico = { fetchToken }` that gives a new token at each call. */
export const tokenSource = (customer = 'anna'): string =>
  `<script>var calls=0;window.portico={fetchToken:()=>"tok-${customer}-"+performance.timeOrigin+"-"+(++calls)}</script>`;
