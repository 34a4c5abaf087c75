import type { PaymentMethod } from './schema.ts';

/** How people call it: `Visa •••• 4242`. */
export const methodName = ({ brand, last4 }: Pick<PaymentMethod, 'brand' | 'last4'>): string =>
  `${brand === 'sepa' || brand === 'sepa_debit' ? 'SEPA' : brand.charAt(0).toUpperCase() + brand.slice(1)} •••• ${last4}`;

/** A card is warned of in its last month, and is wrong after it. */
export function endsSoon(goodUntil: string | null, today: string): 'warn' | 'bad' | undefined {
  const month = today.slice(0, 7);
  return !goodUntil || goodUntil > month ? undefined : goodUntil < month ? 'bad' : 'warn';
}
