import { addDays, type Day } from '../../kit/common/day.ts';
import type { LicenceSettings } from '../portals/licence-settings.ts';
import type { PaymentEvent } from './care-schema.ts';
import type { Licence } from './schema.ts';

/** An open invoice, with what was tried to collect it, the first try first. */
export interface UnpaidInvoice {
  readonly dueOn: Day | null;
  readonly charges: readonly { readonly status: string; readonly isTriedAgain: boolean }[];
}

/** Whether licences stop for an open invoice: a charge of it failed, or it was due for too long. */
export function isUnpaid(
  { dueOn, charges }: UnpaidInvoice,
  {
    blockWhenChargeFails,
    blockOverdueDays,
  }: Pick<LicenceSettings, 'blockWhenChargeFails' | 'blockOverdueDays'>,
  today: Day,
): boolean {
  if (blockOverdueDays !== null && dueOn !== null && today > addDays(dueOn, blockOverdueDays)) return true;
  const last = charges.at(-1);
  if (blockWhenChargeFails === 'never' || last?.status !== 'failed') return false;
  return blockWhenChargeFails === 'first' || !last.isTriedAgain;
}

/** What a payment event does to a licence; nothing where it says what is known. */
export interface PaymentEffect {
  readonly expiresAt?: string;
  readonly blocked?: 'payment' | null;
}

/**
 * `paidUntil` as a moment. Events come twice and out of order: the end only ever moves on, and an event that is older than
 * the newest one known neither blocks nor unblocks. A block of another reason is not theirs to lift.
 * @param newestAt when the newest event that counted was
 */
export function effectOf(
  { type, paidUntil, occurredAt }: Pick<PaymentEvent, 'type' | 'paidUntil'> & { readonly occurredAt: string },
  { expiresAt, blocked }: Pick<Licence, 'expiresAt' | 'blocked'>,
  newestAt: string | null,
): PaymentEffect {
  const isNews = newestAt === null || occurredAt >= newestAt;
  const moves = paidUntil !== undefined && expiresAt !== null && paidUntil > expiresAt;
  return {
    ...(type === 'renewed' && moves && { expiresAt: paidUntil }),
    ...(isNews && type === 'failed' && blocked === null && { blocked: 'payment' as const }),
    ...(isNews && type !== 'failed' && blocked === 'payment' && { blocked: null }),
  };
}
