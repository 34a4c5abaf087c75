import order from '../../messages/en.json';

export const words = order;
