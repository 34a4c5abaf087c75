import { createHash } from 'node:crypto';
import { addDays, type Day, dayIn } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { checkChosen } from '../../catalogue/rules.ts';
import { type ForChange, readCatalogueForChange } from '../../catalogue/server/order-store.ts';
import type { AgreedPrice } from '../../contracts/agreed.ts';
import { pauseOn, priceOf } from '../../contracts/rules.ts';
import type { VendorContract } from '../../contracts/schema.ts';
import { contractItems, taxOf } from '../../orders/rules.ts';
import { cartOf, type Offer, offerOf, withRequired } from '../../pricing/offer.ts';
import { priceCart } from '../../pricing/rules.ts';
import type { Sums } from '../../pricing/schema.ts';
import { readTaxSetting } from '../../pricing/server/tax-setting-store.ts';
import { setupTitle } from '../../pricing/server/words.ts';
import { bookedOf, directionOf, keepAgreed, lostOf, sideOf, startDay, startsOf } from '../change-rules.ts';
import { type PartLine, stepLines, sumOf } from '../charges.ts';
import {
  type BillingPeriod,
  daysOf,
  earlier,
  later,
  periodAt,
  periodWith,
  unitsOf,
  wholeDay,
} from '../periods.ts';
import { chargePriceOf, type Pricing, totalsOfPeriod } from '../priced.ts';
import { billingProblem } from '../problems.ts';
import type { ChangeQuote, ChangeWish, Direction, Start, StoredSide } from '../schema.ts';
import { becomes } from './apply.ts';
import { anchorOf } from './bill.ts';
import { chargesSince, type StoredCharge } from './charges-store.ts';
import { type Billed, type BillingContext, languageOf } from './issue.ts';
import { isBilledHere, readPricing } from './surroundings.ts';

/** Whoever changes: customers by the portal's rules, the vendor as it wants. */
export interface Changing extends BillingContext {
  readonly byVendor: boolean;
}

/** What a change of today does to what was charged. */
export interface ChargePlan {
  /** Charges that reach beyond yesterday, with what stays of them. */
  readonly cut: readonly { readonly charge: StoredCharge; readonly to: number }[];
  /** What is charged in their place; `null`: nothing was charged for these days yet. */
  readonly made: StoredCharge | null;
  /** Lines of the documents, by kind of price. */
  readonly groups: readonly { readonly included: boolean; readonly lines: readonly PartLine[] }[];
}

export interface ChangePlan {
  readonly quote: ChangeQuote;
  readonly before: StoredSide;
  readonly after: StoredSide;
  readonly direction: Direction;
  readonly on: Day;
  /** `null` where it begins later. */
  readonly now: ChargePlan | null;
  /** What the contract becomes today. */
  readonly become: Partial<VendorContract>;
}

/** @throws `contract-change.not-possible` */
export function requireChangeable(billed: Billed, today: Day): void {
  const { contract } = billed;
  const refuse = (detail: string) => {
    throw billingProblem('contract-change.not-possible', { detail });
  };
  if (contract.status !== 'active') refuse(`It is ${contract.status}.`);
  if (contract.endsOn !== null) refuse('It has an end already.');
  if (!isBilledHere(billed)) refuse('Its invoices are made elsewhere.');
  const pause = pauseOn(contract.pauses, today);
  if (pause && pause.from <= today) refuse('It is paused.');
}

/** What can be chosen. @throws `contract-change.not-possible` */
export async function readOffered(
  db: Db,
  { vendorId, byVendor }: Changing,
  billed: Billed,
): Promise<ForChange & { readonly booked: NonNullable<ReturnType<typeof bookedOf>> }> {
  const { contract } = billed;
  const booked = bookedOf(contract);
  const currency = priceOf(contract.items).currency;
  const offered =
    booked &&
    (await readCatalogueForChange(
      db,
      vendorId,
      { variantId: booked.variantId, componentIds: booked.components.map(({ id }) => id) },
      { language: languageOf(billed), currency, byVendor },
    ));
  if (!booked || !offered) {
    throw billingProblem('contract-change.not-possible', {
      detail: 'What is booked is not in the catalogue.',
    });
  }
  return { ...offered, booked };
}

/**
 * What a change comes to, worked out by the very functions that charge it: what was charged for the days from today on
 * goes back, what they cost from now on is charged, each part rounded once a line.
 * @throws `contract-change.…`, `request.invalid`, `pricing.…`
 */
export async function planChange(
  db: Db,
  context: Changing,
  billed: Billed,
  wish: ChangeWish,
): Promise<ChangePlan> {
  const { contract, portal } = billed;
  const today = dayIn(portal.timeZone, context.at);
  requireChangeable(billed, today);
  if (contract.pendingChange) throw billingProblem('contract-change.pending');
  const { catalogue, selfService, booked } = await readOffered(db, context, billed);
  const offer = offerOf(catalogue, wish.variantId);
  if (!offer) throw billingProblem('contract-change.not-offered');
  const same = wish.variantId === booked.variantId;
  const fixed = booked.components.filter(({ id }) => !selfService.has(id));
  const chosen = withRequired(offer, [
    ...wish.components.filter(({ id }) => selfService.has(id)),
    ...offeredOf(offer, fixed),
  ]);
  const refused = checkChosen(offer.family, offer.variant, chosen);
  const unknown = wish.components.flatMap(({ id }, at) =>
    selfService.has(id) || fixed.some((one) => one.id === id)
      ? []
      : [{ path: `components.${at}.id`, code: 'not_offered', message: 'This can not be booked here.' }],
  );
  if (refused.length + unknown.length > 0) {
    throw requestProblem('request.invalid', { fields: [...refused, ...unknown] });
  }
  if (same && sameComponents(chosen, booked.components)) throw billingProblem('contract-change.unchanged');

  const { after, pricing } = await afterSide(db, context, billed, { offer, chosen, same });
  const planIdOf = (id: string) => offerOf(catalogue, id)?.plan.id ?? '';
  const direction = directionOf(
    {
      ...{ variantId: booked.variantId, planId: planIdOf(booked.variantId) },
      ...{ billingPeriod: contract.billingPeriod, amount: priceOf(contract.items).amount },
    },
    {
      ...{ variantId: wish.variantId, planId: offer.plan.id },
      ...{ billingPeriod: after.billingPeriod, amount: priceOf(after.items).amount },
    },
  );
  const starts: Start[] = context.byVendor
    ? ['now', 'period', 'term']
    : startsOf(direction, portal.contracts);
  const start = wish.start ?? starts[0];
  if (start === undefined || !starts.includes(start)) {
    throw billingProblem('contract-change.not-offered', {
      detail: direction === 'free' ? 'Cancel the contract instead.' : 'Not at that time.',
    });
  }
  const anchor = anchorOf(contract);
  const on = startDay(start, contract, anchor, today);
  const become = becomes(contract, after, on);
  const before = storedSide(contract);
  const old = await readPricing(db, context, billed);
  const now = start === 'now' ? await chargePlan(db, context, billed, { today, become, pricing, old }) : null;
  const next = nextOf(contract, { become, pricing, old, on, now });
  const lost = lostOf(booked.components, chosen, (id) => titleIn(catalogue, contract, id));
  const lines = now?.groups.flatMap((group) => group.lines) ?? [];
  const dueNow = addUp(now?.groups.map((group) => sumOf(group.lines, group.included)) ?? []);
  const { currency } = pricing.cart;
  const quote = {
    ...{ direction, starts, start, on, lost },
    before: sideOf(contract, priceOf(contract.items)),
    after: sideOf(after, priceOf(after.items)),
    dueNow: {
      ...{ currency, ...dueNow },
      lines: lines.map(({ title, days, amount }) => ({ title, ...days, amount })),
    },
    next: next && { ...next, currency },
    terms: become.termsFrom === undefined ? null : after.terms,
  };
  return { quote: { ...quote, priceHash: hashOf(wish, quote) }, before, after, direction, on, now, become };
}

const offeredOf = ({ family }: Offer, fixed: readonly { id: string; quantity: number }[]) =>
  fixed.filter(({ id }) => family.components.some((component) => component.id === id));

const sameComponents = (
  one: readonly { id: string; quantity: number }[],
  other: readonly { id: string; quantity: number }[],
): boolean =>
  one.length === other.length &&
  one.every(({ id, quantity }) => other.some((also) => also.id === id && also.quantity === quantity));

const titleIn = ({ families }: ForChange['catalogue'], { items }: VendorContract, id: string): string =>
  families.flatMap(({ components }) => components).find((one) => one.id === id)?.name ??
  items.find(({ componentId }) => componentId === id)?.title ??
  id;

export const storedSide = ({
  title,
  items,
  billingPeriod,
  tax,
  terms,
  agreed,
}: VendorContract): StoredSide => ({
  ...{ title, items, billingPeriod, tax, terms, agreed },
});

interface Choice {
  readonly offer: Offer;
  readonly chosen: readonly { readonly id: string; readonly quantity: number }[];
  /** The same variant: what was agreed keeps its price. */
  readonly same: boolean;
}

async function afterSide(
  db: Db,
  context: Changing,
  billed: Billed,
  { offer, chosen, same }: Choice,
): Promise<{ after: StoredSide; pricing: Pricing }> {
  const { contract } = billed;
  const language = languageOf(billed);
  const listed = cartOf({ ...offer, variant: { ...offer.variant, trial: null, setupFee: 0 } }, chosen, null, {
    setup: (plan) => setupTitle(language, plan, billed.portal.words),
  });
  const setting = await readTaxSetting(db, context.vendorId);
  const keeps = same && contract.agreed?.pricesIncludeTax === setting.pricesIncludeTax;
  const cart = keeps ? keepAgreed(listed as AgreedPrice['cart'], contract.agreed) : listed;
  const agreed = {
    ...{ variantId: offer.variant.id, components: [...chosen] },
    ...{ pricesIncludeTax: setting.pricesIncludeTax, cart },
  } as AgreedPrice;
  const pricing = await readPricing(db, context, billed, agreed);
  const { seller, buyer } = pricing;
  const plain = { ...pricing.cart, coupon: null, trial: null };
  const priced = priceCart(plain, { today: dayIn(billed.portal.timeZone, context.at), seller, buyer });
  const plan = plain.lines.find(({ kind }) => kind === 'plan');
  const after: StoredSide = {
    title: (same ? contract.title : (plan?.title ?? contract.title)).slice(0, 160),
    items: contractItems(priced, offer.variant.id),
    billingPeriod: offer.variant.billingPeriod,
    tax: taxOf(priced),
    terms: same ? contract.terms : offer.variant.terms,
    agreed,
  };
  return { after, pricing };
}

interface Turn {
  readonly today: Day;
  readonly become: Partial<VendorContract>;
  readonly pricing: Pricing;
  readonly old: Pricing;
}

/** What a change of today does to the period that runs. */
async function chargePlan(
  db: Db,
  { vendorId }: Changing,
  { contract }: Billed,
  { today, become, pricing, old }: Turn,
): Promise<ChargePlan> {
  const running = await runningCharges(db, vendorId, contract, old, today);
  if (running.length === 0) return { cut: [], made: null, groups: [] };
  const yesterday = addDays(today, -1);
  const bounds = { endsOn: contract.endsOn, pauses: contract.pauses };
  const cut = running.map((charge) => ({
    charge,
    to: unitsOf({ from: charge.from, until: earlier(charge.until, yesterday) }, bounds),
  }));
  const anew = become.billingFrom !== undefined;
  const period: BillingPeriod = anew
    ? periodAt(today, pricing.cart.billingPeriod, 0)
    : periodWith(anchorOf(contract), contract.billingPeriod, today);
  const days = { from: today, until: period.until };
  const usage = (become.items ?? []).some(({ kind }) => kind === 'usage') ? 'due' : 'none';
  const made: StoredCharge = {
    ...{ ...days, ofUnits: daysOf(period.from, period.until) * wholeDay, units: unitsOf(days, bounds) },
    ...{ price: chargePriceOf(pricing, period), source: '', usage, documentId: null },
  };
  const steps = [...cut, { charge: { ...made, units: 0 }, to: made.units }];
  const parts = steps.map((step) => ({ included: step.charge.price.included, lines: linesOf(step, today) }));
  const groups = [true, false].flatMap((included) => {
    const lines = parts.filter((part) => part.included === included).flatMap((part) => part.lines);
    return lines.length === 0 ? [] : [{ included, lines }];
  });
  return { cut, made, groups };
}

/** What goes back is what was charged from today on. */
const linesOf = (step: { readonly charge: StoredCharge; readonly to: number }, today: Day): PartLine[] =>
  stepLines(step).map((line) => ({
    ...line,
    days: { from: later(line.days.from, today), until: line.days.until },
  }));

/** Charges that reach to today or beyond; one that is due today and was not made yet is taken as made. */
async function runningCharges(
  db: Db,
  vendorId: string,
  contract: VendorContract,
  old: Pricing,
  today: Day,
): Promise<StoredCharge[]> {
  const charges = await chargesSince(db, { vendorId, contractId: contract.id }, today);
  if (charges.length > 0) return charges;
  const { billedUntil, nextChargeOn } = contract;
  const charged = billedUntil !== null && billedUntil >= today;
  if (!charged && (nextChargeOn === null || nextChargeOn > today)) return [];
  const period = runningPeriod(contract, today);
  const units = daysOf(period.from, period.until) * wholeDay;
  return [
    {
      ...{ from: period.from, until: period.until, ofUnits: units, source: 'period', documentId: null },
      units: charged ? units : unitsOf(period, { endsOn: contract.endsOn, pauses: contract.pauses }),
      price: chargePriceOf(old, { ...period, index: Math.max(0, period.index) }),
      usage: 'none',
    },
  ];
}

function runningPeriod(contract: VendorContract, today: Day): BillingPeriod {
  const anchor = anchorOf(contract);
  return today < anchor
    ? periodAt(anchor, contract.billingPeriod, -1)
    : periodWith(anchor, contract.billingPeriod, today);
}

interface NextTurn extends Omit<Turn, 'today'> {
  readonly on: Day;
  readonly now: ChargePlan | null;
}

/** The payment after today's. */
function nextOf(
  contract: VendorContract,
  { become, pricing, old, on, now }: NextTurn,
): ({ on: Day } & Sums) | null {
  const made = now?.made;
  const day = made ? addDays(made.until, 1) : contract.nextChargeOn;
  if (day === null || day === undefined) return null;
  const changed = day >= on;
  const anchor = changed && become.billingFrom ? become.billingFrom : anchorOf(contract);
  const of = changed ? pricing : old;
  const { net, tax, gross } = totalsOfPeriod(of, periodWith(anchor, of.cart.billingPeriod, day));
  return { on: day, net, tax, gross };
}

const addUp = (all: readonly Sums[]): Sums =>
  all.reduce<Sums>(
    (sum, { net, tax, gross }) => ({ net: sum.net + net, tax: sum.tax + tax, gross: sum.gross + gross }),
    { net: 0, tax: 0, gross: 0 },
  );

/** What is agreed to: what becomes of the contract, from when, and for how much. */
function hashOf(wish: ChangeWish, quote: Omit<ChangeQuote, 'priceHash'>): string {
  const { start, on, dueNow, next, after } = quote;
  const lines = dueNow.lines.map(({ from, until, amount }) => [from, until, amount]);
  const agreed = [
    ...['1', wish.variantId, wish.components.map(({ id, quantity }) => [id, quantity])],
    ...[start, on, dueNow.net, dueNow.tax, dueNow.gross, lines, next, after.price, after.billingPeriod],
  ];
  return createHash('sha256').update(JSON.stringify(agreed)).digest('base64url').slice(0, 32);
}
