import { Hono } from 'hono';
import * as v from 'valibot';
import { pagingOf } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery } from '../../../kit/server/http/list.ts';
import { collectionRoutes } from '../../access/server/collection-routes.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { withUsage } from '../../domains/server/customer-usage.ts';
import { CustomerFilters } from '../bulk-schema.ts';
import { CustomerSort } from '../filter-schema.ts';
import {
  type Customer,
  CustomerAccountChange,
  CustomerCount,
  ListedCustomer,
  NewCustomerAccount,
} from '../schema.ts';
import { createCustomerAccount, updateCustomerAccount, upsertCustomerAccount } from './accounts-store.ts';
import { withCredential } from './credentials.ts';
import { countCustomers, deleteCustomer, listCustomers, requireCustomer } from './customers-store.ts';

interface Asking {
  readonly vendorId: string;
  readonly at: Date;
}

async function listed(db: Db, { vendorId, at }: Asking, customer: Customer): Promise<ListedCustomer> {
  const [found] = await withUsage(db, vendorId, [customer], at);
  return found as ListedCustomer;
}

/** `/api/v1/customers/count`; stands before `/:id`. */
export const customerCountRoutes = new Hono<VendorEnv>().get(
  '/count',
  describe({
    summary: 'Count customers',
    description: 'Exact up to 100,000, of a search up to 200; `more` says that there are more.',
    tag: 'customers',
    answers: { 200: CustomerCount },
  }),
  scope('customers:read'),
  accept('query', v.strictObject({ search: ListQuery.entries.search, ...CustomerFilters })),
  async (c) => {
    const query = c.req.valid('query');
    const paging = pagingOf(c.var, 'customers', { ...query, limit: 1 });
    return c.json(await countCustomers(c.var.db, c.var.vendorId, query, paging));
  },
);

/** `/api/v1/customers`. */
export const customersVendorRoutes = collectionRoutes({
  name: 'customers',
  thing: 'customer',
  one: 'a customer',
  schema: ListedCustomer,
  query: v.strictObject({ ...ListQuery.entries, ...CustomerFilters, sort: v.optional(CustomerSort) }),
  list: async ({ db, vendorId, clock }, query, paging) =>
    withUsage(db, vendorId, await listCustomers(db, vendorId, query, paging), clock.now()),
  read: async ({ db, vendorId, clock }, reference) =>
    listed(db, { vendorId, at: clock.now() }, await requireCustomer(db, vendorId, reference)),
  create: {
    body: NewCustomerAccount,
    prepare: withCredential<NewCustomerAccount>,
    description:
      'Active, and at the default portal, unless told otherwise. `username`, `email` and a password make its first contact; they are needed where the portal’s customers sign in by password.',
    problems: ['customer.external-id-taken', 'customer.too-deep'],
    act: async (tx, writing, wanted) => listed(tx, writing, await createCustomerAccount(tx, writing, wanted)),
  },
  change: {
    body: CustomerAccountChange,
    prepare: withCredential<CustomerAccountChange>,
    problems: ['customer.moving', 'customer.erased', 'customer.too-deep'],
    description:
      'A field that is not named stays as it is, the password too; `billing` and `limits` are merged field by field. A customer that is no longer active is signed out. `username`, `email` and password are its first contact’s.',
    act: async (tx, writing, reference, change) => {
      const written = await updateCustomerAccount(tx, writing, reference, change);
      return { ...written, thing: await listed(tx, writing, written.thing) };
    },
  },
  upsert: {
    body: v.omit(NewCustomerAccount, ['externalId']),
    prepare: withCredential<NewCustomerAccount>,
    act: async (tx, writing, externalId, wanted) => {
      const written = await upsertCustomerAccount(tx, writing, externalId, wanted);
      return { ...written, thing: await listed(tx, writing, written.thing) };
    },
  },
  remove: {
    summary: 'Delete a customer with its contacts, contracts and sessions',
    problems: ['customer.has-documents'],
    act: async (tx, writing, reference) =>
      listed(tx, writing, await deleteCustomer(tx, writing.vendorId, reference, writing.at)),
  },
  about: ({ id }) => ({ data: { customerId: id }, customerId: id }),
});
