import * as v from 'valibot';
import { Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery } from '../../../kit/server/http/list.ts';
import { collectionRoutes } from '../../access/server/collection-routes.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { named } from '../../customers/named.ts';
import { withNames } from '../../customers/server/names.ts';
import { MadeRoute, NewRoute, RouteChange, RouteKind } from '../schema.ts';
import {
  createRoute,
  deleteRoute,
  listRoutes,
  readSecret,
  renewSecret,
  requireRoute,
  updateRoute,
  upsertRoute,
} from './store.ts';

const about = ({ id, customerId }: { readonly id: string; readonly customerId: string }) => ({
  customerId,
  data: { customerId, routeId: id },
});

const Secret = v.object({ secret: v.string() });

/** `/api/v1/routes`. */
export const routesVendorRoutes = collectionRoutes({
  name: 'routes',
  thing: 'route',
  one: 'a route',
  schema: MadeRoute,
  query: v.strictObject({
    ...ListQuery.entries,
    customerId: v.optional(v.string()),
    kind: v.optional(RouteKind),
  }),
  listed: named(MadeRoute),
  list: ({ db, vendorId }, query, paging) =>
    withNames({ db, vendorId }, listRoutes(db, vendorId, query, paging)),
  read: ({ db, vendorId }, reference) => requireRoute(db, vendorId, reference),
  create: {
    body: NewRoute,
    description:
      'A number, an address or user name by which equipment is let in, or where calls to a prefix go. A user gets a secret, which this answer tells once. Numbers, addresses and user names are there once at a vendor.',
    problems: ['route.external-id-taken', 'route.value-taken', 'route.too-many', 'route.no-secret'],
    act: (tx, writing, wanted) => createRoute(tx, writing, wanted),
  },
  change: {
    body: RouteChange,
    problems: ['route.value-taken'],
    act: (tx, { vendorId, at }, reference, change) => updateRoute(tx, vendorId, reference, change, at),
  },
  upsert: {
    body: v.omit(NewRoute, ['externalId']),
    problems: ['route.value-taken', 'route.too-many', 'route.no-secret'],
    act: (tx, writing, externalId, wanted) => upsertRoute(tx, writing, externalId, wanted),
  },
  remove: { act: (tx, { vendorId }, reference) => deleteRoute(tx, vendorId, reference) },
  about,
})
  .get(
    '/:id/secret',
    describe({
      summary: 'Read the secret of a user; each reading is noted',
      tag: 'routes',
      answers: { 200: Secret },
      problems: ['route.not-found', 'route.no-secret'],
    }),
    scope('routes:write'),
    accept('param', Reference),
    async (c) => {
      const { vendorId, secrets, actor, clock } = c.var;
      const secret = await inTransaction(c.var.db, async (tx) => {
        const read = await readSecret(tx, { vendorId, secrets }, c.req.valid('param').id);
        await announce(tx, {
          ...{ vendorId, actor, at: clock.now(), action: 'route.secret-read', subjectId: read.route.id },
          ...about(read.route),
        });
        return read.secret;
      });
      return c.json({ secret });
    },
  )
  .post(
    '/:id/secret',
    describe({
      summary: 'Make a new secret for a user; the old one stops working',
      tag: 'routes',
      answers: { 201: Secret },
      problems: ['route.not-found', 'route.no-secret'],
    }),
    scope('routes:write'),
    accept('param', Reference),
    async (c) => {
      const { vendorId, secrets, actor, clock } = c.var;
      const made = await inTransaction(c.var.db, async (tx) => {
        const at = clock.now();
        const route = await renewSecret(tx, { vendorId, secrets, at }, c.req.valid('param').id);
        await announce(tx, {
          ...{ vendorId, actor, at, action: 'route.secret-renewed', subjectId: route.id },
          ...about(route),
        });
        return route;
      });
      return c.json({ secret: made.secret as string }, 201);
    },
  );
