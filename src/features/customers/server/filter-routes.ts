import { Hono } from 'hono';
import { Reference } from '../../../kit/server/collection.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { VendorEnv, VendorVars } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import {
  CustomerFilter,
  CustomerFilterChange,
  CustomerFilterList,
  NewCustomerFilter,
} from '../filter-schema.ts';
import { dropFilter, type FilterReader, filtersOf, keepFilter, renameFilter } from './filters-store.ts';

const tag = 'customers';

const readerOf = ({ vendorId, actor }: VendorVars): FilterReader => ({
  vendorId,
  operatorId: actor.kind === 'operator' ? actor.id : null,
});

const tell = (
  tx: Db,
  { vendorId, actor, clock }: VendorVars,
  what: 'created' | 'updated' | 'deleted',
  id: string,
) =>
  announce(tx, {
    ...{ vendorId, actor, at: clock.now(), action: `customer-filter.${what}`, subjectId: id },
    ...(what === 'updated' && { fields: ['name'] }),
    data: { customerFilterId: id },
  });

/** `/api/v1/customer-filters`: ways to narrow the list of customers that operators gave a name. */
export const customerFilterRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({
      summary: 'List saved filters of customers',
      description: 'Those of everybody, and an operator’s own, by name.',
      tag,
      answers: { 200: CustomerFilterList },
    }),
    scope('customers:read'),
    async (c) => c.json({ items: [...(await filtersOf(c.var.db, readerOf(c.var)))] }),
  )

  .post(
    '/',
    describe({
      summary: 'Save a filter of customers',
      description:
        'For oneself, or for every operator; that of an API key is every operator’s. `query` is what the list of customers takes.',
      tag,
      answers: { 201: CustomerFilter },
      problems: ['customer-filter.too-many'],
    }),
    scope('customers:read'),
    accept('json', NewCustomerFilter),
    async (c) => {
      const made = await inTransaction(c.var.db, async (tx) => {
        const kept = await keepFilter(tx, readerOf(c.var), c.req.valid('json'), c.var.clock.now());
        await tell(tx, c.var, 'created', kept.id);
        return kept;
      });
      return c.json(made, 201);
    },
  )

  .patch(
    '/:id',
    describe({
      summary: 'Rename a saved filter of customers',
      ...{ tag, answers: { 200: CustomerFilter }, problems: ['customer-filter.not-found'] },
    }),
    scope('customers:read'),
    accept('param', Reference),
    accept('json', CustomerFilterChange),
    async (c) => {
      const { id } = c.req.valid('param');
      const renamed = await inTransaction(c.var.db, async (tx) => {
        const filter = await renameFilter(tx, readerOf(c.var), id, c.req.valid('json').name);
        await tell(tx, c.var, 'updated', id);
        return filter;
      });
      return c.json(renamed);
    },
  )

  .delete(
    '/:id',
    describe({
      summary: 'Delete a saved filter of customers',
      ...{ tag, answers: { 204: null }, problems: ['customer-filter.not-found'] },
    }),
    scope('customers:read'),
    accept('param', Reference),
    async (c) => {
      const { id } = c.req.valid('param');
      await inTransaction(c.var.db, async (tx) => {
        await dropFilter(tx, readerOf(c.var), id);
        await tell(tx, c.var, 'deleted', id);
      });
      return c.body(null, 204);
    },
  );
