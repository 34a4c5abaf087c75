import { Hono } from 'hono';
import * as v from 'valibot';
import { Reference } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { VendorEnv, VendorVars } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { CustomerReference } from '../../customers/schema.ts';
import { requireCustomer } from '../../customers/server/store.ts';
import { listOperators } from '../../operators/server/operators-store.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { usageProblem } from '../problems.ts';
import { NewSavedView, SavedView, SavedViews, ViewMailChange } from '../schema.ts';
import { setMail } from './view-mails-store.ts';
import type { Staff } from './viewer.ts';
import { dropView, keepView, requireView, viewsOf } from './views-store.ts';

const tag = 'usage-records';

const viewerOf = ({ vendorId, actor }: VendorVars, customerId: string | null = null): Staff => ({
  vendorId,
  operatorId: actor.kind === 'operator' ? actor.id : null,
  customerId,
});

/** An API key has no mailbox. */
async function addressOf(db: Db, { actor, operatorSession }: VendorVars): Promise<string | null> {
  if (actor.kind !== 'operator' || !operatorSession) return null;
  const staff = await listOperators(db, operatorSession.vendorId);
  return staff.find(({ id }) => id === actor.id)?.email ?? null;
}

const tell = (
  tx: Db,
  { vendorId, actor, clock }: VendorVars,
  what: 'created' | 'updated' | 'deleted',
  { id, customerId = null }: { readonly id: string; readonly customerId?: string | null },
) =>
  announce(tx, {
    ...{ vendorId, customerId, actor, at: clock.now(), action: `report-view.${what}`, subjectId: id },
    ...(what === 'updated' && { fields: ['mail'] }),
    data: { reportViewId: id },
  });

/** `/api/v1/usage-views`: reports that operators gave a name, for whichever customer they look at. */
export const usageViewRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({
      summary: 'List the saved views of operators’ reports',
      description:
        'Those of everybody, and an operator’s own. With a customer they say how they are sent of that one to the operator who asks.',
      tag,
      answers: { 200: SavedViews },
      problems: ['customer.not-found'],
    }),
    scope('usage-records:read'),
    accept('query', v.strictObject({ customerId: v.optional(CustomerReference) })),
    async (c) => {
      const { db, vendorId } = c.var;
      const { customerId } = c.req.valid('query');
      const customer = customerId === undefined ? null : await requireCustomer(db, vendorId, customerId);
      const items = await viewsOf(db, viewerOf(c.var, customer?.id ?? null));
      return c.json({ items, mailTo: await addressOf(db, c.var) });
    },
  )

  .post(
    '/',
    describe({
      summary: 'Save a view of a report for operators',
      description: 'For oneself, or for every operator; that of an API key is every operator’s.',
      tag,
      answers: { 201: SavedView },
      problems: ['usage-view.too-many'],
    }),
    scope('usage-records:read'),
    accept('json', NewSavedView),
    async (c) => {
      const view = await inTransaction(c.var.db, async (tx) => {
        const made = await keepView(tx, viewerOf(c.var), c.req.valid('json'), c.var.clock.now());
        await tell(tx, c.var, 'created', made);
        return made;
      });
      return c.json(view, 201);
    },
  )

  .put(
    '/:id/mail',
    describe({
      summary: 'Have a saved view of a customer sent to me',
      description:
        'Every day, week or month, with what the customer used in the one that is over; only to the operator who asks, and as long as the role allows it.',
      tag,
      answers: { 200: SavedView },
      problems: ['customer.not-found', 'usage-view.not-found', 'usage-view.no-address'],
    }),
    scope('usage-records:read'),
    accept('param', Reference),
    accept('json', v.strictObject({ ...ViewMailChange.entries, customerId: CustomerReference })),
    async (c) => {
      const { db, vendorId, clock } = c.var;
      const { mail, customerId } = c.req.valid('json');
      const customer = await requireCustomer(db, vendorId, customerId);
      if (mail && !(await addressOf(db, c.var))) throw usageProblem('usage-view.no-address');
      const portal = await requirePortal(db, vendorId, customer.portalId);
      const viewer = viewerOf(c.var, customer.id);
      const view = await inTransaction(db, async (tx) => {
        const { id, query } = await requireView(tx, viewer, c.req.valid('param').id);
        const timeZone = query.zone ?? portal.timeZone;
        await setMail(tx, viewer, id, mail, { at: clock.now(), timeZone });
        await tell(tx, c.var, 'updated', { id, customerId: customer.id });
        return requireView(tx, viewer, id);
      });
      return c.json(view);
    },
  )

  .delete(
    '/:id',
    describe({
      summary: 'Delete a saved view of operators’ reports',
      tag,
      answers: { 204: null },
      problems: ['usage-view.not-found'],
    }),
    scope('usage-records:read'),
    accept('param', Reference),
    async (c) => {
      await inTransaction(c.var.db, async (tx) => {
        await tell(tx, c.var, 'deleted', await dropView(tx, viewerOf(c.var), c.req.valid('param').id));
      });
      return c.body(null, 204);
    },
  );
