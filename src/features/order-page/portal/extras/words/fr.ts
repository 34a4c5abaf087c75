import extras from '../messages/fr.json';

export const words = extras;
