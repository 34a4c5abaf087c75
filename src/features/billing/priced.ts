import type { TaxRate } from '../catalogue/schema.ts';
import type { AgreedPrice } from '../contracts/agreed.ts';
import type { VendorContract } from '../contracts/schema.ts';
import type { Buyer, Cart, CartLine, PriceContext } from '../pricing/cart.ts';
import { pricePeriod } from '../pricing/rules.ts';
import type { PricedTotals, TaxSetting } from '../pricing/schema.ts';
import { type TaxRule, taxRuleOf } from '../pricing/tax.ts';
import type { ChargePrice } from './charges.ts';
import { priceFrom } from './charges.ts';
import type { BillingPeriod } from './periods.ts';

/** What a contract is priced from: its cart, who sells and who buys today. */
export interface Pricing {
  readonly cart: Cart;
  readonly seller: PriceContext['seller'];
  readonly buyer: Buyer;
  readonly rule: TaxRule;
}

type Priced = Pick<VendorContract, 'agreed' | 'items' | 'billingPeriod' | 'tax'>;

/** Rates of tax classes as they are today, by id. */
export type RatesOf = (taxClassId: string) => readonly TaxRate[] | undefined;

/** Where a contract says its tax itself, the country has no say in it. */
const stated = 'XX';

/**
 * What was agreed with a customer, to be priced as orders are: a contract from the catalogue bears the tax of the
 * buyer's country at the rates of the day; one that was written by the vendor bears the percent that stands in it.
 */
export function pricingOf(contract: Priced, setting: TaxSetting, buyer: Buyer, ratesOf: RatesOf): Pricing {
  const { agreed } = contract;
  if (agreed && setting.country !== null) {
    const seller = { ...setting, pricesIncludeTax: agreed.pricesIncludeTax };
    return { cart: withRates(agreed, ratesOf), seller, buyer, rule: taxRuleOf(seller, buyer) };
  }
  const { tax } = contract;
  return {
    cart: cartOfItems(contract),
    seller: {
      ...{ country: stated, pricesIncludeTax: tax.included, oss: false, alsoIn: [], smallBusiness: false },
    },
    buyer: { ...buyer, country: stated },
    rule: { reason: 'domestic', country: stated, takesOut: null },
  };
}

function withRates({ cart }: AgreedPrice, ratesOf: RatesOf): Cart {
  const fresh = <Line extends { readonly taxClass: AgreedPrice['cart']['lines'][number]['taxClass'] }>(
    line: Line,
  ): Line => {
    const rates = line.taxClass?.id ? ratesOf(line.taxClass.id) : undefined;
    return rates ? { ...line, taxClass: { ...line.taxClass, rates } } : line;
  };
  return { ...cart, lines: cart.lines.map(fresh), usage: cart.usage.map(fresh) };
}

const usual = '1900-01-01';

function cartOfItems({ items, billingPeriod, tax }: Priced): Cart {
  const lines = items.flatMap((item, index): CartLine[] => {
    const { kind, title, quantity, unit, unitPrice, taxPercent = tax.percent } = item;
    if (kind === 'usage' || quantity === 0) return [];
    return [
      {
        ...{ key: String(index), kind, title, quantity, unit: unit ?? null, mode: 'volume' },
        tiers: [{ upTo: null, amount: unitPrice.amount }],
        taxClass: { rates: [{ country: stated, percent: taxPercent, from: usual }] },
      },
    ];
  });
  const currency = items[0]?.unitPrice.currency ?? 'EUR';
  return { currency, billingPeriod, trial: null, coupon: null, lines, usage: [] };
}

/** Totals of one whole period, at the rates of its first day. */
export const totalsOfPeriod = (
  { cart, seller, buyer, rule }: Pricing,
  { index, from }: Pick<BillingPeriod, 'index' | 'from'>,
): PricedTotals => pricePeriod(cart, { today: from, seller, buyer }, rule, index, from);

/** As documents of it are made: whether its lines hold the tax, and why it is what it is. */
export const mannerOf = ({ cart, seller, buyer, rule }: Pricing): Omit<ChargePrice, 'lines'> => ({
  currency: cart.currency,
  included: rule.country !== null && (seller.pricesIncludeTax || !buyer.company),
  reason: rule.reason,
});

export const chargePriceOf = (pricing: Pricing, period: Pick<BillingPeriod, 'index' | 'from'>): ChargePrice =>
  priceFrom(totalsOfPeriod(pricing, period), mannerOf(pricing));
