import * as v from 'valibot';
import { Day } from '../../kit/common/day.ts';
import { idOf } from '../../kit/common/id.ts';
import { Money } from '../../kit/common/money.ts';
import { line } from '../../kit/common/text.ts';

export const StatementId = idOf('stm');
export const StatementLineId = idOf('stl');

/** What a bank statement brought, as it was read; its file is not kept. */
export const Statement = v.object({
  id: StatementId,
  name: v.string(),
  format: v.picklist(['camt.053', 'csv']),
  /** The account's last four symbols; `null`: the file names none. */
  account: v.nullable(v.string()),
  /** Lines in all, how many of them were known from an earlier file, and how many wait. */
  lines: v.number(),
  known: v.number(),
  open: v.number(),
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type Statement = v.InferOutput<typeof Statement>;

/** How sure a proposal is: reference and amount are those of it; the reference alone; amount and name, or the amount. */
export const Confidence = v.picklist(['sure', 'reference', 'amount']);
export const Proposal = v.object({
  kind: v.picklist(['invoice', 'payment']),
  /** The invoice, or the payment that is awaited. */
  id: v.string(),
  customerId: v.string(),
  customerName: v.string(),
  /** The invoice's number, or what the payment is recognised by. */
  reference: v.string(),
  due: Money,
  confidence: Confidence,
});
export type Proposal = v.InferOutput<typeof Proposal>;

export const StatementLine = v.object({
  id: StatementLineId,
  statementId: StatementId,
  bookedOn: Day,
  /** Negative: money that went out. */
  amount: Money,
  /** Who paid, as the bank says. */
  name: v.string(),
  text: v.string(),
  /** `none`: nothing to book, as money that went out, and what somebody set aside. */
  state: v.picklist(['open', 'booked', 'none']),
  paymentIds: v.array(v.string()),
  /** Of an open one, the best first. */
  proposals: v.array(Proposal),
});
export type StatementLine = v.InferOutput<typeof StatementLine>;

/** POST /api/v1/statements: the file's text. */
export const NewStatement = v.strictObject({
  name: v.pipe(line(160), v.minLength(1)),
  format: v.picklist(['camt.053', 'csv']),
  text: v.pipe(v.string(), v.minLength(1), v.maxLength(4_000_000)),
});
export type NewStatement = v.InferOutput<typeof NewStatement>;

/** POST …/lines/:id/booking: one of invoice, awaited payment and customer. */
export const NewBooking = v.pipe(
  v.strictObject({
    invoiceId: v.optional(v.pipe(v.string(), v.maxLength(132))),
    paymentId: v.optional(v.pipe(v.string(), v.maxLength(132))),
    customerId: v.optional(v.pipe(v.string(), v.maxLength(132))),
    /** What happens to what is more than the invoice asks for. */
    excess: v.optional(v.picklist(['balance', 'refund', 'invoice'])),
    /** Of `excess: invoice`, the one that gets it. */
    excessInvoiceId: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(132))),
  }),
  v.check(
    ({ invoiceId, paymentId, customerId }) =>
      [invoiceId, paymentId, customerId].filter((one) => one !== undefined).length === 1,
    'expected one of invoiceId, paymentId and customerId',
  ),
  v.check(
    ({ excess, excessInvoiceId }) => (excess === 'invoice') === (excessInvoiceId !== undefined),
    'expected excessInvoiceId with excess “invoice” and only there',
  ),
);
export type NewBooking = v.InferOutput<typeof NewBooking>;

export const BookedLines = v.object({ booked: v.number(), open: v.number() });
