import { Hono } from 'hono';
import { Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { listAnswer } from '../../../kit/server/http/list.ts';
import type { PortalEnv, PortalVars } from '../../access/server/env.ts';
import { loginAs, panel } from '../../access/server/guards.ts';
import { findPortal } from '../../portals/server/store.ts';
import { ApprovalFile, NewYes, PortalApproval, ShownApproval } from '../schema.ts';
import { approvalPdf } from './pdf.ts';
import { approvalsOf, approve, requireOwnApproval, showApproval } from './store.ts';

const tag = 'approvals';
const looking = ({ session: { language, timeZone }, clock }: PortalVars) => ({
  ...{ language, timeZone, now: clock.now() },
});

/** `/portal/v1/approvals`: contracts that this customer is to approve, and those it approved. */
export const approvalsPortalRoutes = new Hono<PortalEnv>()
  .get(
    '/',
    describe({
      summary: 'List my contracts to approve',
      tag,
      answers: { 200: listAnswer(PortalApproval) },
      problems: ['panel.hidden'],
    }),
    panel('approvals', 'view'),
    async (c) =>
      c.json({ items: await approvalsOf(c.var.db, c.var.owner, looking(c.var)), nextCursor: null }),
  )
  .get(
    '/:id',
    describe({
      summary: 'Read one of my contracts to approve',
      tag,
      answers: { 200: ShownApproval },
      problems: ['panel.hidden', 'approval.not-found'],
    }),
    panel('approvals', 'view'),
    accept('param', Reference),
    async (c) => {
      const approval = await requireOwnApproval(c.var.db, c.var.owner, c.req.valid('param').id);
      return c.json(showApproval(approval, looking(c.var)));
    },
  )
  .get(
    '/:id/pdf',
    describe({
      summary: 'Fetch one of my contracts with its approval as PDF',
      tag,
      description: 'In base64: a link of a browser brings no session with it.',
      answers: { 200: ApprovalFile },
      problems: ['panel.hidden', 'approval.not-found'],
    }),
    panel('approvals', 'view'),
    accept('param', Reference),
    async (c) => {
      const { db, owner, session } = c.var;
      const approval = await requireOwnApproval(db, owner, c.req.valid('param').id);
      const portal = await findPortal(db, owner.vendorId, session.portalId);
      const { language, timeZone } = session;
      const pdf = await approvalPdf(approval, { language, timeZone, brand: portal?.brandName ?? '' });
      return c.json({ name: `${approval.id}.pdf`, base64: Buffer.from(pdf).toString('base64') });
    },
  )
  .post(
    '/:id/approval',
    describe({
      summary: 'Approve a contract',
      description:
        'With the name of whoever does it and the hash of the text that was shown. It can not be taken back, and nothing of it changes any more.',
      tag,
      answers: { 200: ShownApproval },
      problems: [
        'panel.hidden',
        'panel.read-only',
        'approval.not-found',
        'approval.done',
        'approval.other-text',
      ],
    }),
    panel('approvals', 'change'),
    loginAs('denied'),
    accept('param', Reference),
    accept('json', NewYes),
    async (c) => {
      const { db, owner, actor, session, clock } = c.var;
      const writing = { vendorId: owner.vendorId, actor, at: clock.now(), contactId: session.contactId };
      const approval = await inTransaction(db, (tx) =>
        approve(tx, owner, writing, c.req.valid('param').id, c.req.valid('json')),
      );
      return c.json(showApproval(approval, looking(c.var)));
    },
  );
