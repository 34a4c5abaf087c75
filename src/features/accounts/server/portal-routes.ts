import { Hono } from 'hono';
import * as v from 'valibot';
import { dayIn } from '../../../kit/common/day.ts';
import { worldTime } from '../../../kit/server/clock.ts';
import { pagingOf, Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery } from '../../../kit/server/http/list.ts';
import { visibilityOf } from '../../access/rules.ts';
import { Session } from '../../access/schema.ts';
import type { PortalEnv } from '../../access/server/env.ts';
import { loginAs, panel } from '../../access/server/guards.ts';
import { answerSession } from '../../access/server/portal-routes.ts';
import { goBack, openBelow } from '../../access/server/visits.ts';
import { Accounts } from '../schema.ts';
import { accountsOf, requireAccount, totalsOf } from './store.ts';

const tag = 'accounts';

/** `/portal/v1/accounts`: the customers below the one that is signed in. */
export const accountsPortalRoutes = new Hono<PortalEnv>()
  .get(
    '/',
    describe({
      summary: 'List the accounts below mine, with what they use',
      tag,
      answers: { 200: Accounts },
      problems: ['panel.hidden'],
    }),
    panel('accounts', 'view'),
    accept('query', v.omit(ListQuery, ['updatedSince'])),
    async (c) => {
      const { db, cursors, session, clock } = c.var;
      const name = `accounts of ${session.customerId}`;
      const paging = pagingOf({ db, cursors, vendorId: session.vendorId }, name, {
        ...c.req.valid('query'),
        sort: 'name',
      });
      const now = clock.now();
      const month = dayIn(session.timeZone, now).slice(0, 7);
      const found = await accountsOf(db, session, paging, now);
      const page = paging.page(found.map((account) => ({ ...account, updatedAt: '' })));
      const items = page.items.map(({ updatedAt: _, ...account }) => account);
      return c.json({ ...page, items, month, ...(await totalsOf(db, session, month)) });
    },
  )

  .post(
    '/:id/session',
    describe({
      summary: 'Open an account below mine',
      description:
        'A session at that account, as far as it lets people of the customer above: to look, or to act. It ends with mine at the latest.',
      tag,
      answers: { 201: Session },
      problems: ['panel.hidden', 'feature.off', 'account.not-found', 'account.closed'],
    }),
    panel('accounts', 'view', 'accounts.open'),
    loginAs('denied'),
    accept('param', Reference),
    async (c) => {
      const { db, session, facts, actor, clock } = c.var;
      const account = await requireAccount(db, session, c.req.valid('param').id);
      const mayAct = account.parentAccess === 'change' && visibilityOf('accounts', facts).change;
      const opened = await inTransaction(db, (tx) =>
        openBelow(tx, session, account, { readOnly: !mayAct, actor, at: clock.now(), now: worldTime(clock) }),
      );
      return answerSession(c, session.portalId, opened);
    },
  )

  .post(
    '/back',
    describe({
      summary: 'Go back to the account from which this one was opened',
      tag,
      answers: { 201: Session },
      problems: ['session.ended'],
    }),
    loginAs('denied'),
    async (c) => {
      const { db, session, actor, clock } = c.var;
      const opened = await inTransaction(db, (tx) =>
        goBack(tx, session, { actor, at: clock.now(), now: worldTime(clock) }),
      );
      return answerSession(c, session.portalId, opened);
    },
  );
