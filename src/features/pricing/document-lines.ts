import { majorOf } from '../documents/decimal.ts';
import type { NewDocumentLine } from '../documents/schema.ts';
import { bandsOf } from './amounts.ts';
import type { PricedCart, PricedLine, PricedTotals } from './schema.ts';

/**
 * The lines of an invoice for `totals`, one of the sums of `cart`: a document that is made from them comes to the same
 * net, tax and gross (tests hold both together). One line a tier, so that quantity × price is the amount of each; what
 * the coupon takes off stands below, once for each rate of tax.
 */
export function toDocumentLines(
  totals: PricedTotals,
  {
    currency,
    pricesIncludeTax,
    shownFirst,
  }: Pick<PricedCart, 'currency' | 'pricesIncludeTax' | 'shownFirst'>,
  words: { readonly discount: string },
): NewDocumentLine[] {
  const basis = pricesIncludeTax ? 'gross' : 'net';
  const lines = totals.lines.flatMap((line) => {
    const bands = basis === shownFirst ? line.bands : inBasis(line, line.full[basis], currency);
    return bands.map((band): NewDocumentLine => {
      const last = band.from + band.quantity - 1;
      const title = line.bands.length === 1 ? line.title : `${line.title} (${band.from}–${last})`;
      return {
        title: title.slice(0, 200),
        quantity: String(band.quantity),
        ...(line.unit ? { unit: line.unit } : {}),
        unitPrice: band.unitPrice,
        taxPercent: line.taxPercent,
      };
    });
  });
  const discounts = totals.taxes.flatMap(({ percent }) => {
    const taken = totals.lines
      .filter(({ taxPercent }) => taxPercent === percent)
      .reduce((sum, { discount }) => sum + discount[basis], 0);
    if (taken === 0) return [];
    const unitPrice = majorOf(-taken, currency);
    return [{ title: words.discount.slice(0, 200), quantity: '1', unitPrice, taxPercent: percent }];
  });
  return [...lines, ...discounts];
}

const inBasis = ({ bands, key }: PricedLine, amount: number, currency: string) =>
  bandsOf(
    bands.map((band) => ({ ...band, weight: band.amount })),
    amount,
    currency,
    key,
  );
