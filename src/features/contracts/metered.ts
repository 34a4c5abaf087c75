import * as v from 'valibot';
import type { Money } from '../../kit/common/money.ts';
import { amountOf, Decimal, decimalFrom, majorOf, tenDigits } from '../documents/decimal.ts';

/** Last quantity for which the tier holds, itself included; `null`, on the last tier alone: without end. */
export const UpTo = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000_000)));

/** Of what is metered: the price of one in the major unit, as text, since it may be less than a cent: `0.0042`. */
export const UnitTier = v.strictObject({ upTo: UpTo, unitPrice: Decimal });
export type UnitTier = v.InferOutput<typeof UnitTier>;

/**
 * `volume`: the tier that the whole quantity falls into has the price of each. `graduated`: each tier has the price of
 * the part that lies in it. With tiers up to 10 at 5 and above at 4, 12 cost 48 by volume and 58 graduated.
 */
export const PriceMode = v.picklist(['volume', 'graduated']);
export type PriceMode = v.InferOutput<typeof PriceMode>;

/** What use costs, in the currency of the item; with or without tax as the prices of the contract. */
export const Metered = v.strictObject({
  mode: PriceMode,
  /** Lowest first; the last without end. */
  tiers: v.pipe(v.array(UnitTier), v.minLength(1), v.maxLength(50)),
});
export type Metered = v.InferOutput<typeof Metered>;

/** An item of a contract, as far as prices of use are concerned. */
interface Item {
  readonly kind: string;
  readonly unitPrice: Money;
  readonly metered?: Metered | undefined;
}

/** Prices of use that were agreed as whole cents are one tier. */
export const meteredOf = ({ metered, unitPrice }: Omit<Item, 'kind'>): Metered =>
  metered ?? {
    mode: 'graduated',
    tiers: [{ upTo: null, unitPrice: majorOf(unitPrice.amount, unitPrice.currency) }],
  };

/** How many of a period cost nothing; `undefined`: the first one costs something, or none ever does. */
export function freeOf({ tiers }: Pick<Metered, 'tiers'>): number | undefined {
  const first = tiers.findIndex(({ unitPrice }) => Number(unitPrice) > 0);
  return tiers[first - 1]?.upTo ?? undefined;
}

/** What the first one costs in the smallest unit, rounded: for whoever reads no more than that. */
export const roundedPrice = ({ tiers }: Pick<Metered, 'tiers'>, currency: string): number =>
  amountOf('1', tiers[0]?.unitPrice ?? '0', currency);

/** An item as it is kept and told: one of use says exactly what one costs. */
export const exactItem = <Given extends Item>(item: Given): Given =>
  item.kind === 'usage' && !item.metered ? { ...item, metered: meteredOf(item) } : item;

/** Part of a quantity with the price of one of it: a line of an invoice. */
export interface MeteredPart {
  readonly quantity: Decimal;
  readonly unitPrice: Decimal;
}

/**
 * What of a quantity, which need not be whole, costs how much: nothing used is no line. A tier begins right behind the
 * end of the one before it, so 10.5 with a first tier up to 10 are 10 and 0.5.
 */
export function meteredParts({ mode, tiers }: Metered, quantity: Decimal): MeteredPart[] {
  const whole = tenDigits(quantity);
  if (whole <= 0n) return [];
  const endOf = ({ upTo }: UnitTier) => (upTo === null ? whole : BigInt(upTo) * 10_000_000_000n);
  if (mode === 'volume') {
    const tier = tiers.find((one) => whole <= endOf(one)) as UnitTier;
    return [{ quantity, unitPrice: tier.unitPrice }];
  }
  const parts: MeteredPart[] = [];
  let before = 0n;
  for (const tier of tiers) {
    let end = endOf(tier);
    if (end > whole) end = whole;
    if (end <= before) continue;
    parts.push({ quantity: decimalFrom(end - before, 10), unitPrice: tier.unitPrice });
    before = end;
  }
  return parts;
}

/** What a schema can't see in the prices of use of an item. */
export function checkMetered(
  { kind, metered, unitPrice }: Item,
  refuse: (path: string, code: string, message: string) => void,
): void {
  if (!metered) return;
  if (kind !== 'usage') refuse('metered', 'not_usage', 'Only items of the kind usage have prices of use.');
  for (const [index, { upTo }] of metered.tiers.entries()) {
    const last = index === metered.tiers.length - 1;
    const path = `metered.tiers.${index}.upTo`;
    if (last && upTo !== null) refuse(path, 'last', 'The last tier is without end: expected null.');
    if (!last && upTo === null) refuse(path, 'missing', 'Only the last tier is without end.');
    if (upTo !== null && upTo <= (metered.tiers[index - 1]?.upTo ?? 0)) {
      refuse(path, 'not_ascending', 'Tiers go from low to high.');
    }
  }
  if (roundedPrice(metered, unitPrice.currency) !== unitPrice.amount) {
    refuse('unitPrice', 'not_rounded', 'Expected the price of the first tier, rounded to the smallest unit.');
  }
}
