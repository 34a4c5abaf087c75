import { createHash } from 'node:crypto';
import type { PricedCart, PricedTotals } from '../schema.ts';

/**
 * What somebody agrees to when they order: what they get, in which quantity, for how much, with which tax. No days are in
 * it, or whoever reads the page over midnight would be told that the price has changed; nor are titles.
 */
export function priceHash(variantId: string, cart: PricedCart): string {
  const totals = ({ lines, taxes, net, tax, gross }: PricedTotals) => [
    lines.map((line) => [line.key, line.quantity, line.net, line.tax, line.gross]),
    taxes.map(({ percent, reason }) => [percent, reason]),
    [net, tax, gross],
  ];
  const { currency, billingPeriod, trialEnds, discountEnds, dueToday, next, later } = cart;
  const agreed = [
    ...['1', variantId, currency, billingPeriod, trialEnds !== null, discountEnds !== null],
    ...[totals(dueToday), totals(next), later && totals(later)],
  ];
  return createHash('sha256').update(JSON.stringify(agreed)).digest('base64url').slice(0, 32);
}
