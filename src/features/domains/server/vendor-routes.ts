import * as v from 'valibot';
import { ListQuery } from '../../../kit/server/http/list.ts';
import { collectionRoutes } from '../../access/server/collection-routes.ts';
import { named } from '../../customers/named.ts';
import { withNames } from '../../customers/server/names.ts';
import {
  CallCount,
  CallCountChange,
  Domain,
  DomainChange,
  Month,
  NewCallCount,
  NewDomain,
} from '../schema.ts';
import {
  createCount,
  deleteCount,
  listCount,
  requireCount,
  updateCount,
  upsertCount,
} from './counts-store.ts';
import {
  createDomain,
  deleteDomain,
  listDomains,
  requireDomain,
  updateDomain,
  upsertDomain,
} from './domains-store.ts';

/** `/api/v1/domains`. */
export const domainsVendorRoutes = collectionRoutes({
  name: 'domains',
  thing: 'domain',
  one: 'a domain',
  schema: Domain,
  query: v.strictObject({
    ...ListQuery.entries,
    customerId: v.optional(v.string()),
    host: v.optional(v.pipe(v.string(), v.maxLength(500))),
  }),
  listed: named(Domain),
  list: ({ db, vendorId }, query, paging) =>
    withNames({ db, vendorId }, listDomains(db, vendorId, query, paging)),
  read: ({ db, vendorId }, reference) => requireDomain(db, vendorId, reference),
  create: {
    body: NewDomain,
    description:
      'A web address of a customer’s own site; a host belongs to one customer. Refused beyond the customer’s `limits.domains`.',
    problems: ['domain.external-id-taken', 'domain.host-taken', 'domain.limit-reached'],
    act: (tx, { vendorId, at }, wanted) => createDomain(tx, vendorId, wanted, at),
  },
  change: {
    body: DomainChange,
    problems: ['domain.host-taken', 'domain.no-label-used'],
    act: (tx, { vendorId, at }, reference, change) => updateDomain(tx, vendorId, reference, change, at),
  },
  upsert: {
    body: v.omit(NewDomain, ['externalId']),
    problems: ['domain.host-taken', 'domain.limit-reached'],
    act: (tx, { vendorId, at }, externalId, wanted) => upsertDomain(tx, vendorId, externalId, wanted, at),
  },
  remove: {
    summary: 'Delete a domain; what was counted on it stays counted',
    act: (tx, { vendorId }, reference) => deleteDomain(tx, vendorId, reference),
  },
  about: ({ id, customerId }) => ({ customerId, data: { customerId, domainId: id } }),
});

/** `/api/v1/call-counts`. */
export const countsVendorRoutes = collectionRoutes({
  name: 'call-counts',
  thing: 'call-count',
  one: 'a call count',
  schema: CallCount,
  query: v.strictObject({
    ...ListQuery.entries,
    customerId: v.optional(v.string()),
    domainId: v.optional(v.string()),
    month: v.optional(Month),
  }),
  list: ({ db, vendorId }, query, paging) => listCount(db, vendorId, query, paging),
  read: ({ db, vendorId }, reference) => requireCount(db, vendorId, reference),
  create: {
    body: NewCallCount,
    description: 'What was used in a month, on one domain or by the customer as a whole; one record each.',
    problems: ['call-count.external-id-taken', 'call-count.exists'],
    act: (tx, { vendorId, at }, wanted) => createCount(tx, vendorId, wanted, at),
  },
  change: {
    body: CallCountChange,
    act: (tx, { vendorId, at }, reference, change) => updateCount(tx, vendorId, reference, change, at),
  },
  upsert: {
    body: v.omit(NewCallCount, ['externalId']),
    problems: ['call-count.exists'],
    act: (tx, { vendorId, at }, externalId, wanted) => upsertCount(tx, vendorId, externalId, wanted, at),
  },
  remove: { act: (tx, { vendorId }, reference) => deleteCount(tx, vendorId, reference) },
  about: ({ id, customerId }) => ({ customerId, data: { customerId, callCountId: id } }),
});
