import { Hono } from 'hono';
import { dayIn } from '../../../kit/common/day.ts';
import { Reference } from '../../../kit/server/collection.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { listAnswer } from '../../../kit/server/http/list.ts';
import type { PortalEnv, PortalVars } from '../../access/server/env.ts';
import { panel } from '../../access/server/guards.ts';
import { contractProblem } from '../problems.ts';
import { Contract } from '../schema.ts';
import { contractsOf, findContract } from './store.ts';

const tag = 'contracts';
const today = ({ clock, session }: PortalVars) => dayIn(session.timeZone, clock.now());

/** `/portal/v1/contracts`: what this customer has booked. */
export const contractsPortalRoutes = new Hono<PortalEnv>()
  .get(
    '/',
    describe({
      summary: 'List my contracts',
      tag,
      answers: { 200: listAnswer(Contract) },
      problems: ['panel.hidden'],
    }),
    panel('contracts', 'view'),
    async (c) => {
      // `c.var` makes a new object at every look: once is enough.
      const vars = c.var;
      const items = await contractsOf(vars.db, vars.owner, vars.session.subject, today(vars));
      return c.json({ items, nextCursor: null });
    },
  )

  .get(
    '/:id',
    describe({
      summary: 'Read one of my contracts',
      tag,
      answers: { 200: Contract },
      problems: ['panel.hidden', 'contract.not-found'],
    }),
    panel('contracts', 'view'),
    accept('param', Reference),
    async (c) => {
      const { db, owner, session } = c.var;
      const contract = await findContract(db, owner, session.subject, c.req.valid('param').id, today(c.var));
      if (!contract) throw contractProblem('contract.not-found');
      return c.json(contract);
    },
  );
