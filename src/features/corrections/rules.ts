import type { Party, Seller } from '../documents/schema.ts';

const compact = (id: string | undefined): string => (id ?? '').replace(/[\s.-]/g, '').toUpperCase();

/** Whether a recipient would be printed, or told of in an e-invoice, in another way. */
export const differs = (one: Party, other: Party): boolean => {
  const told = ({ name, lines, vatId, buyerReference, eInvoiceAddress }: Party) =>
    JSON.stringify([name, lines, compact(vatId), buyerReference ?? '', eInvoiceAddress ?? '']);
  return told(one) !== told(other);
};

/**
 * Whether the tax stays what it is, whoever is named: the country is the same, and so is the VAT id, which decides on tax
 * only where the recipient is abroad.
 */
export const taxStays = (printed: Party, buyer: Party, seller: Seller): boolean =>
  printed.country !== undefined &&
  printed.country === buyer.country &&
  (buyer.country === seller.country || compact(printed.vatId) === compact(buyer.vatId));
