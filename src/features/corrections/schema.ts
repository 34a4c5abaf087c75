import * as v from 'valibot';
import { idOf } from '../../kit/common/id.ts';
import { lines } from '../../kit/common/text.ts';
import { CustomerId, PurchaseOrder } from '../customers/schema.ts';
import { CreditNoteId, InvoiceId, Party } from '../documents/schema.ts';

export const CorrectionId = idOf('cor');
/** `asked`: somebody decides. `done`: the invoice was taken back, and another one stands in its place. */
export const CorrectionState = v.picklist(['asked', 'done', 'refused']);
export type CorrectionState = v.InferOutput<typeof CorrectionState>;

/** An invoice that is to be written to somebody as they are called now: `GET /api/v1/corrections`. */
export const Correction = v.object({
  id: CorrectionId,
  invoiceId: InvoiceId,
  /** As printed on the invoice. */
  invoiceNumber: v.string(),
  customerId: CustomerId,
  /** Whoever asked in the portal. */
  contactId: v.nullable(v.string()),
  /** The recipient as it is printed, and as it is to be. */
  printed: Party,
  buyer: Party,
  purchaseOrder: v.nullable(v.string()),
  reason: v.nullable(v.string()),
  state: CorrectionState,
  /** What the customer is told where it was refused. */
  answer: v.nullable(v.string()),
  creditNoteId: v.nullable(CreditNoteId),
  /** The invoice that stands in its place. */
  correctedId: v.nullable(InvoiceId),
  createdAt: v.string(),
  decidedAt: v.nullable(v.string()),
  updatedAt: v.string(),
});
export type Correction = v.InferOutput<typeof Correction>;

/** POST /api/v1/invoices/:id/correction and /portal/v1/documents/:id/correction. */
export const NewCorrection = v.strictObject({
  /** The customer's number of the order, where that was missing or wrong; absent: as it was. */
  purchaseOrder: v.optional(v.nullable(PurchaseOrder)),
  reason: v.optional(lines(500)),
});
export type NewCorrection = v.InferOutput<typeof NewCorrection>;

export const RefuseCorrection = v.strictObject({ answer: v.pipe(lines(500), v.minLength(1)) });

/** What a corrected invoice would say: `GET /portal/v1/documents/:id/correction`. */
export const CorrectionOffer = v.object({
  printed: Party,
  buyer: Party,
  purchaseOrder: v.nullable(v.string()),
  /** Whether anything would be another; else the billing data are to be mended first. */
  differs: v.boolean(),
  /** Made at once, without anybody's look at it. */
  automatic: v.boolean(),
  /** The last one that was asked for. */
  latest: v.nullable(v.object({ state: CorrectionState, answer: v.nullable(v.string()) })),
});
export type CorrectionOffer = v.InferOutput<typeof CorrectionOffer>;
