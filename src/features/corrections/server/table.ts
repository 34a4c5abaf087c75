import { searchText } from '../../../kit/server/search.ts';
import type { Party } from '../../documents/schema.ts';
import type { Correction } from '../schema.ts';

export interface CorrectionTable {
  vendor_id: string;
  id: string;
  document_id: string;
  customer_id: string;
  contact_id: string | null;
  /** Recipient and order number as they are to be, as JSON. */
  buyer: string;
  reason: string | null;
  state: string;
  answer: string | null;
  credit_note_id: string | null;
  corrected_id: string | null;
  search_text: string;
  created_at: string;
  decided_at: string | null;
  updated_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    correction: CorrectionTable;
  }
}

export interface WantedBuyer {
  readonly buyer: Party;
  readonly purchaseOrder: string | null;
}

export type CorrectionRow = CorrectionTable & { readonly number: string; readonly printed: string };

export const wantedOf = (row: CorrectionTable): WantedBuyer => JSON.parse(row.buyer) as WantedBuyer;

export const toCorrection = (row: CorrectionRow): Correction => ({
  id: row.id,
  invoiceId: row.document_id,
  invoiceNumber: row.number,
  customerId: row.customer_id,
  contactId: row.contact_id,
  printed: JSON.parse(row.printed) as Party,
  ...wantedOf(row),
  reason: row.reason,
  state: row.state as Correction['state'],
  answer: row.answer,
  creditNoteId: row.credit_note_id,
  correctedId: row.corrected_id,
  createdAt: row.created_at,
  decidedAt: row.decided_at,
  updatedAt: row.updated_at,
});

export const searchOf = (number: string, buyer: Party): string => searchText(number, buyer.name);
