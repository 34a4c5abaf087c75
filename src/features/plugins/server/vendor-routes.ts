import * as v from 'valibot';
import { Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { collectionRoutes } from '../../access/server/collection-routes.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { CustomerReference } from '../../customers/schema.ts';
import { KeptPluginRows, NewPlugin, Plugin, PluginChange, PluginRows } from '../schema.ts';
import { readRows, replaceRows } from './rows-store.ts';
import { dropSecret, renewSecret } from './secret.ts';
import {
  createPlugin,
  deletePlugin,
  listPlugins,
  requirePlugin,
  updatePlugin,
  upsertPlugin,
} from './store.ts';

/** Pages on somebody's own machine are for trying. @throws `request.invalid` on a live side */
function requirePublic(testSide: boolean, { url }: { readonly url?: string | null | undefined }): void {
  if (testSide || !url?.startsWith('http:')) return;
  const message = 'Pages on this machine may be shown on the test side only; use https.';
  throw requestProblem('request.invalid', { fields: [{ path: 'url', code: 'url', message }] });
}

const ofRows = v.object({ customerId: CustomerReference });

/** `/api/v1/plugins`. */
export const pluginsVendorRoutes = collectionRoutes({
  name: 'plugins',
  thing: 'plugin',
  one: 'a plugin',
  schema: Plugin,
  list: ({ db, vendorId }, _, paging) => listPlugins(db, vendorId, paging),
  read: ({ db, vendorId }, reference) => requirePlugin(db, vendorId, reference),
  create: {
    body: NewPlugin,
    description:
      'Something of your own in the portal’s menu: a page that opens in a new tab (`link`), a page shown in the portal and shut off from it (`frame`), or rows that you write by the API (`list`). On, and in all portals, unless said otherwise. A customer whose record says no in `plugins` does not have it.',
    problems: ['plugin.external-id-taken', 'plugin.too-many'],
    act: (tx, { vendorId, at, testSide }, wanted) => {
      requirePublic(testSide, wanted);
      return createPlugin(tx, vendorId, wanted, at);
    },
  },
  change: {
    body: PluginChange,
    act: (tx, { vendorId, at, testSide }, reference, change) => {
      requirePublic(testSide, change);
      return updatePlugin(tx, vendorId, reference, change, at);
    },
  },
  upsert: {
    body: v.omit(NewPlugin, ['externalId']),
    problems: ['plugin.too-many'],
    act: (tx, { vendorId, at, testSide }, externalId, wanted) => {
      requirePublic(testSide, wanted);
      return upsertPlugin(tx, vendorId, externalId, wanted, at);
    },
  },
  remove: { act: (tx, { vendorId }, reference) => deletePlugin(tx, vendorId, reference) },
  about: ({ id }) => ({ data: { pluginId: id } }),
})
  .get(
    '/:id/rows',
    describe({
      summary: 'Read the rows of a list plugin that a customer has',
      tag: 'plugins',
      answers: { 200: KeptPluginRows },
      problems: ['plugin.not-found', 'plugin.other-kind'],
    }),
    scope('plugins:read'),
    accept('param', Reference),
    accept('query', ofRows),
    async (c) => {
      const { db, vendorId } = c.var;
      return c.json(await readRows(db, vendorId, c.req.valid('param').id, c.req.valid('query').customerId));
    },
  )
  .put(
    '/:id/rows',
    describe({
      summary: 'Write the rows of a list plugin that a customer has',
      description:
        'All of them, in the order in which they are shown: what is not named is gone. Up to 1,000; each cell is what its column says.',
      tag: 'plugins',
      answers: { 200: KeptPluginRows },
      problems: ['plugin.not-found', 'plugin.other-kind'],
    }),
    scope('plugins:write'),
    accept('param', Reference),
    accept('json', PluginRows, { maxBytes: 1_048_576 }),
    async (c) => {
      const { db, vendorId, actor, clock } = c.var;
      const at = clock.now();
      const wanted = c.req.valid('json');
      const customerId = await inTransaction(db, async (tx) => {
        const written = await replaceRows(tx, vendorId, c.req.valid('param').id, wanted, at);
        await announce(tx, {
          ...{ vendorId, actor, at, action: 'plugin.rows-written', subjectId: written.plugin.id },
          customerId: written.customerId,
          data: { pluginId: written.plugin.id, customerId: written.customerId },
        });
        return written.customerId;
      });
      return c.json({ customerId, rows: wanted.rows });
    },
  )
  .post(
    '/:id/secret',
    describe({
      summary: 'Make the secret by which a frame’s page knows who looks',
      description:
        'Told once; one from before stops working. From then on the portal hands the page a JWS signed with it, for the page’s own server.',
      tag: 'plugins',
      answers: { 201: v.object({ secret: v.string() }) },
      problems: ['plugin.not-found', 'plugin.other-kind'],
    }),
    scope('plugins:write'),
    accept('param', Reference),
    async (c) => {
      const { db, vendorId, secrets, actor, clock } = c.var;
      const at = clock.now();
      const secret = await inTransaction(db, async (tx) => {
        const made = await renewSecret(tx, { vendorId, secrets, at }, c.req.valid('param').id);
        await announce(tx, {
          ...{ vendorId, actor, at, action: 'plugin.secret-renewed', subjectId: made.plugin.id },
          data: { pluginId: made.plugin.id },
        });
        return made.secret;
      });
      return c.json({ secret }, 201);
    },
  )
  .delete(
    '/:id/secret',
    describe({
      summary: 'Take the secret of a frame away: its page is told no more who looks',
      tag: 'plugins',
      answers: { 204: null },
      problems: ['plugin.not-found', 'plugin.other-kind'],
    }),
    scope('plugins:write'),
    accept('param', Reference),
    async (c) => {
      const { db, vendorId, actor, clock } = c.var;
      const at = clock.now();
      await inTransaction(db, async (tx) => {
        const { id } = await dropSecret(tx, vendorId, c.req.valid('param').id, at);
        await announce(tx, {
          ...{ vendorId, actor, at, action: 'plugin.secret-removed', subjectId: id },
          data: { pluginId: id },
        });
      });
      return c.body(null, 204);
    },
  );
