import { Hono } from 'hono';
import * as v from 'valibot';
import { pagingOf, Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery, listAnswer } from '../../../kit/server/http/list.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { AbusedLicence, LicenceTransfer, PaymentEvent } from '../care-schema.ts';
import { Licence } from '../schema.ts';
import { listAbused } from './abuse-store.ts';
import { takePaymentEvent } from './payment-events-store.ts';
import { listTransfers, withdrawTransfer } from './transfer-store.ts';

/** Beside `/api/v1/licences`: what a system that sells elsewhere says of payments. */
export const licencePaymentRoutes = new Hono<VendorEnv>().post(
  '/:id/payment-events',
  describe({
    summary: 'Tell of a payment for a licence that is sold elsewhere',
    description:
      '`renewed` moves its end on to `paidUntil` and lets it work again; `failed` blocks it (`payment`); `paid` lets it work again. Events may come twice and out of order: `id` counts once, the end never moves back, and the newest one says whether it is blocked. A block of another reason stays.',
    tag: 'licences',
    answers: { 200: Licence },
    problems: ['licence.not-found'],
  }),
  scope('licences:write'),
  accept('param', Reference),
  accept('json', PaymentEvent),
  async (c) => {
    const { db, secrets, vendorId, actor, clock } = c.var;
    const at = clock.now();
    const { id } = c.req.valid('param');
    const done = await inTransaction(db, async (tx) => {
      const taken = await takePaymentEvent(tx, { vendorId, secrets, at }, id, c.req.valid('json'));
      const { id: licenceId, customerId } = taken.licence;
      const told = { vendorId, actor, customerId, subjectId: licenceId, at, data: { customerId, licenceId } };
      if (taken.isNew) await announce(tx, { ...told, action: 'licence.payment-event' });
      if (taken.fields.length > 0)
        await announce(tx, { ...told, action: 'licence.updated', fields: [...taken.fields] });
      return taken.licence;
    });
    return c.json(done);
  },
);

/** `/api/v1/licence-transfers`. */
export const licenceTransferRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({
      summary: 'List licences that customers offered to others',
      description: 'Whoever offered one said yes by that; whoever takes it says yes with its code.',
      tag: 'licence-transfers',
      answers: { 200: listAnswer(LicenceTransfer) },
    }),
    scope('licences:read'),
    accept(
      'query',
      v.strictObject({
        ...v.omit(ListQuery, ['search']).entries,
        licenceId: v.optional(v.string()),
        open: v.optional(v.literal('true')),
      }),
    ),
    async (c) => {
      const { db, vendorId, clock } = c.var;
      const query = c.req.valid('query');
      const paging = pagingOf(c.var, 'licence-transfers', query);
      const filter = { licenceId: query.licenceId, open: query.open === 'true' };
      return c.json(paging.page(await listTransfers(db, vendorId, filter, paging, clock.now())));
    },
  )
  .delete(
    '/:id',
    describe({
      summary: 'Withdraw the offer of a licence',
      tag: 'licence-transfers',
      answers: { 204: null },
      problems: ['licence-transfer.not-found'],
    }),
    scope('licences:write'),
    accept('param', Reference),
    async (c) => {
      const { db, vendorId, actor, clock } = c.var;
      const at = clock.now();
      await inTransaction(db, async (tx) => {
        const offer = await withdrawTransfer(tx, vendorId, c.req.valid('param').id, at);
        const { fromId: customerId, licenceId } = offer;
        await announce(tx, {
          ...{ vendorId, actor, at, customerId, subjectId: licenceId, action: 'licence.offer-withdrawn' },
          data: { customerId, licenceId },
        });
      });
      return c.body(null, 204);
    },
  );

const wholeNumber = (most: number) =>
  v.pipe(v.string(), v.digits(), v.transform(Number), v.minValue(1), v.maxValue(most));

/** `/api/v1/licence-abuse`. */
export const licenceAbuseRoutes = new Hono<VendorEnv>().get(
  '/',
  describe({
    summary: 'List licences whose keys look as if they went around',
    description:
      'By the machines of the last `days` days (default 30): three different ones and more that were refused for want of a place, or many more that used it one after the other than it has places. The worst come first, 200 at most.',
    tag: 'licences',
    answers: { 200: v.object({ items: v.array(AbusedLicence) }) },
  }),
  scope('licences:read'),
  accept(
    'query',
    v.strictObject({ days: v.optional(wholeNumber(366), '30'), limit: v.optional(wholeNumber(200), '200') }),
  ),
  async (c) => {
    const { db, vendorId, clock } = c.var;
    const { days, limit } = c.req.valid('query');
    return c.json({ items: await listAbused(db, vendorId, { days, limit, now: clock.now() }) });
  },
);
