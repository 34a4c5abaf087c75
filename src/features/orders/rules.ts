import { addDays, addPeriod, type Day, type Period } from '../../kit/common/day.ts';
import { roundedPrice } from '../contracts/metered.ts';
import type { ContractItem, NewContract } from '../contracts/schema.ts';
import { majorOf } from '../documents/decimal.ts';
import type { PricedCart, PricedLine, PriceQuote } from '../pricing/schema.ts';
import type { OrderLine, OrderState, OrderStep, StepState } from './schema.ts';

/** What can still be called off: nothing was delivered, and nothing was paid. */
export const mayCancel = (state: OrderState): boolean =>
  state === 'placed' || state === 'awaiting-payment' || state === 'payment-mismatch';

/** Money that comes in one of these lets the order go on. */
export const waitsForMoney = (state: OrderState): boolean =>
  state === 'awaiting-payment' || state === 'payment-mismatch';

/** Its steps are under way, or would be. */
export const isDelivering = (state: OrderState): boolean =>
  state === 'paid' || state === 'delivering' || state === 'stuck';

const minute = 60_000;
const waits = [10_000, minute, 5 * minute, 30 * minute];

/** How long to wait after so many failures; `undefined`: somebody has to look. */
export const retryAfterMs = (attempts: number): number | undefined => waits[attempts - 1];

/** Where an order stands by its steps. */
export function stateOf(steps: readonly { readonly state: StepState }[], before: OrderState): OrderState {
  if (steps.every(({ state }) => state === 'done')) return 'delivered';
  if (steps.some(({ state }) => state === 'stuck')) return 'stuck';
  return before === 'paid' ? 'paid' : 'delivering';
}

/** What whoever ordered is told of a step: a failure is in hand, whatever it is. */
export const shownStep = ({ name, state }: Pick<OrderStep, 'name' | 'state'>) => ({
  name,
  state: state === 'failed' || state === 'stuck' ? ('in-hand' as const) : state,
});

/** `ORD-00042`. */
export const orderNumber = (next: number): string => `ORD-${String(next).padStart(5, '0')}`;

const idsOf = ({ kind, key }: Pick<PricedLine, 'kind' | 'key'>, variantId: string) => ({
  variantId: kind === 'component' ? null : variantId,
  componentId: kind === 'component' ? key : null,
});

/** Everything of an order, once, whatever of it is charged today. */
export function orderLines(quote: PriceQuote, variantId: string): OrderLine[] {
  const charged = [...quote.dueToday.lines, ...quote.next.lines];
  const once = charged.filter(({ key }, index) => charged.findIndex((one) => one.key === key) === index);
  return [
    ...once.map((line) => ({
      ...idsOf(line, variantId),
      ...{ kind: line.kind, title: line.title, quantity: line.quantity, unit: line.unit },
    })),
    ...quote.usage.map(({ key, title, unit }) => ({
      ...{ kind: 'usage' as const, variantId: null, componentId: key, title, quantity: 0, unit },
    })),
  ];
}

/**
 * What is booked for one period, without coupon and setup fee, as the price was shown: with tax in it, or without. A tier
 * is an item of its own, so that quantity × price is what it costs. What is metered and was shown is agreed to as well.
 */
export function contractItems(quote: PricedCart, variantId: string): ContractItem[] {
  const { currency } = quote;
  const lines = (quote.later ?? quote.next).lines.filter(({ kind }) => kind !== 'setup');
  const first = taxOf(quote).percent;
  const booked = lines.flatMap((line) =>
    line.bands.map((band): ContractItem => {
      const { variantId: plan, componentId } = idsOf(line, variantId);
      const fits = band.amount % band.quantity === 0;
      const tier = line.bands.length === 1 ? '' : ` (${band.from}–${band.from + band.quantity - 1})`;
      // What can't be divided to the smallest unit is booked as a whole.
      const title = `${line.title}${tier}${fits ? '' : ` × ${band.quantity}`}`.slice(0, 160);
      return {
        kind: line.kind === 'plan' ? 'plan' : 'component',
        title,
        quantity: fits ? band.quantity : 1,
        ...(line.unit && { unit: line.unit.slice(0, 40) }),
        unitPrice: { amount: fits ? band.amount / band.quantity : band.amount, currency },
        ...(plan !== null && { variantId: plan }),
        ...(componentId !== null && { componentId }),
        ...(line.taxPercent !== first && { taxPercent: line.taxPercent }),
      };
    }),
  );
  const metered = quote.usage.map(
    ({ key, title, unit, mode, tiers, taxPercent }): ContractItem => ({
      ...{ kind: 'usage', title, quantity: 0 },
      ...(unit && { unit: unit.slice(0, 40) }),
      unitPrice: { amount: roundedPrice({ tiers }, currency), currency },
      metered: { mode, tiers },
      componentId: key,
      ...(taxPercent !== first && { taxPercent }),
    }),
  );
  return [...booked, ...metered];
}

/**
 * The days of the first period of a contract that begins on `startsOn`: the order charges it, or nothing while a trial
 * lasts, and billing goes on behind it.
 */
export function firstPeriod(
  startsOn: Day,
  { billingPeriod, trialEnds, next }: Pick<PricedCart, 'billingPeriod' | 'trialEnds' | 'next'>,
  trial: Period | null,
): Required<Pick<NewContract, 'billingFrom' | 'billedUntil' | 'nextChargeOn'>> {
  if (trialEnds !== null) {
    const begin = trial ? addPeriod(startsOn, trial) : next.on;
    return { billingFrom: begin, billedUntil: null, nextChargeOn: begin };
  }
  const nextChargeOn = addPeriod(startsOn, billingPeriod);
  return { billingFrom: startsOn, billedUntil: addDays(nextChargeOn, -1), nextChargeOn };
}

/** The tax of the contract: that of its plan. */
export function taxOf({ shownFirst, next, later }: PricedCart): NonNullable<NewContract['tax']> {
  const plan = (later ?? next).lines.find(({ kind }) => kind === 'plan');
  return { included: shownFirst === 'gross', percent: plan?.taxPercent ?? 0 };
}

/** As a sentence names it: `119.00 EUR`. */
export const plainMoney = (amount: number, currency: string): string =>
  `${majorOf(amount, currency)} ${currency}`;
