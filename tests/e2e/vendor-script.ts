import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Browser, Frame, Page } from 'playwright-core';
import { expect } from 'vitest';
import { requirePortal, updatePortal } from '../../src/features/portals/server/store.ts';
import { type CustomScript, scriptDefaults } from '../../src/features/scripts/schema.ts';
import { findVendorBySlug } from '../../src/features/vendors/server/store.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { panelReady, patienceMs, portalIn } from './browser.ts';
import { type Demo, tokenOf } from './demo.ts';

const certificate = (name: string) =>
  readFileSync(new URL(`../fixtures/self-signed/${name}.pem`, import.meta.url));

/** Nobody may ask it for anything: by http, by https, or by a datagram. */
export async function openSink() {
  const hits: string[] = [];
  const note = (request: IncomingMessage, response: ServerResponse) => {
    hits.push(`${request.method} ${request.url}`);
    response.end();
  };
  const plain = createHttp(note);
  const secure = createHttps({ key: certificate('key'), cert: certificate('cert') }, note);
  for (const server of [plain, secure]) {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    server.on('upgrade', ({ url }) => hits.push(`upgrade ${url}`));
  }
  const { port } = secure.address() as AddressInfo;
  const udp = createSocket('udp4', () => hits.push('a datagram'));
  await new Promise<void>((done) => udp.bind(port, '127.0.0.1', done));
  return {
    hits,
    https: `localhost:${port}`,
    http: `localhost:${(plain.address() as AddressInfo).port}`,
    stop() {
      plain.close();
      secure.close();
      udp.close();
    },
  };
}
export type Sink = Awaited<ReturnType<typeof openSink>>;

/** A host that a vendor allows: it writes down what it is sent, and serves a file. */
export async function openHost(file = '') {
  const heard: string[] = [];
  const server = createHttps({ key: certificate('key'), cert: certificate('cert') }, (request, response) => {
    let body = '';
    request.on('data', (bytes) => {
      body += bytes;
    });
    request.on('end', () => {
      heard.push(`${request.method} ${request.url} ${body}`.trim());
      response.writeHead(200, {
        'access-control-allow-origin': '*',
        'content-type': request.url?.endsWith('.js') ? 'text/javascript' : 'application/json',
      });
      response.end(request.url?.endsWith('.js') ? file : '{"reply":"Good day"}');
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return { heard, origin: `https://localhost:${port}`, stop: () => server.close() };
}
export type AllowedHost = Awaited<ReturnType<typeof openHost>>;

/** What is live at a portal of the demo from now on. */
export async function setScript(demo: Demo, slug: string, script: Partial<CustomScript>): Promise<void> {
  const { db } = demo.opened.database;
  const vendor = await findVendorBySlug(db, 'demo', 'live');
  const customScript = { ...scriptDefaults, enabled: true, ...script };
  await inTransaction(db, async (tx) => {
    const { id } = await requirePortal(tx, vendor?.id ?? '', `ext:${slug}`);
    await updatePortal(tx, vendor?.id ?? '', id, { customScript }, { at: new Date(), testSide: false });
  });
}

export interface Visit {
  readonly page: Page;
  /** Addresses that the browser asked for, in order. */
  readonly asked: string[];
  frame(): Promise<Frame>;
}

/** The portal in a window of its own, signed in; `path` behind its name. */
export async function visit(
  browser: Browser,
  demo: Demo,
  slug: string,
  path = '',
  options: { readonly width?: number; readonly dark?: boolean } = {},
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: 900 },
    colorScheme: options.dark ? 'dark' : 'light',
    locale: 'en-GB',
    ignoreHTTPSErrors: true,
    acceptDownloads: true,
  });
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const token = await tokenOf(demo, slug);
  const [address = '', query = ''] = path.split('?');
  await page.goto(`${demo.portico}/p/${slug}${address}?language=en&${query}#token=${token}`);
  return { page, asked, frame: () => scriptFrame(page) };
}

/** In a page of the vendor's. */
export async function visitSite(browser: Browser, demo: Demo, slug: string): Promise<Visit> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'en-GB' });
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(`${demo.sites}/${slug}/`);
  await portalIn(page).locator(panelReady('contracts')).waitFor();
  return { page, asked, frame: () => scriptFrame(page) };
}

export const framesOf = (page: Page): Frame[] =>
  page.frames().filter((frame) => frame.url().includes('/content/'));

export async function scriptFrame(page: Page): Promise<Frame> {
  await expect.poll(() => framesOf(page).length, { timeout: patienceMs }).toBe(1);
  return framesOf(page)[0] as Frame;
}
