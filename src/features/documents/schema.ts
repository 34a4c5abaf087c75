import * as v from 'valibot';
import { Day } from '../../kit/common/day.ts';
import { idOf } from '../../kit/common/id.ts';
import { Currency, Money } from '../../kit/common/money.ts';
import { line } from '../../kit/common/text.ts';
import { CustomerId, CustomerReference, ExternalId, PurchaseOrder } from '../customers/schema.ts';
import { LetterLanguage } from '../portals/schema.ts';
import { Decimal } from './decimal.ts';

export const InvoiceId = idOf('inv');
export const CreditNoteId = idOf('crn');
export const FileId = idOf('fil');
export const DocumentKind = v.picklist(['invoice', 'credit-note']);
export type DocumentKind = v.InferOutput<typeof DocumentKind>;

/** Text of several lines; nothing else that no person types. */
const paragraph = (max: number) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.maxLength(max),
    v.regex(/^[^\p{Cs}]*$/u, 'expected text'),
    v.regex(/^(?:[^\p{Cc}]|\n)*$/u, 'expected text without control characters'),
  );
/** Name, colour and logo of the day of issue, so that a later brand does not reach back into old letters. */
export const Look = v.strictObject({
  brand: line(200),
  colour: v.pipe(v.string(), v.regex(/^#[0-9a-fA-F]{6}$/, 'expected a colour like #0b5a45')),
  logoFileId: v.nullable(FileId),
});
export type Look = v.InferOutput<typeof Look>;
/** An integer in the document's smallest unit of money. */
const Amount = v.pipe(v.number(), v.safeInteger('expected a whole number of the smallest unit, like 1190'));
const Percent = v.pipe(
  v.number(),
  v.minValue(0),
  v.maxValue(100),
  v.check(
    (percent) => Math.abs(percent * 100 - Math.round(percent * 100)) < 1e-9,
    'expected two digits after the point at most',
  ),
);

/** One billed line as it is sent; `amount` follows from quantity and price, save where another system rounded. */
export const NewDocumentLine = v.strictObject({
  title: v.pipe(line(200), v.minLength(1)),
  description: v.optional(line(400)),
  quantity: v.optional(Decimal, '1'),
  /** What one of `quantity` is called: `kWh`. */
  unit: v.optional(line(40)),
  /** In the currency's major unit, `0.3142`; with or without tax as `pricesIncludeTax` says. */
  unitPrice: Decimal,
  taxPercent: v.optional(Percent, 0),
  /** Only for documents made elsewhere; ours is always quantity × price. */
  amount: v.optional(Amount),
});
export type NewDocumentLine = v.InferOutput<typeof NewDocumentLine>;
export const DocumentLine = v.object({ ...NewDocumentLine.entries, amount: Amount });
export type DocumentLine = v.InferOutput<typeof DocumentLine>;

/** What one tax rate comes to on the whole document. */
export const TaxTotal = v.strictObject({ percent: Percent, net: Amount, tax: Amount });
export type TaxTotal = v.InferOutput<typeof TaxTotal>;

/** Sender or recipient as printed. */
export const Party = v.strictObject({
  name: v.pipe(line(160), v.minLength(1)),
  /** The address below the name, line by line. */
  lines: v.optional(v.pipe(v.array(line(160)), v.maxLength(8)), []),
  /** The customer number, on the recipient's side. */
  number: v.optional(line(60)),
  vatId: v.optional(line(30)),
  /** The address once more in its parts, as an e-invoice has it; `lines` is what is printed. */
  street: v.optional(line(160)),
  postcode: v.optional(line(20)),
  city: v.optional(line(80)),
  country: v.optional(v.pipe(v.string(), v.regex(/^[A-Z]{2}$/, 'expected a country code like DE'))),
  email: v.optional(line(254)),
  phone: v.optional(line(40)),
  /** What the recipient wants to find on the document: a cost centre, a Leitweg-ID. */
  buyerReference: v.optional(line(80)),
  /** Where e-invoices go: `0088:4012345000009`, or a Leitweg-ID. */
  eInvoiceAddress: v.optional(line(120)),
});
export type Party = v.InferOutput<typeof Party>;

export const Seller = v.strictObject({
  ...Party.entries,
  /** Tax number where it is no VAT id. */
  taxNumber: v.optional(line(40)),
  /** Court and number, board, capital: what the law wants in the footer. */
  registration: v.optional(line(200)),
  bank: v.optional(v.strictObject({ name: v.optional(line(80)), iban: line(42), bic: v.optional(line(11)) })),
  website: v.optional(line(120)),
});
export type Seller = v.InferOutput<typeof Seller>;

/** What stands on every letter of a portal: `PUT /api/v1/portals/:id/letterhead`. */
export const Letterhead = v.object({
  portalId: v.string(),
  seller: Seller,
  updatedAt: v.nullable(v.string()),
});
export type Letterhead = v.InferOutput<typeof Letterhead>;

/** What letters can be written in: languages of portals that fonts are there for, and some that letters knew before portals did. */
export const PaperLanguage = v.picklist([
  ...new Set([...LetterLanguage.options, 'es', 'it', 'pl', 'ar', 'he'] as const),
]);
export type PaperLanguage = v.InferOutput<typeof PaperLanguage>;

export const InvoiceStatus = v.picklist(['open', 'overdue', 'paid', 'refunded', 'cancelled']);
export type InvoiceStatus = v.InferOutput<typeof InvoiceStatus>;
/** `overdue` is not set: it is what an open invoice is after its day. */
const SetInvoiceStatus = v.picklist(['open', 'paid', 'refunded', 'cancelled']);
/** Of a credit note, `paid` is money that went back. */
export const CreditNoteStatus = v.picklist(['open', 'paid', 'cancelled']);
export const Origin = v.picklist(['portico', 'external']);
export type Origin = v.InferOutput<typeof Origin>;

const number = v.pipe(line(60), v.minLength(1));
const servicePeriod = v.nullable(v.strictObject({ from: Day, until: Day }));

/** Why there is no tax on it, which e-invoices name. */
export const TaxReason = v.picklist(['reverse-charge', 'export', 'small-business', 'exempt']);
export type TaxReason = v.InferOutput<typeof TaxReason>;

/** What a document of either kind prints. */
const printed = {
  number,
  /** What it is for, `Abschlag November`; `null`: the kind alone says it. */
  title: v.nullable(v.pipe(line(160), v.minLength(1))),
  issuedOn: Day,
  /** When the goods or services were supplied. */
  period: servicePeriod,
  currency: Currency,
  pricesIncludeTax: v.boolean(),
  lines: v.pipe(v.array(NewDocumentLine), v.maxLength(1000)),
  taxes: v.pipe(v.array(TaxTotal), v.maxLength(20)),
  net: Amount,
  tax: Amount,
  gross: v.pipe(Amount, v.minValue(0)),
  seller: Seller,
  buyer: Party,
  taxReason: v.nullable(TaxReason),
  notes: v.nullable(paragraph(2000)),
  /** The customer's own number of the order; left out: that of the contract. */
  purchaseOrder: v.nullable(PurchaseOrder),
  /** Where it was delivered to, if that is not the recipient; left out: where the contract is. */
  deliverTo: v.nullable(Party),
  language: PaperLanguage,
};
const ofInvoice = {
  dueOn: v.nullable(Day),
  /** Paid before the document was made, as advance payments are; `due` is gross without it. */
  prepaid: v.pipe(Amount, v.minValue(0)),
};

const stored = {
  customerId: CustomerId,
  contractId: v.nullable(v.string()),
  externalId: v.nullable(v.string()),
  origin: Origin,
  ...printed,
  lines: v.array(DocumentLine),
  paidOn: v.nullable(Day),
  /** `null`: none yet. Ours are made when first asked for, and never again. */
  pdf: v.nullable(v.object({ size: v.number(), sha256: v.string() })),
  createdAt: v.string(),
  updatedAt: v.string(),
};

export const Invoice = v.object({
  id: InvoiceId,
  ...stored,
  ...ofInvoice,
  status: InvoiceStatus,
  due: Amount,
  /** Sum of its credit notes. */
  credited: Amount,
  /** What payments brought, less what went back of them. */
  received: Amount,
  /** What is still to be paid of it, and of the fees of its reminders. */
  open: Amount,
  openFees: Amount,
  creditNoteIds: v.array(CreditNoteId),
  /** How often it was reminded of; 0: never. */
  reminderLevel: v.number(),
  remindedOn: v.nullable(Day),
  /** What the reminders cost so far; asked for with them, no part of the invoice. */
  reminderFees: Amount,
  /** The invoice in whose place it stands, and the one that stands in its place. */
  correctsId: v.nullable(InvoiceId),
  correctedById: v.nullable(InvoiceId),
});
export type Invoice = v.InferOutput<typeof Invoice>;

export const CreditNote = v.object({
  id: CreditNoteId,
  ...stored,
  status: CreditNoteStatus,
  invoiceId: v.nullable(InvoiceId),
});
export type CreditNote = v.InferOutput<typeof CreditNote>;

const wanted = {
  customerId: CustomerReference,
  /** Our id or `ext:…` of one of the customer's contracts. */
  contractId: v.optional(v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(132)))),
  /** `external`: made elsewhere, with its own number and PDF, outside our numbering. */
  origin: v.optional(Origin, 'portico'),
  paidOn: v.optional(v.nullable(Day)),
  /** Whether it goes to the customer by mail; absent: as the portal says. */
  mail: v.optional(v.boolean()),
};

/**
 * Ours: number, addresses, language, totals follow from series, letterhead, customer and lines where they are not
 * given; a given total must be what the lines add up to. From elsewhere: number and totals are needed, lines are not.
 */
export const NewInvoice = v.strictObject({
  ...v.partial(v.strictObject({ ...printed, ...ofInvoice })).entries,
  ...wanted,
  externalId: v.optional(ExternalId),
  issuedOn: Day,
  currency: Currency,
  status: v.optional(SetInvoiceStatus),
});
export type NewInvoice = v.InferOutput<typeof NewInvoice>;

export const NewCreditNote = v.strictObject({
  ...v.partial(v.strictObject(printed)).entries,
  ...wanted,
  externalId: v.optional(ExternalId),
  issuedOn: Day,
  currency: Currency,
  status: v.optional(CreditNoteStatus),
  /** Our id or `ext:…` of the invoice it takes back; together they never take back more than it was. */
  invoiceId: v.optional(v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(132)))),
});
export type NewCreditNote = v.InferOutput<typeof NewCreditNote>;

/** Ours change in what is not printed: status, day of payment, contract. */
export const InvoiceChange = v.partial(
  v.strictObject({
    ...printed,
    ...ofInvoice,
    contractId: wanted.contractId,
    status: SetInvoiceStatus,
    paidOn: v.nullable(Day),
  }),
);
export type InvoiceChange = v.InferOutput<typeof InvoiceChange>;
export const CreditNoteChange = v.partial(
  v.strictObject({
    ...printed,
    contractId: wanted.contractId,
    status: CreditNoteStatus,
    paidOn: v.nullable(Day),
  }),
);
export type CreditNoteChange = v.InferOutput<typeof CreditNoteChange>;

/** A document that goes to the customer by mail: `GET /api/v1/invoices/:id/mails`. */
export const DocumentMail = v.object({
  id: idOf('dml'),
  /** Which mail it is. */
  kind: v.picklist(['invoice', 'credit-note', 'reminder-1', 'reminder-2', 'reminder-3']),
  /**
   * `sent`: it is among the mails, `mailId` says which. `no-address`: the customer has none. `bounced`: mail to its
   * addresses came back. `settled`: what it was to ask for was paid, credited or cancelled before it left.
   */
  state: v.picklist(['waiting', 'sent', 'no-address', 'bounced', 'settled', 'failed']),
  to: v.nullable(v.string()),
  mailId: v.nullable(v.string()),
  askedAt: v.string(),
  doneAt: v.nullable(v.string()),
  /**
   * Fields for want of which it went without the XRechnung that the customer chose (`origin`: it was made elsewhere);
   * `null`: it went as chosen.
   */
  lacks: v.nullable(v.array(v.string())),
});
export type DocumentMail = v.InferOutput<typeof DocumentMail>;

/** How the numbers of our own documents are made, one series for each kind: `RE-2026-00042`. */
export const NumberSeries = v.object({
  kind: DocumentKind,
  /** Before the number; `{year}` is the year of issue. */
  prefix: v.string(),
  digits: v.number(),
  next: v.number(),
});
export type NumberSeries = v.InferOutput<typeof NumberSeries>;
export const NumberSeriesFields = {
  prefix: v.pipe(
    line(30),
    v.regex(/^[\w./-]*(?:\{year\}[\w./-]*)?$/, 'expected letters, digits, - . / _ and {year}'),
  ),
  digits: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10)),
  /** Only until the first number was taken: a series has no gaps. */
  next: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000_000)),
};
export const NumberSeriesChange = v.partial(v.strictObject(NumberSeriesFields));
export type NumberSeriesChange = v.InferOutput<typeof NumberSeriesChange>;

/** Documents as data: what is inside our PDFs, and what public bodies in Germany take. */
export const EInvoiceFormat = v.picklist(['factur-x', 'xrechnung']);
export type EInvoiceFormat = v.InferOutput<typeof EInvoiceFormat>;
export const EInvoiceQuery = v.strictObject({ format: v.optional(EInvoiceFormat, 'factur-x') });

/** A row of the customer's list: `GET /portal/v1/documents`. */
export const PortalDocument = v.object({
  id: v.string(),
  kind: DocumentKind,
  number: v.string(),
  title: v.nullable(v.string()),
  issuedOn: Day,
  dueOn: v.nullable(Day),
  status: InvoiceStatus,
  /** What it asks for; negative where money goes to the customer. */
  amount: Money,
  contract: v.nullable(v.object({ id: v.string(), title: v.string() })),
  /** `null`: there is none. `bytes` is `null` while it was not made yet. */
  pdf: v.nullable(v.object({ bytes: v.nullable(v.number()) })),
});
export type PortalDocument = v.InferOutput<typeof PortalDocument>;

export const PortalDocuments = v.object({
  items: v.array(PortalDocument),
  nextCursor: v.nullable(v.string()),
  /** All that match, on every page. */
  count: v.number(),
});
export type PortalDocuments = v.InferOutput<typeof PortalDocuments>;

/** What the list can be narrowed by, and what is owed. */
export const DocumentsSummary = v.object({
  total: v.number(),
  years: v.array(v.string()),
  contracts: v.array(v.object({ id: v.string(), title: v.string() })),
  /** Unpaid invoices by currency; `overdue` of them are past their day. */
  open: v.array(
    v.object({ amount: Money, count: v.number(), overdue: v.number(), nextDueOn: v.nullable(Day) }),
  ),
});
export type DocumentsSummary = v.InferOutput<typeof DocumentsSummary>;

export const PortalDocumentDetail = v.object({
  ...PortalDocument.entries,
  period: servicePeriod,
  paidOn: v.nullable(Day),
  pricesIncludeTax: v.boolean(),
  lines: v.array(v.object({ ...DocumentLine.entries, amount: Money })),
  taxes: v.array(v.object({ percent: v.number(), net: Money, tax: Money })),
  net: Money,
  tax: Money,
  gross: Money,
  prepaid: Money,
  /** Of an invoice: what is still to be paid of it and of the fees of its reminders. */
  toPay: Money,
  notes: v.nullable(v.string()),
  /** The invoice of a credit note, the credit notes of an invoice. */
  related: v.array(v.object({ id: v.string(), kind: DocumentKind, number: v.string(), amount: Money })),
  /** In which formats it can be had as data. */
  eInvoices: v.array(EInvoiceFormat),
  /** The invoice in whose place it stands, and the one that stands in its place. */
  corrects: v.nullable(v.object({ id: v.string(), number: v.string() })),
  correctedBy: v.nullable(v.object({ id: v.string(), number: v.string() })),
  /** How often it was reminded of; the letters are at `…/reminders`. */
  reminderLevel: v.number(),
  /** Whether a corrected one may be asked for here and now. */
  mayCorrect: v.boolean(),
});
export type PortalDocumentDetail = v.InferOutput<typeof PortalDocumentDetail>;

/** Allow-listed filters of the customer's list, which bulk downloads take too. */
export const DocumentFilter = v.strictObject({
  kind: v.optional(DocumentKind),
  year: v.optional(v.pipe(v.string(), v.regex(/^\d{4}$/, 'expected a year like 2026'))),
  /** `open` holds what is overdue too. */
  status: v.optional(InvoiceStatus),
  contract: v.optional(v.pipe(v.string(), v.maxLength(64))),
  search: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(200))),
  /** Left out: the newest first. */
  sort: v.optional(v.picklist(['issuedOn', '-amount', 'amount'])),
});
export type DocumentFilter = v.InferOutput<typeof DocumentFilter>;

/** Documents of one download at most. */
export const maxDownload = 5_000;

/** `csv`: a table for a bookkeeper's program; an e-invoice is of one document. */
export const DownloadFormat = v.picklist(['pdf', 'csv', ...EInvoiceFormat.options]);
export type DownloadFormat = v.InferOutput<typeof DownloadFormat>;
const format = v.optional(DownloadFormat, 'pdf');

/** `POST /portal/v1/documents/downloads`: one document as PDF, several as ZIP, or what `format` says. */
export const NewDownload = v.union([
  v.strictObject({
    format,
    ids: v.pipe(v.array(v.pipe(v.string(), v.maxLength(40))), v.minLength(1), v.maxLength(maxDownload)),
  }),
  v.strictObject({ format, matching: DocumentFilter }),
]);
export type NewDownload = v.InferInput<typeof NewDownload>;

/** `url` works once, for a minute, and only while this session lasts; `null` while the files are being made. */
export const Download = v.object({
  id: v.string(),
  state: v.picklist(['ready', 'preparing', 'failed']),
  done: v.number(),
  total: v.number(),
  url: v.nullable(v.string()),
});
export type Download = v.InferOutput<typeof Download>;
