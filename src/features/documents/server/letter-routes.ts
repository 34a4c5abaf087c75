import { Hono } from 'hono';
import * as v from 'valibot';
import { Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { Absent } from '../../../kit/server/http/absent.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { acceptBytes } from '../../../kit/server/http/accept-bytes.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { DocumentKind, Letterhead, NumberSeries, NumberSeriesChange, Seller } from '../schema.ts';
import {
  checkLogo,
  hasLogo,
  maxLogoBytes,
  putLetterhead,
  putLogo,
  readLogo,
  removeLogo,
  requireLetterhead,
  toLetterhead,
} from './letterhead-store.ts';
import { changeSeries, listSeries } from './numbers-store.ts';

const Logo = v.object({ portalId: v.string(), mediaType: v.string(), size: v.number(), sha256: v.string() });
const images = ['image/png', 'image/jpeg'];
const changed = (portalId: string) => ({
  action: 'portal.updated' as const,
  subjectId: portalId,
  data: { portalId },
});

/** Beside the portals collection: who writes the letters of a portal, and its logo. */
export const letterheadRoutes = new Hono<VendorEnv>()
  .get(
    '/:id/letterhead',
    describe({
      summary: 'Read who writes the letters of a portal',
      tag: 'portals',
      answers: { 200: Letterhead },
      problems: ['portal.not-found'],
    }),
    scope('portals:read'),
    accept('param', Reference),
    async (c) =>
      c.json(toLetterhead(await requireLetterhead(c.var.db, c.var.vendorId, c.req.valid('param').id))),
  )

  .put(
    '/:id/letterhead',
    describe({
      summary: 'Say who writes the letters of a portal',
      description: 'For documents from now on; what was issued stays as it is.',
      tag: 'portals',
      answers: { 200: Letterhead },
      problems: ['portal.not-found'],
    }),
    scope('portals:write'),
    accept('param', Reference),
    accept('json', v.strictObject({ seller: Seller })),
    async (c) => {
      const { db, vendorId, actor, clock } = c.var;
      const at = clock.now();
      const letterhead = await inTransaction(db, async (tx) => {
        const { seller } = c.req.valid('json');
        const put = await putLetterhead(tx, vendorId, c.req.valid('param').id, seller, at);
        if (put.changed) {
          await announce(tx, {
            ...{ vendorId, actor, at, fields: ['letterhead'] },
            ...changed(put.letterhead.portalId),
          });
        }
        return put.letterhead;
      });
      return c.json(letterhead);
    },
  )

  .get(
    '/:id/logo',
    describe({
      summary: 'Read the logo of a portal',
      description: '`?absent=none`: 204 where there is none.',
      tag: 'portals',
      answers: { 204: null },
      gives: images,
      problems: ['portal.not-found', 'logo.not-found'],
    }),
    scope('portals:read'),
    accept('param', Reference),
    accept('query', Absent),
    async (c) => {
      const { id } = c.req.valid('param');
      if (c.req.valid('query').absent && !(await hasLogo(c.var.db, c.var.vendorId, id)))
        return c.body(null, 204);
      const { file, bytes } = await readLogo(c.var.db, c.var.vendorId, id);
      return c.body(Buffer.from(bytes), 200, {
        'content-type': file.mediaType,
        'content-disposition': `inline; filename="${file.name}"`,
        'content-security-policy': "default-src 'none'; sandbox",
      });
    },
  )

  .put(
    '/:id/logo',
    describe({
      summary: 'Give a portal its logo',
      description:
        'A PNG or JPEG of at most 350 × 350 pixels and 1 MB, as raw body. It stands on documents that are issued from now on.',
      tag: 'portals',
      answers: { 200: Logo },
      takes: images,
      problems: ['portal.not-found', 'logo.not-an-image', 'logo.too-wide'],
    }),
    scope('portals:write'),
    accept('param', Reference),
    acceptBytes(images, maxLogoBytes),
    async (c) => {
      const { db, vendorId, actor, clock, upload } = c.var;
      const { mediaType } = checkLogo(upload);
      const at = clock.now();
      const { bytes } = upload;
      const put = await inTransaction(db, async (tx) => {
        const made = await putLogo(tx, vendorId, c.req.valid('param').id, { mediaType, bytes }, at);
        await announce(tx, { ...{ vendorId, actor, at, fields: ['logo'] }, ...changed(made.portalId) });
        return made;
      });
      const { size, sha256 } = put.file;
      return c.json({ portalId: put.portalId, mediaType, size, sha256 });
    },
  )

  .delete(
    '/:id/logo',
    describe({
      summary: 'Take the logo off a portal’s letters',
      tag: 'portals',
      answers: { 204: null },
      problems: ['portal.not-found', 'logo.not-found'],
    }),
    scope('portals:write'),
    accept('param', Reference),
    async (c) => {
      const { db, vendorId, actor, clock } = c.var;
      const at = clock.now();
      await inTransaction(db, async (tx) => {
        const portalId = await removeLogo(tx, vendorId, c.req.valid('param').id, at);
        await announce(tx, { ...{ vendorId, actor, at, fields: ['logo'] }, ...changed(portalId) });
      });
      return c.body(null, 204);
    },
  );

/** `/api/v1/number-series`. */
export const numberSeriesRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({
      summary: 'List number series',
      description: 'How the numbers of documents made here are made: without gaps, one series for each kind.',
      tag: 'number-series',
      answers: { 200: v.object({ items: v.array(NumberSeries) }) },
    }),
    scope('settings:read'),
    async (c) => c.json({ items: await listSeries(c.var.db, c.var.vendorId) }),
  )

  .patch(
    '/:kind',
    describe({
      summary: 'Change a number series',
      tag: 'number-series',
      answers: { 200: NumberSeries },
      problems: ['number-series.begun'],
    }),
    scope('settings:write'),
    accept('param', v.object({ kind: DocumentKind })),
    accept('json', NumberSeriesChange),
    async (c) => {
      const { db, vendorId, actor, clock } = c.var;
      const { kind } = c.req.valid('param');
      const series = await inTransaction(db, async (tx) => {
        const { series, fields } = await changeSeries(tx, vendorId, kind, c.req.valid('json'));
        if (fields.length > 0) {
          await announce(tx, {
            ...{ vendorId, actor, fields, at: clock.now() },
            ...{ action: 'number-series.updated', subjectId: kind, data: { kind } },
          });
        }
        return series;
      });
      return c.json(series);
    },
  );
