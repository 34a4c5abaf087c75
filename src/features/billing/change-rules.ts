import { addDays, type Day, type Period } from '../../kit/common/day.ts';
import type { AgreedPrice } from '../contracts/agreed.ts';
import { termOf } from '../contracts/calendar.ts';
import { totalOf } from '../contracts/rules.ts';
import type { ContractItem, VendorContract } from '../contracts/schema.ts';
import type { ContractSettings } from '../portals/contract-settings.ts';
import { later, periodWith } from './periods.ts';
import type { ChangeSide, Direction, Start, StoredSide } from './schema.ts';

/** What is booked of the catalogue; `undefined`: nothing of it is, so it can't be changed by it. */
export function bookedOf({
  agreed,
  items,
}: Pick<VendorContract, 'agreed' | 'items'>):
  | { variantId: string; components: { id: string; quantity: number }[] }
  | undefined {
  if (agreed) return { variantId: agreed.variantId, components: agreed.components };
  const variantId = items.find((item) => item.variantId)?.variantId;
  if (variantId === undefined) return undefined;
  const quantities = new Map<string, number>();
  for (const { kind, componentId, quantity } of items) {
    if (kind !== 'component' || componentId === undefined) continue;
    quantities.set(componentId, (quantities.get(componentId) ?? 0) + quantity);
  }
  return { variantId, components: [...quantities].map(([id, quantity]) => ({ id, quantity })) };
}

const meanDays = { day: 1, week: 7, month: 30.436875, year: 365.2425 };
const daysIn = ({ count, unit }: Period): number => count * meanDays[unit];

interface Compared {
  readonly variantId: string;
  readonly planId: string;
  readonly billingPeriod: Period;
  /** Of one billing period, without a coupon. */
  readonly amount: number;
}

/**
 * Which way a change goes. Of the same variant more or less of it; else a dearer or a cheaper plan, by the price of a day.
 * The same plan for a longer time counts as up, though a day may cost less: nothing is taken away, and more is paid now.
 */
export function directionOf(before: Compared, after: Compared): Direction {
  if (before.variantId === after.variantId) {
    return after.amount < before.amount ? 'quantity-down' : 'quantity-up';
  }
  if (after.amount === 0 && before.amount > 0) return 'free';
  const [was, will] = [daysIn(before.billingPeriod), daysIn(after.billingPeriod)];
  if (before.planId === after.planId && was !== will) return will > was ? 'up' : 'down';
  return after.amount / will < before.amount / was ? 'down' : 'up';
}

const ruleOf: Readonly<Record<Direction, 'up' | 'down' | 'toFree' | 'quantityUp' | 'quantityDown'>> = {
  up: 'up',
  down: 'down',
  free: 'toFree',
  'quantity-up': 'quantityUp',
  'quantity-down': 'quantityDown',
};

/** When a change of that direction may begin, the usual first. What may begin now may wait for the next period too. */
export function startsOf(direction: Direction, settings: ContractSettings): Start[] {
  const start = settings[ruleOf[direction]];
  if (start === 'off') return [];
  return start === 'now' ? ['now', 'period'] : [start];
}

/** First day of a change; `anchor` is the first day of the first billing period. */
export function startDay(
  start: Start,
  contract: Pick<VendorContract, 'nextChargeOn' | 'billingPeriod'> & Parameters<typeof termOf>[0],
  anchor: Day,
  today: Day,
): Day {
  if (start === 'now') return today;
  const { nextChargeOn, billingPeriod } = contract;
  const after = (day: Day): Day => {
    if (day < anchor) return anchor;
    return addDays(periodWith(anchor, billingPeriod, day).until, 1);
  };
  const period = nextChargeOn !== null && nextChargeOn > today ? nextChargeOn : after(today);
  if (start === 'period') return period;
  const { endsOn } = termOf(contract, today);
  const behind = endsOn === null ? period : after(endsOn);
  return later(behind, period);
}

/** A side of the table as customers read it: each component once, in the number that was chosen. */
export function sideOf(
  { title, items, billingPeriod, tax, agreed }: Omit<StoredSide, 'terms'>,
  price: ChangeSide['price'],
): ChangeSide {
  const lines = new Map<string, ChangeSide['lines'][number]>();
  for (const [index, item] of items.entries()) {
    const total = totalOf(item);
    if (!total) continue;
    const key = keyOf(item, index);
    const before = lines.get(key);
    const name = agreed?.cart.lines.find((line) => line.key === key)?.title ?? before?.title ?? item.title;
    const booked = agreed?.components.find(({ id }) => id === key)?.quantity;
    lines.set(key, {
      ...{ key, title: name, unit: item.unit ?? null },
      quantity: booked ?? (before?.quantity ?? 0) + item.quantity,
      price: { ...total, amount: total.amount + (before?.price.amount ?? 0) },
    });
  }
  return { title, billingPeriod, lines: [...lines.values()], price, taxIncluded: tax.included };
}

const keyOf = ({ kind, componentId }: ContractItem, index: number): string =>
  kind === 'plan' ? 'plan' : (componentId ?? String(index));

/** Components of which there is less afterwards; one that the other plan has not at all is gone. */
export function lostOf(
  before: readonly { readonly id: string; readonly quantity: number }[],
  after: readonly { readonly id: string; readonly quantity: number }[],
  titleOf: (id: string) => string,
): { title: string; before: number; after: number }[] {
  return before.flatMap(({ id, quantity }) => {
    const left = after.find((one) => one.id === id)?.quantity ?? 0;
    return left < quantity ? [{ title: titleOf(id), before: quantity, after: left }] : [];
  });
}

/** Within the same variant what was agreed keeps its price; what is new has that of the list. */
export function keepAgreed(cart: AgreedPrice['cart'], before: AgreedPrice | null): AgreedPrice['cart'] {
  if (!before) return cart;
  const of = new Map(before.cart.lines.map((line) => [line.key, line]));
  const use = new Map(before.cart.usage.map((line) => [line.key, line]));
  return {
    ...cart,
    coupon: before.cart.coupon,
    lines: cart.lines.map((line) => {
      const known = of.get(line.key);
      return known ? { ...line, mode: known.mode, tiers: known.tiers, taxClass: known.taxClass } : line;
    }),
    usage: cart.usage.map((line) => use.get(line.key) ?? line),
  };
}
