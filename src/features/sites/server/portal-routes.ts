import { Hono } from 'hono';
import * as v from 'valibot';
import { type Paging, pagingOf, Reference } from '../../../kit/server/collection.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery } from '../../../kit/server/http/list.ts';
import type { PortalEnv, PortalVars } from '../../access/server/env.ts';
import { panel } from '../../access/server/guards.ts';
import { PortalInstallations, PortalSite, PortalSites } from '../schema.ts';
import { installationsOf, requireSite, type SiteReader, sitesOf } from './portal-store.ts';

const tag = 'sites';
const Query = v.strictObject(v.omit(ListQuery, ['updatedSince']).entries);

const readerOf = ({ owner, session }: PortalVars): SiteReader => ({ owner, subject: session.subject });

/** By name; a cursor holds for this customer, this reach and this list only. */
const byName = (vars: PortalVars, of: string, query: v.InferOutput<typeof Query>): Paging => {
  const { db, cursors, owner, session } = vars;
  const name = `${of} of ${owner.customerId} ${JSON.stringify(session.subject)}`;
  return pagingOf({ db, cursors, vendorId: owner.vendorId }, name, { ...query, sort: 'name' });
};

/** `/portal/v1/sites`: the customer's places and what stands there. */
export const sitesPortalRoutes = new Hono<PortalEnv>()
  .get(
    '/',
    describe({
      summary: 'List my locations',
      description:
        'By name, as far as the session reaches: all, one location, or where one installation stands.',
      tag,
      answers: { 200: PortalSites },
      problems: ['panel.hidden'],
    }),
    panel('sites', 'view'),
    accept('query', Query),
    async (c) => {
      const paging = byName(c.var, 'sites', c.req.valid('query'));
      return c.json(await sitesOf(c.var.db, readerOf(c.var), paging));
    },
  )

  .get(
    '/:id',
    describe({
      summary: 'Read one of my locations',
      tag,
      answers: { 200: PortalSite },
      problems: ['location.not-found', 'panel.hidden'],
    }),
    panel('sites', 'view'),
    accept('param', Reference),
    async (c) => c.json(await requireSite(c.var.db, readerOf(c.var), c.req.valid('param').id)),
  )

  .get(
    '/:id/installations',
    describe({
      summary: 'List what stands at one of my locations',
      tag,
      answers: { 200: PortalInstallations },
      problems: ['location.not-found', 'panel.hidden'],
    }),
    panel('sites', 'view'),
    accept('param', Reference),
    accept('query', Query),
    async (c) => {
      const reader = readerOf(c.var);
      const { id } = await requireSite(c.var.db, reader, c.req.valid('param').id);
      const paging = byName(c.var, `installations at ${id}`, c.req.valid('query'));
      return c.json(await installationsOf(c.var.db, reader, id, paging));
    },
  );
