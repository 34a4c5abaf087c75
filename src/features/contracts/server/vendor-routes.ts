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
import { ContractChange, NewContract, VendorContract } from '../schema.ts';
import {
  createContract,
  deleteContract,
  listContracts,
  requireVendorContract,
  updateContract,
  upsertContract,
} from './store.ts';

const tag = 'contracts';
const maxBytes = 262_144; // 200 items with long titles
const ContractList = v.strictObject({
  ...ListQuery.entries,
  customerId: v.optional(v.string()),
});
const ContractUpsert = v.omit(NewContract, ['externalId']);

/** `/api/v1/contracts`. */
export const contractsVendorRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({ summary: 'List contracts', tag, answers: { 200: listAnswer(VendorContract) } }),
    scope('contracts:read'),
    accept('query', ContractList),
    async (c) => {
      const query = c.req.valid('query');
      const paging = pagingOf(c.var, tag, query);
      return c.json(
        paging.page(await listContracts(c.var.db, c.var.vendorId, query, paging, c.var.clock.now())),
      );
    },
  )

  .post(
    '/',
    describe({
      summary: 'Make a contract',
      description: 'With the terms agreed at signature; later changes of your terms do not reach them.',
      tag,
      answers: { 201: VendorContract },
      problems: ['contract.external-id-taken'],
    }),
    scope('contracts:write'),
    accept('json', NewContract, { maxBytes }),
    async (c) => {
      const { thing } = await writing(c.var, 'contract.created', async (tx, vendorId, at) => ({
        thing: await createContract(tx, vendorId, c.req.valid('json'), at),
        created: true,
        fields: [],
      }));
      return c.json(thing, 201, { location: `/api/v1/contracts/${thing.id}` });
    },
  )

  .get(
    '/:id',
    describe({
      summary: 'Read a contract',
      tag,
      answers: { 200: VendorContract },
      problems: ['contract.not-found'],
    }),
    scope('contracts:read'),
    accept('param', Reference),
    async (c) =>
      c.json(
        await requireVendorContract(c.var.db, c.var.vendorId, c.req.valid('param').id, c.var.clock.now()),
      ),
  )

  .patch(
    '/:id',
    describe({
      summary: 'Change a contract',
      description:
        'A field that is not named stays as it is. A contact that is no longer active is signed out.',
      tag,
      answers: { 200: VendorContract },
      problems: ['contract.not-found'],
    }),
    scope('contracts:write'),
    accept('param', Reference),
    accept('json', ContractChange, { maxBytes }),
    async (c) => {
      const { thing } = await writing(c.var, 'contract.updated', (tx, vendorId, at) =>
        updateContract(tx, vendorId, c.req.valid('param').id, c.req.valid('json'), at),
      );
      return c.json(thing);
    },
  )

  .put(
    '/:id',
    describe({
      summary: 'Make or change the contract with your own id, `ext:<id>`',
      tag,
      answers: { 200: VendorContract, 201: VendorContract },
    }),
    scope('contracts:write'),
    accept('param', ExternalReference),
    accept('json', ContractUpsert, { maxBytes }),
    async (c) => {
      const { thing, created } = await writing(c.var, 'contract.updated', (tx, vendorId, at) =>
        upsertContract(tx, vendorId, c.req.valid('param').id, c.req.valid('json'), at),
      );
      if (!created) return c.json(thing);
      return c.json(thing, 201, { location: `/api/v1/contracts/${thing.id}` });
    },
  )

  .delete(
    '/:id',
    describe({
      summary: 'Delete a contract',
      tag,
      answers: { 204: null },
      problems: ['contract.not-found'],
    }),
    scope('contracts:write'),
    accept('param', Reference),
    async (c) => {
      await writing(c.var, 'contract.deleted', async (tx, vendorId, at) => ({
        thing: await deleteContract(tx, vendorId, c.req.valid('param').id, at),
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
  act: (tx: Db, vendorId: string, at: Date) => Promise<Written<VendorContract>>,
): Promise<Written<VendorContract>> {
  const at = clock.now();
  return inTransaction(db, async (tx) => {
    const written = await act(tx, vendorId, at);
    const { thing, created, fields } = written;
    if (!created && fields.length === 0) return written;
    await announce(tx, {
      ...{ vendorId, actor, at, fields },
      customerId: thing.customerId,
      action: created ? 'contract.created' : action,
      subjectId: thing.id,
      data: { customerId: thing.customerId, contractId: thing.id },
    });
    return written;
  });
}
