import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { Hono } from 'hono';
import * as v from 'valibot';
import type { RequestVars } from '../../features/access/server/env.ts';
import { findPortalBySlug } from '../../features/portals/server/store.ts';
import { WordsId } from '../../features/words/schema.ts';
import { readSet } from '../../features/words/server/store.ts';
import { isLanguage } from '../../kit/common/languages.ts';
import type { Db } from '../../kit/server/db/db.ts';
import { requestProblem } from '../../kit/server/http/problems.ts';
import { isWordPart } from '../words/parts.ts';
import { wordsOf, wordsVersion } from './words.ts';

const compress = promisify(brotliCompress);

const mostKept = 2000;

/**
 * `/words/<portal>/<version>/<language>/<part>`: what a view of the portal says, complete in one language, by one request.
 * Under its version it never changes, so browsers keep it; nothing in it is about anybody. A version names the set of the
 * vendor's own words that it holds, which never changes either: that of a draft is found like the one that is published.
 */
export function wordsRoutes(): Hono<{ Variables: RequestVars }> {
  const kept = new Map<string, Promise<Buffer>>();
  return new Hono<{ Variables: RequestVars }>().get('/:portal/:version/:language/:part', async (c) => {
    const { portal, version, language, part } = c.req.param();
    if (!isLanguage(language) || !isWordPart(part)) throw requestProblem('request.not-found');
    const [ours, named] = version.split('.');
    const own = named ? await ownSet(c.var.db, portal, named) : null;
    const text = JSON.stringify(await wordsOf(part, language, own));
    c.header('content-type', 'application/json; charset=utf-8');
    c.header('vary', 'accept-encoding');
    const isKnown = ours === wordsVersion() && (named ?? null) === own;
    c.header('cache-control', isKnown ? 'public, max-age=31536000, immutable' : 'no-store');
    if (!/\bbr\b/.test(c.req.header('accept-encoding') ?? '')) return c.body(text);
    const key = `${language} ${part} ${own ?? ''}`;
    const bytes =
      kept.get(key) ?? compress(text, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: text.length } });
    kept.set(key, bytes);
    if (kept.size > mostKept) kept.delete(kept.keys().next().value as string);
    c.header('content-encoding', 'br');
    return c.body(new Uint8Array(await bytes));
  });
}

/** The set that an address names, where it is one of the portal's own vendor; `null`: ours are said. */
async function ownSet(db: Db, slug: string, id: string): Promise<string | null> {
  const found = v.is(WordsId, id) ? await findPortalBySlug(db, slug) : undefined;
  return found && (await readSet(db, found.vendorId, id)) ? id : null;
}
