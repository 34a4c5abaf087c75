import { Hono } from 'hono';
import * as v from 'valibot';
import { pagingOf, Reference } from '../../../kit/server/collection.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery, listAnswer } from '../../../kit/server/http/list.ts';
import type { VendorEnv, VendorVars } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import type { OrderHooks } from '../../payments/server/provider.ts';
import type { Booking } from '../../payments/server/store.ts';
import {
  BookedLines,
  NewBooking,
  NewStatement,
  Statement,
  StatementLine,
  StatementLineId,
} from '../schema.ts';
import { bookLine, setAside, unbookLine } from './book.ts';
import { parseStatement } from './parse.ts';
import {
  awaitedOf,
  createStatement,
  deleteStatement,
  linesOf,
  listStatements,
  lockLine,
  requireStatement,
  toLine,
} from './store.ts';

const tag = 'statements';
const Place = v.object({ id: Reference.entries.id, line: StatementLineId });
const LinesQuery = v.strictObject({
  state: v.optional(v.picklist(['open', 'booked', 'none'])),
  limit: ListQuery.entries.limit,
  /** Of the answer before. */
  cursor: v.optional(v.pipe(v.string(), v.regex(/^\d{1,6}$/))),
});
/** Pieces of one transaction: a lock is never held for long. */
const atOnce = 50;

/** `/api/v1/statements`: what banks brought, with what each line may pay; somebody says yes to each, or to all that are sure. */
export function statementRoutes(hooks: OrderHooks) {
  const writing = ({ vendorId, actor, clock }: VendorVars): Booking => ({
    ...{ vendorId, actor, at: clock.now(), hooks },
  });
  const lineOf = async (db: Db, vendorId: string, statementId: string, id: string) =>
    toLine(
      await inTransaction(db, (tx) => lockLine(tx, vendorId, statementId, id)),
      await awaitedOf(db, vendorId),
    );
  const act = (
    method: 'post' | 'delete',
    path: string,
    summary: string,
    run: (
      tx: Db,
      booking: Booking,
      place: { statementId: string; id: string },
      vars: VendorVars,
    ) => Promise<void>,
  ) =>
    new Hono<VendorEnv>().on(
      method.toUpperCase(),
      path,
      describe({
        ...{ summary, tag, answers: { 200: StatementLine } },
        problems: [
          'statement.not-found',
          'statement-line.not-found',
          'statement-line.wrong-state',
          'statement-line.fixed',
        ],
      }),
      scope('payments:write'),
      accept('param', Place),
      async (c) => {
        const { db, vendorId } = c.var;
        const { id, line } = c.req.valid('param') as v.InferOutput<typeof Place>;
        const { id: statementId } = await requireStatement(db, vendorId, id);
        await inTransaction(db, (tx) => run(tx, writing(c.var), { statementId, id: line }, c.var));
        return c.json(await lineOf(db, vendorId, statementId, line));
      },
    );
  return new Hono<VendorEnv>()
    .get(
      '/',
      describe({ summary: 'List bank statements', tag, answers: { 200: listAnswer(Statement) } }),
      scope('payments:read'),
      accept('query', ListQuery),
      async (c) => {
        const { db, vendorId, cursors } = c.var;
        const paging = pagingOf({ cursors, vendorId, db }, tag, c.req.valid('query'));
        return c.json(paging.page(await listStatements(db, vendorId, paging)));
      },
    )
    .post(
      '/',
      describe({
        summary: 'Read a bank statement',
        description:
          'CAMT.053 or the CSV of a bank, up to 4 MB and 5,000 lines. Lines that an earlier file brought are not taken again; nothing is booked by this.',
        tag,
        answers: { 201: Statement },
        problems: ['statement.unreadable'],
      }),
      scope('payments:write'),
      accept('json', NewStatement, { maxBytes: 12_582_912 }),
      async (c) => {
        const wanted = c.req.valid('json');
        const read = await parseStatement(wanted);
        const made = await inTransaction(c.var.db, (tx) => createStatement(tx, writing(c.var), wanted, read));
        return c.json(made, 201, { location: `/api/v1/statements/${made.id}` });
      },
    )
    .get(
      '/:id',
      describe({
        summary: 'Read a bank statement’s figures',
        tag,
        answers: { 200: Statement },
        problems: ['statement.not-found'],
      }),
      scope('payments:read'),
      accept('param', Reference),
      async (c) => c.json(await requireStatement(c.var.db, c.var.vendorId, c.req.valid('param').id)),
    )
    .delete(
      '/:id',
      describe({
        summary: 'Delete a bank statement of which nothing is booked',
        tag,
        answers: { 204: null },
        problems: ['statement.not-found', 'statement-line.wrong-state'],
      }),
      scope('payments:write'),
      accept('param', Reference),
      async (c) => {
        await inTransaction(c.var.db, (tx) => deleteStatement(tx, writing(c.var), c.req.valid('param').id));
        return c.body(null, 204);
      },
    )
    .get(
      '/:id/lines',
      describe({
        summary: 'List the lines of a statement, with what each may pay',
        tag,
        answers: { 200: listAnswer(StatementLine) },
        problems: ['statement.not-found'],
      }),
      scope('payments:read'),
      accept('param', Reference),
      accept('query', LinesQuery),
      async (c) => {
        const { db, vendorId } = c.var;
        const { id } = await requireStatement(db, vendorId, c.req.valid('param').id);
        const { state, limit, cursor } = c.req.valid('query');
        const after = cursor === undefined ? -1 : Number(cursor);
        const rows = await linesOf(db, vendorId, id, { state, after, limit: limit + 1 });
        const awaited = rows.some((row) => row.state === 'open') ? await awaitedOf(db, vendorId) : [];
        const items = rows.slice(0, limit).map((row) => toLine(row, awaited));
        const last = rows[limit - 1];
        return c.json({ items, nextCursor: rows.length > limit && last ? String(last.position) : null });
      },
    )
    .post(
      '/:id/bookings',
      describe({
        summary: 'Book all lines that are sure',
        description: 'Those whose reference and amount are of one invoice or announced transfer.',
        tag,
        answers: { 200: BookedLines },
        problems: ['statement.not-found'],
      }),
      scope('payments:write'),
      accept('param', Reference),
      async (c) => {
        const { db, vendorId } = c.var;
        const { id: statementId } = await requireStatement(db, vendorId, c.req.valid('param').id);
        let booked = 0;
        for (let after = -1; ; ) {
          const rows = await linesOf(db, vendorId, statementId, { state: 'open', after, limit: atOnce });
          const last = rows.at(-1);
          if (!last) break;
          after = last.position;
          // Anew for each piece: what was booked waits for nothing any more.
          const awaited = await awaitedOf(db, vendorId);
          const taken = new Set<string>();
          await inTransaction(db, async (tx) => {
            for (const row of rows) {
              const [best] = toLine(row, awaited).proposals;
              if (best?.confidence !== 'sure' || taken.has(best.id)) continue;
              taken.add(best.id);
              const wanted = best.kind === 'invoice' ? { invoiceId: best.id } : { paymentId: best.id };
              await bookLine(tx, writing(c.var), { statementId, id: row.id }, wanted);
              booked++;
            }
          });
        }
        return c.json({ booked, open: (await requireStatement(db, vendorId, statementId)).open });
      },
    )
    .post(
      '/:id/lines/:line/booking',
      describe({
        summary: 'Book a line',
        description:
          'Against an invoice, an announced payment or into a customer’s balance. Of more than the invoice asks for, `excess` says what becomes of the rest; a part leaves the invoice open.',
        tag,
        answers: { 200: StatementLine },
        problems: [
          'statement.not-found',
          'statement-line.not-found',
          'statement-line.wrong-state',
          'statement-line.excess',
        ],
      }),
      scope('payments:write'),
      accept('param', Place),
      accept('json', NewBooking),
      async (c) => {
        const { db, vendorId } = c.var;
        const { id, line } = c.req.valid('param');
        const { id: statementId } = await requireStatement(db, vendorId, id);
        await inTransaction(db, (tx) =>
          bookLine(tx, writing(c.var), { statementId, id: line }, c.req.valid('json')),
        );
        return c.json(await lineOf(db, vendorId, statementId, line));
      },
    )
    .route('/', act('delete', '/:id/lines/:line/booking', 'Take the booking of a line back', unbookLine))
    .route(
      '/',
      act(
        'post',
        '/:id/lines/:line/aside',
        'Set a line aside that is nobody’s payment',
        (tx, booking, place) => setAside(tx, booking, place, true),
      ),
    )
    .route(
      '/',
      act('delete', '/:id/lines/:line/aside', 'Look at a line again', (tx, booking, place) =>
        setAside(tx, booking, place, false),
      ),
    );
}
