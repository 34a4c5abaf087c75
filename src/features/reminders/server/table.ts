import type { Look } from '../../documents/schema.ts';
import type { Reminder } from '../schema.ts';

export interface ReminderTable {
  vendor_id: string;
  id: string;
  document_id: string;
  customer_id: string;
  level: number;
  issued_on: string;
  pay_until: string;
  open_amount: number;
  fee: number;
  /** Of this one and those before it. */
  fees: number;
  currency: string;
  /** The vendor's words of that day, filled in; `null`: the usual ones. */
  text: string | null;
  language: string;
  /** What the letter looks like: `Look`, as JSON. */
  look: string;
  pdf_file_id: string | null;
  created_at: string;
  updated_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    reminder: ReminderTable;
  }
}

export const toReminder = (row: ReminderTable & { readonly number: string }): Reminder => {
  const money = (amount: number) => ({ amount, currency: row.currency });
  return {
    id: row.id,
    invoiceId: row.document_id,
    invoiceNumber: row.number,
    customerId: row.customer_id,
    level: row.level,
    issuedOn: row.issued_on,
    payUntil: row.pay_until,
    openAmount: money(row.open_amount),
    fee: money(row.fee),
    fees: money(row.fees),
    language: row.language as Reminder['language'],
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
};

export const lookOf = (row: ReminderTable): Look => JSON.parse(row.look) as Look;
