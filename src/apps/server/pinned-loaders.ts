import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Hono } from 'hono';
import type { RequestVars } from '../../features/access/server/env.ts';
import type { Db } from '../../kit/server/db/db.ts';
import { requestProblem } from '../../kit/server/http/problems.ts';
import { readServiceValue, writeServiceValue } from '../../kit/server/service-values.ts';

/**
 * A page may name the loader by what is in it, with a checksum: `/v1/<first 16 figures of its SHA-384>/portico.js`. What
 * was ever served under such a name is kept, 1.4 kB for each release, so that an upgrade takes no page's portal away.
 */
const nameOf = (loader: string): string => createHash('sha384').update(loader).digest('hex').slice(0, 16);
const storedAs = (name: string): string => `loader:${name}`;

/** Keeps the loader that this program serves, for the releases to come. */
export async function keepLoader(db: Db, folder: string, at: Date): Promise<void> {
  const file = join(folder, 'portico.js');
  if (!existsSync(file)) return;
  const loader = await readFile(file, 'utf8');
  const name = storedAs(nameOf(loader));
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
