import { addPeriod, daysBetween, type Period } from '../../kit/common/day.ts';
import type { OrderFamily, OrderPlan, OrderVariant } from '../catalogue/order-schema.ts';
import type { BillingAddress, DeliveryAddress } from '../customers/schema.ts';
import type { OrderForm } from './schema.ts';

export type Part = keyof BillingAddress;
export type Buyer = 'consumer' | 'company';
export type Values = Readonly<Record<string, string>>;

/** Another address for delivery: `to.street`. */
export type DeliveryPart = keyof DeliveryAddress;

/** Everything else that the page asks. `terms.<id>` and `answers.<id>` are as many as there are. */
export type Field =
  | Part
  | 'variant'
  | 'name'
  | 'password'
  | 'payment'
  | 'iban'
  | 'holder'
  | 'mandate'
  | 'startNow'
  | 'accountTerms'
  | 'purchaseOrder'
  | 'elsewhere'
  | `to.${DeliveryPart}`
  | `answers.${string}`
  | `terms.${string}`
  | `cmp_${string}`;
export type Mistake = 'missing' | 'wrong';
export type Mistakes = Readonly<Partial<Record<Field, Mistake>>>;

/** What an address parameter may fill in (BIL-30); everything else in an address is left alone. */
const prefillable = [
  'company',
  'firstName',
  'lastName',
  'phone',
  'email',
  'street',
  'houseNumber',
  'postcode',
  'city',
  'state',
  'addressLine1',
  'addressLine2',
  'country',
  'vatId',
  'eInvoiceAddress',
  'buyerReference',
  'purchaseOrder',
  'coupon',
  'tag',
] as const;

export function prefillFrom(query: URLSearchParams): Values {
  const given = new Map([...query].map(([name, value]) => [name.toLowerCase(), value]));
  const found = prefillable.flatMap((name) => {
    const value = given.get(name.toLowerCase())?.trim().slice(0, 120);
    return value ? [[name, name === 'country' ? value.toUpperCase() : value] as const] : [];
  });
  return Object.fromEntries(found);
}

/** Whose orders are taken, and what a person who says nothing is. */
export function buyersOf({
  buyers,
  billingFields: rules,
}: Pick<OrderForm, 'buyers' | 'billingFields'>): Buyer[] {
  if (buyers === 'companies' || rules.company === 'required') return ['company'];
  if (buyers === 'consumers' || rules.company === 'hidden') return ['consumer'];
  return ['consumer', 'company'];
}

export interface Place {
  readonly family: OrderFamily;
  readonly plan: OrderPlan;
  readonly variant: OrderVariant;
}

export const placesOf = ({ families }: OrderForm['catalogue']): Place[] =>
  families.flatMap((family) =>
    family.plans.flatMap((plan) => plan.variants.map((variant) => ({ family, plan, variant }))),
  );

export const samePeriod = (a: Period | null, b: Period): boolean =>
  a === null || (a.count === b.count && a.unit === b.unit);

const lengths: Readonly<Record<Period['unit'], number>> = { day: 1, week: 7, month: 30.4375, year: 365.25 };
export const daysOf = ({ count, unit }: Period): number => count * lengths[unit];

/** What there is to choose among as billing goes: `[1 month, 1 year]`, the shortest first. */
export function periodsOf(places: readonly Place[]): Period[] {
  const found: Period[] = [];
  for (const { variant } of places)
    if (!found.some((one) => samePeriod(one, variant.billingPeriod))) found.push(variant.billingPeriod);
  return found.sort((a, b) => daysOf(a) - daysOf(b));
}

/** How often the shorter period fits into the longer one in whole numbers; `undefined`: not at all. */
export function timesIn(longer: Period, shorter: Period): number | undefined {
  if (longer.unit === shorter.unit) {
    const times = longer.count / shorter.count;
    return Number.isInteger(times) ? times : undefined;
  }
  if (longer.unit === 'year' && shorter.unit === 'month') {
    const times = (longer.count * 12) / shorter.count;
    return Number.isInteger(times) ? times : undefined;
  }
  return longer.unit === 'week' && shorter.unit === 'day' ? (longer.count * 7) / shorter.count : undefined;
}

/** What the longer period saves of a plan's price against paying by the shorter one, for one longer period; 0: nothing. */
export function savingOf(plan: OrderPlan, longer: Period, shorter: Period): number {
  const amountAt = (period: Period) =>
    plan.variants.find(({ billingPeriod }) => samePeriod(billingPeriod, period))?.amount;
  const [long, short, times] = [amountAt(longer), amountAt(shorter), timesIn(longer, shorter)];
  return long === undefined || short === undefined || times === undefined
    ? 0
    : Math.max(0, short * times - long);
}

/** A typed quantity as it can be ordered: whole steps from the minimum on; 0 stays 0 unless one is needed. */
export function clampQuantity(
  wanted: number,
  {
    min,
    max,
    step,
    required,
  }: { readonly min: number; readonly max: number; readonly step: number; readonly required: boolean },
): number {
  const least = Math.max(1, min);
  if (!Number.isFinite(wanted) || wanted <= 0) return required ? least : 0;
  const most = max < 0 ? 1_000_000 : max;
  const steps = Math.max(0, Math.floor((Math.min(wanted, most) - least) / step));
  return least + steps * step;
}

/** The tier of so many: where its price stands. */
export const tierAt = (tiers: readonly { readonly upTo: number | null }[], quantity: number): number => {
  const found = tiers.findIndex(({ upTo }) => upTo === null || quantity <= upTo);
  return found < 0 ? tiers.length - 1 : found;
};

/** Last day on which notice still keeps the next charge away; `undefined` where there is none to keep. */
export function noticeUntil(nextOn: string, notice: Period | null, today: string): string | undefined {
  const until = notice ? addPeriod(nextOn, notice, -1) : undefined;
  return until && daysBetween(today, until) > 0 ? until : undefined;
}

/** The name of a way to pay among those offered: its kind, or the stored one's id. */
export const wayOf = (offer: OrderForm['payments'][number]): string =>
  offer.kind === 'stored' ? offer.method.id : offer.kind;
