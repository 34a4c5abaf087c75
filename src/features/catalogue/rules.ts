import type { Period } from '../../kit/common/day.ts';
import type { ProblemField } from '../../kit/common/problem.ts';
import type { OrderComponent, OrderFamily, OrderVariant } from './order-schema.ts';
import type { Component, ComponentPrice, Coupon, PlanVariant, TaxClass } from './schema.ts';

/** Months or days of a period, so that 12 months and one year are the same; weeks are days, months are not. */
export function periodKey({ count, unit }: Period): string {
  if (unit === 'year') return `${count * 12} months`;
  if (unit === 'month') return `${count} months`;
  return `${unit === 'week' ? count * 7 : count} days`;
}

export const samePeriod = (one: Period, other: Period): boolean => periodKey(one) === periodKey(other);

/** What is wrong between the fields of one thing; empty when it holds together. */
type Check<Thing> = (thing: Thing) => readonly ProblemField[];

function collect(
  find: (refuse: (path: string, code: string, message: string) => void) => void,
): ProblemField[] {
  const fields: ProblemField[] = [];
  find((path, code, message) => fields.push({ path, code, message }));
  return fields;
}

/** Calls `found` with the place of each one whose key stood before. */
function eachRepeated<T>(list: readonly T[], keyOf: (one: T) => string, found: (at: number) => void): void {
  const seen = new Set<string>();
  for (const [at, one] of list.entries()) {
    const key = keyOf(one);
    if (seen.has(key)) found(at);
    seen.add(key);
  }
}

export const checkTaxClass: Check<Pick<TaxClass, 'rates'>> = ({ rates }) =>
  collect((refuse) =>
    eachRepeated(
      rates,
      ({ country, from }) => `${country} ${from}`,
      (at) => refuse(`rates.${at}.from`, 'repeated', 'This country has a rate from that day on already.'),
    ),
  );

export const checkVariant: Check<Pick<PlanVariant, 'prices'>> = ({ prices }) =>
  collect((refuse) =>
    eachRepeated(
      prices,
      ({ currency }) => currency,
      (at) => refuse(`prices.${at}.currency`, 'repeated', 'There is a price in this currency already.'),
    ),
  );

export const checkComponent: Check<
  Pick<Component, 'kind' | 'min' | 'max' | 'step' | 'required' | 'selfService' | 'prices' | 'grants'>
> = (component) =>
  collect((refuse) => {
    const { kind, min, max, step, required, selfService, prices } = component;
    if (kind === 'switch') {
      if (min !== 1) refuse('min', 'switch', 'A switch is booked once: expected 1.');
      if (max !== 1) refuse('max', 'switch', 'A switch is booked at most once: expected 1.');
      if (step !== 1) refuse('step', 'switch', 'A switch is booked once: expected 1.');
    } else if (max !== -1 && max < min) {
      refuse('max', 'below_min', 'The largest quantity is below the smallest one.');
    }
    if (kind === 'metered') {
      if (required)
        refuse('required', 'metered', 'What is metered is never ordered, so it can not be required.');
      if (component.grants.length > 0) refuse('grants', 'metered', 'What is metered grants no licence.');
    } else if (required && !selfService) {
      refuse('required', 'not_offered', 'What every order has must be offered in self-service.');
    }
    for (const [at, price] of prices.entries()) checkPrice(kind, price, `prices.${at}`, refuse);
    eachRepeated(
      prices,
      ({ currency, period }) => `${currency} ${period ? periodKey(period) : ''}`,
      (at) =>
        refuse(`prices.${at}`, 'repeated', 'There is a price in this currency for this period already.'),
    );
  });

function checkPrice(
  kind: Component['kind'],
  { period, tiers }: ComponentPrice,
  path: string,
  refuse: (path: string, code: string, message: string) => void,
): void {
  const metered = kind === 'metered';
  if (period === null && !metered)
    refuse(`${path}.period`, 'missing', 'Expected the billing period it is for.');
  for (const [at, tier] of tiers.entries()) {
    const here = `${path}.tiers.${at}`;
    if (metered && !('unitPrice' in tier)) {
      refuse(`${here}.unitPrice`, 'missing', 'What is metered has a unitPrice, like 0.0042.');
    }
    if (!metered && !('amount' in tier)) {
      refuse(`${here}.amount`, 'missing', 'What is ordered has an amount in the smallest unit.');
    }
    if ('unitPrice' in tier && tier.unitPrice.startsWith('-')) {
      refuse(`${here}.unitPrice`, 'negative', 'A price is not below 0.');
    }
    const last = at === tiers.length - 1;
    if (last && tier.upTo !== null)
      refuse(`${here}.upTo`, 'last', 'The last tier is without end: expected null.');
    if (!last && tier.upTo === null) refuse(`${here}.upTo`, 'missing', 'Only the last tier is without end.');
    const before = tiers[at - 1]?.upTo ?? 0;
    if (tier.upTo !== null && at > 0 && tier.upTo <= before) {
      refuse(`${here}.upTo`, 'not_ascending', 'Tiers go from low to high.');
    }
  }
}

export const checkCoupon: Check<Pick<Coupon, 'kind' | 'percent' | 'amounts' | 'from' | 'until'>> = (coupon) =>
  collect((refuse) => {
    const { kind, percent, amounts, from, until } = coupon;
    if (kind === 'percent') {
      if (percent === null || percent === 0)
        refuse('percent', 'missing', 'Expected more than 0 and at most 100.');
      if (amounts.length > 0)
        refuse('amounts', 'percent', 'A coupon takes off percent or an amount, not both.');
    } else {
      if (percent !== null) refuse('percent', 'amount', 'A coupon takes off percent or an amount, not both.');
      if (amounts.length === 0) refuse('amounts', 'missing', 'Expected an amount in one currency at least.');
    }
    for (const [at, { amount }] of amounts.entries()) {
      if (amount === 0) refuse(`amounts.${at}.amount`, 'zero', 'Expected more than 0.');
    }
    eachRepeated(
      amounts,
      ({ currency }) => currency,
      (at) => refuse(`amounts.${at}.currency`, 'repeated', 'There is an amount in this currency already.'),
    );
    for (const [path, at] of [['from', from] as const, ['until', until] as const]) {
      if (at !== null && Number.isNaN(Date.parse(at))) {
        refuse(path, 'iso_timestamp', 'Expected an instant that exists, like 2026-03-01T00:00:00Z.');
      }
    }
    if (from !== null && until !== null && Date.parse(until) <= Date.parse(from)) {
      refuse('until', 'before_start', 'A coupon can not end before it begins.');
    }
  });

/**
 * What a typed code is looked up by: without spaces, in capital letters. `undefined` where it can be no code: letters of
 * other alphabets are never read as those they look like (`ѕave`), nor by the case rules of other languages (`ı`, `ſ`, `K`).
 */
export function couponKey(typed: string): string | undefined {
  const code = typed.replace(/\s+/g, '');
  return /^[A-Za-z0-9._-]{1,40}$/.test(code) ? code.toUpperCase() : undefined;
}

/** Why a coupon can't be used: codes for people, `coupon.unknown` being all that is said of one that is switched off. */
export type CouponRefusal =
  | 'coupon.unknown'
  | 'coupon.not-yet'
  | 'coupon.expired'
  | 'coupon.used-up'
  | 'coupon.used-before'
  | 'coupon.other-product'
  | 'coupon.other-currency';

/** @param usedByCustomer orders of this customer that have it; 0 for somebody who is no customer yet */
export function couponRefusal(
  coupon: Coupon,
  order: {
    readonly at: Date;
    readonly currency: string;
    readonly familyId: string;
    readonly usedByCustomer: number;
  },
): CouponRefusal | undefined {
  const { kind, amounts, familyIds, maxUses, maxPerCustomer, used } = coupon;
  if (!coupon.active) return 'coupon.unknown';
  const now = order.at.getTime();
  if (coupon.from !== null && now < Date.parse(coupon.from)) return 'coupon.not-yet';
  if (coupon.until !== null && now >= Date.parse(coupon.until)) return 'coupon.expired';
  if (maxUses !== -1 && used >= maxUses) return 'coupon.used-up';
  if (maxPerCustomer !== -1 && order.usedByCustomer >= maxPerCustomer) return 'coupon.used-before';
  if (familyIds.length > 0 && !familyIds.includes(order.familyId)) return 'coupon.other-product';
  if (kind === 'amount' && !amounts.some(({ currency }) => currency === order.currency)) {
    return 'coupon.other-currency';
  }
  return undefined;
}

/** The price of a component beside this variant; `undefined`: it is not offered with it. */
export const priceBeside = <Price extends { readonly period: Period | null }>(
  { prices }: { readonly prices: readonly Price[] },
  { billingPeriod }: { readonly billingPeriod: Period },
): Price | undefined =>
  prices.find(({ period }) => period !== null && samePeriod(period, billingPeriod)) ??
  prices.find(({ period }) => period === null);

/** What can be booked beside a variant, in its order. */
export const componentsBeside = (
  family: Pick<OrderFamily, 'components'>,
  variant: Pick<OrderVariant, 'billingPeriod'>,
): OrderComponent[] => family.components.filter((component) => priceBeside(component, variant));

/** What is wrong with a quantity; `undefined` when it can be ordered. */
export function quantityRefusal(
  { kind, min, max, step }: Pick<OrderComponent, 'kind' | 'min' | 'max' | 'step'>,
  quantity: number,
): 'quantity' | 'once' | 'below_min' | 'above_max' | 'step' | undefined {
  if (!Number.isSafeInteger(quantity) || quantity < 1 || quantity > 1_000_000) return 'quantity';
  if (kind === 'switch') return quantity === 1 ? undefined : 'once';
  if (quantity < min) return 'below_min';
  if (max !== -1 && quantity > max) return 'above_max';
  return (quantity - min) % step === 0 ? undefined : 'step';
}

const quantitySentences = {
  quantity: 'Expected a whole number from 1 to 1000000.',
  once: 'This is booked once or not at all.',
  below_min: 'Less than the smallest quantity.',
  above_max: 'More than the largest quantity.',
  step: 'Only some quantities between the smallest and the largest can be had.',
} as const;

/**
 * What is wrong with the components chosen beside a variant: each once, of this family, offered with the variant, in a
 * quantity that can be had, none missing that every order has. Metered ones and those that are not offered are unknown
 * here, as are those of another vendor.
 */
export const checkChosen = (
  family: Pick<OrderFamily, 'components'>,
  variant: Pick<OrderVariant, 'billingPeriod'>,
  chosen: readonly { readonly id: string; readonly quantity: number }[],
): ProblemField[] =>
  collect((refuse) => {
    const offered = new Map(componentsBeside(family, variant).map((component) => [component.id, component]));
    for (const [at, { id, quantity }] of chosen.entries()) {
      const component = offered.get(id);
      if (!component) {
        refuse(`components.${at}.id`, 'not_offered', 'This can not be ordered with the plan.');
        continue;
      }
      const wrong = quantityRefusal(component, quantity);
      if (wrong) refuse(`components.${at}.quantity`, wrong, quantitySentences[wrong]);
    }
    eachRepeated(
      chosen,
      ({ id }) => id,
      (at) => refuse(`components.${at}.id`, 'repeated', 'Each component is named once.'),
    );
    for (const { id, required } of offered.values()) {
      if (required && !chosen.some((one) => one.id === id)) {
        refuse('components', 'required', `The component ${id} is part of every order.`);
      }
    }
  });
