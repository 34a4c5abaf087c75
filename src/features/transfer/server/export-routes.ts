import { Hono } from 'hono';
import { pagingOf, Reference } from '../../../kit/server/collection.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { listAnswer } from '../../../kit/server/http/list.ts';
import { streamOf } from '../../../kit/server/http/stream.ts';
import { type AnyKind, inOrder, scopeOf } from '../../../kit/server/transfer/kind.ts';
import type { VendorEnv, VendorVars } from '../../access/server/env.ts';
import { requireScope, scope } from '../../access/server/guards.ts';
import type { EventOf } from '../../activity/events.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Scope } from '../../vendors/schema.ts';
import { transferProblem } from '../problems.ts';
import { Export, NewExport } from '../schema.ts';
import { createExport, deleteExport, exportParts, listExports, requireExport } from './exports-store.ts';
import { requireKind } from './kinds.ts';
import { Newest } from './newest.ts';

const tag = 'exports';

/** `/api/v1/exports`. */
export const exportRoutes = (kinds: readonly AnyKind[]) =>
  new Hono<VendorEnv>()
    .get(
      '/',
      describe({ summary: 'List exports, newest first', tag, answers: { 200: listAnswer(Export) } }),
      scope('exports:read'),
      accept('query', Newest),
      async (c) => {
        const paging = pagingOf(c.var, tag, c.req.valid('query'));
        return c.json(
          paging.page(await listExports(c.var.db, c.var.vendorId, paging, c.var.worldClock.now())),
        );
      },
    )

    .post(
      '/',
      describe({
        summary: 'Begin an export',
        description:
          'Of everything, unless kinds are named: one table for each, the files that belong to them, the configuration, and a manifest with counts and checksums, as of one moment. Needs the scope to read what is exported as well. Two run at a time.',
        ...{ tag, answers: { 202: Export }, problems: ['export.too-many'] },
      }),
      scope('exports:write'),
      accept('json', NewExport),
      async (c) => {
        const { kinds: names, format, files } = c.req.valid('json');
        const wanted = inOrder(names ? names.map((name) => requireKind(kinds, name)) : kinds);
        for (const kind of wanted) requireScope(c.var, scopeOf(kind, 'read') as Scope);
        const wish = { kinds: [...new Set(wanted.map(({ name }) => name))], format, files };
        const made = await acting(c.var, 'export.created', (tx, at) =>
          createExport(tx, c.var.vendorId, wish, at),
        );
        return c.json(made, 202, { location: `/api/v1/exports/${made.id}` });
      },
    )

    .get(
      '/:id',
      describe({ summary: 'Read an export', tag, answers: { 200: Export }, problems: ['export.not-found'] }),
      scope('exports:read'),
      accept('param', Reference),
      async (c) =>
        c.json(
          await requireExport(c.var.db, c.var.vendorId, c.req.valid('param').id, c.var.worldClock.now()),
        ),
    )

    .get(
      '/:id/file',
      describe({
        summary: 'Fetch the archive of an export',
        description:
          'For 24 hours. Needs the scope to read what is in it; each time leaves a row in the activity log.',
        ...{ tag, answers: {}, gives: ['application/zip'] },
        problems: ['export.not-found', 'export.not-ready'],
      }),
      scope('exports:read'),
      accept('param', Reference),
      async (c) => {
        const { db, vendorId, worldClock } = c.var;
        const found = await requireExport(db, vendorId, c.req.valid('param').id, worldClock.now());
        for (const name of found.kinds)
          requireScope(c.var, scopeOf(requireKind(kinds, name), 'read') as Scope);
        if (found.state !== 'done' || found.size === null) throw transferProblem('export.not-ready');
        await acting(c.var, 'export.fetched', async () => found);
        c.header('content-type', 'application/zip');
        c.header('content-length', String(found.size));
        c.header(
          'content-disposition',
          `attachment; filename="portico-export-${found.createdAt.slice(0, 10)}.zip"`,
        );
        // One part is in memory at a time: a client that reads slowly, or never, holds up nobody but itself.
        return c.body(streamOf(exportParts(db, vendorId, found.id)));
      },
    )

    .delete(
      '/:id',
      describe({
        summary: 'Delete an export and its archive',
        ...{ tag, answers: { 204: null }, problems: ['export.not-found'] },
      }),
      scope('exports:write'),
      accept('param', Reference),
      async (c) => {
        await acting(c.var, 'export.deleted', (tx, at) =>
          deleteExport(tx, c.var.vendorId, c.req.valid('param').id, at),
        );
        return c.body(null, 204);
      },
    );

/** One transaction: the act, its row in the log and its event. */
function acting(
  { db, vendorId, actor, worldClock }: VendorVars,
  action: EventOf<'export'>,
  act: (tx: Db, at: Date) => Promise<Export>,
): Promise<Export> {
  const at = worldClock.now();
  return inTransaction(db, async (tx) => {
    const done = await act(tx, at);
    await announce(tx, { vendorId, actor, at, action, subjectId: done.id, data: { exportId: done.id } });
    return done;
  });
}
