import type { CatalogueForOrder, OrderFamily, OrderPlan, OrderVariant } from '../catalogue/order-schema.ts';
import { priceBeside } from '../catalogue/rules.ts';
import type { Coupon } from '../catalogue/schema.ts';
import type { Cart, CartCoupon, CartLine, CartUsage } from './cart.ts';

/** One variant of a catalogue with what it belongs to. */
export interface Offer {
  readonly currency: string;
  readonly family: OrderFamily;
  readonly plan: OrderPlan;
  readonly variant: OrderVariant;
  readonly taxClasses: CatalogueForOrder['taxClasses'];
}

export function offerOf(
  { currency, families, taxClasses }: CatalogueForOrder,
  variantId: string,
): Offer | undefined {
  for (const family of families) {
    for (const plan of family.plans) {
      const variant = plan.variants.find(({ id }) => id === variantId);
      if (variant) return { currency, family, plan, variant, taxClasses };
    }
  }
  return undefined;
}

interface Chosen {
  readonly id: string;
  readonly quantity: number;
}

/** What every order has is taken along in its smallest quantity where it was not named. */
export function withRequired({ family, variant }: Offer, chosen: readonly Chosen[]): Chosen[] {
  const missing = family.components.filter(
    (one) => one.required && priceBeside(one, variant) && !chosen.some(({ id }) => id === one.id),
  );
  return [...chosen, ...missing.map(({ id, min }) => ({ id, quantity: Math.max(1, min) }))];
}

/** The cart of what was chosen (and checked), in the order of the catalogue. */
export function cartOf(
  offer: Offer,
  chosen: readonly Chosen[],
  coupon: CartCoupon | null,
  {
    estimates = [],
    setup,
  }: {
    readonly estimates?: readonly Chosen[] | undefined;
    /** What the line of the setup fee is called, from the plan's own name. */
    readonly setup: (plan: string) => string;
  },
): Cart {
  const { currency, family, plan, variant } = offer;
  const classOf = (id: string | null) => offer.taxClasses.find((one) => one.id === id) ?? null;
  const title = variant.name === null ? plan.name : `${plan.name}, ${variant.name}`;
  const once = (key: 'plan' | 'setup', name: string, amount: number): CartLine => ({
    ...{ key, kind: key, title: name, quantity: 1, unit: null, mode: 'volume' },
    ...{ tiers: [{ upTo: null, amount }], taxClass: classOf(family.taxClassId) },
  });
  const components = family.components.flatMap((component): CartLine[] => {
    const quantity = chosen.find(({ id }) => id === component.id)?.quantity;
    const price = priceBeside(component, variant);
    if (quantity === undefined || !price) return [];
    const { id, name, unit, taxClassId } = component;
    return [
      {
        ...{ key: id, kind: 'component', title: name, quantity, unit },
        ...{ mode: price.mode, tiers: price.tiers, taxClass: classOf(taxClassId) },
      },
    ];
  });
  const usage = family.metered.flatMap((metered): CartUsage[] => {
    const price = priceBeside(metered, variant);
    if (!price) return [];
    const { id, name, unit, taxClassId } = metered;
    const estimate = estimates.find((one) => one.id === id)?.quantity;
    return [
      {
        ...{ key: id, title: name, unit, mode: price.mode, tiers: price.tiers },
        ...{ taxClass: classOf(taxClassId), ...(estimate !== undefined && { estimate }) },
      },
    ];
  });
  return {
    ...{ currency, billingPeriod: variant.billingPeriod, trial: variant.trial, coupon, usage },
    lines: [
      once('plan', title, variant.amount),
      ...(variant.setupFee > 0 ? [once('setup', setup(title), variant.setupFee)] : []),
      ...components,
    ],
  };
}

/** A coupon that may be used, as it stands in a cart of that currency. */
export const cartCoupon = (
  { code, kind, percent, amounts, periods }: Coupon,
  currency: string,
): CartCoupon => ({
  code,
  percent: kind === 'percent' ? percent : null,
  amount: kind === 'amount' ? (amounts.find((one) => one.currency === currency)?.amount ?? 0) : null,
  periods,
});
