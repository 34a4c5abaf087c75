import { Hono } from 'hono';
import * as v from 'valibot';
import { pagingOf, Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery, listAnswer } from '../../../kit/server/http/list.ts';
import type { PortalEnv, VendorEnv } from '../../access/server/env.ts';
import { panel, scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { requireCustomer } from '../../customers/server/store.ts';
import { documentProblem } from '../../documents/problems.ts';
import { Invoice } from '../../documents/schema.ts';
import { pdfHeaders } from '../../documents/server/collections.ts';
import { findReached, readerOf } from '../../documents/server/portal-store.ts';
import { creditNotesOf, requireDocument } from '../../documents/server/store.ts';
import { toInvoice } from '../../documents/server/table.ts';
import { isUnderWay } from '../../payments/server/collect.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { reminderProblem } from '../problems.ts';
import { isOwed } from '../rules.ts';
import { Reminder } from '../schema.ts';
import { announceReminder } from './job.ts';
import { reminderPdf } from './pdf.ts';
import { listReminders, lockInvoice, remind, remindersOf, requireReminder, waiveFees } from './store.ts';
import { toReminder } from './table.ts';

const tag = 'reminders';

export const reminderFileName = (row: {
  readonly issued_on: string;
  readonly level: number;
  readonly id: string;
}) => `${row.issued_on}_reminder-${row.level}_${row.id.slice(-6)}.pdf`;

/** `/api/v1/reminders`. */
export const remindersVendorRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({
      summary: 'List reminders',
      description:
        'Made by the rules of the portal (`documents.reminders`), or by hand. The latest one stands on its invoice too.',
      tag,
      answers: { 200: listAnswer(Reminder) },
    }),
    scope('invoices:read'),
    accept(
      'query',
      v.strictObject({
        ...v.omit(ListQuery, ['search']).entries,
        customerId: v.optional(v.string()),
        invoiceId: v.optional(v.string()),
      }),
    ),
    async (c) => {
      const query = c.req.valid('query');
      const paging = pagingOf(c.var, tag, query);
      return c.json(paging.page(await listReminders(c.var.db, c.var.vendorId, query, paging)));
    },
  )

  .get(
    '/:id',
    describe({
      summary: 'Read a reminder',
      tag,
      answers: { 200: Reminder },
      problems: ['reminder.not-found'],
    }),
    scope('invoices:read'),
    accept('param', Reference),
    async (c) => c.json(toReminder(await requireReminder(c.var.db, c.var.vendorId, c.req.valid('param').id))),
  )

  .get(
    '/:id/pdf',
    describe({
      summary: 'Read the letter of a reminder',
      tag,
      answers: {},
      gives: ['application/pdf'],
      problems: ['reminder.not-found'],
    }),
    scope('invoices:read'),
    accept('param', Reference),
    async (c) => {
      const { db, clock, vendorId } = c.var;
      const row = await requireReminder(db, vendorId, c.req.valid('param').id);
      const bytes = await reminderPdf({ db, clock }, vendorId, row);
      return c.body(Buffer.from(bytes), 200, pdfHeaders(reminderFileName(row), bytes));
    },
  );

/** Beside the invoices: the next reminder now, by hand. */
export const invoiceReminderRoutes = new Hono<VendorEnv>().post(
  '/:id/reminders',
  describe({
    summary: 'Remind of an invoice now',
    description: 'The next level of its portal, whatever day it is; mailed where the portal mails reminders.',
    tag,
    answers: { 201: Reminder },
    problems: ['invoice.not-found', 'reminder.nothing-owed', 'reminder.no-level', 'reminder.under-way'],
  }),
  scope('invoices:write'),
  accept('param', Reference),
  async (c) => {
    const { db, vendorId, actor, clock } = c.var;
    const at = clock.now();
    const made = await inTransaction(db, async (tx) => {
      const invoice = await lockInvoice(tx, vendorId, c.req.valid('param').id, at);
      if (!isOwed(invoice)) throw reminderProblem('reminder.nothing-owed');
      if ((await isUnderWay(tx, vendorId, [invoice.id])).size > 0)
        throw reminderProblem('reminder.under-way');
      const customer = await requireCustomer(tx, vendorId, invoice.customerId);
      const portal = await requirePortal(tx, vendorId, customer.portalId);
      const level = portal.documents.reminders.levels[invoice.reminderLevel];
      if (!level) throw reminderProblem('reminder.no-level');
      const number = invoice.reminderLevel + 1;
      const reminder = await remind(tx, invoice, { vendorId, portal, at, number, level });
      await announceReminder(tx, { vendorId, actor, at }, reminder);
      return reminder;
    });
    return c.json(made, 201);
  },
);

/** Beside the invoices: the fees of their reminders. */
export const reminderFeesRoutes = new Hono<VendorEnv>().delete(
  '/:id/reminder-fees',
  describe({
    summary: 'Ask for no more of the fees of reminders',
    description: 'What was paid of them stays paid.',
    tag,
    answers: { 200: Invoice },
    problems: ['invoice.not-found'],
  }),
  scope('invoices:write'),
  accept('param', Reference),
  async (c) => {
    const { db, vendorId, actor, clock } = c.var;
    const at = clock.now();
    const { id } = c.req.valid('param');
    const waived = await inTransaction(db, async (tx) => {
      const { customerId, ...invoice } = await lockInvoice(tx, vendorId, id, at);
      if (await waiveFees(tx, vendorId, { customerId, ...invoice }, at)) {
        await announce(tx, {
          ...{ vendorId, customerId, actor, at, fields: ['reminderFees'], subjectId: invoice.id },
          ...{ action: 'invoice.updated', data: { customerId, invoiceId: invoice.id } },
        });
      }
      const { document, today } = await requireDocument(tx, vendorId, 'invoice', invoice.id, at);
      const notes = await creditNotesOf(tx, vendorId, [invoice.id]);
      return toInvoice(document, today, notes.get(invoice.id) ?? []);
    });
    return c.json(waived);
  },
);

/** Beside the customer's documents: what they were reminded of. */
export const remindersPortalRoutes = new Hono<PortalEnv>()
  .get(
    '/:id/reminders',
    describe({
      summary: 'List the reminders of one of my invoices',
      tag: 'documents',
      answers: { 200: v.object({ items: v.array(Reminder) }) },
      problems: ['panel.hidden', 'document.not-found'],
    }),
    panel('documents', 'view'),
    accept('param', Reference),
    async (c) => {
      const { db, owner } = c.var;
      const found = await findReached(db, readerOf(c.var), c.req.valid('param').id);
      if (!found) throw documentProblem('document.not-found');
      const rows = await remindersOf(db, owner.vendorId, found.document.id);
      return c.json({ items: rows.map(toReminder) });
    },
  )

  .get(
    '/:id/reminders/:level/pdf',
    describe({
      summary: 'Read the letter of a reminder of one of my invoices',
      tag: 'documents',
      answers: {},
      gives: ['application/pdf'],
      problems: ['panel.hidden', 'feature.off', 'document.not-found'],
    }),
    panel('documents', 'view', 'documents.download'),
    accept('param', v.object({ ...Reference.entries, level: v.picklist(['1', '2', '3']) })),
    async (c) => {
      const { db, clock, owner } = c.var;
      const { id, level } = c.req.valid('param');
      const found = await findReached(db, readerOf(c.var), id);
      const rows = found ? await remindersOf(db, owner.vendorId, found.document.id) : [];
      const row = rows.find((one) => String(one.level) === level);
      if (!row) throw documentProblem('document.not-found');
      const bytes = await reminderPdf({ db, clock }, owner.vendorId, row);
      return c.body(Buffer.from(bytes), 200, pdfHeaders(reminderFileName(row), bytes));
    },
  );
