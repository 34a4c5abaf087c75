import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { type Context, Hono } from 'hono';
import { requestProblem } from '../../kit/server/http/problems.ts';

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
 * Built files of one folder. A name with a hash is immutable; the evergreen ones (`portico.js`) live five minutes.
 * Any page may load them: they hold no data. A missing one is a 404 that is never cached, and never HTML.
 */
export function assetRoutes(folder: string): Hono {
  let reading: ReturnType<typeof readAssets> | undefined;
  const read = () => (reading ??= readAssets(folder));
  setTimeout(() => read().catch(() => undefined), readWithinMs).unref(); // whoever asks hears of a failure
  return new Hono().get('/:name{.+}', async (c) => {
    const name = c.req.param('name');
    const assets = await read();
    const asset = assets.get(name);
    if (!asset) return answerGone(c, assets, name);
    const hashed = /-[\w-]{6,}\.\w+$/.test(name);
    const headers: Record<string, string> = {
      'content-type': asset.type,
      'cache-control': hashed
        ? 'public, max-age=31536000, immutable'
        : 'public, max-age=300, must-revalidate',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      vary: 'accept-encoding',
    };
    return answer(c, asset, headers);
  });
}

/**
 * A loader may be cached five minutes longer than its bridge is served: `bridge-<old hash>.js` is the current bridge,
 * which speaks every protocol that is supported. Anything else that is gone is gone.
 */
function answerGone(c: Context, assets: ReadonlyMap<string, Asset>, name: string): Promise<Response> {
  const bridge = /^bridge-\w+\.js$/.test(name) && assets.get('bridge.js');
  if (!bridge) throw requestProblem('request.not-found');
  return answer(c, bridge, {
    'content-type': bridge.type,
    'cache-control': 'no-store',
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
  });
}

async function answer(c: Context, asset: Asset, headers: Record<string, string>): Promise<Response> {
  const takesBrotli = /\bbr\b/.test(c.req.header('accept-encoding') ?? '');
  if (!takesBrotli) return c.body(new Uint8Array(asset.bytes), 200, headers);
  asset.brotli ??= compress(asset.bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: asset.bytes.length },
  });
  return c.body(new Uint8Array(await asset.brotli), 200, { ...headers, 'content-encoding': 'br' });
}
