import extras from '../messages/nl.json';

export const words = extras;
