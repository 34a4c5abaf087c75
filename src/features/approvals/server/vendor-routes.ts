import { Hono } from 'hono';
import * as v from 'valibot';
import { pagingOf, Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery, listAnswer } from '../../../kit/server/http/list.ts';
import type { VendorEnv, VendorVars } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { findCustomer } from '../../customers/server/store.ts';
import { findPortal } from '../../portals/server/store.ts';
import { Approval, ApprovalChange, ApprovalState, ListedApproval, NewApproval } from '../schema.ts';
import { approvalPdf } from './pdf.ts';
import { changeApproval, createApproval, listApprovals, requireApproval, withdrawApproval } from './store.ts';

const tag = 'approvals';
const writing = ({ vendorId, actor, clock }: VendorVars) => ({ vendorId, actor, at: clock.now() });
const Query = v.strictObject({
  ...ListQuery.entries,
  customerId: v.optional(v.pipe(v.string(), v.maxLength(132))),
  state: v.optional(ApprovalState),
});

/** `/api/v1/approvals`: contracts that a customer is to approve in its portal. */
export const approvalsVendorRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({ summary: 'List contracts to approve', tag, answers: { 200: listAnswer(ListedApproval) } }),
    scope('contracts:read'),
    accept('query', Query),
    async (c) => {
      const { db, vendorId, cursors } = c.var;
      const query = c.req.valid('query');
      const paging = pagingOf({ cursors, vendorId, db }, tag, query);
      return c.json(paging.page(await listApprovals(db, vendorId, query, paging)));
    },
  )
  .post(
    '/',
    describe({
      summary: 'Put a contract before a customer',
      description:
        'Its text, per language, stays as it is from now on. The customer is told by mail, reminded before the last day, and approves with a typed name in the portal.',
      tag,
      answers: { 201: Approval },
    }),
    scope('contracts:write'),
    accept('json', NewApproval, { maxBytes: 1_048_576 }),
    async (c) => {
      const wanted = c.req.valid('json');
      const made = await inTransaction(c.var.db, (tx) => createApproval(tx, writing(c.var), wanted));
      return c.json(made, 201, { location: `/api/v1/approvals/${made.id}` });
    },
  )
  .get(
    '/:id',
    describe({
      summary: 'Read a contract to approve, with who approved it',
      tag,
      answers: { 200: Approval },
      problems: ['approval.not-found'],
    }),
    scope('contracts:read'),
    accept('param', Reference),
    async (c) => c.json(await requireApproval(c.var.db, c.var.vendorId, c.req.valid('param').id)),
  )
  .get(
    '/:id/pdf',
    describe({
      summary: 'Fetch a contract with its approval as PDF',
      tag,
      answers: {},
      gives: ['application/pdf'],
      problems: ['approval.not-found'],
    }),
    scope('contracts:read'),
    accept('param', Reference),
    async (c) => {
      const { db, vendorId } = c.var;
      const approval = await requireApproval(db, vendorId, c.req.valid('param').id);
      const customer = await findCustomer(db, vendorId, approval.customerId);
      const portal = customer && (await findPortal(db, vendorId, customer.portalId));
      const pdf = await approvalPdf(approval, {
        language: customer?.language ?? portal?.languages[0] ?? 'en',
        timeZone: portal?.timeZone ?? 'UTC',
        brand: portal?.brandName ?? '',
      });
      return c.body(pdf as Uint8Array<ArrayBuffer>, 200, {
        'content-type': 'application/pdf',
        'content-disposition': `attachment; filename="${approval.id}.pdf"`,
      });
    },
  )
  .patch(
    '/:id',
    describe({
      summary: 'Change the time and the consequence of a contract to approve',
      description: 'A new last day gives time again. What was approved stays as it is.',
      tag,
      answers: { 200: Approval },
      problems: ['approval.not-found', 'approval.done', 'approval.withdrawn'],
    }),
    scope('contracts:write'),
    accept('param', Reference),
    accept('json', ApprovalChange),
    async (c) => {
      const { id } = c.req.valid('param');
      return c.json(
        await inTransaction(c.var.db, (tx) => changeApproval(tx, writing(c.var), id, c.req.valid('json'))),
      );
    },
  )
  .delete(
    '/:id',
    describe({
      summary: 'Withdraw a contract that nobody approved yet',
      tag,
      answers: { 200: Approval },
      problems: ['approval.not-found', 'approval.done', 'approval.withdrawn'],
    }),
    scope('contracts:write'),
    accept('param', Reference),
    async (c) =>
      c.json(
        await inTransaction(c.var.db, (tx) => withdrawApproval(tx, writing(c.var), c.req.valid('param').id)),
      ),
  );
