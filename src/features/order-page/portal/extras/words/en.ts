import extras from '../messages/en.json';

export const words = extras;
