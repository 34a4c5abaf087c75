import { Hono } from 'hono';
import { Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { acceptBytes } from '../../../kit/server/http/accept-bytes.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import type { RequestVars, VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { FileList, FileQuery, fileTypes, mostImageBytes, NewFile, PublicFile } from '../schema.ts';
import {
  addPublicFile,
  listPublicFiles,
  readPublicFile,
  readUpload,
  removePublicFile,
  requirePublicFile,
} from './store.ts';

/** `/api/v1/files`. */
export const filesVendorRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({ summary: 'List public files', tag: 'files', answers: { 200: FileList } }),
    scope('portals:read'),
    accept('query', FileQuery),
    async (c) => {
      const { db, vendorId } = c.var;
      return c.json({ items: await listPublicFiles(db, vendorId, c.req.valid('query').kind) });
    },
  )
  .post(
    '/',
    describe({
      summary: 'Upload a public file',
      description:
        'The body is the file itself: a WOFF2 font up to 300 kB, or a JPEG, PNG or WebP up to 1 MB. Pictures are written anew without what does not draw them: places, dates, comments. Everybody may see it who knows its address; a theme names a font, and a style sheet both, by the id. With `kind` it is a `logo` (JPEG, PNG or GIF, at most 350 pixels wide) or a `favicon` (square), which a portal names.',
      tag: 'files',
      answers: { 201: PublicFile },
      problems: [
        'file.not-taken',
        'file.not-a-logo',
        'file.too-wide',
        'file.not-a-favicon',
        'file.too-many',
        'request.media-type',
        'request.too-large',
        'request.too-slow',
      ],
    }),
    scope('portals:write'),
    accept('query', NewFile),
    acceptBytes(fileTypes, mostImageBytes),
    async (c) => {
      const { db, vendorId, actor, clock, upload } = c.var;
      const { name, kind } = c.req.valid('query');
      const read = readUpload(upload, kind);
      const at = clock.now();
      const file = await inTransaction(db, async (tx) => {
        const made = await addPublicFile(tx, vendorId, { ...read, name }, at);
        await announce(tx, {
          ...{ vendorId, actor, at, action: 'file.created', subjectId: made.id },
          data: { fileId: made.id },
        });
        return made;
      });
      return c.json(file, 201);
    },
  )
  .get(
    '/:id',
    describe({
      summary: 'Read what is known of a public file',
      tag: 'files',
      answers: { 200: PublicFile },
      problems: ['file.not-found'],
    }),
    scope('portals:read'),
    accept('param', Reference),
    async (c) => c.json(await requirePublicFile(c.var.db, c.var.vendorId, c.req.valid('param').id)),
  )
  .delete(
    '/:id',
    describe({
      summary: 'Delete a public file',
      tag: 'files',
      answers: { 204: null },
      problems: ['file.not-found', 'file.in-use'],
    }),
    scope('portals:write'),
    accept('param', Reference),
    async (c) => {
      const { db, vendorId, actor, clock } = c.var;
      const at = clock.now();
      await inTransaction(db, async (tx) => {
        const { id } = await removePublicFile(tx, vendorId, c.req.valid('param').id, at);
        await announce(tx, {
          ...{ vendorId, actor, at, action: 'file.deleted', subjectId: id },
          data: { fileId: id },
        });
      });
      return c.body(null, 204);
    },
  );

/** `/files/:vendor/:id`: what browsers ask for. Nothing in it may run, and its bytes never change. */
export const publicFileRoutes = new Hono<{ Variables: RequestVars }>().get('/:vendor/:id', async (c) => {
  // Nothing of an address is reflected, so nothing in it may ask for something.
  if (new URL(c.req.url).search !== '')
    throw requestProblem('request.malformed', { detail: 'A public file takes no parameters.' });
  const file = await readPublicFile(c.var.db, c.req.param('vendor'), c.req.param('id'));
  if (!file) throw requestProblem('request.not-found');
  c.header('content-type', file.mediaType);
  c.header('cache-control', 'public, max-age=31536000, immutable');
  c.header('content-security-policy', "default-src 'none'; sandbox");
  c.header('content-disposition', 'inline');
  c.header('cross-origin-resource-policy', 'cross-origin');
  c.header('x-content-type-options', 'nosniff');
  return c.body(new Uint8Array(file.bytes));
});
