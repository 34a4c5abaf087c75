import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { type Context, Hono } from 'hono';
import type { RequestVars } from '../../features/access/server/env.ts';
import { requestProblem } from '../../kit/server/http/problems.ts';
import { type KeptPlace, readKeptFile } from './kept-files.ts';

const compress = promisify(brotliCompress);

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
  '.webp': 'image/webp',
};

interface Asset {
  readonly bytes: Buffer;
  readonly type: string;
  /** Compressed once, when first asked for. */
  brotli?: Promise<Buffer>;
}

/** A start has better things to do than to read what nobody may ask for; but soon, before a build puts newer ones there. */
const readWithinMs = 1_000;

/** Every file below a folder, read once: only what was there then can ever be served. */
async function readAssets(folder: string): Promise<Map<string, Asset>> {
  const assets = new Map<string, Asset>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = types[extname(entry.name)];
    if (!type || !entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    assets.set(relative(folder, file).split(sep).join('/'), { bytes: await readFile(file), type });
  }
  return assets;
}

/**
 * Built files of one folder, and of other releases those that are kept for its `place`. A name with a hash is immutable; the evergreen ones (`portico.js`) live five minutes.
 * Any page may load them: they hold no data. A missing one is a 404 that is never cached, and never HTML.
 */
export function assetRoutes(folder: string, place?: KeptPlace) {
  let reading: ReturnType<typeof readAssets> | undefined;
  const read = () => (reading ??= readAssets(folder));
  setTimeout(() => read().catch(() => undefined), readWithinMs).unref(); // whoever asks hears of a failure
  return new Hono<{ Variables: RequestVars }>().get('/:name{.+}', async (c) => {
    const name = c.req.param('name');
    const assets = await read();
    const asset = assets.get(name);
    if (!asset) return answerGone(c, assets, name, place);
    const hashed = /-[\w-]{6,}\.\w+$/.test(name);
    return answer(c, asset, {
      ...anywhere,
      'content-type': asset.type,
      'cache-control': hashed ? forGood : 'public, max-age=300, must-revalidate',
    });
  });
}

/**
 * What a page of another release asks for. A loader may be cached five minutes longer than its bridge is served:
 * `bridge-<old hash>.js` that is not kept is the current bridge, which speaks every protocol that is supported.
 */
async function answerGone(
  c: Context<{ Variables: RequestVars }>,
  assets: ReadonlyMap<string, Asset>,
  name: string,
  place: KeptPlace | undefined,
): Promise<Response> {
  const packed = takesBrotli(c);
  const kept = place && (await readKeptFile(c.var.db, place, name, packed));
  if (kept)
    return c.body(new Uint8Array(kept), 200, {
      ...anywhere,
      'content-type': types['.js'] as string,
      'cache-control': forGood,
      ...(packed && { 'content-encoding': 'br' }),
    });
  const bridge = /^bridge-\w+\.js$/.test(name) && assets.get('bridge.js');
  if (!bridge) throw requestProblem('request.not-found');
  return answer(c, bridge, { ...anywhere, 'content-type': bridge.type, 'cache-control': 'no-store' });
}

const takesBrotli = (c: Context): boolean => /\bbr\b/.test(c.req.header('accept-encoding') ?? '');
const forGood = 'public, max-age=31536000, immutable';
const anywhere = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  vary: 'accept-encoding',
};

async function answer(c: Context, asset: Asset, headers: Record<string, string>): Promise<Response> {
  if (!takesBrotli(c)) return c.body(new Uint8Array(asset.bytes), 200, headers);
  asset.brotli ??= compress(asset.bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: asset.bytes.length },
  });
  return c.body(new Uint8Array(await asset.brotli), 200, { ...headers, 'content-encoding': 'br' });
}
