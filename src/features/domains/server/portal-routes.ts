import { Hono } from 'hono';
import * as v from 'valibot';
import { dayIn } from '../../../kit/common/day.ts';
import { pagingOf } from '../../../kit/server/collection.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery } from '../../../kit/server/http/list.ts';
import type { PortalEnv } from '../../access/server/env.ts';
import { panel } from '../../access/server/guards.ts';
import { PortalDomains } from '../schema.ts';
import { domainsOf, quotasOf } from './portal-store.ts';

const tag = 'domains';

/** `/portal/v1/domains`: the customer's sites, and what they use of what is allowed. */
export const domainsPortalRoutes = new Hono<PortalEnv>().get(
  '/',
  describe({
    summary: 'List my domains, with the calls of this month',
    description:
      'By host, as far as the person is let: all of the customer’s, or those named for this contact.',
    tag,
    answers: { 200: PortalDomains },
    problems: ['panel.hidden'],
  }),
  panel('domains', 'view'),
  accept('query', v.omit(ListQuery, ['updatedSince'])),
  async (c) => {
    const { db, cursors, owner, session, clock } = c.var;
    const { domainIds } = session;
    const reader = { owner, domainIds };
    const name = `domains of ${owner.customerId} ${JSON.stringify(domainIds)}`;
    const query = { ...c.req.valid('query'), sort: 'host' };
    const paging = pagingOf({ db, cursors, vendorId: owner.vendorId }, name, query);
    const month = dayIn(session.timeZone, clock.now()).slice(0, 7);
    const page = paging.page(await domainsOf(db, reader, month, paging));
    const items = page.items.map(({ updatedAt: _, ...domain }) => domain);
    return c.json({ ...page, items, month, ...(await quotasOf(db, reader, month)) });
  },
);
