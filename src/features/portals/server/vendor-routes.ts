import { Hono } from 'hono';
import { ExternalReference, pagingOf, Reference, type Written } from '../../../kit/server/collection.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery, listAnswer } from '../../../kit/server/http/list.ts';
import type { VendorEnv, VendorVars } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { NewPortal, Portal, PortalChange } from '../schema.ts';
import {
  createPortal,
  deletePortal,
  listPortals,
  type PortalWrite,
  requirePortal,
  updatePortal,
  upsertPortal,
} from './store.ts';

const tag = 'portals';
const maxBytes = 262_144; // 200 allowed hosts of 255 symbols, and a theme

/** `/api/v1/portals`. */
export const portalsVendorRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({ summary: 'List portals', tag, answers: { 200: listAnswer(Portal) } }),
    scope('portals:read'),
    accept('query', ListQuery),
    async (c) => {
      const paging = pagingOf(c.var, tag, c.req.valid('query'));
      return c.json(paging.page(await listPortals(c.var.db, c.var.vendorId, paging)));
    },
  )

  .post(
    '/',
    describe({
      summary: 'Make a portal',
      description: 'The first portal is the default one, to which customers belong unless told otherwise.',
      tag,
      answers: { 201: Portal },
      problems: ['portal.slug-taken'],
    }),
    scope('portals:write'),
    accept('json', NewPortal, { maxBytes }),
    async (c) => {
      const portal = await writing(c.var, 'portal.created', async (tx, vendorId, write) => {
        const thing = await createPortal(tx, vendorId, c.req.valid('json'), write);
        return { thing, created: true, fields: [] };
      });
      return c.json(portal.thing, 201, { location: `/api/v1/portals/${portal.thing.id}` });
    },
  )

  .get(
    '/:id',
    describe({ summary: 'Read a portal', tag, answers: { 200: Portal }, problems: ['portal.not-found'] }),
    scope('portals:read'),
    accept('param', Reference),
    async (c) => c.json(await requirePortal(c.var.db, c.var.vendorId, c.req.valid('param').id)),
  )

  .patch(
    '/:id',
    describe({
      summary: 'Change a portal',
      description: 'A field that is not named stays as it is; one that is named is replaced as a whole.',
      tag,
      answers: { 200: Portal },
      problems: ['portal.not-found', 'portal.slug-taken'],
    }),
    scope('portals:write'),
    accept('param', Reference),
    accept('json', PortalChange, { maxBytes }),
    async (c) => {
      const portal = await writing(c.var, 'portal.updated', (tx, vendorId, write) =>
        updatePortal(tx, vendorId, c.req.valid('param').id, c.req.valid('json'), write),
      );
      return c.json(portal.thing);
    },
  )

  .put(
    '/:id',
    describe({
      summary: 'Make or change the portal with your own id, `ext:<id>`',
      tag,
      answers: { 200: Portal, 201: Portal },
      problems: ['portal.slug-taken'],
    }),
    scope('portals:write'),
    accept('param', ExternalReference),
    accept('json', NewPortal, { maxBytes }),
    async (c) => {
      const portal = await writing(c.var, 'portal.updated', (tx, vendorId, write) =>
        upsertPortal(tx, vendorId, c.req.valid('param').id, c.req.valid('json'), write),
      );
      if (!portal.created) return c.json(portal.thing);
      return c.json(portal.thing, 201, { location: `/api/v1/portals/${portal.thing.id}` });
    },
  )

  .delete(
    '/:id',
    describe({
      summary: 'Remove a portal that no customer belongs to',
      tag,
      answers: { 204: null },
      problems: ['portal.not-found', 'portal.in-use', 'portal.is-default'],
    }),
    scope('portals:write'),
    accept('param', Reference),
    async (c) => {
      await writing(c.var, 'portal.deleted', async (tx, vendorId) => ({
        thing: await deletePortal(tx, vendorId, c.req.valid('param').id),
        created: false,
        fields: ['deleted'],
      }));
      return c.body(null, 204);
    },
  );

/** One transaction: the act, its row in the log and its event. An act that changed nothing leaves neither. */
function writing(
  { db, vendorId, actor, clock, testSide }: VendorVars,
  action: string,
  act: (tx: Db, vendorId: string, write: PortalWrite) => Promise<Written<Portal>>,
): Promise<Written<Portal>> {
  const at = clock.now();
  return inTransaction(db, async (tx) => {
    const written = await act(tx, vendorId, { at, testSide });
    const { thing, created, fields } = written;
    if (!created && fields.length === 0) return written;
    await announce(tx, {
      ...{ vendorId, actor, at, fields },
      action: created ? 'portal.created' : action,
      subjectId: thing.id,
      data: { portalId: thing.id },
    });
    return written;
  });
}
