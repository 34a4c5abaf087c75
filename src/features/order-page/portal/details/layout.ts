import type { DeliveryPart, Part } from '../../rules.ts';

/** Fields that stand side by side where there is room. */
export const layoutOf = (row: readonly (Part | DeliveryPart)[]): string => {
  if (row.length === 1) return '';
  if (row[1] === 'houseNumber') return 'pair narrow-end';
  return row[0] === 'postcode' ? 'pair narrow-start' : 'pair';
};
