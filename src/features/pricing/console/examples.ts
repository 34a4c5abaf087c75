import type { Day } from '../../../kit/common/day.ts';
import type { Buyer, Cart } from '../cart.ts';
import { priceCart } from '../rules.ts';
import type { PricedCart, TaxSetting } from '../schema.ts';

type Example = { readonly key: 'consumer' | 'company'; readonly country: string };

/** Buyers that show what a setting does: at home, elsewhere in the EU with and without a VAT id, beyond. */
const buyersOf = (home: string): Example[] => {
  const [one, other] = home === 'NL' ? ['FR', 'DE'] : ['NL', 'FR'];
  return [
    { key: 'consumer', country: home },
    { key: 'consumer', country: other as string },
    { key: 'company', country: one as string },
    { key: 'consumer', country: 'US' },
  ].filter(({ country, key }) => key === 'company' || country !== home || home !== 'US') as Example[];
};

const cart: Cart = {
  ...{ currency: 'EUR', billingPeriod: { count: 1, unit: 'month' }, trial: null, usage: [], coupon: null },
  lines: [
    {
      ...{ key: 'plan', kind: 'plan', title: '', quantity: 1, unit: null, mode: 'volume', taxClass: null },
      tiers: [{ upTo: null, amount: 10_000 }],
    },
  ],
};

/** What a price of 100.00 in the list comes to for them, by the very calculation that orders use. */
export function examplesOf(
  setting: Pick<TaxSetting, 'country' | 'pricesIncludeTax' | 'oss' | 'alsoIn' | 'smallBusiness'>,
  today: Day,
) {
  return buyersOf(setting.country ?? '').flatMap(({ key, country }) => {
    const buyer: Buyer = { country, company: key === 'company', vatId: key === 'company' ? 'valid' : null };
    const priced = pricedOrNot(setting, buyer, today);
    if (!priced) return [];
    const { net, tax, gross } = priced.dueToday;
    return [{ id: `${key} ${country}`, key, country, reason: priced.reason, net, tax, gross }];
  });
}

/** A country without a known rate can not be shown before there is a tax class with one. */
function pricedOrNot(
  seller: Parameters<typeof examplesOf>[0],
  buyer: Buyer,
  today: Day,
): PricedCart | undefined {
  try {
    return priceCart(cart, { today, seller, buyer });
  } catch {
    return undefined;
  }
}
