import steps from '../messages/fr.json';

export const words = steps;
