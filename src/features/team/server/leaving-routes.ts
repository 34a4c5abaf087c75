import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { pagingOf, Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery, listAnswer } from '../../../kit/server/http/list.ts';
import type { PortalEnv, VendorEnv } from '../../access/server/env.ts';
import { loginAs, panel, scope } from '../../access/server/guards.ts';
import {
  DeclineDeletion,
  DeletionRequest,
  DeletionState,
  NewDeletionRequest,
  OwnDeletion,
} from '../schema.ts';
import {
  askDeletion,
  declineDeletion,
  listDeletionRequests,
  ownDeletion,
  withdrawDeletion,
} from './leaving.ts';
import { askingOf } from './routes.ts';

const refusals = ['panel.hidden', 'panel.read-only', 'feature.off', 'team.owners-only'] as const;
const told = async (c: Context<PortalEnv>) => ownDeletion(c.var.db, c.var.session);

/** `/portal/v1/deletion-request`: an owner wants the account erased. */
export const deletionPortalRoutes = new Hono<PortalEnv>()
  .get(
    '/',
    describe({
      summary: 'Read whether my account is asked to be erased, and what would go',
      tag: 'team',
      answers: { 200: OwnDeletion },
      problems: ['panel.hidden', 'feature.off'],
    }),
    panel('profile', 'view', 'profile.erasure'),
    async (c) => c.json(await told(c)),
  )

  .post(
    '/',
    describe({
      summary: 'Ask for my account to be erased',
      description:
        'Nothing is erased by it: the supplier carries it out, or says why not. It can be taken back.',
      tag: 'team',
      answers: { 201: OwnDeletion },
      problems: [...refusals, 'deletion-request.open'],
    }),
    loginAs('denied'),
    panel('profile', 'change', 'profile.erasure'),
    accept('json', NewDeletionRequest),
    async (c) => {
      await askDeletion(askingOf(c), c.req.valid('json').reason);
      return c.json(await told(c), 201);
    },
  )

  .delete(
    '/',
    describe({
      summary: 'Take the request to erase my account back',
      tag: 'team',
      answers: { 200: OwnDeletion },
      problems: [...refusals, 'deletion-request.decided'],
    }),
    loginAs('denied'),
    panel('profile', 'change', 'profile.erasure'),
    async (c) => {
      await withdrawDeletion(askingOf(c));
      return c.json(await told(c));
    },
  );

/** `/api/v1/deletion-requests`: carried out with `POST /api/v1/customers/:id/erasure`. */
export const deletionVendorRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({
      summary: 'List customers that asked to be erased',
      description: 'What waits is `open`; carry it out with `POST /api/v1/customers/:id/erasure`.',
      tag: 'deletion-requests',
      answers: { 200: listAnswer(DeletionRequest) },
    }),
    scope('customers:read'),
    accept(
      'query',
      v.strictObject({
        ...ListQuery.entries,
        customerId: v.optional(v.string()),
        state: v.optional(DeletionState),
      }),
    ),
    async (c) => {
      const query = c.req.valid('query');
      const paging = pagingOf(c.var, 'deletion-requests', query);
      return c.json(paging.page(await listDeletionRequests(c.var.db, c.var.vendorId, query, paging)));
    },
  )

  .post(
    '/:id/decline',
    describe({
      summary: 'Decline to erase a customer',
      description: 'The customer reads the answer in the portal, and can ask again.',
      tag: 'deletion-requests',
      answers: { 200: DeletionRequest },
      problems: ['deletion-request.not-found', 'deletion-request.decided'],
    }),
    scope('customers:write'),
    accept('param', Reference),
    accept('json', DeclineDeletion),
    async (c) => {
      const { db, vendorId, actor, clock } = c.var;
      const [{ id }, { answer }] = [c.req.valid('param'), c.req.valid('json')];
      const by = { vendorId, actor, at: clock.now() };
      return c.json(await inTransaction(db, (tx) => declineDeletion(tx, by, id, answer)));
    },
  );
