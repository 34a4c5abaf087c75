import { addDays, dayIn } from '../../../kit/common/day.ts';
import { newId } from '../../../kit/common/id.ts';
import { matchLanguage } from '../../../kit/common/languages.ts';
import { fillTemplate } from '../../../kit/common/template.ts';
import { type Paging, paged } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { writerOf } from '../../document-mails/server/values.ts';
import { openAmountOf, openFeesOf } from '../../documents/rules.ts';
import { requireLetterhead } from '../../documents/server/letterhead-store.ts';
import { queueMail } from '../../documents/server/mail-queue.ts';
import { lockDocument, requireDocument } from '../../documents/server/store.ts';
import type { StoredDocument } from '../../documents/server/table.ts';
import type { ReminderLevel } from '../../portals/document-settings.ts';
import type { Language, Portal } from '../../portals/schema.ts';
import { reminderProblem } from '../problems.ts';
import { feeOf } from '../rules.ts';
import type { Reminder } from '../schema.ts';
import { type ReminderTable, toReminder } from './table.ts';

export interface RemindersFilter {
  readonly customerId?: string | undefined;
  readonly invoiceId?: string | undefined;
}

const ofVendor = (db: Db, vendorId: string) =>
  db
    .selectFrom('reminder')
    .innerJoin('document', (on) =>
      on
        .onRef('document.vendor_id', '=', 'reminder.vendor_id')
        .onRef('document.id', '=', 'reminder.document_id'),
    )
    .selectAll('reminder')
    .select('document.number')
    .where('reminder.vendor_id', '=', vendorId);

export async function listReminders(
  db: Db,
  vendorId: string,
  { customerId, invoiceId }: RemindersFilter,
  paging: Paging,
): Promise<Reminder[]> {
  let query = ofVendor(db, vendorId);
  if (customerId !== undefined) query = query.where('reminder.customer_id', '=', customerId);
  if (invoiceId !== undefined) query = query.where('reminder.document_id', '=', invoiceId);
  return (await paged(query, 'reminder', paging).execute()).map(toReminder);
}

export type ReminderRow = ReminderTable & { readonly number: string };

/** @throws `reminder.not-found` */
export async function requireReminder(db: Db, vendorId: string, id: string): Promise<ReminderRow> {
  const row = await ofVendor(db, vendorId).where('reminder.id', '=', id).executeTakeFirst();
  if (!row) throw reminderProblem('reminder.not-found');
  return row;
}

/** Those of one invoice, the first first. */
export const remindersOf = (db: Db, vendorId: string, documentId: string): Promise<ReminderRow[]> =>
  ofVendor(db, vendorId).where('reminder.document_id', '=', documentId).orderBy('reminder.level').execute();

export interface Reminding {
  readonly vendorId: string;
  readonly portal: Portal;
  readonly number: number;
  readonly level: ReminderLevel;
  /** The vendor's time. */
  readonly at: Date;
}

/** The invoice as it is now, while nobody else writes it. */
export async function lockInvoice(
  tx: Db,
  vendorId: string,
  reference: string,
  at: Date,
): Promise<StoredDocument> {
  await lockDocument(tx, vendorId, 'invoice', reference);
  return (await requireDocument(tx, vendorId, 'invoice', reference, at)).document;
}

/** Whether anything of its fees was still asked for, which is not any more; the invoice must be locked. */
export async function waiveFees(
  tx: Db,
  vendorId: string,
  invoice: StoredDocument,
  at: Date,
): Promise<boolean> {
  const open = openFeesOf(invoice);
  if (open === 0) return false;
  await tx
    .updateTable('document')
    .set({ reminder_fees: invoice.reminderFees - open, updated_at: at.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', invoice.id)
    .execute();
  return true;
}

/** Writes down the reminder of a locked invoice, and queues its mail where the portal mails reminders. */
export async function remind(
  tx: Db,
  invoice: StoredDocument,
  { vendorId, portal, number, level, at }: Reminding,
): Promise<Reminder> {
  const issuedOn = dayIn(portal.timeZone, at);
  const payUntil = addDays(issuedOn, level.payWithinDays);
  const fee = feeOf(level, invoice.currency);
  const fees = invoice.reminderFees + fee;
  const open = openAmountOf(invoice);
  const { logoFileId } = await requireLetterhead(tx, vendorId, portal.id);
  const { day, money } = writerOf(invoice.language, invoice.currency);
  const spoken = matchLanguage(invoice.language, Object.keys(level.texts) as Language[]);
  const words = spoken && level.texts[spoken];
  const texts = {
    DocumentNumber: invoice.number,
    DocumentDate: day(invoice.issuedOn),
    DueDate: day(invoice.dueOn),
    OpenAmount: money(open),
    Fee: money(fees),
    Total: money(open + fees),
    PayUntil: day(payUntil),
  };
  const now = at.toISOString();
  const row: ReminderTable = {
    vendor_id: vendorId,
    id: newId('rmd', at.getTime()),
    document_id: invoice.id,
    customer_id: invoice.customerId,
    level: number,
    issued_on: issuedOn,
    pay_until: payUntil,
    open_amount: open,
    fee,
    fees,
    currency: invoice.currency,
    text: words ? fillTemplate(words, { texts }) : null,
    language: invoice.language,
    look: JSON.stringify({
      ...{ brand: portal.brandName, colour: portal.theme.light?.primary ?? '#1f2a37', logoFileId },
    }),
    pdf_file_id: null,
    created_at: now,
    updated_at: now,
  };
  await tx.insertInto('reminder').values(row).execute();
  await tx
    .updateTable('document')
    .set({ reminder_level: number, reminded_on: issuedOn, reminder_fees: fees, updated_at: now })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', invoice.id)
    .execute();
  if (portal.documents.mailed.includes('reminder')) {
    const kind = `reminder-${number}` as 'reminder-1' | 'reminder-2' | 'reminder-3';
    await queueMail(tx, vendorId, { documentId: invoice.id, reminderId: row.id, kind, at });
  }
  return toReminder({ ...row, number: invoice.number });
}
