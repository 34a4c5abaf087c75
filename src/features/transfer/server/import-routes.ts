import { Hono } from 'hono';
import * as v from 'valibot';
import { pagingOf, Reference } from '../../../kit/server/collection.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { acceptBytes, type Upload } from '../../../kit/server/http/accept-bytes.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { listAnswer } from '../../../kit/server/http/list.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { startOf } from '../../../kit/server/http/start-at.ts';
import { type AnyKind, scopeOf } from '../../../kit/server/transfer/kind.ts';
import type { VendorEnv, VendorVars } from '../../access/server/env.ts';
import { requireScope, scope } from '../../access/server/guards.ts';
import type { EventOf } from '../../activity/events.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Scope } from '../../vendors/schema.ts';
import { Import, ImportErrors, Kinds, NewImport, Preview, PreviewQuery, RunImport } from '../schema.ts';
import { errorsCsv } from './errors-csv.ts';
import { listErrors } from './import-errors.ts';
import { createImport, deleteImport, listImports, queueImport, requireImport } from './imports-store.ts';
import { describeKind, requireKind } from './kinds.ts';
import { Newest } from './newest.ts';
import { preview } from './preview.ts';
import { keepImportFile, keepPart, maxPartBytes } from './uploads-store.ts';

const tag = 'imports';
const tables = ['text/csv', 'application/json', 'application/x-ndjson', 'application/octet-stream'];
const documents = ['application/pdf', 'image/png', 'image/jpeg', 'text/plain', 'application/octet-stream'];
const Part = v.object({
  id: v.string(),
  number: v.pipe(
    v.string(),
    v.regex(/^[1-9]\d{0,3}$/, 'expected a number from 1 to 9999'),
    v.transform(Number),
  ),
});
const NamedFile = v.object({
  id: v.string(),
  name: v.pipe(
    v.string(),
    v.regex(/^(?!\.{1,2}$)[^\p{Cc}\p{Cs}/\\]{1,200}$/u, 'expected the name of a file, without folders'),
  ),
});

/** `/api/v1/imports`. */
export const importRoutes = (kinds: readonly AnyKind[]) =>
  new Hono<VendorEnv & { Variables: { upload: Upload } }>()
    .get(
      '/kinds',
      describe({
        summary: 'List what can be imported and exported, with the columns of its files',
        tag,
        answers: { 200: Kinds },
      }),
      scope('imports:read'),
      (c) => c.json({ items: kinds.map(describeKind) }),
    )

    .post(
      '/preview',
      describe({
        summary: 'Read the first rows of a CSV file',
        description:
          'Send the first 64 KiB; nothing is kept. Tells the separator and the column that each header seems to mean.',
        ...{ tag, answers: { 200: Preview }, takes: tables },
      }),
      scope('imports:write'),
      accept('query', PreviewQuery),
      acceptBytes(tables, 65_536),
      async (c) => {
        const query = c.req.valid('query');
        return c.json(await preview(requireKind(kinds, query.kind), c.var.upload.bytes, query));
      },
    )

    .get(
      '/',
      describe({ summary: 'List imports, newest first', tag, answers: { 200: listAnswer(Import) } }),
      scope('imports:read'),
      accept('query', Newest),
      async (c) => {
        const paging = pagingOf(c.var, tag, c.req.valid('query'));
        return c.json(paging.page(await listImports(c.var.db, c.var.vendorId, paging)));
      },
    )

    .post(
      '/',
      describe({
        summary: 'Begin an import',
        description:
          'Then send the file in parts, and start it. All rows of a file are written, or none. Needs the scope to write what is imported as well.',
        ...{ tag, answers: { 201: Import } },
      }),
      scope('imports:write'),
      accept('json', NewImport),
      async (c) => {
        const wanted = c.req.valid('json');
        const kind = requireKind(kinds, wanted.kind);
        requireScope(c.var, scopeOf(kind, 'write') as Scope);
        if (wanted.format === 'json' && (wanted.mapping || wanted.separator || wanted.encoding)) {
          const message = 'Only CSV takes a mapping, a separator or an encoding.';
          throw requestProblem('request.invalid', { fields: [{ path: 'format', code: 'format', message }] });
        }
        const made = await acting(c.var, 'import.created', (tx, at) =>
          createImport(tx, c.var.vendorId, wanted, c.var.actor, at),
        );
        return c.json(made, 201, { location: `/api/v1/imports/${made.id}` });
      },
    )

    .get(
      '/:id',
      describe({ summary: 'Read an import', tag, answers: { 200: Import }, problems: ['import.not-found'] }),
      scope('imports:read'),
      accept('param', Reference),
      async (c) => c.json(await requireImport(c.var.db, c.var.vendorId, c.req.valid('param').id)),
    )

    .put(
      '/:id/parts/:number',
      describe({
        summary: 'Send one part of the file',
        description: `Cut the file anywhere into parts of at most ${maxPartBytes} bytes, numbered from 1. A part sent again replaces the one before.`,
        ...{ tag, answers: { 200: Import }, takes: tables },
        problems: ['import.not-found', 'import.not-receiving', 'import.too-large'],
      }),
      scope('imports:write'),
      accept('param', Part),
      acceptBytes(tables, maxPartBytes),
      async (c) => {
        const { id, number } = c.req.valid('param');
        const part = { number, content: c.var.upload.bytes };
        return c.json(
          await inTransaction(c.var.db, (tx) =>
            keepPart(tx, c.var.vendorId, id, part, c.var.worldClock.now()),
          ),
        );
      },
    )

    .put(
      '/:id/files/:name',
      describe({
        summary: 'Send a file that rows of the table name',
        description:
          'PDF documents, for example; at most 10 MiB each. The same name again replaces the one before.',
        ...{ tag, answers: { 204: null }, takes: documents },
        problems: ['import.not-found', 'import.not-receiving', 'import.too-large'],
      }),
      scope('imports:write'),
      accept('param', NamedFile),
      acceptBytes(documents),
      async (c) => {
        const { id, name } = c.req.valid('param');
        const { mediaType, bytes } = c.var.upload;
        await inTransaction(c.var.db, (tx) =>
          keepImportFile(tx, c.var.vendorId, id, { name, mediaType, bytes }, c.var.worldClock.now()),
        );
        return c.body(null, 204);
      },
    )

    .post(
      '/:id/run',
      describe({
        summary: 'Start an import, or try it without writing anything',
        description:
          'It then waits for those started before it, with `startAt` for that instant first. A dry run without refused rows can be started again to do what it said.',
        ...{ tag, answers: { 202: Import } },
        problems: ['import.not-found', 'import.not-ready', 'import.incomplete', 'import.too-many'],
      }),
      scope('imports:write'),
      accept('param', Reference),
      accept('json', RunImport),
      async (c) => {
        const { id } = c.req.valid('param');
        const { dryRun, startAt: wished } = c.req.valid('json');
        const startAt = startOf(wished, c.var.worldClock.now(), { ms: 7 * 86_400_000, said: 'A week' });
        const before = await requireImport(c.var.db, c.var.vendorId, id);
        requireScope(c.var, scopeOf(requireKind(kinds, before.kind), 'write') as Scope);
        const run = await acting(c.var, dryRun ? 'import.tried' : 'import.started', (tx, at) =>
          queueImport(tx, c.var.vendorId, id, { dryRun, startAt }, at),
        );
        return c.json(run, 202);
      },
    )

    .get(
      '/:id/errors',
      describe({
        summary: 'List what is wrong with the rows of an import',
        description: 'The first 1,000.',
        ...{ tag, answers: { 200: ImportErrors }, problems: ['import.not-found'] },
      }),
      scope('imports:read'),
      accept('param', Reference),
      async (c) => {
        const { id, failed } = await requireImport(c.var.db, c.var.vendorId, c.req.valid('param').id);
        return c.json({ items: await listErrors(c.var.db, c.var.vendorId, id), failed });
      },
    )

    .get(
      '/:id/errors.csv',
      describe({
        summary: 'The same as a CSV file',
        ...{ tag, answers: {}, gives: ['text/csv'], problems: ['import.not-found'] },
      }),
      scope('imports:read'),
      accept('param', Reference),
      async (c) => {
        const { id } = await requireImport(c.var.db, c.var.vendorId, c.req.valid('param').id);
        return c.body(errorsCsv(await listErrors(c.var.db, c.var.vendorId, id)), 200, {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': `attachment; filename="errors-${id}.csv"`,
        });
      },
    )

    .delete(
      '/:id',
      describe({
        summary: 'Forget an import that is not running',
        description: 'What it wrote stays.',
        ...{ tag, answers: { 204: null }, problems: ['import.not-found', 'import.running'] },
      }),
      scope('imports:write'),
      accept('param', Reference),
      async (c) => {
        await acting(c.var, 'import.deleted', (tx, at) =>
          deleteImport(tx, c.var.vendorId, c.req.valid('param').id, at),
        );
        return c.body(null, 204);
      },
    );

/** One transaction: the act, its row in the log and its event. */
function acting(
  { db, vendorId, actor, worldClock }: VendorVars,
  action: EventOf<'import'>,
  act: (tx: Db, at: Date) => Promise<Import>,
): Promise<Import> {
  const at = worldClock.now();
  return inTransaction(db, async (tx) => {
    const done = await act(tx, at);
    const data = { importId: done.id, kind: done.kind };
    await announce(tx, { vendorId, actor, at, action, subjectId: done.id, data });
    return done;
  });
}
