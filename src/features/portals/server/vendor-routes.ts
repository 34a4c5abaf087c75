import { Hono } from 'hono';
import * as v from 'valibot';
import { spendAttempt } from '../../../kit/server/attempts.ts';
import { Reference } from '../../../kit/server/collection.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { collectionRoutes } from '../../access/server/collection-routes.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { FramingHost, NewPortal, PageCheck, PageToCheck, Portal, PortalChange } from '../schema.ts';
import { type Guarded, guarded } from './code-guard.ts';
import { testPage } from './page-check.ts';
import { listRefusedHosts, listSeenHosts } from './seen-hosts.ts';
import {
  createPortal,
  deletePortal,
  listPortals,
  requirePortal,
  updatePortal,
  upsertPortal,
} from './store.ts';

const portals = collectionRoutes<
  Portal,
  unknown,
  NewPortal,
  PortalChange,
  Guarded<NewPortal>,
  Guarded<PortalChange>
>({
  name: 'portals',
  thing: 'portal',
  one: 'a portal',
  schema: Portal,
  maxBytes: 262_144, // 200 allowed hosts of 255 symbols, and a theme
  list: ({ db, vendorId }, _query, paging) => listPortals(db, vendorId, paging),
  read: ({ db, vendorId }, reference) => requirePortal(db, vendorId, reference),
  create: {
    body: NewPortal,
    description: 'The first portal is the default one, to which customers belong unless told otherwise.',
    problems: ['portal.slug-taken', 'operator-session.prove'],
    prepare: guarded,
    act: (tx, writing, { body, guard }) => createPortal(tx, writing.vendorId, body, { ...writing, guard }),
  },
  change: {
    body: PortalChange,
    description:
      'A field that is not named stays as it is; one that is named is replaced as a whole, but of `signIn` only the switches that are named change. New code of one’s own (`customCss`, `customScript`) asks an operator to prove once more who they are, and is mailed to all others who may change portals; switching it off is not held up.',
    problems: ['portal.slug-taken', 'operator-session.prove'],
    prepare: guarded,
    act: (tx, writing, reference, { body, guard }) =>
      updatePortal(tx, writing.vendorId, reference, body, { ...writing, guard }),
  },
  upsert: {
    body: NewPortal,
    problems: ['portal.slug-taken', 'operator-session.prove'],
    prepare: guarded,
    act: (tx, writing, externalId, { body, guard }) =>
      upsertPortal(tx, writing.vendorId, externalId, body, { ...writing, guard }),
  },
  remove: {
    summary: 'Remove a portal that no customer belongs to',
    problems: ['portal.in-use', 'portal.is-default'],
    act: (tx, { vendorId }, reference) => deletePortal(tx, vendorId, reference),
  },
  about: ({ id }) => ({ data: { portalId: id } }),
});

/** `/api/v1/portals`. */
export const portalsVendorRoutes = new Hono<VendorEnv>()
  .get(
    '/:id/refused-hosts',
    describe({
      summary: 'List pages that tried to show a portal and may not',
      description:
        'The newest 20, by the origin that the browser names when it loads the frame. Allow one by adding it to the portal’s `allowedHosts`; it leaves the list with that.',
      tag: 'portals',
      answers: { 200: v.object({ items: v.array(FramingHost) }) },
      problems: ['portal.not-found'],
    }),
    scope('portals:read'),
    accept('param', Reference),
    async (c) => {
      const { db, vendorId, testSide } = c.var;
      return c.json({ items: await listRefusedHosts(db, vendorId, c.req.valid('param').id, testSide) });
    },
  )
  .get(
    '/:id/seen-hosts',
    describe({
      summary: 'List pages on which a portal was seen',
      description:
        'The newest 20, by the origin that the browser names when it loads the frame, with the last minute in which it did.',
      tag: 'portals',
      answers: { 200: v.object({ items: v.array(FramingHost) }) },
      problems: ['portal.not-found'],
    }),
    scope('portals:read'),
    accept('param', Reference),
    async (c) => c.json({ items: await listSeenHosts(c.var.db, c.var.vendorId, c.req.valid('param').id) }),
  )
  .post(
    '/:id/page-check',
    describe({
      summary: 'Find what keeps a page from showing a portal',
      description:
        'Fetches the page as a visitor without a sign-in would, and compares it with the portal: allowed hosts, the snippet, the page’s own content security policy. Pages behind a sign-in or drawn by a script can not be judged whole.',
      tag: 'portals',
      answers: { 200: PageCheck },
      problems: ['portal.not-found', 'request.too-many'],
    }),
    scope('portals:write'),
    accept('param', Reference),
    accept('json', PageToCheck),
    async (c) => {
      const { db, vendorId, testSide, publicUrl, worldClock } = c.var;
      const portal = await requirePortal(db, vendorId, c.req.valid('param').id);
      const budgets = [{ key: `page-check:${vendorId}`, most: 60, perMs: 60 * 60_000 }];
      await spendAttempt(db, budgets, worldClock.now());
      return c.json(await testPage({ portal, testSide }, c.req.valid('json').url, { publicUrl }));
    },
  )
  .route('/', portals);
