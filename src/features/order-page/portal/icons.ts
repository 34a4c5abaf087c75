/** Icons of lucide (ISC licence) that the order page alone draws. */
export const minus = 'M5 12h14';
export const plus = 'M5 12h14M12 5v14';
export const cross = 'M18 6 6 18M6 6l12 12';
