import * as v from 'valibot';
import { ListQuery } from '../../../kit/server/http/list.ts';
import { collectionRoutes } from '../../access/server/collection-routes.ts';
import { named } from '../../customers/named.ts';
import { withNames } from '../../customers/server/names.ts';
import { ContractChange, ContractStatus, NewContract, VendorContract } from '../schema.ts';
import {
  createContract,
  deleteContract,
  listContracts,
  requireVendorContract,
  updateContract,
  upsertContract,
} from './store.ts';

/** `/api/v1/contracts`. */
export const contractsVendorRoutes = collectionRoutes({
  name: 'contracts',
  thing: 'contract',
  one: 'a contract',
  schema: VendorContract,
  listed: named(VendorContract),
  maxBytes: 262_144, // 200 items with long titles
  query: v.strictObject({
    ...ListQuery.entries,
    customerId: v.optional(v.string()),
    portalId: v.optional(v.string()),
    status: v.optional(ContractStatus),
  }),
  list: ({ db, vendorId, clock }, query, paging) =>
    withNames({ db, vendorId }, listContracts(db, vendorId, query, paging, clock.now())),
  read: ({ db, vendorId, clock }, reference) => requireVendorContract(db, vendorId, reference, clock.now()),
  create: {
    body: NewContract,
    description: 'With the terms agreed at signature; later changes of your terms do not reach them.',
    problems: ['contract.external-id-taken'],
    act: (tx, { vendorId, at }, wanted) => createContract(tx, vendorId, wanted, at),
  },
  change: {
    body: ContractChange,
    act: (tx, { vendorId, at }, reference, change) => updateContract(tx, vendorId, reference, change, at),
  },
  upsert: {
    body: v.omit(NewContract, ['externalId']),
    act: (tx, { vendorId, at }, externalId, wanted) => upsertContract(tx, vendorId, externalId, wanted, at),
  },
  remove: { act: (tx, { vendorId, at }, reference) => deleteContract(tx, vendorId, reference, at) },
  about: ({ id, customerId }) => ({ customerId, data: { customerId, contractId: id } }),
});
