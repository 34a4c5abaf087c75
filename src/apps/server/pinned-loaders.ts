import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Hono } from 'hono';
import type { RequestVars, VendorEnv } from '../../features/access/server/env.ts';
import { scope } from '../../features/access/server/guards.ts';
import { LoaderPin } from '../../features/portals/loader-pin.ts';
import type { Db } from '../../kit/server/db/db.ts';
import { describe } from '../../kit/server/http/describe.ts';
import { requestProblem } from '../../kit/server/http/problems.ts';
import { readServiceValue, writeServiceValue } from '../../kit/server/service-values.ts';

/**
 * A page may name the loader by what is in it, with a checksum: `/v1/<first 16 figures of its SHA-384>/portico.js`. What
 * was ever served under such a name is kept, 1.4 kB for each release, so that an upgrade takes no page's portal away.
 */
export function pinOf(loader: string): LoaderPin {
  const hash = createHash('sha384').update(loader).digest();
  return { name: hash.toString('hex').slice(0, 16), integrity: `sha384-${hash.toString('base64')}` };
}
const storedAs = (name: string): string => `loader:${name}`;

async function readLoader(folder: string): Promise<string | undefined> {
  const file = join(folder, 'portico.js');
  return existsSync(file) ? readFile(file, 'utf8') : undefined;
}

/** Keeps the loader that this program serves, for the releases to come. */
export async function keepLoader(db: Db, folder: string, at: Date): Promise<void> {
  const loader = await readLoader(folder);
  if (loader === undefined) return;
  const name = storedAs(pinOf(loader).name);
  if ((await readServiceValue(db, name)) === undefined) await writeServiceValue(db, name, loader, at);
}

/** `/v1/<name>/portico.js`: never another text, so it is cached for good. */
export const pinnedLoaderRoutes = new Hono<{ Variables: RequestVars }>().get(
  '/:name{[0-9a-f]{16}}/portico.js',
  async (c) => {
    const loader = await readServiceValue(c.var.db, storedAs(c.req.param('name')));
    if (loader === undefined) throw requestProblem('request.not-found');
    return c.body(loader, 200, {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    });
  },
);

/** `/api/v1/loader`: how a page names the loader of today and no other. */
export const loaderRoutes = (folder: string) => {
  let pin: Promise<LoaderPin | undefined> | undefined;
  const read = async () => {
    const loader = await readLoader(folder);
    return loader === undefined ? undefined : pinOf(loader);
  };
  return new Hono<VendorEnv>().get(
    '/',
    describe({
      summary: 'Tell how a page names the loader of today and no other',
      description:
        'For `<script src="/v1/{name}/portico.js" integrity="{integrity}" crossorigin="anonymous">`. Every later version still serves it.',
      tag: 'portals',
      answers: { 200: LoaderPin },
    }),
    scope('portals:read'),
    async (c) => {
      pin ??= read();
      const found = await pin;
      if (!found) throw requestProblem('request.not-found');
      return c.json(found);
    },
  );
};
