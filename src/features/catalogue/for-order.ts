import { writtenIn } from '../../kit/common/written-in.ts';
import type { UnitTier } from '../contracts/metered.ts';
import type { Language } from '../portals/schema.ts';
import type {
  CatalogueForOrder,
  OrderComponent,
  OrderFamily,
  OrderMetered,
  OrderVariant,
} from './order-schema.ts';
import type {
  AmountTier,
  Component,
  ComponentPrice,
  Plan,
  PlanVariant,
  ProductFamily,
  TaxClass,
} from './schema.ts';

/** What is in the catalogue, as far as a page may be about it; nothing needs to be left out before. */
export interface Stock {
  readonly families: readonly ProductFamily[];
  readonly plans: readonly Plan[];
  readonly variants: readonly PlanVariant[];
  readonly components: readonly Component[];
  readonly taxClasses: readonly TaxClass[];
}

export interface OrderWish {
  readonly language: Language;
  /** Used if something can be had in it, else the first of `currencies`. */
  readonly currency?: string | undefined;
  /** Those that the portal allows, the usual one first; empty or absent: all of the prices. */
  readonly currencies?: readonly string[] | undefined;
  /** Whether the customer chooses alone: then only what is in self-service. */
  readonly selfService: boolean;
}

/**
 * What can be ordered of a stock; `undefined` when it is nothing. Of a component only the prices in the currency are
 * told, and none that goes with no variant shown: what can't be ordered here is not named.
 */
export function catalogueForOrder(stock: Stock, wish: OrderWish): CatalogueForOrder | undefined {
  const { language, selfService } = wish;
  const families = byId(stock.families.filter(({ active }) => active));
  const plans = byId(stock.plans.filter(({ active, familyId }) => active && families.has(familyId)));
  const offered = stock.variants.filter(
    (variant) => variant.active && plans.has(variant.planId) && (variant.selfService || !selfService),
  );
  const currencies = currenciesOf(offered, wish.currencies ?? []);
  const currency = currencies.find((one) => one === wish.currency) ?? currencies[0];
  if (currency === undefined) return undefined;

  const shown = [...families.values()].sort(inOrder).flatMap((family): OrderFamily[] => {
    const ofFamily = inPlace([...plans.values()].filter(({ familyId }) => familyId === family.id));
    const shownPlans = ofFamily.flatMap((plan) => {
      const variants = inPlace(offered.filter(({ planId }) => planId === plan.id));
      const priced = variants.flatMap((variant) => toVariant(variant, currency, language));
      return priced.length === 0 ? [] : [{ ...described(plan, language), id: plan.id, variants: priced }];
    });
    if (shownPlans.length === 0) return [];
    const components = inPlace(
      stock.components.filter(({ active, familyId }) => active && familyId === family.id),
    );
    return [
      {
        ...{ id: family.id, ...described(family, language), taxClassId: family.taxClassId },
        plans: shownPlans,
        components: components
          .filter((component) => component.selfService || !selfService)
          .flatMap((component) => toComponent(component, family, currency, language)),
        metered: components
          .filter(({ shownAsPrice }) => shownAsPrice)
          .flatMap((component) => toMetered(component, family, currency, language)),
      },
    ];
  });
  const named = new Set(
    shown.flatMap((family) =>
      [family, ...family.components, ...family.metered].map(({ taxClassId }) => taxClassId),
    ),
  );
  const taxClasses = stock.taxClasses
    .filter(({ id }) => named.has(id))
    .map(({ id, rates }) => ({ id, rates }));
  return { language, currency, currencies, families: shown, taxClasses };
}

interface Placed {
  readonly id: string;
  readonly position: number;
}
const inOrder = (one: { readonly id: string }, other: { readonly id: string }): number =>
  one.id < other.id ? -1 : 1;
const inPlace = <T extends Placed>(things: readonly T[]): T[] =>
  [...things].sort((one, other) => one.position - other.position || inOrder(one, other));

const byId = <T extends { readonly id: string }>(things: readonly T[]): Map<string, T> =>
  new Map(things.map((thing) => [thing.id, thing]));

/** Those of the prices, in the portal's order where it names some. */
function currenciesOf(variants: readonly PlanVariant[], allowed: readonly string[]): string[] {
  const priced = new Set(variants.flatMap(({ prices }) => prices.map(({ currency }) => currency)));
  return allowed.length === 0
    ? [...priced]
    : [...new Set(allowed)].filter((currency) => priced.has(currency));
}

interface Described {
  readonly name: string;
  readonly description: string | null;
  readonly texts: {
    readonly [language in Language]?:
      | { readonly name?: string | undefined; readonly description?: string | null | undefined }
      | undefined;
  };
}

/** In the customer's language, each text for itself; what is not translated stays in the vendor's own words. */
const described = ({ name, description, texts }: Described, language: Language) => ({
  name: writtenIn(texts, language)?.name ?? name,
  description: writtenIn(texts, language)?.description ?? description,
});

function toVariant(variant: PlanVariant, currency: string, language: Language): OrderVariant[] {
  const price = variant.prices.find((one) => one.currency === currency);
  if (!price) return [];
  const { id, name, texts, billingPeriod, terms, trial } = variant;
  const { amount, setupFee } = price;
  return [
    { id, name: writtenIn(texts, language)?.name ?? name, billingPeriod, terms, trial, amount, setupFee },
  ];
}

const unitOf = ({ unit, texts }: Component, language: Language) => writtenIn(texts, language)?.unit ?? unit;

function toComponent(
  component: Component,
  family: ProductFamily,
  currency: string,
  language: Language,
): OrderComponent[] {
  const { id, kind, min, max, step, required } = component;
  if (kind === 'metered') return [];
  const prices = pricesIn(component, currency).flatMap(({ period, mode, tiers }) =>
    period ? [{ period, mode, tiers: tiers as AmountTier[] }] : [],
  );
  if (prices.length === 0) return [];
  return [
    {
      ...{ id, ...described(component, language), unit: unitOf(component, language) },
      ...{ kind, min, max, step, required, prices },
      taxClassId: component.taxClassId ?? family.taxClassId,
    },
  ];
}

function toMetered(
  component: Component,
  family: ProductFamily,
  currency: string,
  language: Language,
): OrderMetered[] {
  if (component.kind !== 'metered') return [];
  const prices = pricesIn(component, currency).map(({ period, mode, tiers }) => ({
    ...{ period, mode },
    tiers: tiers as UnitTier[],
  }));
  if (prices.length === 0) return [];
  return [
    {
      ...{ id: component.id, ...described(component, language), unit: unitOf(component, language), prices },
      taxClassId: component.taxClassId ?? family.taxClassId,
    },
  ];
}

const pricesIn = ({ prices }: Component, currency: string): ComponentPrice[] =>
  prices.filter((price) => price.currency === currency);
