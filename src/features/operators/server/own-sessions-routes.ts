import { Hono } from 'hono';
import * as v from 'valibot';
import { Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { operatorProblem } from '../problems.ts';
import { ConsoleSession } from '../security-schema.ts';
import { type Env, ownPages } from './begin.ts';
import { whoOf, written } from './own-security.ts';
import { ownOf } from './security-routes.ts';
import { endOperatorSessions, listSessions } from './sessions-store.ts';

const tag = 'operator-sessions';
const base = ['operator-session.missing', 'operator-session.ended'] as const;
const Sessions = v.object({ items: v.array(ConsoleSession) });

/** `/api/v1/operator-session/sessions`: the browsers in which one is signed in. */
export const consoleSessionsRoutes = new Hono<Env>()
  .use(ownPages)
  .get(
    '/sessions',
    describe({
      summary: 'List the browsers in which you are signed in',
      tag,
      answers: { 200: Sessions },
      problems: [...base],
    }),
    async (c) => {
      const { session, now } = await ownOf(c);
      return c.json({ items: await listSessions(c.var.db, session, now) });
    },
  )

  .delete(
    '/sessions',
    describe({ summary: 'End all your other sessions', tag, answers: { 204: null }, problems: [...base] }),
    async (c) => {
      const own = await ownOf(c);
      const { session, now } = own;
      await inTransaction(c.var.db, async (tx) => {
        const ended = await endOperatorSessions(tx, { ...whoOf(session), except: session.tokenHash }, now);
        if (ended > 0) await written(tx, own, ['sessions']);
      });
      return c.body(null, 204);
    },
  )

  .delete(
    '/sessions/:id',
    describe({
      summary: 'End one of your sessions',
      tag,
      answers: { 204: null },
      problems: [...base, 'operator-session.not-found'],
    }),
    accept('param', Reference),
    async (c) => {
      const own = await ownOf(c);
      const only = { id: c.req.valid('param').id };
      await inTransaction(c.var.db, async (tx) => {
        const ended = await endOperatorSessions(tx, { ...whoOf(own.session), only }, own.now);
        if (ended === 0) throw operatorProblem('operator-session.not-found');
        await written(tx, own, ['sessions']);
      });
      return c.body(null, 204);
    },
  );
