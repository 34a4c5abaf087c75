import { Hono } from 'hono';
import { Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { Customer, Erasure, Merge } from '../schema.ts';
import { eraseCustomer, erasureOf } from './erase-store.ts';
import { mergeCustomers } from './merge-store.ts';

const tag = 'customers';

/** Beside the customers collection: the end of a customer, and of a second record of one. */
export const customerBelongingRoutes = new Hono<VendorEnv>()
  .get(
    '/:id/erasure',
    describe({
      summary: 'Tell what goes when a customer is erased, and what stays',
      tag,
      answers: { 200: Erasure },
      problems: ['customer.not-found'],
    }),
    scope('customers:read'),
    accept('param', Reference),
    async (c) => c.json(await erasureOf(c.var.db, c.var.vendorId, c.req.valid('param').id)),
  )

  .post(
    '/:id/erasure',
    describe({
      summary: 'Erase a customer, keeping the documents that the law wants',
      description:
        'People, contracts, domains, sites, mails, codes and sessions are gone at once and for good. Invoices and credit notes stay at a record without a name, as many years as `settings.documentYears` says; without any, nothing stays.',
      tag,
      answers: { 200: Erasure },
      problems: ['customer.not-found'],
    }),
    scope('customers:write'),
    accept('param', Reference),
    async (c) => {
      const { vendorId, actor } = c.var;
      const at = c.var.clock.now();
      const erasure = await inTransaction(c.var.db, async (tx) => {
        const done = await eraseCustomer(tx, vendorId, c.req.valid('param').id, at);
        const { id } = done.customer;
        await announce(tx, {
          ...{ vendorId, actor, at, customerId: id, subjectId: id },
          action: 'customer.erased',
          data: { customerId: id },
        });
        return done.erasure;
      });
      return c.json(erasure);
    },
  )

  .post(
    '/:id/merge',
    describe({
      summary: 'Make one customer of two: move what this one has to another, and remove it',
      description:
        'For duplicates, and for good: people, contracts, documents, domains, sites, mails and figures move to `into`, whose own fields stay as they are. Sessions, codes and links of this one end.',
      tag,
      answers: { 200: Customer },
      problems: ['customer.not-found', 'customer.erased', 'customer.moving', 'customer.too-deep'],
    }),
    scope('customers:write'),
    accept('param', Reference),
    accept('json', Merge),
    async (c) => {
      const { vendorId, actor } = c.var;
      const at = c.var.clock.now();
      const { into: reference } = c.req.valid('json');
      const merged = await inTransaction(c.var.db, async (tx) => {
        const { into, gone } = await mergeCustomers(tx, vendorId, c.req.valid('param').id, reference, at);
        const about = { vendorId, actor, at, action: 'customer.merged' as const };
        const data = { customerId: into.id, goneId: gone.id };
        await announce(tx, { ...about, customerId: into.id, subjectId: gone.id, data });
        return into;
      });
      return c.json(merged);
    },
  );
