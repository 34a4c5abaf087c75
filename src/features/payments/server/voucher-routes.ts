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
import { MadeVouchers, NewVouchers, Voucher, VoucherCode } from '../voucher-schema.ts';
import {
  listVouchers,
  makeVouchers,
  readVoucherCode,
  requireVoucher,
  voidVoucher,
} from './vouchers-store.ts';

const tag = 'payments';
const writing = ({ vendorId, actor, clock }: VendorVars) => ({ vendorId, actor, at: clock.now() });

/** `/api/v1/vouchers`: codes that customers redeem into their balance. */
export const vouchersVendorRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({
      summary: 'List vouchers',
      description: 'Without their codes; the last four symbols are enough to recognise one.',
      tag,
      answers: { 200: listAnswer(Voucher) },
    }),
    scope('payments:read'),
    accept(
      'query',
      v.strictObject({
        ...ListQuery.entries,
        state: v.optional(v.picklist(['open', 'redeemed', 'voided'])),
        batch: v.optional(v.pipe(v.string(), v.maxLength(60))),
        customerId: v.optional(v.pipe(v.string(), v.maxLength(132))),
      }),
    ),
    async (c) => {
      const { db, vendorId, cursors } = c.var;
      const { state, batch, customerId: reference, ...rest } = c.req.valid('query');
      const customer = reference ? await findCustomer(db, vendorId, reference) : undefined;
      if (reference && !customer) return c.json({ items: [], nextCursor: null });
      const filter = { state, batch, customerId: customer?.id };
      const paging = pagingOf({ cursors, vendorId, db }, `vouchers ${JSON.stringify(filter)}`, rest);
      return c.json(paging.page(await listVouchers(db, vendorId, filter, paging)));
    },
  )
  .post(
    '/',
    describe({
      summary: 'Make a batch of vouchers',
      description: 'The answer is the one place that holds all their codes at once: up to 500.',
      tag,
      answers: { 201: MadeVouchers },
    }),
    scope('payments:write'),
    accept('json', NewVouchers),
    async (c) => {
      const wanted = c.req.valid('json');
      const vouchers = await inTransaction(c.var.db, (tx) =>
        makeVouchers(tx, writing(c.var), c.var.secrets, wanted),
      );
      return c.json({ batch: wanted.batch, vouchers }, 201);
    },
  )
  .get(
    '/:id',
    describe({ summary: 'Read a voucher', tag, answers: { 200: Voucher }, problems: ['voucher.not-found'] }),
    scope('payments:read'),
    accept('param', Reference),
    async (c) => c.json(await requireVoucher(c.var.db, c.var.vendorId, c.req.valid('param').id)),
  )
  .get(
    '/:id/code',
    describe({
      summary: 'Read the code of a voucher',
      description: 'Reading is noted in the activity log.',
      tag,
      answers: { 200: VoucherCode },
      problems: ['voucher.not-found'],
    }),
    scope('payments:write'),
    accept('param', Reference),
    async (c) => {
      const { id } = c.req.valid('param');
      const code = await inTransaction(c.var.db, (tx) =>
        readVoucherCode(tx, writing(c.var), c.var.secrets, id),
      );
      return c.json({ code });
    },
  )
  .delete(
    '/:id',
    describe({
      summary: 'Make a voucher void',
      description: 'It stays in the list; what was redeemed stays redeemed.',
      tag,
      answers: { 200: Voucher },
      problems: ['voucher.not-found', 'voucher.wrong-state'],
    }),
    scope('payments:write'),
    accept('param', Reference),
    async (c) =>
      c.json(await inTransaction(c.var.db, (tx) => voidVoucher(tx, writing(c.var), c.req.valid('param').id))),
  );
