import * as v from 'valibot';
import { ListQuery } from '../../../kit/server/http/list.ts';
import { collectionRoutes } from '../../access/server/collection-routes.ts';
import { Customer, CustomerChange, CustomerStatus, NewCustomer } from '../schema.ts';
import {
  createCustomer,
  deleteCustomer,
  listCustomers,
  requireCustomer,
  updateCustomer,
  upsertCustomer,
} from './customers-store.ts';

/** `/api/v1/customers`. */
export const customersVendorRoutes = collectionRoutes({
  name: 'customers',
  thing: 'customer',
  one: 'a customer',
  schema: Customer,
  query: v.strictObject({
    ...ListQuery.entries,
    status: v.optional(CustomerStatus),
    portalId: v.optional(v.string()),
  }),
  list: ({ db, vendorId }, query, paging) => listCustomers(db, vendorId, query, paging),
  read: ({ db, vendorId }, reference) => requireCustomer(db, vendorId, reference),
  create: {
    body: NewCustomer,
    description: 'Active, and at the default portal, unless told otherwise.',
    problems: ['customer.external-id-taken'],
    act: (tx, { vendorId, at }, wanted) => createCustomer(tx, vendorId, wanted, at),
  },
  change: {
    body: CustomerChange,
    description:
      'A field that is not named stays as it is; `billing` is merged field by field. A customer that is no longer active is signed out.',
    act: (tx, { vendorId, at }, reference, change) => updateCustomer(tx, vendorId, reference, change, at),
  },
  upsert: {
    body: v.omit(NewCustomer, ['externalId']),
    act: (tx, { vendorId, at }, externalId, wanted) => upsertCustomer(tx, vendorId, externalId, wanted, at),
  },
  remove: {
    summary: 'Delete a customer with its contacts, contracts and sessions',
    act: (tx, { vendorId, at }, reference) => deleteCustomer(tx, vendorId, reference, at),
  },
  about: ({ id }) => ({ data: { customerId: id }, customerId: id }),
});
