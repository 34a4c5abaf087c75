import order from '../../messages/de.json';

export const words = order;
