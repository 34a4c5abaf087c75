import * as v from 'valibot';
import { Day } from '../../kit/common/day.ts';
import { idOf } from '../../kit/common/id.ts';
import { Currency, Money } from '../../kit/common/money.ts';
import { line } from '../../kit/common/text.ts';
import { CustomerId } from '../customers/schema.ts';
import { PaymentId } from './schema.ts';
import { BalanceAmount } from './settings-schema.ts';

export const VoucherId = idOf('vch');
/** POST /portal/v1/payments/vouchers: as it was typed. */
export const NewRedemption = v.strictObject({ code: v.pipe(v.string(), v.minLength(1), v.maxLength(200)) });

/** A voucher without its code. */
export const Voucher = v.object({
  id: VoucherId,
  externalId: v.nullable(v.string()),
  /** Which of the vendor's makings it belongs to. */
  batch: v.string(),
  /** The last symbols of its code. */
  last4: v.string(),
  amount: Money,
  /** The last day on which it is taken; `null`: no end. */
  expiresOn: v.nullable(Day),
  state: v.picklist(['open', 'redeemed', 'voided']),
  customerId: v.nullable(CustomerId),
  paymentId: v.nullable(PaymentId),
  redeemedAt: v.nullable(v.string()),
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type Voucher = v.InferOutput<typeof Voucher>;

/** POST /api/v1/vouchers. */
export const NewVouchers = v.strictObject({
  batch: v.pipe(line(60), v.minLength(1)),
  count: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(500)),
  amount: v.strictObject({ amount: BalanceAmount, currency: Currency }),
  expiresOn: v.optional(v.nullable(Day), null),
});
export type NewVouchers = v.InferOutput<typeof NewVouchers>;
/** The codes, in the one answer that holds them all. */
export const MadeVouchers = v.object({
  batch: v.string(),
  vouchers: v.array(v.object({ id: VoucherId, code: v.string() })),
});
export const VoucherCode = v.object({ code: v.string() });
