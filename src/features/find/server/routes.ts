import { Hono } from 'hono';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { allows } from '../../operators/rules.ts';
import { FindQuery, FoundItems } from '../schema.ts';
import { find } from './find.ts';
import type { Finder } from './finder.ts';

/** `/api/v1/search`: everything a vendor has, from one box. */
export const findRoutes = (finders: readonly Finder[]) =>
  new Hono<VendorEnv>().get(
    '/',
    describe({
      summary: 'Search everything',
      description:
        'Customers, contacts, contracts, documents, orders, payments, licences, domains, locations and what a vendor keeps beside them, of those kinds that the key or role may read. What is exactly the text comes first.',
      tag: 'search',
      answers: { 200: FoundItems },
    }),
    scope('customers:read'),
    accept('query', FindQuery),
    async (c) => {
      const { text, each } = c.req.valid('query');
      const mine = finders.filter((finder) => allows(c.var.scopes, finder.scope));
      return c.json({ items: await find(c.var.db, mine, { vendorId: c.var.vendorId, text, each }) });
    },
  );
