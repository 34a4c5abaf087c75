import { currencyExponent, type Money } from '../../kit/common/money.ts';
import type { PaymentKind, PaymentStatus } from './schema.ts';

type Ways = Readonly<Record<PaymentStatus, readonly PaymentStatus[]>>;

/** Where a vendor may put what it books by itself. */
const booked: Ways = {
  pending: ['completed', 'cancelled', 'failed'],
  completed: ['refunded'],
  cancelled: [],
  failed: [],
  refunded: [],
};
/** A collection comes back from the bank days after it was booked. */
const collected: Ways = { ...booked, completed: ['refunded', 'failed'] };
/** A provider's own word: a card that was refused may be tried again, and money that came, came. */
const provided: Ways = {
  pending: ['completed', 'cancelled', 'failed', 'refunded'],
  failed: ['completed', 'pending', 'cancelled', 'refunded'],
  cancelled: ['completed', 'refunded'],
  completed: ['refunded'],
  refunded: [],
};

/** Whether a payment may go from one state to the other. */
export function mayGo(
  kind: PaymentKind,
  from: PaymentStatus,
  to: PaymentStatus,
  by: 'vendor' | 'provider',
): boolean {
  const ways = by === 'provider' ? provided : kind === 'sepa' ? collected : booked;
  return ways[from].includes(to);
}

/** What of a payment counts in the customer's balance: what pays an order or invoice is used up by it. */
export interface Counted {
  readonly status: PaymentStatus;
  readonly amount: Money;
  readonly refunded: number;
  /** What was added for the way of paying. */
  readonly surcharge: number;
  readonly orderId: string | null;
  readonly invoiceId: string | null;
}
export function inBalance({ status, amount, refunded, surcharge, orderId, invoiceId }: Counted): number {
  if (status !== 'completed' || orderId !== null || invoiceId !== null) return 0;
  return amount.amount - surcharge - refunded;
}

/** Days after which a charge that failed is tried again, out of the box. */
export const defaultRetryDays: readonly number[] = [3, 5, 7];

/** When a charge that failed for the `attempts`th time is tried again; `null`: not by itself any more. */
export function nextAttempt(failedAt: Date, attempts: number, retryDays: readonly number[]): string | null {
  const days = retryDays[attempts - 1];
  return days === undefined ? null : new Date(failedAt.getTime() + days * 86_400_000).toISOString();
}

/** What is added to a top-up, in the smallest unit: a part in hundredths of a percent, rounded half up, and a fixed part. */
export const surchargeOf = (
  amount: number,
  { hundredths, fixed }: { readonly hundredths: number; readonly fixed: number },
): number => {
  const whole = BigInt(amount) * BigInt(hundredths);
  return Number((whole + 5_000n) / 10_000n) + fixed;
};

export type BalanceLevel = 'ok' | 'low' | 'exhausted';

/**
 * How a balance stands: `exhausted` where nothing is left of it and of the debit limit, `low` from `lowAt` down.
 * `null`: no notice before that.
 */
export function levelOf(balance: number, debitLimit: number, lowAt: number | null): BalanceLevel {
  if (balance + debitLimit <= 0) return 'exhausted';
  return lowAt !== null && balance <= lowAt ? 'low' : 'ok';
}

/** The event that is sent when a balance comes from one level to the other; `null`: none. */
export function crossing(
  from: BalanceLevel,
  to: BalanceLevel,
): 'balance.low' | 'balance.exhausted' | 'balance.restored' | null {
  if (from === to) return null;
  if (to === 'exhausted') return 'balance.exhausted';
  // Upwards it is told once, when it may be spent from again.
  if (from === 'exhausted') return 'balance.restored';
  return to === 'low' ? 'balance.low' : null;
}

/**
 * What is topped up by itself: the agreed amount, where the balance is at or below the line, and where this month's
 * ceiling holds it. `0`: nothing.
 */
export function autoTopUp(
  balance: number,
  agreed: { readonly below: number; readonly amount: number; readonly ceiling: number } | null,
  thisMonth: number,
): number {
  if (!agreed || balance > agreed.below) return 0;
  return thisMonth + agreed.amount <= agreed.ceiling ? agreed.amount : 0;
}

/**
 * Digits after the point in Stripe's amounts, where they are not those of ISO 4217.
 * https://docs.stripe.com/currencies#special-cases: ISK and UGX have none, but are written with two; MGA has fifths
 * in place of hundredths and is written without.
 */
const stripeExponents: Readonly<Record<string, number>> = { ISK: 2, UGX: 2, MGA: 0 };
const stripeExponent = (currency: string): number => stripeExponents[currency] ?? currencyExponent(currency);

/**
 * An amount as Stripe writes it; `undefined` where Stripe can't charge just that: of currencies with thousandths it takes
 * no amount that does not end in 0.
 */
export function toStripeAmount({ amount, currency }: Money): number | undefined {
  const shift = stripeExponent(currency) - currencyExponent(currency);
  const scaled = shift >= 0 ? amount * 10 ** shift : amount / 10 ** -shift;
  if (!Number.isSafeInteger(scaled)) return undefined;
  if (stripeExponent(currency) === 3 && scaled % 10 !== 0) return undefined;
  // Stripe's own limit: eight digits.
  return Math.abs(scaled) > 99_999_999 ? undefined : scaled;
}

/** The other way round; `undefined` for what can't be written in our smallest unit. */
export function fromStripeAmount(amount: number, currency: string): number | undefined {
  const shift = stripeExponent(currency) - currencyExponent(currency);
  const scaled = shift >= 0 ? amount / 10 ** shift : amount * 10 ** -shift;
  return Number.isSafeInteger(scaled) ? scaled : undefined;
}

/** Whether a key belongs to this side: money of the test side is never real, and the live side's always is. */
export const keyFitsSide = (secretKey: string, testSide: boolean): boolean =>
  /^(?:sk|rk)_test_/.test(secretKey) === testSide;

/** Rest of a long number by 97, digit by digit: ISO 7064. */
const mod97 = (text: string): number => {
  let rest = 0;
  for (const symbol of text) {
    const value = Number.parseInt(symbol, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
};

/**
 * A SEPA creditor identifier, `DE98ZZZ09999999999`: country, check digits, three symbols of the creditor's own choice,
 * which the check leaves out, and the national part. EPC262-08, 2.
 */
export function isCreditorId(text: string): boolean {
  const parts = /^([A-Z]{2})(\d{2})[A-Z0-9]{3}([A-Z0-9]{1,28})$/.exec(text);
  return parts !== null && mod97(`${parts[3]}${parts[1]}${parts[2]}`) === 1;
}

/** What stays readable of an account or card: its last four symbols. */
export const lastFour = (text: string): string => text.slice(-4);

export interface Wanted {
  readonly amount: Money;
  readonly orderId: string | null;
}
/** What a provider says was paid, by its own object read anew. */
export interface Received {
  readonly amount: number | undefined;
  readonly currency: string;
  readonly orderId: string | null;
}
/** Whether what came is what was asked, to the smallest unit. */
export const matches = (wanted: Wanted, received: Received): boolean =>
  received.amount === wanted.amount.amount &&
  received.currency === wanted.amount.currency &&
  received.orderId === wanted.orderId;
