import type { Day, Period } from '../../kit/common/day.ts';
import type { AmountTier, TaxRate } from '../catalogue/schema.ts';
import type { PriceMode, UnitTier } from '../contracts/metered.ts';
import type { TaxSetting, VatIdState } from './schema.ts';

/** What is to be priced, as the catalogue has it: never what a browser says about prices. */
export interface Cart {
  readonly currency: string;
  readonly billingPeriod: Period;
  readonly trial: Period | null;
  readonly lines: readonly CartLine[];
  readonly usage: readonly CartUsage[];
  readonly coupon: CartCoupon | null;
}

export interface CartLine {
  /** `plan`, `setup`, or the component's id. */
  readonly key: string;
  /** `setup` is charged once, with the first period that is not free. */
  readonly kind: 'plan' | 'component' | 'setup';
  readonly title: string;
  /** 1 to 1,000,000. */
  readonly quantity: number;
  readonly unit: string | null;
  readonly mode: PriceMode;
  /** Price of one for one period, smallest unit; the last tier without end. A plain price is one such tier. */
  readonly tiers: readonly AmountTier[];
  /** Its class; `null`: the standard rates. */
  readonly taxClass: { readonly rates: readonly TaxRate[] } | null;
}

export interface CartUsage {
  readonly key: string;
  readonly title: string;
  readonly unit: string | null;
  readonly mode: PriceMode;
  readonly tiers: readonly UnitTier[];
  readonly taxClass: { readonly rates: readonly TaxRate[] } | null;
  /** For the example; left out: a round number. */
  readonly estimate?: number;
}

/** A coupon that may be used; whether it may is decided before. */
export interface CartCoupon {
  readonly code: string;
  /** Of each line, two digits after the point at most. */
  readonly percent: number | null;
  /** Off the whole, each period, in the cart's currency. */
  readonly amount: number | null;
  /** Of those that are paid for, the first; `-1`: all. */
  readonly periods: number;
}

export interface Buyer {
  readonly country: string;
  /** Orders for a company: sees net first. */
  readonly company: boolean;
  /** State of the VAT id *for this country*; `null`: none was given. */
  readonly vatId: VatIdState | null;
}

export interface PriceContext {
  /** In the portal's zone. */
  readonly today: Day;
  readonly seller: Pick<TaxSetting, 'country' | 'pricesIncludeTax' | 'oss' | 'alsoIn' | 'smallBusiness'>;
  readonly buyer: Buyer;
}
