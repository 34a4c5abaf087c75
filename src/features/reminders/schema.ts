import * as v from 'valibot';
import { Day } from '../../kit/common/day.ts';
import { idOf } from '../../kit/common/id.ts';
import { Money } from '../../kit/common/money.ts';
import { CustomerId } from '../customers/schema.ts';
import { InvoiceId, PaperLanguage } from '../documents/schema.ts';

export const ReminderId = idOf('rmd');

/** A letter that asks for money that is late: `GET /api/v1/reminders`. */
export const Reminder = v.object({
  id: ReminderId,
  invoiceId: InvoiceId,
  /** As printed on the invoice. */
  invoiceNumber: v.string(),
  customerId: CustomerId,
  /** 1 for the first one. */
  level: v.number(),
  issuedOn: Day,
  payUntil: Day,
  /** What was open of the invoice that day. */
  openAmount: Money,
  /** What this reminder costs, and all so far with it. */
  fee: Money,
  fees: Money,
  language: PaperLanguage,
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type Reminder = v.InferOutput<typeof Reminder>;
