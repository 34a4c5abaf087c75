import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { personCookie, personOf, portalToken, type VendorAccount } from './backend.ts';
import { escapeHtml, fill } from './html.ts';
import { people } from './people.ts';
import { sites } from './sites.ts';
import { strip } from './strip.ts';
import { takeText, textsPage } from './texts.ts';

export interface ExamplesOptions extends VendorAccount {
  /** 0: any free port. */
  readonly port: number;
  /** A person who signs in by user name and password, where a site has such. */
  readonly signIn?:
    | { readonly site: string; readonly username: string; readonly password: string }
    | undefined;
  /** Built files of the pages that need a build. */
  readonly builtFolder: string;
}

export interface Examples {
  /** `http://127.0.0.1:4401` */
  readonly url: string;
  readonly server: Server;
  close(): Promise<void>;
}

const here = import.meta.dirname;
const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

/** Serves the example sites, each with its small backend, on the loopback address only. */
export async function serveExamples(options: ExamplesOptions): Promise<Examples> {
  const server = createServer((request, response) => {
    answer(request, response, options).catch((error: unknown) => {
      send(response, 500, 'text/plain; charset=utf-8', error instanceof Error ? error.message : 'It failed.');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    server,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: ExamplesOptions,
): Promise<void> {
  // A page of another name that points here would be let in as if it were this site.
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '')) {
    return send(response, 421, 'text/plain', 'Use the address as it was printed.');
  }
  const { pathname } = new URL(request.url ?? '/', 'http://host');
  const [, site = '', file = ''] = pathname.split('/');
  const post = request.method === 'POST';
  if (pathname === '/') return send(response, 200, 'text/html; charset=utf-8', list());
  if (pathname === '/favicon.ico') return send(response, 204, 'image/x-icon', '');
  if (pathname === '/strip.css') return sendFile(response, join(here, 'strip.css'));
  if (pathname === '/texts')
    return post
      ? send(response, takeText(await body(request)) ? 204 : 422, 'text/plain', '')
      : send(response, 200, 'text/html; charset=utf-8', textsPage());
  if (!Object.hasOwn(sites, site)) return send(response, 404, 'text/plain', 'There is no such page.');
  if (pathname === `/${site}`) return redirect(response, `/${site}/`);
  if (file === '') return page(request, response, site, options);
  if (file === 'portal-token') return token(request, response, site, options);
  if (file === 'person' && post) {
    const chosen = new URLSearchParams(await body(request)).get('person') ?? '';
    response.setHeader('set-cookie', personCookie(site, chosen));
    return redirect(response, `/${site}/`);
  }
  if (sites[site]?.built && file === 'page.js')
    return sendFile(response, join(options.builtFolder, site, file));
  // What a plugin of the portal shows: a page that stands in a frame of it.
  if (file === 'rates.html') return sendFile(response, join(here, site, file));
  if (/^[a-z]+\.(css|js)$/.test(file)) return sendFile(response, join(here, site, file));
  return send(response, 404, 'text/plain', 'There is no such page.');
}

/** The token of the person who is signed in, as text; 204 where nobody is. Never kept by a cache. */
async function token(
  request: IncomingMessage,
  response: ServerResponse,
  site: string,
  options: ExamplesOptions,
) {
  const person = personOf(site, request.headers.cookie);
  if (!person) return send(response, 204, 'text/plain', '');
  return send(response, 200, 'text/plain; charset=utf-8', await portalToken(site, person, options));
}

async function page(
  request: IncomingMessage,
  response: ServerResponse,
  site: string,
  options: ExamplesOptions,
) {
  const person = personOf(site, request.headers.cookie);
  const nonce = randomBytes(16).toString('base64url');
  const { portalOrigin } = options;
  const policy = sites[site]?.policy?.({ nonce, portalOrigin });
  if (policy) response.setHeader('content-security-policy', policy);
  const template = await readFile(join(here, site, 'page.html'), 'utf8');
  const html = fill(template, {
    portico: portalOrigin,
    nonce,
    person: person?.name ?? '',
    strip: {
      html: strip(
        site,
        people[site] ?? [],
        person,
        options.signIn?.site === site ? options.signIn : undefined,
      ),
    },
    signedIn: person ? 'in' : 'out',
    // A page with a token in it is for this one answer: the token works once and the page is never kept.
    frame: {
      html:
        sites[site]?.frame && person
          ? sites[site].frame(portalOrigin, await portalToken(site, person, options))
          : '',
    },
  });
  send(response, 200, 'text/html; charset=utf-8', html);
}

function list(): string {
  const items = Object.entries(sites).map(
    ([site, { title, way }]) =>
      `<li><h2><a href="/${site}/">${escapeHtml(title)}</a></h2><p>${escapeHtml(way)}</p><small>${escapeHtml(
        `Signed in: ${people[site]?.[0]?.name}. The bar above the page switches to one of ${people[site]?.length}.`,
      )}</small></li>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Example sites</title><link rel="stylesheet" href="/strip.css"></head><body class="example-list"><main>
<h1>Example sites</h1><p>Five companies that do not exist, each with a site of its own and the customer portal inside it, put there in another way each time.</p>
<ul>${items.join('\n')}</ul></main></body></html>`;
}

async function body(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > 1000) throw new Error('The form is too long.');
  }
  return text;
}

async function sendFile(response: ServerResponse, path: string): Promise<void> {
  const content = await readFile(path, 'utf8').catch(() => undefined);
  if (content === undefined) return send(response, 404, 'text/plain', 'There is no such file.');
  send(response, 200, types[extname(path)] ?? 'text/plain', content);
}

function redirect(response: ServerResponse, to: string): void {
  response.writeHead(303, { location: to, 'cache-control': 'no-store' }).end();
}

function send(response: ServerResponse, status: number, type: string, content: string): void {
  if (response.headersSent) return;
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(content);
}
