import { readFile } from 'node:fs/promises';
import { Hono } from 'hono';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { fontPath } from './theme-fonts.ts';
import { listThemes } from './themes.ts';

/** `/fonts/:font/:file`: letters of the themes, the same for everybody, to be kept for ever. */
export const fontRoutes = new Hono().get('/:font/:file', async (c) => {
  listThemes(); // The document may have come from another process.
  const path = fontPath(`${c.req.param('font')}/${c.req.param('file')}`);
  if (!path) throw requestProblem('request.not-found');
  c.header('content-type', 'font/woff2');
  c.header('cache-control', 'public, max-age=31536000, immutable');
  c.header('cross-origin-resource-policy', 'same-origin');
  return c.body(new Uint8Array(await readFile(path)));
});
