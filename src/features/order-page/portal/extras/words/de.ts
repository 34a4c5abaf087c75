import extras from '../messages/de.json';

export const words = extras;
