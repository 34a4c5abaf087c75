import * as v from 'valibot';
import { ListQuery } from '../../../kit/server/http/list.ts';
import { collectionRoutes } from '../../access/server/collection-routes.ts';
import {
  Domain,
  DomainChange,
  Month,
  NewDomain,
  NewUsageRecord,
  UsageRecord,
  UsageRecordChange,
} from '../schema.ts';
import {
  createDomain,
  deleteDomain,
  listDomains,
  requireDomain,
  updateDomain,
  upsertDomain,
} from './domains-store.ts';
import {
  createUsage,
  deleteUsage,
  listUsage,
  requireUsage,
  updateUsage,
  upsertUsage,
} from './usage-store.ts';

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
  list: ({ db, vendorId }, query, paging) => listDomains(db, vendorId, query, paging),
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
    problems: ['domain.host-taken'],
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

/** `/api/v1/usage-records`. */
export const usageVendorRoutes = collectionRoutes({
  name: 'usage-records',
  thing: 'usage-record',
  one: 'a usage record',
  schema: UsageRecord,
  query: v.strictObject({
    ...ListQuery.entries,
    customerId: v.optional(v.string()),
    domainId: v.optional(v.string()),
    month: v.optional(Month),
  }),
  list: ({ db, vendorId }, query, paging) => listUsage(db, vendorId, query, paging),
  read: ({ db, vendorId }, reference) => requireUsage(db, vendorId, reference),
  create: {
    body: NewUsageRecord,
    description: 'What was used in a month, on one domain or by the customer as a whole; one record each.',
    problems: ['usage-record.external-id-taken', 'usage-record.exists'],
    act: (tx, { vendorId, at }, wanted) => createUsage(tx, vendorId, wanted, at),
  },
  change: {
    body: UsageRecordChange,
    act: (tx, { vendorId, at }, reference, change) => updateUsage(tx, vendorId, reference, change, at),
  },
  upsert: {
    body: v.omit(NewUsageRecord, ['externalId']),
    problems: ['usage-record.exists'],
    act: (tx, { vendorId, at }, externalId, wanted) => upsertUsage(tx, vendorId, externalId, wanted, at),
  },
  remove: { act: (tx, { vendorId }, reference) => deleteUsage(tx, vendorId, reference) },
  about: ({ id, customerId }) => ({ customerId, data: { customerId, usageRecordId: id } }),
});
