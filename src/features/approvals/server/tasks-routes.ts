import { Hono } from 'hono';
import { describe } from '../../../kit/server/http/describe.ts';
import { visibilityOf } from '../../access/rules.ts';
import type { PortalEnv } from '../../access/server/env.ts';
import { panel } from '../../access/server/guards.ts';
import { accountsOf } from '../../payments/server/balance-store.ts';
import { lastFailed } from '../../payments/server/overview.ts';
import { readProviders } from '../../payments/server/settings-store.ts';
import { topUpOffer } from '../../payments/server/top-ups.ts';
import { Tasks } from '../schema.ts';
import { approvalsOf } from './store.ts';

/** `/portal/v1/tasks`: what waits for whoever is here; asked for only where the session says that there is something. */
export const tasksRoutes = new Hono<PortalEnv>().get(
  '/',
  describe({
    summary: 'Read what waits for me, and my balances',
    tag: 'approvals',
    answers: { 200: Tasks },
    problems: ['panel.hidden'],
  }),
  panel(['approvals', 'payments', 'profile'], 'view'),
  async (c) => {
    const { db, owner, facts, session, clock } = c.var;
    const { language, timeZone } = session;
    const waiting = visibilityOf('approvals', facts).change
      ? await approvalsOf(db, owner, { language, timeZone, now: clock.now() })
      : [];
    const sees = visibilityOf('payments', facts).view;
    const keeps = sees && (await readProviders(db, owner.vendorId)).balance.enabled;
    const tops = visibilityOf('payments', facts).change && (await topUpOffer(db, owner.vendorId)) !== null;
    return c.json({
      approvals: waiting
        .filter(({ state }) => state !== 'approved')
        .map(({ id, title, daysLeft, dueOn }) => ({ id, title, daysLeft, dueOn })),
      failed: sees ? await lastFailed(db, owner) : null,
      accounts: keeps ? (await accountsOf(db, owner)).map(({ balance, level }) => ({ balance, level })) : [],
      mobile: visibilityOf('profile', facts).view && !session.readOnly ? session.unprovenMobile : null,
      tops,
    });
  },
);
