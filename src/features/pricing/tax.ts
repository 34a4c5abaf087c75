import type { BillingAddress } from '../customers/schema.ts';
import type { Buyer, PriceContext } from './cart.ts';
import { pricingProblem } from './problems.ts';
import type { BuyerFacts, TaxReason } from './schema.ts';

const union = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK';
/** The 27 members of the European Union. */
export const euCountries: ReadonlySet<string> = new Set(union.split(' '));

/** Countries whose VAT ids have letters and check digits of their own; elsewhere a tax number proves nothing. */
export const vatIdCountries: ReadonlySet<string> = new Set([...euCountries, 'GB', 'CH', 'NO']);

/** Places with a country code of their own that are taxed as part of another (Art. 7 of Directive 2006/112/EC). */
const taxedAs: Readonly<Record<string, string>> = { MC: 'FR', IM: 'GB' };
export const taxCountryOf = (country: string): string => taxedAs[country] ?? country;

export interface TaxRule {
  readonly reason: TaxReason;
  /** Whose rates hold; `null`: no tax is charged. */
  readonly country: string | null;
  /** Price lists include this country's tax, which is not charged and so taken out; `null`: nothing to take out. */
  readonly takesOut: string | null;
}

/**
 * Which country's tax a sale bears. Everything sold here is a service supplied electronically or at a distance, so the
 * place is that of the buyer (Art. 44, 45, 58, 59 of Directive 2006/112/EC), with the vendor's own choices on top:
 *
 * 1. a small business charges none anywhere (`small-business`);
 * 2. a buyer in the vendor's country pays that country's tax (`domestic`);
 * 3. a company in another country of the EU, or in one where the vendor is registered, owes it itself
 *    (`reverse-charge`, Art. 196) where its VAT id is of its own country. One that no service could confirm yet counts,
 *    since its check digits are right and a service that is down is not the buyer's fault; it is asked again later;
 * 4. other buyers in a country where the vendor is registered, or in the EU with the One-Stop-Shop, pay their own
 *    country's tax (`destination`);
 * 5. other buyers in the EU pay the tax of a vendor in the EU (`domestic`: below the threshold of Art. 59c);
 * 6. all others pay none (`export`).
 *
 * @throws `pricing.no-tax-country`
 */
export function taxRuleOf(seller: PriceContext['seller'], buyer: Buyer): TaxRule {
  if (seller.country === null) throw pricingProblem('pricing.no-tax-country');
  if (seller.smallBusiness) return { reason: 'small-business', country: null, takesOut: null };
  const home = taxCountryOf(seller.country);
  const there = taxCountryOf(buyer.country);
  if (there === home) return { reason: 'domestic', country: home, takesOut: null };
  const registered = seller.alsoIn.some((country) => taxCountryOf(country) === there);
  const inUnion = euCountries.has(there);
  const takesOut = seller.pricesIncludeTax ? home : null;
  const confirmed = vatIdCountries.has(there) && (buyer.vatId === 'valid' || buyer.vatId === 'unchecked');
  if (confirmed && (inUnion || registered)) return { reason: 'reverse-charge', country: null, takesOut };
  if (registered || (inUnion && seller.oss)) return { reason: 'destination', country: there, takesOut: null };
  if (inUnion && euCountries.has(home)) return { reason: 'domestic', country: home, takesOut: null };
  return { reason: 'export', country: null, takesOut };
}

/**
 * Where somebody is thought to live who has not said so yet: at home with the vendor, as most do, or, where nothing is
 * sold there, in the first of the countries that something is sold to. `sold` is empty where all are.
 */
export const usualCountryOf = (home: string | null, sold: readonly string[]): string | null =>
  home === null || sold.length === 0 || sold.includes(home) ? home : (sold[0] as string);

/** What of a customer's address decides about tax. */
export const buyerFactsOf = ({
  country,
  company,
  vatId,
}: Pick<BillingAddress, 'country' | 'company' | 'vatId'>): BuyerFacts => ({
  country,
  company: company !== '' || vatId !== '',
  vatId,
});
