import steps from '../messages/de.json';

export const words = steps;
