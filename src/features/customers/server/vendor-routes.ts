import { Hono } from 'hono';
import * as v from 'valibot';
import { ExternalReference, pagingOf, Reference, type Written } from '../../../kit/server/collection.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery, listAnswer } from '../../../kit/server/http/list.ts';
import type { VendorEnv, VendorVars } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { Customer, CustomerChange, CustomerStatus, NewCustomer } from '../schema.ts';
import {
  createCustomer,
  deleteCustomer,
  listCustomers,
  requireCustomer,
  updateCustomer,
  upsertCustomer,
} from './customers-store.ts';

const tag = 'customers';
const CustomerList = v.strictObject({
  ...ListQuery.entries,
  status: v.optional(CustomerStatus),
  portalId: v.optional(v.string()),
});
const CustomerUpsert = v.omit(NewCustomer, ['externalId']);

/** `/api/v1/customers`. */
export const customersVendorRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({ summary: 'List customers', tag, answers: { 200: listAnswer(Customer) } }),
    scope('customers:read'),
    accept('query', CustomerList),
    async (c) => {
      const query = c.req.valid('query');
      const paging = pagingOf(c.var, tag, query);
      return c.json(paging.page(await listCustomers(c.var.db, c.var.vendorId, query, paging)));
    },
  )

  .post(
    '/',
    describe({
      summary: 'Make a customer',
      description: 'Active, and at the default portal, unless told otherwise.',
      tag,
      answers: { 201: Customer },
      problems: ['customer.external-id-taken'],
    }),
    scope('customers:write'),
    accept('json', NewCustomer),
    async (c) => {
      const { thing } = await writing(c.var, 'customer.created', async (tx, vendorId, at) => ({
        thing: await createCustomer(tx, vendorId, c.req.valid('json'), at),
        created: true,
        fields: [],
      }));
      return c.json(thing, 201, { location: `/api/v1/customers/${thing.id}` });
    },
  )

  .get(
    '/:id',
    describe({
      summary: 'Read a customer',
      tag,
      answers: { 200: Customer },
      problems: ['customer.not-found'],
    }),
    scope('customers:read'),
    accept('param', Reference),
    async (c) => c.json(await requireCustomer(c.var.db, c.var.vendorId, c.req.valid('param').id)),
  )

  .patch(
    '/:id',
    describe({
      summary: 'Change a customer',
      description:
        'A field that is not named stays as it is; `billing` is merged field by field. A customer that is no longer active is signed out.',
      tag,
      answers: { 200: Customer },
      problems: ['customer.not-found'],
    }),
    scope('customers:write'),
    accept('param', Reference),
    accept('json', CustomerChange),
    async (c) => {
      const { thing } = await writing(c.var, 'customer.updated', (tx, vendorId, at) =>
        updateCustomer(tx, vendorId, c.req.valid('param').id, c.req.valid('json'), at),
      );
      return c.json(thing);
    },
  )

  .put(
    '/:id',
    describe({
      summary: 'Make or change the customer with your own id, `ext:<id>`',
      tag,
      answers: { 200: Customer, 201: Customer },
    }),
    scope('customers:write'),
    accept('param', ExternalReference),
    accept('json', CustomerUpsert),
    async (c) => {
      const { thing, created } = await writing(c.var, 'customer.updated', (tx, vendorId, at) =>
        upsertCustomer(tx, vendorId, c.req.valid('param').id, c.req.valid('json'), at),
      );
      if (!created) return c.json(thing);
      return c.json(thing, 201, { location: `/api/v1/customers/${thing.id}` });
    },
  )

  .delete(
    '/:id',
    describe({
      summary: 'Delete a customer with its contacts, contracts and sessions',
      tag,
      answers: { 204: null },
      problems: ['customer.not-found'],
    }),
    scope('customers:write'),
    accept('param', Reference),
    async (c) => {
      await writing(c.var, 'customer.deleted', async (tx, vendorId, at) => ({
        thing: await deleteCustomer(tx, vendorId, c.req.valid('param').id, at),
        created: false,
        fields: ['deleted'],
      }));
      return c.body(null, 204);
    },
  );

/** One transaction: the act, its row in the log and its event. An act that changed nothing leaves neither. */
function writing(
  { db, vendorId, actor, clock }: VendorVars,
  action: string,
  act: (tx: Db, vendorId: string, at: Date) => Promise<Written<Customer>>,
): Promise<Written<Customer>> {
  const at = clock.now();
  return inTransaction(db, async (tx) => {
    const written = await act(tx, vendorId, at);
    const { thing, created, fields } = written;
    if (!created && fields.length === 0) return written;
    await announce(tx, {
      ...{ vendorId, actor, at, fields },
      customerId: thing.id,
      action: created ? 'customer.created' : action,
      subjectId: thing.id,
      data: { customerId: thing.id },
    });
    return written;
  });
}
