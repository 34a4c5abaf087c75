import { keepWords, searchText } from '../../../kit/server/search.ts';
import { openAmountOf, openFeesOf, searchWords, statusOf } from '../rules.ts';
import type {
  CreditNote,
  DocumentKind,
  DocumentLine,
  Invoice,
  InvoiceStatus,
  Look,
  Origin,
  Party,
  Seller,
  TaxReason,
  TaxTotal,
} from '../schema.ts';

/** What the letter looked like on the day of issue; see `Look`. Lists and objects are JSON text. */
export interface DocumentTable {
  vendor_id: string;
  id: string;
  kind: DocumentKind;
  customer_id: string;
  contract_id: string | null;
  external_id: string | null;
  origin: Origin;
  number: string;
  title: string | null;
  issued_on: string;
  due_on: string | null;
  period_from: string | null;
  period_until: string | null;
  currency: string;
  prices_include_tax: number;
  lines: string;
  taxes: string;
  net: number;
  tax: number;
  gross: number;
  prepaid: number;
  credited: number;
  received: number;
  status: string;
  paid_on: string | null;
  invoice_id: string | null;
  seller: string;
  buyer: string;
  notes: string | null;
  purchase_order: string | null;
  deliver_to: string | null;
  language: string;
  look: string;
  reminder_level: number;
  reminded_on: string | null;
  reminder_fees: number;
  tax_reason: string | null;
  corrects_id: string | null;
  corrected_by_id: string | null;
  pdf_file_id: string | null;
  pdf_size: number | null;
  pdf_sha256: string | null;
  search_text: string;
  created_at: string;
  updated_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    document: DocumentTable;
  }
}

keepWords('document', ({ customer_id }) => customer_id);

export interface StoredDocument {
  readonly id: string;
  readonly kind: DocumentKind;
  readonly customerId: string;
  readonly contractId: string | null;
  readonly externalId: string | null;
  readonly origin: Origin;
  readonly number: string;
  readonly title: string | null;
  readonly issuedOn: string;
  readonly dueOn: string | null;
  readonly period: { readonly from: string; readonly until: string } | null;
  readonly currency: string;
  readonly pricesIncludeTax: boolean;
  readonly lines: DocumentLine[];
  readonly taxes: TaxTotal[];
  readonly net: number;
  readonly tax: number;
  readonly gross: number;
  readonly prepaid: number;
  readonly credited: number;
  /** What payments brought of it, less what went back of them. */
  readonly received: number;
  /** Never `overdue`, which follows from the day on which somebody asks. */
  readonly status: InvoiceStatus;
  readonly paidOn: string | null;
  readonly invoiceId: string | null;
  readonly seller: Seller;
  readonly buyer: Party;
  readonly notes: string | null;
  readonly purchaseOrder: string | null;
  readonly deliverTo: Party | null;
  readonly language: Invoice['language'];
  readonly look: Look;
  readonly reminderLevel: number;
  readonly remindedOn: string | null;
  readonly reminderFees: number;
  readonly taxReason: TaxReason | null;
  readonly correctsId: string | null;
  readonly correctedById: string | null;
  readonly pdf: { readonly fileId: string; readonly size: number; readonly sha256: string } | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export const toStored = (row: DocumentTable): StoredDocument => ({
  id: row.id,
  kind: row.kind,
  customerId: row.customer_id,
  contractId: row.contract_id,
  externalId: row.external_id,
  origin: row.origin,
  number: row.number,
  title: row.title,
  issuedOn: row.issued_on,
  dueOn: row.due_on,
  period: row.period_from && row.period_until ? { from: row.period_from, until: row.period_until } : null,
  currency: row.currency,
  pricesIncludeTax: row.prices_include_tax === 1,
  lines: JSON.parse(row.lines) as DocumentLine[],
  taxes: JSON.parse(row.taxes) as TaxTotal[],
  net: row.net,
  tax: row.tax,
  gross: row.gross,
  prepaid: row.prepaid,
  credited: row.credited,
  received: row.received,
  status: row.status as InvoiceStatus,
  paidOn: row.paid_on,
  invoiceId: row.invoice_id,
  seller: JSON.parse(row.seller) as Seller,
  buyer: JSON.parse(row.buyer) as Party,
  notes: row.notes,
  purchaseOrder: row.purchase_order,
  deliverTo: row.deliver_to === null ? null : (JSON.parse(row.deliver_to) as Party),
  language: row.language as Invoice['language'],
  look: JSON.parse(row.look) as Look,
  reminderLevel: row.reminder_level,
  remindedOn: row.reminded_on,
  reminderFees: row.reminder_fees,
  taxReason: row.tax_reason as TaxReason | null,
  correctsId: row.corrects_id,
  correctedById: row.corrected_by_id,
  pdf:
    row.pdf_file_id === null
      ? null
      : { fileId: row.pdf_file_id, size: row.pdf_size ?? 0, sha256: row.pdf_sha256 ?? '' },
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const toDocumentRow = (vendorId: string, document: StoredDocument): DocumentTable => ({
  vendor_id: vendorId,
  id: document.id,
  kind: document.kind,
  customer_id: document.customerId,
  contract_id: document.contractId,
  external_id: document.externalId,
  origin: document.origin,
  number: document.number,
  title: document.title,
  issued_on: document.issuedOn,
  due_on: document.dueOn,
  period_from: document.period?.from ?? null,
  period_until: document.period?.until ?? null,
  currency: document.currency,
  prices_include_tax: document.pricesIncludeTax ? 1 : 0,
  lines: JSON.stringify(document.lines),
  taxes: JSON.stringify(document.taxes),
  net: document.net,
  tax: document.tax,
  gross: document.gross,
  prepaid: document.prepaid,
  credited: document.credited,
  received: document.received,
  status: document.status,
  paid_on: document.paidOn,
  invoice_id: document.invoiceId,
  seller: JSON.stringify(document.seller),
  buyer: JSON.stringify(document.buyer),
  notes: document.notes,
  purchase_order: document.purchaseOrder,
  deliver_to: document.deliverTo && JSON.stringify(document.deliverTo),
  language: document.language,
  look: JSON.stringify(document.look),
  reminder_level: document.reminderLevel,
  reminded_on: document.remindedOn,
  reminder_fees: document.reminderFees,
  tax_reason: document.taxReason,
  corrects_id: document.correctsId,
  corrected_by_id: document.correctedById,
  pdf_file_id: document.pdf?.fileId ?? null,
  pdf_size: document.pdf?.size ?? null,
  pdf_sha256: document.pdf?.sha256 ?? null,
  search_text: searchText(...searchWords(document), document.externalId, document.purchaseOrder),
  created_at: document.createdAt,
  updated_at: document.updatedAt,
});

const common = (document: StoredDocument) => {
  const {
    kind: _,
    look: __,
    pdf,
    invoiceId: ___,
    dueOn: ____,
    prepaid: _____,
    credited: ______,
    received: _received,
    reminderLevel: _level,
    remindedOn: _reminded,
    reminderFees: _fees,
    correctsId: _corrects,
    correctedById: _corrected,
    ...rest
  } = document;
  return { ...rest, pdf: pdf && { size: pdf.size, sha256: pdf.sha256 } };
};

export const toInvoice = (document: StoredDocument, today: string, creditNoteIds: string[]): Invoice => ({
  ...common(document),
  dueOn: document.dueOn,
  prepaid: document.prepaid,
  credited: document.credited,
  received: document.received,
  open: openAmountOf(document),
  openFees: openFeesOf(document),
  due: document.gross - document.prepaid,
  status: statusOf(document.status, document.dueOn, today),
  creditNoteIds,
  reminderLevel: document.reminderLevel,
  remindedOn: document.remindedOn,
  reminderFees: document.reminderFees,
  correctsId: document.correctsId,
  correctedById: document.correctedById,
});

export const toCreditNote = (document: StoredDocument): CreditNote => ({
  ...common(document),
  status: document.status as CreditNote['status'],
  invoiceId: document.invoiceId,
});
