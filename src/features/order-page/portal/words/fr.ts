import order from '../../messages/fr.json';

export const words = order;
