import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'vite';

/** Compiled like the product's own files: minified, for browsers, one file. */
async function bundled(file: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      target: 'es2022',
      rolldownOptions: {
        input: new URL(`limit/${file}`, import.meta.url).pathname,
        output: { format: 'iife' },
      },
    },
  });
  const [first] = Array.isArray(result) ? result : [result];
  if (!first || !('output' in first)) throw new Error(`${file} was not built`);
  return first.output[0].code;
}

const page = (body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Host</title></head><body><h1>Host page</h1>${body}</body></html>`;

const staticForm = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Account</title><style>body{margin:0;font:16px/1.5 system-ui}form{display:grid;gap:12px;max-inline-size:360px;margin:24px auto}label{display:grid;gap:4px}input,button{font:inherit;padding:10px;border:1px solid #bbb;border-radius:8px}</style></head><body><form><h1>Your account</h1><label>Name<input required></label><label>E-mail<input type="email" required></label><button>Save</button></form></body></html>`;

export interface Pages {
  readonly floor: string;
  readonly limit: string;
  readonly product: string;
  /** The same portal for somebody whom the page does not know: its first screen is a form, as the limit's is. */
  readonly visitor: string;
  close(): void;
}

export interface ProductPage {
  /** Origin of the portal. */
  readonly origin: string;
  readonly portal: string;
  /** Port that the portal's allowed hosts name for host pages. */
  readonly hostPort: number;
  /** A new launch token. A page's first one is put into the page: a vendor's own call is no cost of the embed. */
  token(): Promise<string>;
}

/** Host pages and the frames of floor and limit, on two loopback ports, compressed like the product's answers. */
export async function servePages(product: ProductPage): Promise<Pages> {
  const [loader, form] = await Promise.all([bundled('loader.ts'), bundled('form.ts')]);
  const frames = await serve(0, {
    '/form.html': () => staticForm,
    '/limit.html': () =>
      '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Account</title></head><body><script src="/form.js"></script></body></html>',
    '/form.js': () => form,
  });
  const frame = originOf(frames);
  const hosts = await serve(product.hostPort, {
    '/floor.html': () =>
      page(
        `<iframe src="${frame}/form.html" style="inline-size:100%;block-size:480px;border:0" title="Account"></iframe>`,
      ),
    '/limit.html': () => page(`<script src="/loader.js" data-form="${frame}/limit.html"></script>`),
    '/loader.js': () => loader,
    '/token': product.token,
    '/product.html': async () =>
      page(
        `<script>let first = '${await product.token()}'
window.portico = { fetchToken() { const token = first; first = ''; return token ? Promise.resolve(token) : fetch('/token').then((answer) => answer.text()) } }</script><script async src="${product.origin}/v1/portico.js"></script><portico-portal portal="${product.portal}" style="display:block;min-block-size:480px"></portico-portal>`,
      ),
    '/visitor.html': () =>
      page(
        `<script async src="${product.origin}/v1/portico.js"></script><portico-portal portal="${product.portal}" style="display:block;min-block-size:480px"></portico-portal>`,
      ),
  });
  const host = originOf(hosts);
  return {
    floor: `${host}/floor.html`,
    limit: `${host}/limit.html`,
    product: `${host}/product.html`,
    visitor: `${host}/visitor.html`,
    close() {
      for (const server of [frames, hosts]) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

const originOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function serve(
  port: number,
  files: Readonly<Record<string, () => string | Promise<string>>>,
): Promise<Server> {
  const server = createServer(async (asked, answer) => {
    const path = asked.url?.split('?')[0] ?? '';
    const content = files[path];
    if (!content) return void answer.writeHead(404).end();
    const type = path.endsWith('.js') ? 'text/javascript' : 'text/html';
    answer.writeHead(200, {
      'content-type': `${type}; charset=utf-8`,
      'content-encoding': 'br',
      'cache-control': 'no-store',
    });
    answer.end(brotliCompressSync(await content()));
  });
  return new Promise((done) => {
    server.listen(port, '127.0.0.1', () => done(server));
  });
}
