import order from '../../messages/nl.json';

export const words = order;
