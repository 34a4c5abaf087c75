import { addDays, addPeriod, type Day } from '../../kit/common/day.ts';
import type { Money } from '../../kit/common/money.ts';
import { priceOf } from '../contracts/rules.ts';
import type { VendorContract } from '../contracts/schema.ts';
import { prorated, shareOfPeriod } from '../pricing/proration.ts';
import type { DeclarationKind } from './schema.ts';

/** What a contract still costs up to a last day. */
export interface Remaining {
  readonly count: number;
  readonly sum: Money;
  readonly last: { readonly on: Day; readonly amount: Money } | null;
  /** What was charged for days behind it, which comes back. */
  readonly back: Money | null;
}

type Charged = Pick<VendorContract, 'items' | 'billingPeriod' | 'nextChargeOn'> & {
  readonly billedUntil?: Day | null;
};

/** A wall against contracts that are charged daily for years. */
const mostCharges = 1200;

/**
 * The charges from the next one to the last day, each at today's price: the one whose period reaches behind the last day
 * is for its days up to there. What was charged already for days behind it comes back in the same share.
 */
export function remaining(contract: Charged, endsOn: Day): Remaining {
  const { items, billingPeriod, nextChargeOn, billedUntil } = contract;
  const { amount: full, currency } = priceOf(items);
  const money = (amount: number): Money => ({ amount, currency });
  let [count, sum] = [0, 0];
  let last: Remaining['last'] = null;
  for (let on = nextChargeOn; on !== null && on <= endsOn && count < mostCharges; ) {
    const next = addPeriod(nextChargeOn as Day, billingPeriod, count + 1);
    const behind = prorated(full, shareOfPeriod(on, billingPeriod, addDays(endsOn, 1)));
    const amount = full - behind;
    last = { on, amount: money(amount) };
    sum += amount;
    count++;
    on = next;
  }
  let back = 0;
  if (billedUntil && nextChargeOn && billedUntil > endsOn) {
    // Backwards from the next charge: periods that were charged and lie behind the last day, wholly or in part.
    for (let times = 1; times <= mostCharges; times++) {
      const from = addPeriod(nextChargeOn, billingPeriod, -times);
      if (addPeriod(from, billingPeriod) <= addDays(endsOn, 1)) break;
      back += prorated(full, shareOfPeriod(from, billingPeriod, addDays(endsOn, 1)));
    }
  }
  return { count, sum: money(sum), last, back: back > 0 ? money(back) : null };
}

const weekday = (day: Day): number => new Date(`${day}T00:00:00Z`).getUTCDay();

/**
 * Last day for a withdrawal: fourteen days from the day after the contract was made (directive 2011/83/EU, Art. 9). Where
 * that is a Saturday or Sunday, the next Monday (regulation 1182/71, Art. 3 (4)); public holidays are the vendor's to add.
 */
export function withdrawalUntil(madeOn: Day): Day {
  const until = addDays(madeOn, 14);
  return addDays(until, { 6: 2, 0: 1 }[weekday(until)] ?? 0);
}

/** By when somebody should have looked: money of a withdrawal has to go back within fourteen days (Art. 13). */
export const dueOn = (kind: DeclarationKind, receivedOn: Day): Day =>
  addDays(receivedOn, kind === 'withdraw' ? 14 : 7);
