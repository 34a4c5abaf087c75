import { Hono } from 'hono';
import * as v from 'valibot';
import { Reference } from '../../../kit/server/collection.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery, listAnswer } from '../../../kit/server/http/list.ts';
import { keyRequired } from '../../../kit/server/idempotency.ts';
import { collectionRoutes, type Writing } from '../../access/server/collection-routes.ts';
import type { Owner, VendorEnv, VendorVars } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { requireCustomer } from '../../customers/server/store.ts';
import {
  Balance,
  CreditNoteRefunds,
  DebitLimit,
  NewCreditNoteRefund,
  NewPayment,
  NewRefund,
  Payment,
  PaymentBooking,
  PaymentChange,
  PaymentEvent,
  PaymentKind,
  PaymentMethod,
  PaymentStatus,
  Refund,
} from '../schema.ts';
import { PaymentSettings, PaymentSettingsChange } from '../settings-schema.ts';
import { accountsOf, balanceOf, setDebitLimit } from './balance-store.ts';
import { bookPayment } from './book.ts';
import { creditNoteRefunds, refundCreditNote } from './credit-notes.ts';
import { listEvents } from './events-store.ts';
import { methodsOf } from './methods-store.ts';
import type { OrderHooks } from './provider.ts';
import { listRefunds, requestRefund } from './refunds-store.ts';
import { changeSettings, readSettings } from './settings-store.ts';
import {
  type Booking,
  createPayment,
  deletePayment,
  listPayments,
  requirePayment,
  updatePayment,
  upsertPayment,
} from './store.ts';
import type { StoredPayment } from './table.ts';

const tag = 'payments';

/** A payment without what only the service needs of it. */
export const told = (stored: StoredPayment): Payment => {
  const { checkout, checkedAt, delivery, dueAt, attempts, notice, ...payment } = stored;
  return payment;
};
const isStored = (payment: Payment): payment is StoredPayment => 'checkout' in payment;
const shown = <Written extends { thing: Payment }>(written: Written) => ({
  ...written,
  thing: isStored(written.thing) ? told(written.thing) : written.thing,
});

/** `/api/v1/payments`. */
export function paymentsVendorRoutes(hooks: OrderHooks) {
  const booking = ({ vendorId, actor, at }: Writing): Booking => ({ vendorId, actor, at, hooks });
  return collectionRoutes({
    name: 'payments',
    thing: 'payment',
    one: 'a payment',
    schema: Payment,
    query: v.strictObject({
      ...ListQuery.entries,
      customerId: v.optional(v.string()),
      status: v.optional(PaymentStatus),
      kind: v.optional(PaymentKind),
      orderId: v.optional(v.pipe(v.string(), v.maxLength(40))),
      invoiceId: v.optional(v.pipe(v.string(), v.maxLength(40))),
      /** Only those that somebody has to look at. */
      attention: v.optional(v.literal('any')),
      sort: v.optional(v.picklist(['createdAt', '-createdAt'])),
    }),
    list: ({ db, vendorId }, query, paging) => listPayments(db, vendorId, query, paging),
    read: async ({ db, vendorId }, reference) => told(await requirePayment(db, vendorId, reference)),
    create: {
      body: NewPayment,
      description:
        'Money that came or went outside of a provider; negative is money spent from the balance, and never more than there is. Only what is `completed` counts.',
      problems: ['payment.external-id-taken', 'payment.balance-too-low'],
      act: (tx, writing, wanted) => createPayment(tx, booking(writing), wanted),
    },
    change: {
      body: PaymentChange,
      description:
        'A transfer that arrived becomes `completed`; one that never will, `cancelled` or `failed`. No way leads back. Where a payment of Stripe stands, Stripe says.',
      problems: ['payment.wrong-state', 'payment.by-provider', 'payment.balance-too-low'],
      act: async (tx, writing, reference, change) =>
        shown(await updatePayment(tx, booking(writing), reference, change)),
    },
    upsert: {
      body: v.omit(NewPayment, ['externalId']),
      problems: ['payment.wrong-state', 'payment.by-provider', 'payment.balance-too-low'],
      act: async (tx, writing, externalId, wanted) =>
        shown(await upsertPayment(tx, booking(writing), externalId, wanted)),
    },
    remove: {
      summary: 'Delete a payment that never came',
      problems: ['payment.wrong-state'],
      act: (tx, { vendorId }, reference) => deletePayment(tx, vendorId, reference),
    },
    about: ({ id, customerId }) => ({ customerId, data: { customerId, paymentId: id } }),
  });
}

/** `/api/v1/payments/:id/refunds` and `/api/v1/payments/:id/events`. */
export const paymentRefundRoutes = (hooks: OrderHooks) =>
  new Hono<VendorEnv>()
    .get(
      '/:id/refunds',
      describe({
        summary: 'List what went back of a payment',
        tag,
        answers: { 200: listAnswer(Refund) },
        problems: ['payment.not-found'],
      }),
      scope('payments:read'),
      accept('param', Reference),
      async (c) => {
        const { db, vendorId } = c.var;
        const { id } = await requirePayment(db, vendorId, c.req.valid('param').id);
        return c.json({ items: await listRefunds(db, vendorId, id), nextCursor: null });
      },
    )
    .post(
      '/:id/refunds',
      describe({
        summary: 'Give money back',
        description:
          'By the way it came (`origin`): of a payment of Stripe by Stripe, `requested` first and `done` when Stripe took it; of any other it is noted, and the money itself is sent back by you. `transfer`: you send it back, whatever it came by. `balance`: the customer keeps it with you.',
        tag,
        answers: { 201: Refund },
        problems: [
          ...['payment.not-found', 'payment.wrong-state', 'payment.refund-too-much'],
          'payment.balance-too-low',
        ],
      }),
      scope('payments:write'),
      accept('param', Reference),
      accept('json', NewRefund),
      async (c) => {
        const { vendorId, actor } = c.var;
        const at = c.var.clock.now();
        const refund = await inTransaction(c.var.db, async (tx) => {
          const { id } = c.req.valid('param');
          return (await requestRefund(tx, { vendorId, actor, at }, id, c.req.valid('json'))).refund;
        });
        return c.json(refund, 201);
      },
    )
    .put(
      '/:id/booking',
      describe({
        summary: 'Say what a payment pays',
        description:
          'Another invoice, of whichever customer, where the reference was wrong; `null`: none, it is balance. The invoice it paid before is open again. Of more than the new one asks for, `excess` says what becomes of the rest.',
        tag,
        answers: { 200: Payment },
        problems: [
          ...['payment.not-found', 'payment.wrong-state', 'payment.not-payable', 'payment.excess'],
          'payment.balance-too-low',
        ],
      }),
      scope('payments:write'),
      accept('param', Reference),
      accept('json', PaymentBooking),
      async (c) => {
        const { vendorId, actor } = c.var;
        const booking = { vendorId, actor, at: c.var.clock.now(), hooks };
        const { id } = c.req.valid('param');
        const booked = await inTransaction(c.var.db, (tx) =>
          bookPayment(tx, booking, id, c.req.valid('json')),
        );
        return c.json(told(booked));
      },
    )
    .get(
      '/:id/events',
      describe({
        summary: 'List what the provider sent about a payment',
        tag,
        answers: { 200: listAnswer(PaymentEvent) },
        problems: ['payment.not-found'],
      }),
      scope('payments:read'),
      accept('param', Reference),
      async (c) => {
        const { db, vendorId } = c.var;
        const { id } = await requirePayment(db, vendorId, c.req.valid('param').id);
        return c.json({ items: await listEvents(db, vendorId, id), nextCursor: null });
      },
    );

/** `/api/v1/credit-notes/:id/refunds`: beside the credit notes. */
export const creditNoteRefundRoutes = (hooks: OrderHooks) =>
  new Hono<VendorEnv>()
    .get(
      '/:id/refunds',
      describe({
        summary: 'Read what went back for a credit note, and what may still',
        description:
          'Of an invoice that was paid, its money; of one that was not, nothing: there the credit note makes what is owed less.',
        tag: 'credit-notes',
        answers: { 200: CreditNoteRefunds },
        problems: ['credit-note.not-found'],
      }),
      scope('payments:read'),
      accept('param', Reference),
      async (c) => {
        const { db, vendorId, clock } = c.var;
        return c.json(await creditNoteRefunds(db, vendorId, c.req.valid('param').id, clock.now()));
      },
    )
    .post(
      '/:id/refunds',
      describe({
        summary: 'Give back the money of a credit note',
        description:
          'By the way it came, by transfer, which you make and which is noted, or into the customer’s balance; without an amount all that is left. Once all of it went back, the credit note is `paid`.',
        tag: 'credit-notes',
        answers: { 201: CreditNoteRefunds },
        problems: [
          ...['credit-note.not-found', 'credit-note.nothing-left', 'credit-note.way'],
          ...['payment.refund-too-much', 'idempotency.missing'],
        ],
      }),
      scope('payments:write'),
      keyRequired,
      accept('param', Reference),
      accept('json', NewCreditNoteRefund),
      async (c) => {
        const { vendorId, actor } = c.var;
        const booking = { vendorId, actor, at: c.var.clock.now(), hooks };
        const { id } = c.req.valid('param');
        const done = await inTransaction(c.var.db, (tx) =>
          refundCreditNote(tx, booking, id, c.req.valid('json')),
        );
        return c.json(done, 201);
      },
    );

const balanceFor = async (db: Db, owner: Owner): Promise<Balance> => ({
  customerId: owner.customerId,
  balance: await balanceOf(db, owner),
  accounts: await accountsOf(db, owner),
});

/** Beside the customers collection: what there is of a customer's money. */
export const customerBalanceRoutes = new Hono<VendorEnv>()
  .get(
    '/:id/balance',
    describe({
      summary: 'Read the balance of a customer',
      description: 'What was completed and pays no order or invoice, less what was spent and what went back.',
      tag,
      answers: { 200: Balance },
      problems: ['customer.not-found'],
    }),
    scope('payments:read'),
    accept('param', Reference),
    async (c) => {
      const { db, vendorId } = c.var;
      const { id: customerId } = await requireCustomer(db, vendorId, c.req.valid('param').id);
      return c.json(await balanceFor(db, { vendorId, customerId }));
    },
  )
  .put(
    '/:id/debit-limit',
    describe({
      summary: 'Say how far below zero a balance may go',
      description: 'By currency; the customer sees it and can not change it. A charge beyond it is refused.',
      tag,
      answers: { 200: Balance },
      problems: ['customer.not-found'],
    }),
    scope('payments:write'),
    accept('param', Reference),
    accept('json', DebitLimit),
    async (c) => {
      const { db, vendorId, actor } = c.var;
      const { id: customerId } = await requireCustomer(db, vendorId, c.req.valid('param').id);
      const at = c.var.clock.now();
      await inTransaction(db, (tx) =>
        setDebitLimit(tx, { vendorId, actor, at }, customerId, c.req.valid('json')),
      );
      return c.json(await balanceFor(db, { vendorId, customerId }));
    },
  )
  .get(
    '/:id/payment-methods',
    describe({
      summary: 'List the stored ways to pay of a customer',
      description: 'Without account and card numbers: what is shown is enough to recognise them.',
      tag,
      answers: { 200: listAnswer(PaymentMethod) },
      problems: ['customer.not-found'],
    }),
    scope('payments:read'),
    accept('param', Reference),
    async (c) => {
      const { db, vendorId } = c.var;
      const { id: customerId } = await requireCustomer(db, vendorId, c.req.valid('param').id);
      return c.json({ items: await methodsOf(db, { vendorId, customerId }), nextCursor: null });
    },
  );

const placeOf = ({ vendorId, secrets, publicUrl }: VendorVars) => ({ vendorId, secrets, publicUrl });

/** `/api/v1/payment-settings`. */
export const paymentSettingsRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({
      summary: 'Read which ways to pay this side offers',
      description: 'Keys are never shown again; their last four symbols are.',
      tag,
      answers: { 200: PaymentSettings },
    }),
    scope('settings:read'),
    async (c) => c.json(await readSettings(c.var.db, placeOf(c.var))),
  )
  .patch(
    '/',
    describe({
      summary: 'Change which ways to pay this side offers',
      description:
        'Stripe is refused without a signing secret for its events. A new one makes the one before it the former one, which goes on opening events until it is set to null.',
      tag,
      answers: { 200: PaymentSettings },
    }),
    scope('settings:write'),
    accept('json', PaymentSettingsChange),
    async (c) => {
      const { vendorId, actor, testSide } = c.var;
      const place = placeOf(c.var);
      const at = c.var.clock.now();
      await inTransaction(c.var.db, async (tx) => {
        const fields = await changeSettings(tx, place, c.req.valid('json'), { at, testSide });
        if (fields.length === 0) return;
        await announce(tx, {
          ...{ vendorId, actor, at, fields },
          action: 'payment-settings.updated',
          subjectId: vendorId,
          data: { vendorId },
        });
      });
      return c.json(await readSettings(c.var.db, place));
    },
  );
